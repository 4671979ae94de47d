//! Extractors for axum handlers: verified callbacks, and what payers' browsers bring back.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::http::{FORM, JSON, check_type, verify_http};
use super::merchants::Merchants;
use super::rejection::{CallbackRejection, MAX_CALLBACK_SIZE};
use super::verify_payer_return;
use crate::runtime::credentials::Credentials;
use crate::runtime::response::TableResponse;

/// A verified callback as the argument of an axum handler. The credentials come from the router's state.
///
/// The gateway repeats a callback until it receives HTTP 200: after 2, 60, 300, 600, 3600 and 86400 seconds. Return 200 only
/// after the order is stored.
///
/// A body that does not verify never reaches the handler: the response is 400, for another content type than JSON or a
/// form 415, for a body over [`MAX_CALLBACK_SIZE`] 413. The response does not say what is wrong: log it by extracting
/// `Result<Verified<FinalOrder>, CallbackRejection>`.
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

/// A [`Verified`] callback of one of several merchants, with that merchant's credentials. The router's state is
/// [`Merchants`], or a type of yours that implements `axum::extract::FromRef` for it.
///
/// ```
/// use axum::{Router, http::StatusCode, routing::post};
/// use flitt_client::Credentials;
/// use flitt_client::api::FinalOrder;
/// use flitt_client::callback::{Merchants, VerifiedFor};
///
/// async fn callback(VerifiedFor(credentials, update): VerifiedFor<FinalOrder>) -> StatusCode {
///     println!("order {} of merchant {}", update.order_id(), credentials.merchant_id());
///     StatusCode::OK // after the update is merged into that order of that merchant, and stored
/// }
///
/// let merchants = Merchants::from_iter([Credentials::new(1549901, "one key"), Credentials::new(1549902, "another")]);
/// let server: Router = Router::new().route("/callback", post(callback)).with_state(merchants);
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedFor<T>(pub Credentials, pub T);

/// A [`PayerReturn`] to the page of one of several merchants, with that merchant's credentials. The router's state has
/// [`Merchants`].
#[derive(Clone, Debug)]
pub struct PayerReturnFor<T>(pub Credentials, pub T);

impl<S, T> FromRequest<S> for Verified<T>
where
    S: Send + Sync,
    Credentials: FromRef<S>,
    T: TableResponse,
{
    type Rejection = CallbackRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (content_type, body) = parts(request).await?;
        verify_http(&Credentials::from_ref(state), content_type.as_deref(), &body).map(Self)
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

impl<S, T> FromRequest<S> for VerifiedFor<T>
where
    S: Send + Sync,
    Merchants: FromRef<S>,
    T: TableResponse,
{
    type Rejection = CallbackRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (content_type, body) = parts(request).await?;
        let merchants = Merchants::from_ref(state);
        let (credentials, update) = merchants.verify_http(content_type.as_deref(), &body)?;
        Ok(Self(credentials.clone(), update))
    }
}

impl<S, T> FromRequest<S> for PayerReturnFor<T>
where
    S: Send + Sync,
    Merchants: FromRef<S>,
    T: TableResponse,
{
    type Rejection = CallbackRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let form = browser_fields(request).await?;
        let merchants = Merchants::from_ref(state);
        let (credentials, order) = merchants.verify_payer_return(&form).map_err(CallbackRejection::Invalid)?;
        Ok(Self(credentials.clone(), order))
    }
}

/// The fields that a browser sends: a form, or the query of a GET.
pub(crate) async fn browser_fields(request: Request) -> Result<Vec<u8>, CallbackRejection> {
    if request.method() == Method::GET {
        return Ok(request.uri().query().unwrap_or_default().into());
    }
    check_type(content_type(request.headers()).as_deref(), &[FORM])?;
    read(request.into_body()).await
}

/// The content type and the body of a callback. A body of another type is not read.
async fn parts(request: Request) -> Result<(Option<String>, Vec<u8>), CallbackRejection> {
    let content_type = content_type(request.headers());
    check_type(content_type.as_deref(), &[JSON, FORM])?;
    Ok((content_type, read(request.into_body()).await?))
}

/// The header `content-type`; the empty text where it is no text.
fn content_type(headers: &HeaderMap) -> Option<String> {
    Some(headers.get(CONTENT_TYPE)?.to_str().unwrap_or_default().to_owned())
}

async fn read(body: Body) -> Result<Vec<u8>, CallbackRejection> {
    to_bytes(body, MAX_CALLBACK_SIZE).await.map(Vec::from).map_err(|_| CallbackRejection::Body)
}

/// The response says nothing that helps to forge a callback.
impl IntoResponse for CallbackRejection {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::BAD_REQUEST);
        (status, self.message()).into_response()
    }
}
