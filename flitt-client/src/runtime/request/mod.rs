//! From the values of a caller to the signed body of a request.

pub(crate) mod argument;
mod builder_state;
mod dynamic;
mod encode;
mod endpoint;
mod html_form;
mod json;
mod nested;
pub(crate) mod protocol_v2;
mod retryable;
mod stored;
mod typed;
mod valid_values;
mod validation_error;
mod values;

pub use builder_state::{Set, SetByCredentials, SetBySigning, Unset};
pub use dynamic::{DynamicBuilder, DynamicRequest};
pub use encode::EncodeError;
pub(crate) use encode::{encode, has_nested, signed_fields};
pub use endpoint::{Api, Endpoint, EndpointVisitor, NoParameters, NoStatus};
pub use html_form::HtmlForm;
pub use nested::{EmbeddedJson, Nested};
pub(crate) use retryable::{idempotency_parameter, is_retryable};
pub use stored::ParseRequestError;
pub use typed::Request;
pub use valid_values::{CompleteBuilder, Parameters, ValidValues};
pub use validation_error::ValidationError;
pub use values::Values;
