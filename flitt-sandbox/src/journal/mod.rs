//! A bounded log in memory, without secrets: requests with their responses, changes of orders, and attempts to deliver
//! callbacks.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;
use tokio::sync::watch;

use crate::model::callback::Callback;
use crate::model::merchant::Merchants;
use crate::model::order::Order;
use crate::schemas::Schemas;

mod attempt;
mod body;
mod check;
mod entry;

pub use attempt::{CallbackAttempt, CallbackResult};
pub use body::RecordedBody;
pub use check::{CheckStage, FailedCheck};
pub use entry::RecordedRequest;

use entry::CompletedCall;

/// The maximum numbers of entries; the oldest are removed first.
const MAX_REQUESTS: usize = 1000;
const MAX_CHANGES: usize = 4000;
const MAX_ATTEMPTS: usize = 1000;

/// The state of an order after a change.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) at: Duration,
    pub(crate) payment_id: u64,
    pub(crate) status: OrderStatus,
    pub(crate) response_code: Option<ResponseCode>,
    pub(crate) masked_card: String,
    pub(crate) reversal_amount: u64,
    pub(crate) captured_amount: Option<u64>,
    /// Whether the order waits for a challenge of the payer.
    pub(crate) is_challenged: bool,
}

/// The journal of a sandbox.
pub(crate) struct Journal {
    schemas: Arc<Schemas>,
    merchants: Merchants,
    entries: Mutex<Entries>,
    /// Signals new entries.
    changed: watch::Sender<()>,
}

/// A request, which is redacted when it is read for the first time.
enum RequestEntry {
    Raw { number: u64, call: CompletedCall },
    Redacted(RecordedRequest),
}

impl RequestEntry {
    /// The request without secrets, which the entry then keeps.
    fn redacted(&mut self, schemas: &Schemas, merchants: &Merchants) -> &RecordedRequest {
        if let Self::Raw { number, call } = self {
            *self = Self::Redacted(call.redacted(*number, schemas, merchants));
        }
        match self {
            Self::Redacted(request) => request,
            Self::Raw { .. } => unreachable!("it was redacted above"),
        }
    }
}

#[derive(Default)]
struct Entries {
    requests: VecDeque<RequestEntry>,
    changes: VecDeque<Change>,
    attempts: VecDeque<CallbackAttempt>,
    /// The numbers of entries so far, with those that were removed.
    request_count: u64,
    attempt_count: u64,
}

impl Journal {
    /// An empty journal that redacts sensitive parameters of the schemas and the keys of the merchants.
    pub(crate) fn new(schemas: Arc<Schemas>, merchants: Merchants) -> Self {
        Self { schemas, merchants, entries: Mutex::default(), changed: watch::Sender::new(()) }
    }

