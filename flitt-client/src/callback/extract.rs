//! Callbacks as arguments of axum handlers.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::answer::Record;
use crate::callback::{RefusedCallback, verify};
use crate::credentials::Credentials;

/// The largest callback that is read, in bytes (256 KiB). The largest field of the table has 20,480 characters.
pub const CALLBACK_LIMIT: usize = 256 * 1024;

/// A verified callback as the argument of an axum handler. The credentials come from the router's state.
///
/// The gateway repeats a callback until it gets HTTP 200. So return 200 only when the order is stored; an error of the
/// handler makes the gateway try again, after 2, 60, 300, 600, 3600 and 86400 seconds.
///
/// A body that does not verify never reaches the handler: it is answered with 400, another content type than JSON or a
/// form with 415, a body over [`CALLBACK_LIMIT`] with 413. A GET, as browsers come back to `response_url`, is read from
/// its query.
///
/// ```
/// use axum::{Router, http::StatusCode, routing::post};
/// use flitt_client::{Credentials, api::FinalOrder, callback::Verified};
///
/// async fn paid(Verified(order): Verified<FinalOrder>) -> StatusCode {
///     // Compare amount and currency with the order that you created, store the state, and only then:
///     println!("{} is {}", order.order_id(), order.order_status());
///     StatusCode::OK
/// }
///
/// let shop: Router = Router::new().route("/callback", post(paid)).with_state(Credentials::test());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Verified<T>(pub T);

/// Why a request was not a callback of the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackRejection {
    /// It did not verify, or could not be read.
    Refused(RefusedCallback),
    /// Its content type is neither JSON nor a form.
    ContentType,
    /// Its body is larger than [`CALLBACK_LIMIT`], or ended early.
    Body,
}

impl<S, T> FromRequest<S> for Verified<T>
where
    S: Send + Sync,
    Credentials: FromRef<S>,
    T: Record,
{
    type Rejection = CallbackRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let credentials = Credentials::from_ref(state);
        let order = if request.method() == Method::GET {
            verify(&credentials, request.uri().query().unwrap_or_default().as_bytes())
        } else {
            let (parts, body) = request.into_parts();
            verify(&credentials, &read(&parts.headers, body).await?)
        };
        order.map(Self).map_err(CallbackRejection::Refused)
    }
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, CallbackRejection> {
    let content_type = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let essence = content_type.map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    if essence.is_some_and(|essence| essence != "application/json" && essence != "application/x-www-form-urlencoded") {
        return Err(CallbackRejection::ContentType);
    }
    to_bytes(body, CALLBACK_LIMIT).await.map(Vec::from).map_err(|_| CallbackRejection::Body)
}

impl IntoResponse for CallbackRejection {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Refused(_) => StatusCode::BAD_REQUEST,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Body => StatusCode::PAYLOAD_TOO_LARGE,
        };
        (status, self.to_string()).into_response()
    }
}

impl std::fmt::Display for CallbackRejection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refused) => refused.fmt(formatter),
            Self::ContentType => formatter.write_str("a callback is JSON or a form"),
            Self::Body => write!(formatter, "the body ended early, or is larger than {CALLBACK_LIMIT} bytes"),
        }
    }
}

impl std::error::Error for CallbackRejection {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(refused) => Some(refused),
            Self::ContentType | Self::Body => None,
        }
    }
}
