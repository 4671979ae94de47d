//! What generated code uses. Not part of the public interface.
//!
//! The module has the version of what it contains: the crates of one release require each other, and code of another
//! release does not compile against it by accident.

mod macros;
pub mod v1;

use crate::runtime::request::{Endpoint, Request, Values};

/// The values of a request; for the benchmarks of this workspace.
#[must_use]
pub fn values<E: Endpoint>(request: &Request<E>) -> &Values {
    request.values()
}

/// Examples of schema files, for the crates of this workspace.
pub mod examples {
    pub use crate::runtime::examples::{body, full_text, key_of};
}

/// Redaction, for the crates of this workspace.
pub mod redact {
    pub use crate::runtime::redact::{
        Policy, RedactedBody, Shown, ShownDebug, TextRedactor, on_one_line, passes_luhn, printable, printable_json,
        shown_address, shown_name, shown_text, shown_value, without_card_numbers,
    };
}
