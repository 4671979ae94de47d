//! What the tests in `tests/` share. They test what crosses the crates: the way from a schema file to a signed request
//! and a verified answer, the compiler's messages, and builds of crates that are not of this workspace.

mod documented_responses;
pub mod hostile;
mod minimal_request;
pub mod mutation_tests;
mod nested;
mod parsed_request;
mod typed;
mod vectors;

pub use documented_responses::{Accepted, DocumentedResponse, as_text, documented_responses, is_signed};
pub use minimal_request::minimal_request;
pub use nested::{Nested, copy_folder, workspace};
pub use parsed_request::{ParsedRequest, parse_request, text_of};
pub use typed::{Parameters, Typed, typed};
pub use vectors::{Kind, Vector, vectors, verified_responses};
