//! Callbacks: tells merchants' servers what became of their orders, again and again until they answer with HTTP 200.

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::config::CallbackRules;
use crate::journal::{Journal, Message};
use crate::store::{Changes, Store};

/// The gateway names itself in this way (<https://docs.flitt.com/api/callbacks/>), without the name of the sandbox.
const USER_AGENT: &str = concat!("Mozilla/4.0 (compatible; Twisted; flitt-sandbox/", env!("CARGO_PKG_VERSION"), ")");

/// How much is kept of what a merchant's server answers, in bytes.
const ANSWER_KEPT: usize = 2048;

/// One attempt to deliver a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallbackAttempt {
    /// Counts from 1, over all attempts.
    pub number: u64,
    /// When it ended, since 1970-01-01 UTC.
    pub at: Duration,
    /// The merchant's number.
    pub merchant_id: u64,
    /// The order that it tells about.
    pub order_id: String,
    /// Where it was to go.
    pub url: String,
    /// What was to be posted.
    pub message: Message,
    /// The number of the attempt for this callback, from 1.
    pub attempt: u32,
    /// How it ended.
    pub result: CallbackResult,
    /// The beginning of the body of an answer other than HTTP 200, without secrets; empty otherwise.
    pub answer: String,
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
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Callback {
    pub(crate) number: u64,
    pub(crate) merchant_id: u64,
    pub(crate) order_id: String,
    pub(crate) url: String,
    pub(crate) body: String,
    /// How often it was attempted.
    pub(crate) attempts: u32,
    /// When the next attempt is due, since 1970-01-01 UTC.
    pub(crate) due: Duration,
}

/// Where callbacks are handed in.
#[derive(Clone)]
pub(crate) struct Callbacks {
    queue: mpsc::UnboundedSender<Callback>,
}

impl Callbacks {
    /// Hands in a callback. It is on the way when this returns, not delivered.
    pub(crate) fn send(&self, callback: Callback) {
        // The other end is gone when the sandbox has ended: nobody is called any more.
        let _ = self.queue.send(callback);
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
    store: Arc<Store>,
    journal: Arc<Journal>,
}

/// Both ends of the delivery.
pub(crate) fn channel(
    rules: CallbackRules,
    clock: Arc<Clock>,
    journal: Arc<Journal>,
    store: Arc<Store>,
) -> Result<(Callbacks, Courier), reqwest::Error> {
    let client = Client::builder()
        .timeout(rules.timeout)
        .redirect(Policy::none())
        .no_proxy()
        .pool_max_idle_per_host(0)
        .user_agent(USER_AGENT)
        .build()?;
    let (sender, queue) = mpsc::unbounded_channel();
    let post = Arc::new(Post { client, rules, clock, store, journal });
    Ok((Callbacks { queue: sender }, Courier { queue, post }))
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
                        under_way.spawn(async move { post.deliver(callback).await });
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
    /// Attempts until it is answered with HTTP 200, or given up.
    async fn deliver(&self, mut callback: Callback) {
        let url = address(&callback.url, &self.rules);
        loop {
            self.clock.wait_until(callback.due).await;
            let (result, answer) = match &url {
                Ok(url) => self.attempt(url.clone(), &callback).await,
                Err(why) => (CallbackResult::Refused(why.clone()), String::new()),
            };
            let repeat = self.rules.repeats.get(callback.attempts as usize);
            callback.attempts = callback.attempts.saturating_add(1);
            let is_done = matches!(result, CallbackResult::Answered(200) | CallbackResult::Refused(_));
            let clock = self.clock.now();
            self.journal.told(&callback, clock, result, &answer);
            let Some(wait) = repeat.filter(|_| !is_done) else {
                self.store.write(Changes { done: vec![callback.number], clock, ..Changes::default() }, drop);
                return;
            };
            callback.due = clock.saturating_add(*wait);
            self.store.write(Changes { due: vec![callback.clone()], clock, ..Changes::default() }, drop);
        }
    }

    /// Posts a callback, and tells how it was answered.
    async fn attempt(&self, url: Url, callback: &Callback) -> (CallbackResult, String) {
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json; charset=UTF-8");
        match request.body(callback.body.clone()).send().await {
            Ok(response) => match response.status().as_u16() {
                200 => (CallbackResult::Answered(200), String::new()),
                status => (CallbackResult::Answered(status), beginning(response).await),
            },
            Err(error) => (CallbackResult::Failed(words(&error.without_url())), String::new()),
        }
    }
}

/// The beginning of an answer's body, until it ends or breaks off.
async fn beginning(mut answer: Response) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < ANSWER_KEPT
        && let Ok(Some(chunk)) = answer.chunk().await
    {
        bytes.extend_from_slice(&chunk);
    }
    bytes.truncate(ANSWER_KEPT);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An address that the sandbox may call, or why it may not.
fn address(text: &str, rules: &CallbackRules) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("the address is not valid: {error}"))?;
    if url.scheme() != "http" {
        return Err(format!("the sandbox sends callbacks by http, not by {}", url.scheme()));
    }
    let host = url.host_str().unwrap_or_default();
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_loopback = ip.map_or(host == "localhost", |ip| ip.to_canonical().is_loopback());
    if is_loopback || rules.anywhere || url.origin().ascii_serialization() == rules.own {
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
