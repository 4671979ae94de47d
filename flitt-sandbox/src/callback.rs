//! Callbacks: tells merchants' servers what became of their orders, again and again until they answer with HTTP 200.

use std::error::Error;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::config::CallbackRules;
use crate::journal::Journal;

/// One attempt to deliver a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallbackAttempt {
    /// When it ended, since 1970-01-01 UTC.
    pub at: Duration,
    /// The merchant's number.
    pub merchant_id: u64,
    /// The order that it tells about.
    pub order_id: String,
    /// Where it was to go.
    pub url: String,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// How it ended.
    pub result: CallbackResult,
}

/// How an attempt to deliver a callback ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackResult {
    /// The merchant's server answered with this HTTP status. 200 is success; after any other, the callback is repeated.
    Answered(u16),
    /// There was no answer, with the reason; the callback is repeated.
    Failed(String),
    /// It was not sent, with the reason; it is not repeated.
    Refused(String),
}

/// A callback that is to be delivered.
pub(crate) struct Callback {
    pub(crate) merchant_id: u64,
    pub(crate) order_id: String,
    pub(crate) url: String,
    pub(crate) body: String,
}

/// Where callbacks are handed in, and what became of them.
pub(crate) struct Callbacks {
    queue: mpsc::UnboundedSender<Callback>,
    attempts: Attempts,
}

type Attempts = Arc<Mutex<Vec<CallbackAttempt>>>;

impl Callbacks {
    /// Hands in a callback. It is on the way when this returns, not delivered.
    pub(crate) fn send(&self, callback: Callback) {
        // The other end is gone when the sandbox has ended: nobody is called any more.
        let _ = self.queue.send(callback);
    }

    /// Every attempt so far, in the order in which they ended.
    pub(crate) fn attempts(&self) -> Vec<CallbackAttempt> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Delivers callbacks.
pub(crate) struct Courier {
    queue: mpsc::UnboundedReceiver<Callback>,
    post: Arc<Post>,
}

struct Post {
    client: Client,
    rules: CallbackRules,
    clock: Arc<Clock>,
    attempts: Attempts,
    journal: Arc<Journal>,
}

/// Both ends of the delivery.
pub(crate) fn channel(
    rules: CallbackRules,
    clock: Arc<Clock>,
    journal: Arc<Journal>,
) -> Result<(Callbacks, Courier), reqwest::Error> {
    let client = Client::builder()
        .timeout(rules.timeout)
        .redirect(Policy::none())
        .no_proxy()
        .pool_max_idle_per_host(0)
        .user_agent(concat!("flitt-sandbox/", env!("CARGO_PKG_VERSION")))
        .build()?;
    let (sender, queue) = mpsc::unbounded_channel();
    let attempts = Attempts::default();
    let post = Arc::new(Post { client, rules, clock, attempts: Arc::clone(&attempts), journal });
    Ok((Callbacks { queue: sender, attempts }, Courier { queue, post }))
}

impl Courier {
    /// Delivers until the sandbox ends; what is under way then is dropped.
    pub(crate) async fn run(mut self, mut stopped: watch::Receiver<()>) {
        let mut under_way = JoinSet::new();
        loop {
            tokio::select! {
                callback = self.queue.recv() => match callback {
                    Some(callback) => {
                        let post = Arc::clone(&self.post);
                        under_way.spawn(async move { post.deliver(&callback).await });
                    }
                    None => break,
                },
                Some(_) = under_way.join_next() => {}
                _ = stopped.changed() => break,
            }
        }
    }
}

impl Post {
    async fn deliver(&self, callback: &Callback) {
        let url = match address(&callback.url, self.rules.anywhere) {
            Ok(url) => url,
            Err(why) => return self.record(callback, 1, CallbackResult::Refused(why)),
        };
        let mut repeats = self.rules.repeats.iter();
        for attempt in 1.. {
            let result = self.attempt(url.clone(), callback).await;
            let is_done = result == CallbackResult::Answered(200);
            self.record(callback, attempt, result);
            match repeats.next() {
                Some(wait) if !is_done => tokio::time::sleep(*wait).await,
                _ => return,
            }
        }
    }

    async fn attempt(&self, url: Url, callback: &Callback) -> CallbackResult {
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json; charset=UTF-8");
        match request.body(callback.body.clone()).send().await {
            Ok(response) => CallbackResult::Answered(response.status().as_u16()),
            Err(error) => CallbackResult::Failed(words(&error.without_url())),
        }
    }

    fn record(&self, callback: &Callback, attempt: u32, result: CallbackResult) {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).push(CallbackAttempt {
            at: self.clock.now(),
            merchant_id: callback.merchant_id,
            order_id: callback.order_id.clone(),
            url: callback.url.clone(),
            attempt,
            result,
        });
        self.journal.touch();
    }
}

/// An address that the sandbox may call, or why it may not.
fn address(text: &str, anywhere: bool) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("the address is not valid: {error}"))?;
    if url.scheme() != "http" {
        return Err(format!("the sandbox sends callbacks by http, not by {}", url.scheme()));
    }
    let host = url.host_str().unwrap_or_default();
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_loopback = ip.map_or(host == "localhost", |ip| ip.to_canonical().is_loopback());
    if is_loopback || anywhere {
        Ok(url)
    } else {
        Err(format!("{host} is not a loopback address; `allow_callbacks_anywhere` lifts this"))
    }
}

/// An error with all of its causes.
fn words(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}
