//! What the tests across the crates share: from a schema file to a signed request and a verified response. Those that run
//! the compiler are in `compile`, a package of its own.

use std::path::Path;

mod documented_responses;
mod formats;
pub mod hostile;
mod minimal_request;
pub mod mutation_tests;
mod parsed_request;
mod typed;
mod vectors;

pub use documented_responses::{Accepted, DocumentedResponse, as_text, documented_responses, is_signed};
pub use formats::long_text;
pub use minimal_request::minimal_request;
pub use parsed_request::{ParsedRequest, parse_request, text_of};
pub use typed::{Parameters, Typed, typed};
pub use vectors::{Kind, Vector, vectors, verified_responses};

/// The folder of this workspace.
///
/// # Panics
///
/// If this crate is not in one.
#[must_use]
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a member of a workspace")
}
