//! What generated code uses. Not part of the public interface.
//!
//! The module has the version of what it contains: the crates of one release require each other, and code of another
//! release does not compile against it by accident.

pub mod v1;

/// Replaces a secret in a text; for the crates of this workspace.
pub use crate::runtime::redact::replace as redact;
