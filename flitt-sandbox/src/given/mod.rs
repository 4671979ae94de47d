//! Endpoints of schema files that the sandbox was given. It checks their requests by their tables, like those of its own, and
//! makes the response of the response's table: it knows what a response looks like, and not what the endpoint does.
//!
//! - `responses`: what a response says, where somebody decided that; `value`: what it says otherwise.
//! - `body`: the response as it is sent.

mod body;
mod responses;
mod value;

pub(crate) use body::{failure_body, format, injected_body, response_body};
pub use responses::ResponsesError;
pub(crate) use responses::{GivenResponses, PlannedResponse};
