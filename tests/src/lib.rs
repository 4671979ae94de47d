//! What the tests in `tests/` share. They test what crosses the crates: the way from a schema file to a signed request
//! and a verified answer, the compiler's messages, and builds of crates that are not of this workspace.

pub mod hostile;
mod least;
mod nested;
mod received;
mod said;
pub mod trust;
mod typed;
mod vectors;

pub use least::least;
pub use nested::{Nested, copy_folder, workspace};
pub use received::{Accepted, Received, as_text, is_signed, received};
pub use said::{Said, said, text_of};
pub use typed::{Parameters, Typed, typed};
pub use vectors::{Kind, Vector, vectors, verified_answers};
