//! Sending a request once: marked before, recorded after.

use std::any::Any;
use std::time::Duration;

use flitt_client::api::FinalOrder;
use flitt_client::error::{NotSentError, UnknownReason};
use flitt_client::{Endpoint, Error as GatewayError};

use crate::core::{Input, Outcome, State};
use crate::create::Order;
use crate::engine::Engine;
use crate::error::Error;
use crate::orders::Orders;
use crate::receive::Origin;
use crate::store::{CallRecord, Found, NewEvent, StoredOrder};

/// How long a process may be suspended between the mark and the first byte of a request.
const MAX_SUSPENSION: Duration = Duration::from_secs(5);

/// What one attempt at a request has brought.
pub(crate) struct Sending {
    pub(crate) number: i64,
    pub(crate) call: i64,
    pub(crate) attempt: u32,
    pub(crate) outcome: Outcome,
    /// The error, without secrets.
    pub(crate) error: Option<String>,
    pub(crate) update: Option<FinalOrder>,
    pub(crate) event: Option<NewEvent>,
}

impl<DB: Engine> Orders<DB> {
    /// Sends the request of a stored order, once. Commit the transaction of `create` first, and have no other transaction
    /// open: on SQLite, or with a pool of one connection, `send` would wait for it.
    ///
    /// It takes as long as the client allows: a shop that wants less for a page gives [`Orders::new`] a client with another
    /// [limit](flitt_client::Client::with_timeout). Where the future is dropped before the response, the outcome is unknown as after
    /// a lost response: a worker asks, after the time of [`with_sender_timeout`](Self::with_sender_timeout).
    ///
    /// # Errors
    ///
    /// If the outcome is unknown ([`flitt_client::Error::Unknown`]), a worker requests the status until the outcome is known,
    /// until the response counts as lost ([`EventKind::ResponseLost`](crate::EventKind::ResponseLost)), or until the request
    /// is parked. The handler receives the result as an event. A request that was sent before is rejected:
    /// [`NotAllowedError::SentBefore`](crate::NotAllowedError::SentBefore). After [`flitt_client::Error::NotSent`], the same
    /// order can be sent again if there was no connection or the deadline had passed. After an invalid request or a missing
    /// key it cannot be sent again: the event is [`EventKind::Rejected`](crate::EventKind::Rejected).
    pub async fn send<E: Endpoint>(&self, order: &Order<E>) -> Result<E::Response, Error>
    where
        E::Response: 'static,
    {
        if E::SCHEMA.get().body == flitt_schema::Body::Form {
            return Err(Error::SentByBrowser);
        }
        let (_, record) = self.mark(order.number, order.call, false).await?;
        self.steps.pass("send")?;
        let result = self.client_once().send(&order.request).await;
        self.steps.pass("after the response")?;
        let update = result.as_ref().ok().and_then(|response| (response as &dyn Any).downcast_ref::<FinalOrder>());
        let attempt = Sending {
            number: order.number,
            call: order.call,
            attempt: record.call.tries,
            outcome: result.as_ref().map_or_else(outcome_of, |_| Outcome::Done),
            error: result.as_ref().err().map(ToString::to_string),
            update: update.cloned(),
            event: None,
        };
        match (self.record(attempt).await, result) {
            (Err(Error::Stopped), _) => Err(Error::Stopped),
            // What could not be stored is still `sent` there: a worker asks for it.
            (_, Ok(response)) => Ok(response),
            (_, Err(error)) => Err(Error::Gateway(error)),
        }
    }

    /// Marks a request as sent, before it is: from here on it may have reached the gateway. If the process was suspended after
    /// that, others have begun to ask for the outcome, and it must not be sent any more.
    pub(crate) async fn mark(
        &self,
        number: i64,
        call: i64,
        is_worker: bool,
    ) -> Result<(StoredOrder, CallRecord), Error> {
        let mut tx = self.write().await?;
        let mut stored = self.store.load(&mut tx, Found::Number(number)).await?.ok_or(Error::UnknownOrder)?;
        self.change(&mut tx, &mut stored, Input::Begin { call, is_worker }, Vec::new(), None, None).await?;
        let record = stored.calls.iter().find(|record| record.call.id == call && record.call.state == State::Sent);
        let record = record.cloned().ok_or(Error::CorruptTables("a request"))?;
        let marked = self.steps.monotonic();
        self.commit(tx).await?;
        if self.steps.monotonic().saturating_sub(marked) <= MAX_SUSPENSION {
            return Ok((stored, record));
        }
        let attempt = record.call.tries;
        let stalled =
            Sending { number, call, attempt, outcome: Outcome::NotSent, error: None, update: None, event: None };
        self.record(stalled).await?;
        Err(Error::Suspended)
    }

    /// Stores the outcome of a request, also if others have worked on its order in the meantime.
    pub(crate) async fn record(&self, result: Sending) -> Result<(), Error> {
        let Sending { number, call, attempt, outcome, error, update, event } = result;
        let mut tx = self.write().await?;
        let mut stored = self.store.load(&mut tx, Found::Number(number)).await?.ok_or(Error::UnknownOrder)?;
        let input = Input::Ended { call, attempt, outcome };
        self.change(&mut tx, &mut stored, input, event.into_iter().collect(), error.as_deref(), None).await?;
        if let Some(update) = update {
            // A response that contradicts the order changes nothing: its status is asked for.
            match self.merge(&mut tx, &mut stored, &update, Origin::Response, None).await {
                Ok(()) | Err(Error::Rejected { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.commit(tx).await
    }
}

/// What an error says about the copy that was sent.
pub(crate) fn outcome_of(error: &GatewayError) -> Outcome {
    match error {
        GatewayError::NotSent(NotSentError::Connect(_) | NotSentError::Deadline) => Outcome::NotSent,
        // It would not be sent the next time, either.
        GatewayError::NotSent(_) | GatewayError::Failure(_) => Outcome::Rejected,
        GatewayError::Unknown(unknown) if matches!(unknown.reason(), UnknownReason::Exists { .. }) => Outcome::Exists,
        _ => Outcome::Unknown,
    }
}
