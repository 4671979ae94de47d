//! Names that the protocol itself defines: no table describes them.

/// The signature.
pub(crate) const SIGNATURE: &str = "signature";
/// The signed text with the key masked; sent to merchants in test mode, never signed.
pub(crate) const RESPONSE_SIGNATURE_STRING: &str = "response_signature_string";
/// The version of the protocol.
pub(crate) const VERSION: &str = "version";
/// The version of the protocol whose parameters are sent as base64 of JSON.
pub(crate) const VERSION_2: &str = "2.0";
/// The envelope of a request.
pub(crate) const REQUEST: &str = "request";
/// The parameters of protocol 2.0, in base64.
pub(crate) const DATA: &str = "data";
/// The envelope of a response.
pub(crate) const RESPONSE: &str = "response";
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
/// The gateway's identifier of the request, for its support.
pub(crate) const REQUEST_ID: &str = "request_id";
/// The code of a failure because of a wrong signature, whose message can contain the text that the gateway hashed.
pub(crate) const INVALID_SIGNATURE: &str = "1014";
