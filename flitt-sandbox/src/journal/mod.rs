//! What has happened lately: requests with their answers, and what became of orders. Bounded, in memory, without secrets.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;
use tokio::sync::watch;

use crate::order::Order;

mod message;
mod record;
mod redact;

pub use message::{FailedCheck, Message, Stage};
pub(crate) use record::record;
pub(crate) use redact::Shown;

/// How many requests are remembered, and how many changes of orders.
const CALLS: usize = 1000;
const CHANGES: usize = 4000;

/// One request to the gateway and its answer.
///
/// The values of sensitive parameters are replaced by the parameter's name in brackets, those of parameters that no
/// table knows by `[hidden]`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// Counts from 1, over all requests.
    pub number: u64,
    /// When it was answered, since 1970-01-01 UTC.
    pub at: Duration,
    /// The HTTP method.
    pub method: String,
    /// The path, without a query.
    pub path: String,
    /// The merchant that the request names.
    pub merchant_id: Option<u64>,
    /// The order that the request names.
    pub order_id: Option<String>,
    /// What was asked.
    pub request: Message,
    /// The HTTP status of the answer.
    pub status: u16,
    /// What was answered.
    pub answer: Message,
    /// The check that the request did not pass.
    pub failed: Option<FailedCheck>,
}

/// What an order came to be at some time.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) at: Duration,
    pub(crate) payment_id: u64,
    pub(crate) status: OrderStatus,
    pub(crate) response_code: Option<ResponseCode>,
    pub(crate) masked_card: String,
    pub(crate) reversal_amount: u64,
    pub(crate) captured_amount: Option<u64>,
    /// Whether the bank asks the payer.
    pub(crate) is_asked: bool,
}

/// The journal of a sandbox.
pub(crate) struct Journal {
    entries: Mutex<Entries>,
    /// Tells whoever watches that there is something new, here or among the callbacks.
    news: watch::Sender<()>,
}

#[derive(Default)]
struct Entries {
    calls: VecDeque<Call>,
    changes: VecDeque<Change>,
    calls_so_far: u64,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self { entries: Mutex::default(), news: watch::Sender::new(()) }
    }

    /// The requests that are remembered, oldest first.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.entries().calls.iter().cloned().collect()
    }

    /// The changes of an order that are remembered, oldest first.
    pub(crate) fn changes(&self, payment_id: u64) -> Vec<Change> {
        self.entries().changes.iter().filter(|change| change.payment_id == payment_id).cloned().collect()
    }

    /// Adds a request, and numbers it.
    pub(crate) fn add(&self, call: Call) {
        let mut entries = self.entries();
        entries.calls_so_far += 1;
        let number = entries.calls_so_far;
        push(&mut entries.calls, Call { number, ..call }, CALLS);
        drop(entries);
        self.touch();
    }

    /// Adds how an order stands now; a new one is no change.
    pub(crate) fn note(&self, order: &Order, at: Duration) {
        if order.status == OrderStatus::Created {
            return self.touch();
        }
        let change = Change {
            at,
            payment_id: order.payment_id,
            status: order.status,
            response_code: order.response_code,
            masked_card: match (&order.challenge, &order.payment) {
                (Some(challenge), _) => challenge.card.masked(),
                (None, Some(payment)) => payment.masked_card.clone(),
                (None, None) => String::new(),
            },
            reversal_amount: order.reversal_amount,
            captured_amount: order.captured_amount,
            is_asked: order.challenge.is_some() && order.status == OrderStatus::Processing,
        };
        push(&mut self.entries().changes, change, CHANGES);
        self.touch();
    }

    /// Tells whoever watches to look again.
    pub(crate) fn touch(&self) {
        self.news.send_replace(());
    }

    /// Is told of news.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.news.subscribe()
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
