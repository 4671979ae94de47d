//! "Invalid signature", explained: what is signed, parameter by parameter, beside what the gateway hashed.
//!
//! Plain data, ready to be shown: keys are masked, and values of sensitive parameters are described by their names, lengths
//! and equality only. Nothing is printed here.
//!
//! ```
//! use flitt_client::api::GetOrderStatus;
//! use flitt_client::explain::GatewayText;
//! use flitt_client::Credentials;
//! use flitt_client::request::Exchange;
//!
//! let request = GetOrderStatus::request().order_id("Order 2").build()?;
//! let credentials = Credentials::test();
//! let signed = Exchange::new(&request, &credentials)?.signed_text().ok_or("nothing is signed")?;
//! assert_eq!(signed.to_string(), "**********|1549901|Order 2|1.0.1");
//!
//! let message = "Invalid signature signature: ..; response_signature_string: **********|1549901|Order+2|1.0.1";
//! let comparison = signed.compare(&GatewayText::find(message).ok_or("no signed text")?);
//! assert_eq!(
//!     comparison.difference.to_string(),
//!     "`order_id`: you signed \"Order 2\", the gateway hashed \"Order+2\": the value was encoded for an address or a \
//!      form on its way (`+` or `%20` for a space); sign the plain text, and encode the body once, when it is written",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod align;
mod cause;
mod compare;
mod gateway_text;
mod hash;
mod key;
mod nested_variants;
mod received;
mod relation;
mod search;
mod signed_text;
mod text_variants;
mod value_variants;

pub use cause::Cause;
pub use compare::{Comparison, Difference, Line, Place};
pub use gateway_text::GatewayText;
pub use received::{ReceivedRequest, ReceivedRequestError};
pub use signed_text::{Redacted, SignedText};
