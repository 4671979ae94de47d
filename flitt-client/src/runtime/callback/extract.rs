//! Extractors for axum handlers: verified callbacks, and what payers' browsers bring back.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::error::CallbackError;
use super::{verify, verify_payer_return};
use crate::runtime::credentials::Credentials;
use crate::runtime::response::TableResponse;

/// The maximum size of a callback, in bytes (256 KiB).
pub const CALLBACK_LIMIT: usize = 256 * 1024;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A verified callback as the argument of an axum handler. The credentials come from the router's state.
///
/// The gateway repeats a callback until it receives HTTP 200: after 2, 60, 300, 600, 3600 and 86400 seconds. Return 200 only
/// after the order is stored.
///
/// A body that does not verify never reaches the handler: the response is 400, for another content type than JSON or a
/// form 415, for a body over [`CALLBACK_LIMIT`] 413.
///
/// Callbacks can arrive twice or out of order, and the signature does not cover the names of parameters: merge each callback
/// into the [`OrderState`](crate::OrderState) of the order that you created.
///
/// ```
/// use std::sync::{Arc, Mutex};
///
/// use axum::extract::{FromRef, State};
/// use axum::{Router, http::StatusCode, routing::post};
/// use flitt_client::{Credentials, OrderState};
/// use flitt_client::api::FinalOrder;
/// use flitt_client::callback::Verified;
/// use flitt_client::order::Event;
///
/// #[derive(Clone)]
/// struct Shop {
///     credentials: Credentials,
///     orders: Arc<Mutex<Vec<OrderState>>>, // in your shop, a database
/// }
///
/// impl FromRef<Shop> for Credentials {
///     fn from_ref(shop: &Shop) -> Self {
///         shop.credentials.clone()
///     }
/// }
///
/// async fn callback(State(shop): State<Shop>, Verified(order): Verified<FinalOrder>) -> StatusCode {
///     let mut orders = shop.orders.lock().unwrap(); // in your shop, a transaction that locks the row of the order
///     let Some(state) = orders.iter_mut().find(|state| state.order_id() == order.order_id()) else {
///         return StatusCode::NOT_FOUND;
///     };
///     let Ok(events) = state.merge(&order) else { return StatusCode::CONFLICT };
///     for event in events {
///         match event {
///             Event::Paid { .. } => println!("ship {}", order.order_id()),
///             other => println!("{}: {other}", order.order_id()),
///         }
///     }
///     StatusCode::OK // after the commit
/// }
///
/// let state = Shop { credentials: Credentials::test(), orders: Arc::default() };
/// let shop: Router = Router::new().route("/callback", post(callback)).with_state(state);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Verified<T>(pub T);

/// What a payer's browser brought to `response_url`, verified like a callback, as the argument of an axum handler: a form,
/// or the query of a GET. The credentials come from the router's state.
///
/// Use it for the page that the payer sees only: merged into an order, it never makes it paid. Browsers do not always return, and
/// anybody who has seen the fields can send them again, with parameters renamed. If your page should also work when nothing valid was
/// sent, extract `Result<PayerReturn<FinalOrder>, CallbackRejection>`.
///
/// Every field that arrives must be signed: put what you need to know of the order in the path of `response_url`, not in a
/// query.
///
/// ```
/// use axum::{Router, routing::any};
/// use flitt_client::Credentials;
/// use flitt_client::api::FinalOrder;
/// use flitt_client::callback::{CallbackRejection, PayerReturn};
///
/// async fn back(returned: Result<PayerReturn<FinalOrder>, CallbackRejection>) -> String {
///     match returned {
///         Ok(PayerReturn(order)) => format!("Your payment is {}.", order.order_status()),
///         Err(_) => "We have no confirmation of your payment yet.".to_owned(),
///     }
/// }
///
/// let shop: Router = Router::new().route("/back", any(back)).with_state(Credentials::test());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PayerReturn<T>(pub T);

/// Why an extractor rejected an HTTP request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackRejection {
    /// It does not verify, or cannot be parsed.
    Invalid(CallbackError),
    /// Its content type is not supported.
    ContentType,
    /// Its body is larger than [`CALLBACK_LIMIT`], or incomplete.
    Body,
}

impl<S, T> FromRequest<S> for Verified<T>
where
    S: Send + Sync,
    Credentials: FromRef<S>,
    T: TableResponse,
{
    type Rejection = CallbackRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let body = body_of_type(request, &[JSON, FORM]).await?;
        verify(&Credentials::from_ref(state), &body).map(Self).map_err(CallbackRejection::Invalid)
    }
}

impl<S, T> FromRequest<S> for PayerReturn<T>
where
    S: Send + Sync,
    Credentials: FromRef<S>,
    T: TableResponse,
{
    type Rejection = CallbackRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let form = browser_fields(request).await?;
        verify_payer_return(&Credentials::from_ref(state), &form).map(Self).map_err(CallbackRejection::Invalid)
    }
}

/// The fields that a browser sends: a form, or the query of a GET.
pub(crate) async fn browser_fields(request: Request) -> Result<Vec<u8>, CallbackRejection> {
    if request.method() == Method::GET {
        return Ok(request.uri().query().unwrap_or_default().into());
    }
    body_of_type(request, &[FORM]).await
}

async fn body_of_type(request: Request, types: &[&str]) -> Result<Vec<u8>, CallbackRejection> {
    let (parts, body) = request.into_parts();
    if essence(&parts.headers).is_some_and(|essence| !types.contains(&essence.as_str())) {
        return Err(CallbackRejection::ContentType);
    }
    read(body).await
}

/// The content type without its parameters.
fn essence(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().unwrap_or_default();
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

async fn read(body: Body) -> Result<Vec<u8>, CallbackRejection> {
    to_bytes(body, CALLBACK_LIMIT).await.map(Vec::from).map_err(|_| CallbackRejection::Body)
}

impl IntoResponse for CallbackRejection {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Body => StatusCode::PAYLOAD_TOO_LARGE,
        };
        (status, self.to_string()).into_response()
    }
}

impl std::fmt::Display for CallbackRejection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(formatter),
            Self::ContentType => formatter.write_str("unsupported content type: callbacks are JSON or a form"),
            Self::Body => write!(formatter, "the body is incomplete, or larger than {CALLBACK_LIMIT} bytes"),
        }
    }
}

impl std::error::Error for CallbackRejection {}
