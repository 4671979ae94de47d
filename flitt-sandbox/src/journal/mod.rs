//! What has happened lately: requests with their answers, what became of orders, and callbacks. Bounded, in memory,
//! without secrets.

use std::cell::LazyCell;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;
use tokio::sync::watch;

use crate::callback::{Callback, CallbackAttempt, CallbackResult};
use crate::merchant::Merchant;
use crate::order::Order;
use crate::rules::Rules;

mod message;
mod record;
mod redact;

pub use message::{FailedCheck, Message, Stage};
pub(crate) use record::Asked;
use record::Passed;
pub(crate) use redact::Shown;

/// How many requests are remembered, how many changes of orders, and how many attempts to deliver callbacks; the oldest
/// go first.
const CALLS: usize = 1000;
const CHANGES: usize = 4000;
const ATTEMPTS: usize = 1000;

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
    rules: Arc<Rules>,
    merchants: Arc<[Merchant]>,
    entries: Mutex<Entries>,
    /// Tells whoever watches that there is something new.
    news: watch::Sender<()>,
}

/// A request, which is made readable when somebody reads it: most never are.
type Entry = LazyCell<Call, Box<dyn FnOnce() -> Call + Send>>;

#[derive(Default)]
struct Entries {
    calls: VecDeque<Entry>,
    changes: VecDeque<Change>,
    attempts: VecDeque<CallbackAttempt>,
    calls_so_far: u64,
    attempts_so_far: u64,
}

impl Journal {
    /// An empty journal, which hides what the rules call sensitive and the keys of merchants.
    pub(crate) fn new(rules: Arc<Rules>, merchants: Arc<[Merchant]>) -> Self {
        Self { rules, merchants, entries: Mutex::default(), news: watch::Sender::new(()) }
    }

    /// The requests that are remembered, oldest first.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.entries().calls.iter().map(LazyCell::force).cloned().collect()
    }

    /// The latest requests, latest first.
    pub(crate) fn latest_calls(&self, count: usize) -> Vec<Call> {
        self.entries().calls.iter().rev().take(count).map(LazyCell::force).cloned().collect()
    }

    /// The requests about an order that are remembered, oldest first.
    pub(crate) fn calls_about(&self, merchant_id: u64, order_id: &str) -> Vec<Call> {
        let is_about =
            |call: &&Call| call.merchant_id == Some(merchant_id) && call.order_id.as_deref() == Some(order_id);
        self.entries().calls.iter().map(LazyCell::force).filter(is_about).cloned().collect()
    }

    /// The attempts to deliver callbacks that are remembered, oldest first.
    pub(crate) fn attempts(&self) -> Vec<CallbackAttempt> {
        self.entries().attempts.iter().cloned().collect()
    }

    /// Those of an order.
    pub(crate) fn attempts_about(&self, merchant_id: u64, order_id: &str) -> Vec<CallbackAttempt> {
        let is_about = |it: &&CallbackAttempt| it.merchant_id == merchant_id && it.order_id == order_id;
        self.entries().attempts.iter().filter(is_about).cloned().collect()
    }

    /// How the last attempt of an order ended.
    pub(crate) fn last_result(&self, merchant_id: u64, order_id: &str) -> Option<CallbackResult> {
        let is_about = |it: &&CallbackAttempt| it.merchant_id == merchant_id && it.order_id == order_id;
        self.entries().attempts.iter().rev().find(is_about).map(|attempt| attempt.result.clone())
    }

    /// The changes of an order that are remembered, oldest first.
    pub(crate) fn changes(&self, payment_id: u64) -> Vec<Change> {
        self.entries().changes.iter().filter(|change| change.payment_id == payment_id).cloned().collect()
    }

    /// Adds a request, and numbers it.
    fn add(&self, passed: Passed) {
        let (rules, merchants) = (Arc::clone(&self.rules), Arc::clone(&self.merchants));
        let is_long = passed.is_long();
        let mut entries = self.entries();
        entries.calls_so_far += 1;
        let number = entries.calls_so_far;
        let call = Entry::new(Box::new(move || passed.call(number, &rules, &merchants)));
        if is_long {
            // Readable, it is shorter.
            LazyCell::force(&call);
        }
        push(&mut entries.calls, call, CALLS);
        drop(entries);
        self.touch();
    }

    /// Adds an attempt to deliver a callback.
    pub(crate) fn told(&self, callback: &Callback, at: Duration, result: CallbackResult, answer: &str) {
        let merchant = self.merchants.iter().find(|merchant| merchant.id() == callback.merchant_id);
        let (message, answer) = message::of_callback(&self.rules, merchant, &callback.body, answer);
        let mut entries = self.entries();
        entries.attempts_so_far += 1;
        let attempt = CallbackAttempt {
            number: entries.attempts_so_far,
            at,
            merchant_id: callback.merchant_id,
            order_id: callback.order_id.clone(),
            url: callback.url.clone(),
            message,
            attempt: callback.attempts,
            result,
            answer,
        };
        push(&mut entries.attempts, attempt, ATTEMPTS);
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
            masked_card: match (&order.challenge, order.payment()) {
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Journal;
    use crate::callback::{Callback, CallbackResult};
    use crate::merchant::Merchant;
    use crate::rules::Rules;

    #[test]
    fn the_oldest_attempts_go_first() {
        let journal = Journal::new(Rules::shared().unwrap(), [Merchant::test()].into());
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
            journal.told(&callback, Duration::ZERO, CallbackResult::Answered(200), "");
        }
        let attempts = journal.attempts();
        let ends = (attempts[0].number, attempts[999].number, attempts[999].order_id.as_str());
        assert_eq!((attempts.len(), ends), (1000, (2, 1001, "1000")));
        let id = Merchant::test().id();
        assert_eq!((journal.last_result(id, "0"), journal.attempts_about(id, "1").len()), (None, 1));
    }
}