    /// The recorded requests, oldest first.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.entries().requests.iter_mut().map(|entry| self.redacted(entry).clone()).collect()
    }

    /// The latest requests, latest first.
    pub(crate) fn latest_requests(&self, count: usize) -> Vec<RecordedRequest> {
        self.entries().requests.iter_mut().rev().take(count).map(|entry| self.redacted(entry).clone()).collect()
    }

    /// The recorded requests about an order, oldest first.
    pub(crate) fn requests_about(&self, merchant_id: u64, order_id: &str) -> Vec<RecordedRequest> {
        let is_about = |request: &&RecordedRequest| {
            request.merchant_id == Some(merchant_id) && request.order_id.as_deref() == Some(order_id)
        };
        let mut entries = self.entries();
        entries.requests.iter_mut().map(|entry| self.redacted(entry)).filter(is_about).cloned().collect()
    }

    fn redacted<'e>(&self, entry: &'e mut RequestEntry) -> &'e RecordedRequest {
        entry.redacted(&self.schemas, &self.merchants)
    }

    /// The recorded attempts to deliver callbacks, oldest first.
    pub(crate) fn attempts(&self) -> Vec<CallbackAttempt> {
        self.entries().attempts.iter().cloned().collect()
    }

    /// The recorded attempts about an order, oldest first.
    pub(crate) fn attempts_about(&self, merchant_id: u64, order_id: &str) -> Vec<CallbackAttempt> {
        let is_about = |it: &&CallbackAttempt| it.merchant_id == merchant_id && it.order_id == order_id;
        self.entries().attempts.iter().filter(is_about).cloned().collect()
    }

    /// The result of the latest attempt about an order.
    pub(crate) fn last_result(&self, merchant_id: u64, order_id: &str) -> Option<CallbackResult> {
        let is_about = |it: &&CallbackAttempt| it.merchant_id == merchant_id && it.order_id == order_id;
        self.entries().attempts.iter().rev().find(is_about).map(|attempt| attempt.result.clone())
    }

    /// The recorded changes of an order, oldest first.
    pub(crate) fn changes(&self, payment_id: u64) -> Vec<Change> {
        self.entries().changes.iter().filter(|change| change.payment_id == payment_id).cloned().collect()
    }

    /// Adds a request, and numbers it.
    fn add(&self, call: CompletedCall) {
        let is_long = call.is_long();
        let mut entries = self.entries();
        entries.request_count += 1;
        let mut entry = RequestEntry::Raw { number: entries.request_count, call };
        if is_long {
            // The redacted form is shorter.
            self.redacted(&mut entry);
        }
        push(&mut entries.requests, entry, MAX_REQUESTS);
        drop(entries);
        self.notify();
    }

    /// Adds an attempt to deliver a callback.
    pub(crate) fn record_attempt(&self, callback: &Callback, at: Duration, result: CallbackResult, response: &str) {
        let merchant = self.merchants.find(callback.merchant_id);
        let (request, response) = body::redacted_callback(&self.schemas, merchant, &callback.body, response);
        let mut entries = self.entries();
        entries.attempt_count += 1;
        let attempt = CallbackAttempt {
            number: entries.attempt_count,
            at,
            merchant_id: callback.merchant_id,
            order_id: callback.order_id.clone(),
            url: callback.url.clone(),
            request,
            attempt: callback.attempts,
            result,
            response,
        };
        push(&mut entries.attempts, attempt, MAX_ATTEMPTS);
        drop(entries);
        self.notify();
    }

    /// Adds the state of an order that changed. The state of a new order is not recorded.
    pub(crate) fn record_change(&self, order: &Order, at: Duration) {
        if order.status == OrderStatus::Created {
            return self.notify();
        }
        let change = Change {
            at,
            payment_id: order.payment_id,
            status: order.status,
            response_code: order.response_code,
            masked_card: match (&order.challenge, order.payment()) {
                (Some(challenge), _) => challenge.card.masked(),
                (None, Some(payment)) => payment.masked_card.clone(),
                (None, None) => String::new(),
            },
            reversal_amount: order.reversal_amount,
            captured_amount: order.captured_amount,
            is_challenged: order.challenge.is_some() && order.status == OrderStatus::Processing,
        };
        push(&mut self.entries().changes, change, MAX_CHANGES);
        self.notify();
    }

    /// Signals a change to all watchers.
    pub(crate) fn notify(&self) {
        self.changed.send_replace(());
    }

    /// A receiver of signals about changes.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn push<T>(list: &mut VecDeque<T>, item: T, limit: usize) {
    if list.len() == limit {
        list.pop_front();
    }
    list.push_back(item);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{CallbackResult, Journal};
    use crate::model::callback::Callback;
    use crate::model::merchant::Merchant;
    use crate::schemas::Schemas;

    #[test]
    fn the_oldest_attempts_are_removed_first() {
        let journal = Journal::new(Schemas::shared().unwrap(), vec![Merchant::test()].into());
        for number in 0..1001 {
            let callback = Callback {
                number,
                merchant_id: Merchant::test().id(),
                order_id: number.to_string(),
                url: "http://127.0.0.1/".to_owned(),
                body: "{}".to_owned(),
                attempts: 1,
                due: Duration::ZERO,
            };
            journal.record_attempt(&callback, Duration::ZERO, CallbackResult::Responded(200), "");
        }
        let attempts = journal.attempts();
        let ends = (attempts[0].number, attempts[999].number, attempts[999].order_id.as_str());
        assert_eq!((attempts.len(), ends), (1000, (2, 1001, "1000")));
        let id = Merchant::test().id();
        assert_eq!((journal.last_result(id, "0"), journal.attempts_about(id, "1").len()), (None, 1));
    }
}
