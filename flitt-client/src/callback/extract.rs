//! Callbacks, and what browsers bring back, as arguments of axum handlers.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::answer::Record;
use crate::callback::{BankReturn, BankReturnError, RefusedCallback, verify};
use crate::credentials::Credentials;

/// The largest callback that is read, in bytes (256 KiB). The largest field of the table has 20,480 characters.
pub const CALLBACK_LIMIT: usize = 256 * 1024;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A verified callback as the argument of an axum handler. The credentials come from the router's state.
///
/// The gateway repeats a callback until it gets HTTP 200. So return 200 only when the order is stored; an error of the
/// handler makes the gateway try again, after 2, 60, 300, 600, 3600 and 86400 seconds.
///
/// A body that does not verify never reaches the handler: it is answered with 400, another content type than JSON or a
/// form with 415, a body over [`CALLBACK_LIMIT`] with 413.
///
/// Names are not signed, callbacks repeat, and they overtake each other: hand what comes to an
/// [`OrderState`](crate::OrderState), which knows the order that you created.
///
/// ```
/// use std::sync::{Arc, Mutex};
///
/// use axum::extract::{FromRef, State};
/// use axum::{Router, http::StatusCode, routing::post};
/// use flitt_client::{Credentials, OrderState, api::FinalOrder, callback::Verified};
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
/// async fn paid(State(shop): State<Shop>, Verified(order): Verified<FinalOrder>) -> StatusCode {
///     let mut orders = shop.orders.lock().unwrap(); // in your shop, a transaction
///     let Some(state) = orders.iter_mut().find(|state| state.order_id() == order.order_id()) else {
///         return StatusCode::NOT_FOUND;
///     };
///     match state.merge(&order) {
///         Ok(change) if change.is_paid_now() => println!("{} can be sent off", order.order_id()),
///         Ok(_) => {} // a repeat, or late news
///         Err(mismatch) => {
///             eprintln!("{mismatch}");
///             return StatusCode::CONFLICT;
///         }
///     }
///     StatusCode::OK
/// }
///
/// let state = Shop { credentials: Credentials::test(), orders: Arc::default() };
/// let shop: Router = Router::new().route("/callback", post(paid)).with_state(state);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Verified<T>(pub T);

/// What a payer's browser brought to `response_url`, verified like a callback, as the argument of an axum handler: a
/// form, or the query of a GET. The credentials come from the router's state.
///
/// It is news for the page that the payer sees. Goods go out when the callback or the order's status says so: browsers
/// do not always come back, and come back again when the payer goes through the history. For a page that serves payers
/// without the news too, take `Result<Returned<FinalOrder>, CallbackRejection>` as the argument.
///
/// Every field that arrives must be signed, so keep what you need to know of the order in the path of `response_url`, not
/// in a query of your own.
///
/// ```
/// use axum::{Router, routing::any};
/// use flitt_client::{Credentials, api::FinalOrder};
/// use flitt_client::callback::{CallbackRejection, Returned};
///
/// async fn back(returned: Result<Returned<FinalOrder>, CallbackRejection>) -> String {
///     match returned {
///         Ok(Returned(order)) => format!("Your payment is {}.", order.order_status()),
///         Err(_) => "We have not heard of your payment yet.".to_owned(),
///     }
/// }
///
/// let shop: Router = Router::new().route("/back", any(back)).with_state(Credentials::test());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Returned<T>(pub T);

/// Why a request was not a callback of the gateway, or brought nothing back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackRejection {
    /// It did not verify, or could not be read.
    Refused(RefusedCallback),
    /// It is not what a bank's page brings.
    Bank(BankReturnError),
    /// Its content type is not one of those that are read.
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
        let body = posted(request, &[JSON, FORM]).await?;
        verify(&Credentials::from_ref(state), &body).map(Self).map_err(CallbackRejection::Refused)
    }
}

impl<S, T> FromRequest<S> for Returned<T>
where
    S: Send + Sync,
    Credentials: FromRef<S>,
    T: Record,
{
    type Rejection = CallbackRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let form = brought(request).await?;
        verify(&Credentials::from_ref(state), &form).map(Self).map_err(CallbackRejection::Refused)
    }
}

/// What the bank's page brought to `TermUrl`: a form, or the query of a GET.
impl<S: Send + Sync> FromRequest<S> for BankReturn {
    type Rejection = CallbackRejection;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        Self::read(&brought(request).await?).map_err(CallbackRejection::Bank)
    }
}

/// What a browser carries: a form, or a query.
async fn brought(request: Request) -> Result<Vec<u8>, CallbackRejection> {
    if request.method() == Method::GET {
        return Ok(request.uri().query().unwrap_or_default().into());
    }
    posted(request, &[FORM]).await
}

async fn posted(request: Request, types: &[&str]) -> Result<Vec<u8>, CallbackRejection> {
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
            Self::Refused(_) | Self::Bank(_) => StatusCode::BAD_REQUEST,
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
            Self::Bank(error) => error.fmt(formatter),
            Self::ContentType => formatter.write_str("a callback is JSON or a form, and browsers bring forms"),
            Self::Body => write!(formatter, "the body ended early, or is larger than {CALLBACK_LIMIT} bytes"),
        }
    }
}

impl std::error::Error for CallbackRejection {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(refused) => Some(refused),
            Self::Bank(error) => Some(error),
            Self::ContentType | Self::Body => None,
        }
    }
}
