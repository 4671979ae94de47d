//! The text of schema files: where it is read from, and how a diagnostic points into it.

mod diagnostic;
mod excerpt;
mod files;
mod fix;
mod links;
mod mark;
mod printable;
mod render;
mod text;
mod unread;

pub use diagnostic::{Diagnostic, Severity};
pub use files::{Files, Folder, InMemory};
pub use fix::Fix;
pub use links::links_of;
pub use mark::decode;
pub use text::{MAX_FILE_SIZE, Source, SourceError};

/// A range of a file's text, in bytes.
pub(crate) type Span = std::ops::Range<usize>;
