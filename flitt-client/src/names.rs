//! The names of parameters whose meaning needs code: they belong to the protocol, and no table explains them.

/// The signature.
pub(crate) const SIGNATURE: &str = "signature";
/// The signed text with the key masked; sent to merchants in test mode, never signed.
pub(crate) const RESPONSE_SIGNATURE_STRING: &str = "response_signature_string";
/// The version of the protocol.
pub(crate) const VERSION: &str = "version";
/// The envelope of a request.
pub(crate) const REQUEST: &str = "request";
/// The parameters of protocol 2.0, in base64.
pub(crate) const DATA: &str = "data";
/// The object of the parameters in [`DATA`].
pub(crate) const ORDER: &str = "order";
/// Whether the gateway processed the request.
pub(crate) const RESPONSE_STATUS: &str = "response_status";
/// The value of [`RESPONSE_STATUS`] of a request that was not processed.
pub(crate) const FAILURE: &str = "failure";
/// Why the request was not processed, as a number.
pub(crate) const ERROR_CODE: &str = "error_code";
/// The same in words.
pub(crate) const ERROR_MESSAGE: &str = "error_message";
/// The gateway's name of the request, for its support.
pub(crate) const REQUEST_ID: &str = "request_id";
/// Why an operation was declined, as a number.
pub(crate) const RESPONSE_CODE: &str = "response_code";
/// The same in words.
pub(crate) const RESPONSE_DESCRIPTION: &str = "response_description";
