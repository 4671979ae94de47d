//! A bounded log in memory, without secrets: requests with their responses, changes of orders, and attempts to deliver
//! callbacks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;
use tokio::sync::watch;

use crate::model::callback::Callback;
use crate::model::merchant::Merchants;
use crate::model::order::Order;
use crate::redact::{self, TextRedactor};
use crate::schemas::Schemas;

mod attempt;
mod body;
mod bounded;
mod check;
mod entry;
mod excerpt;

pub(crate) use attempt::Received;
pub use attempt::{CallbackAttempt, CallbackResult};
pub(crate) use body::MAX_BODY_LENGTH;
pub use body::RecordedBody;
pub use check::{CheckStage, FailedCheck};
pub use entry::RecordedRequest;

use bounded::{Bounded, Size};
use entry::CompletedCall;

/// The maximum numbers of entries, and their size together in bytes; the oldest are removed first.
const MAX_REQUESTS: usize = 1000;
const MAX_REQUESTS_SIZE: usize = 16 * 1024 * 1024;
const MAX_CHANGES: usize = 4000;
const MAX_CHANGES_SIZE: usize = 2 * 1024 * 1024;
const MAX_ATTEMPTS: usize = 1000;
const MAX_ATTEMPTS_SIZE: usize = 8 * 1024 * 1024;

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
    /// Redacts all keys of the merchants.
    keys: TextRedactor,
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
    /// The request without secrets, which the entry has from now on.
    fn redact(&mut self, journal: &Journal) {
        if let Self::Raw { number, call } = self {
            *self = Self::Redacted(call.redacted(*number, &journal.schemas, &journal.merchants, &journal.keys));
        }
    }

    /// Whether the request is about this order, or is redacted already.
    fn can_be_about(&self, merchant_id: u64, order_id: &str) -> bool {
        match self {
            Self::Raw { call, .. } => call.is_about(merchant_id, order_id),
            Self::Redacted(_) => true,
        }
    }

    /// The request, once it is redacted.
    fn redacted(&self) -> Option<&RecordedRequest> {
        match self {
            Self::Redacted(request) => Some(request),
            Self::Raw { .. } => None,
        }
    }
}

impl Size for RequestEntry {
    fn size(&self) -> usize {
        match self {
            Self::Raw { call, .. } => call.size(),
            Self::Redacted(request) => request.size(),
        }
    }
}

impl Size for Change {
    fn size(&self) -> usize {
        size_of::<Self>() + self.masked_card.len()
    }
}

struct Entries {
    requests: Bounded<RequestEntry>,
    changes: Bounded<Change>,
    attempts: Bounded<CallbackAttempt>,
    /// The numbers of entries so far, with those that were removed.
    request_count: u64,
    attempt_count: u64,
}

impl Default for Entries {
    fn default() -> Self {
        Self {
            requests: Bounded::new(MAX_REQUESTS, MAX_REQUESTS_SIZE),
            changes: Bounded::new(MAX_CHANGES, MAX_CHANGES_SIZE),
            attempts: Bounded::new(MAX_ATTEMPTS, MAX_ATTEMPTS_SIZE),
            request_count: 0,
            attempt_count: 0,
        }
    }
}

impl Entries {
    /// The latest requests without secrets, at most so many, latest first.
    fn latest_requests(
        &mut self,
        count: usize,
        journal: &Journal,
    ) -> impl DoubleEndedIterator<Item = &RecordedRequest> {
        self.requests.update_latest(count, |entry| entry.redact(journal));
        self.requests.iter().rev().filter_map(RequestEntry::redacted)
    }
}

impl Journal {
    /// An empty journal that redacts sensitive parameters of the schemas and the keys of the merchants.
    pub(crate) fn new(schemas: Arc<Schemas>, merchants: Merchants) -> Self {
        let keys = redact::of_merchants(&merchants);
        Self { schemas, merchants, keys, entries: Mutex::default(), changed: watch::Sender::new(()) }
    }

    /// The recorded requests, oldest first.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.entries().latest_requests(MAX_REQUESTS, self).rev().cloned().collect()
    }

    /// The latest requests, latest first.
    pub(crate) fn latest_requests(&self, count: usize) -> Vec<RecordedRequest> {
        self.entries().latest_requests(count, self).take(count).cloned().collect()
    }

    /// The number of recorded requests.
    pub(crate) fn request_count(&self) -> usize {
        self.entries().requests.iter().count()
    }

    /// The recorded requests about an order, oldest first.
    pub(crate) fn requests_about(&self, merchant_id: u64, order_id: &str) -> Vec<RecordedRequest> {
        let is_about = |request: &&RecordedRequest| {
            request.merchant_id == Some(merchant_id) && request.order_id.as_deref() == Some(order_id)
        };
        let mut entries = self.entries();
        // To redact all of them takes long, and everything that is to be recorded waits for it.
        entries.requests.update_latest(MAX_REQUESTS, |entry| {
            if entry.can_be_about(merchant_id, order_id) {
                entry.redact(self);
            }
        });
        entries.requests.iter().filter_map(RequestEntry::redacted).filter(is_about).cloned().collect()
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
        let mut entry = RequestEntry::Raw { number: 0, call };
        if is_long {
            // The redacted form is shorter.
            entry.redact(self);
        }
        let mut entries = self.entries();
        entries.request_count += 1;
        let count = entries.request_count;
        match &mut entry {
            RequestEntry::Raw { number, .. } | RequestEntry::Redacted(RecordedRequest { number, .. }) => {
                *number = count;
            }
        }
        entries.requests.push(entry);
        drop(entries);
        self.notify();
    }

    /// Adds an attempt to deliver a callback.
    pub(crate) fn record_attempt(
        &self,
        callback: &Callback,
        at: Duration,
        result: CallbackResult,
        response: &Received,
    ) {
        let merchant = self.merchants.find(callback.merchant_id);
        let (request, response) =
            body::redacted_callback(&self.schemas, &self.keys, merchant, &callback.body, response);
        let mut entries = self.entries();
        entries.attempt_count += 1;
        let attempt = CallbackAttempt {
            number: entries.attempt_count,
            at,
            merchant_id: callback.merchant_id,
            order_id: callback.order_id.clone(),
            shown_order_id: self.keys.redact_value(&redact::shown_text(&callback.order_id)).into_owned(),
            url: callback.url.clone(),
            request,
            attempt: callback.attempts,
            result: result.redacted(),
            response,
        };
        entries.attempts.push(attempt);
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
        self.entries().changes.push(change);
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

#[cfg(test)]
mod tests;
