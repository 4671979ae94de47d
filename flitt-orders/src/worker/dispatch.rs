//! Sending a stored request.

use std::future::Future;
use std::sync::Arc;

use flitt_client::Endpoint as _;
use flitt_client::api::{CaptureOrder, CheckoutUrl, ReverseOrder};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::response::RawResponse;
use flitt_client::{Error as GatewayError, Outcome as Reported};
use serde_json::{Map, Value};

use super::{HandlerError, Worker};
use crate::core::{Kind, NotAllowedError, Outcome};
use crate::describe::known_endpoint;
use crate::engine::{Engine, HandlerTx};
use crate::error::Error;
use crate::event::{OrderEvent, of_creation};
use crate::send::{Sending, outcome_of};
use crate::store::{CallRecord, StoredOrder};

impl<DB, H, F> Worker<DB, H>
where
    DB: Engine,
    H: Fn(OrderEvent, HandlerTx<DB>) -> F,
    F: Future<Output = Result<(), HandlerError>>,
{
    /// Sends a stored request once, and stores its outcome.
    pub(super) async fn dispatch(&self, number: i64, call: i64) -> Result<(), Error> {
        let orders = &self.orders;
        let (stored, record) = match orders.mark(number, call, true).await {
            // Another worker or program was faster.
            Err(Error::NotAllowed(NotAllowedError::SentBefore | NotAllowedError::GivenUp) | Error::Suspended) => {
                return Ok(());
            }
            marked => marked?,
        };
        orders.steps.pass("send")?;
        let result = match record.call.kind {
            Kind::Capture => self.capture(&stored, &record).await,
            Kind::Reverse => self.reverse(&stored, &record).await,
            Kind::Create | Kind::Continue => self.create(&record).await,
        };
        orders.steps.pass("after the response")?;
        let is_creation = record.call.kind == Kind::Create;
        let outcome = match &result {
            Ok(_) if is_creation => Outcome::Done,
            Ok(response) => reported(&response.outcome()),
            Err(error) => outcome_of(error),
        };
        let created = result.as_ref().ok().filter(|_| is_creation);
        orders
            .record(Sending {
                number,
                call,
                attempt: record.call.tries,
                outcome,
                error: result.as_ref().err().map(ToString::to_string),
                update: None,
                event: created.map(|response| of_creation(response.get("checkout_url"))),
            })
            .await
    }

    async fn capture(&self, stored: &StoredOrder, record: &CallRecord) -> Result<RawResponse, GatewayError> {
        let request = CaptureOrder::request()
            .order_id(stored.state.order_id())
            .amount(record.call.amount)
            .currency(stored.state.currency())
            .build()?;
        self.orders.client_once().send(&request).await.map(|response| (*response).clone())
    }

    async fn reverse(&self, stored: &StoredOrder, record: &CallRecord) -> Result<RawResponse, GatewayError> {
        let request = ReverseOrder::request()
            .order_id(stored.state.order_id())
            .amount(record.call.amount)
            .currency(stored.state.currency())
            .reverse_id(record.reverse_id.as_deref().unwrap_or_default())
            .build()?;
        self.orders.client_once().send(&request).await.map(|response| (*response).clone())
    }

    /// The first copy of a request that creates an order.
    async fn create(&self, record: &CallRecord) -> Result<RawResponse, GatewayError> {
        // What cannot be read is an empty request, which is invalid: it is rejected before it is sent.
        let endpoint = known_endpoint(&record.endpoint).unwrap_or_else(|| CheckoutUrl::SCHEMA.get());
        let values: Map<String, Value> =
            record.request.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let mut request = DynamicRequest::builder(Arc::new(endpoint.clone()));
        for (name, value) in &values {
            request = request.set(name, value.as_str().unwrap_or_default());
        }
        self.orders.client_once().send_dynamic(&request.build()?).await
    }
}

/// The outcome of a capture or a reversal, as its response says.
fn reported(outcome: &Reported) -> Outcome {
    match outcome {
        Reported::Approved => Outcome::Done,
        Reported::Declined(_) => Outcome::Rejected,
        // It is repeated until it is known.
        _ => Outcome::Unknown,
    }
}
