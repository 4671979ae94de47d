//! From the bytes of a response to typed, verified values.

mod decode;
mod list_response;
mod nested;
mod other_body;
mod outcome;
pub(crate) mod protocol_v2;
mod raw;
mod table;
mod verification_error;

pub(crate) use decode::{Classified, accept, accept_verified, check_echoed, decode};
pub use list_response::{ListResponse, MapResponse};
pub use outcome::{Decline, Outcome};
pub(crate) use raw::ShownField;
pub use raw::{RawResponse, Source, Verification};
pub use table::{FromResponse, Rows, TableResponse};
pub use verification_error::VerificationError;
