//! Callbacks from the parts of an HTTP request, as every web framework has them.

use super::rejection::{CallbackRejection, MAX_CALLBACK_SIZE};
use super::verify;
use crate::runtime::credentials::Credentials;
use crate::runtime::response::TableResponse;

pub(super) const JSON: &str = "application/json";
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// Verifies a callback from the parts of an HTTP request, in any web framework: the header `content-type`, where there is one,
/// and the body as it was received. The extractors of axum do the same.
///
/// JSON and forms are accepted, also the data of protocol 2.0 in either; see [`verify`]. Respond to a rejection with its
/// [`status`](CallbackRejection::status) and [`message`](CallbackRejection::message), and log its `Display`.
///
/// ```
/// use flitt_client::api::FinalOrder;
/// use flitt_client::{Credentials, callback};
///
/// /// The HTTP status and the text of the response.
/// fn respond(credentials: &Credentials, content_type: Option<&str>, body: &[u8]) -> (u16, &'static str) {
///     match callback::verify_http::<FinalOrder>(credentials, content_type, body) {
///         Ok(update) => {
///             println!("merge {} into its order, then respond", update.order_id());
///             (200, "")
///         }
///         Err(rejection) => {
///             eprintln!("{rejection}");
///             (rejection.status(), rejection.message())
///         }
///     }
/// }
/// # let credentials = Credentials::test();
/// # let body = callback::test_callback::<FinalOrder>(&credentials).json();
/// # assert_eq!(respond(&credentials, Some("application/json; charset=UTF-8"), body.as_bytes()).0, 200);
/// # assert_eq!(respond(&credentials, Some("text/plain"), body.as_bytes()).0, 415);
/// # assert_eq!(respond(&credentials, None, b"{}"), (400, "callback rejected"));
/// ```
pub fn verify_http<T: TableResponse>(
    credentials: &Credentials,
    content_type: Option<&str>,
    body: &[u8],
) -> Result<T, CallbackRejection> {
    check(content_type, body)?;
    verify(credentials, body).map_err(CallbackRejection::Invalid)
}

/// Rejects a content type that no callback has, and a body that is too large.
pub(super) fn check(content_type: Option<&str>, body: &[u8]) -> Result<(), CallbackRejection> {
    check_type(content_type, &[JSON, FORM])?;
    if body.len() > MAX_CALLBACK_SIZE { Err(CallbackRejection::Body) } else { Ok(()) }
}

/// Rejects a content type that is none of these, whatever its parameters are.
pub(super) fn check_type(content_type: Option<&str>, types: &[&str]) -> Result<(), CallbackRejection> {
    let essence = content_type.map(|value| value.split(';').next().unwrap_or_default().trim());
    let is_supported = |essence: &str| types.iter().any(|supported| supported.eq_ignore_ascii_case(essence));
    if essence.is_none_or(is_supported) { Ok(()) } else { Err(CallbackRejection::ContentType) }
}
