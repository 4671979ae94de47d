//! Delivers callbacks from the queue.

use std::error::Error;
use std::sync::Arc;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::DeliveryOptions;
use super::target::target;
use crate::clock::Clock;
use crate::journal::{CallbackResult, Journal};
use crate::model::callback::Callback;
use crate::store::{Changes, Store};

/// The gateway's `User-Agent` (<https://docs.flitt.com/api/callbacks/>), with the name of the sandbox.
const USER_AGENT: &str = concat!("Mozilla/4.0 (compatible; Twisted; flitt-sandbox/", env!("CARGO_PKG_VERSION"), ")");

/// How much of a response to a callback is recorded, in bytes.
const RESPONSE_LIMIT: usize = 2048;

/// Delivers callbacks.
pub(crate) struct DeliveryWorker {
    queue: mpsc::UnboundedReceiver<Callback>,
    delivery: Arc<Delivery>,
}

/// What the deliveries share.
struct Delivery {
    client: Client,
    options: DeliveryOptions,
    own_url: String,
    log: DeliveryLog,
}

/// Where the progress of deliveries is recorded.
pub(crate) struct DeliveryLog {
    pub(crate) clock: Arc<Clock>,
    pub(crate) store: Arc<Store>,
    pub(crate) journal: Arc<Journal>,
}

impl DeliveryWorker {
    /// Delivers the callbacks of a queue. `own_url` is where the sandbox listens. The error is that of the HTTP client.
    pub(crate) fn new(
        queue: mpsc::UnboundedReceiver<Callback>,
        options: DeliveryOptions,
        own_url: String,
        log: DeliveryLog,
    ) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .timeout(options.timeout)
            .redirect(Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            .user_agent(USER_AGENT)
            .build()?;
        Ok(Self { queue, delivery: Arc::new(Delivery { client, options, own_url, log }) })
    }

    /// Delivers until the sandbox stops. Deliveries that are running then are dropped.
    pub(crate) async fn run(mut self, mut stopped: watch::Receiver<()>) {
        let mut running = JoinSet::new();
        loop {
            tokio::select! {
                callback = self.queue.recv() => match callback {
                    Some(callback) => {
                        let delivery = Arc::clone(&self.delivery);
                        running.spawn(async move { delivery.deliver(callback).await });
                    }
                    None => break,
                },
                Some(_) = running.join_next() => {}
                _ = stopped.changed() => break,
            }
        }
    }
}

impl Delivery {
    /// Attempts to deliver until the response is HTTP 200, or the callback is given up.
    async fn deliver(&self, mut callback: Callback) {
        let url = target(&callback.url, self.options.targets, &self.own_url);
        let DeliveryLog { clock, store, journal } = &self.log;
        loop {
            clock.wait_until(callback.due).await;
            let (result, response) = match &url {
                Ok(url) => self.attempt(url.clone(), &callback).await,
                Err(reason) => (CallbackResult::NotSent(reason.clone()), String::new()),
            };
            let retry_delay = self.options.retry_delays.get(callback.attempts as usize);
            callback.attempts = callback.attempts.saturating_add(1);
            let is_done = matches!(result, CallbackResult::Responded(200) | CallbackResult::NotSent(_));
            let now = clock.now();
            journal.record_attempt(&callback, now, result, &response);
            let Some(delay) = retry_delay.filter(|_| !is_done) else {
                store.write(Changes { done: vec![callback.number], clock: now, ..Changes::default() }, drop);
                return;
            };
            callback.due = now.saturating_add(*delay);
            store.write(Changes { due: vec![callback.clone()], clock: now, ..Changes::default() }, drop);
        }
    }

    /// Posts a callback. Returns the result, and the beginning of a response other than HTTP 200.
    async fn attempt(&self, url: Url, callback: &Callback) -> (CallbackResult, String) {
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json; charset=UTF-8");
        match request.body(callback.body.clone()).send().await {
            Ok(response) => match response.status().as_u16() {
                200 => (CallbackResult::Responded(200), String::new()),
                status => (CallbackResult::Responded(status), beginning(response).await),
            },
            Err(error) => (CallbackResult::Failed(error_chain(&error.without_url())), String::new()),
        }
    }
}

/// The beginning of a response's body, or as much as arrived before the connection failed.
async fn beginning(mut response: Response) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < RESPONSE_LIMIT
        && let Ok(Some(chunk)) = response.chunk().await
    {
        bytes.extend_from_slice(&chunk);
    }
    bytes.truncate(RESPONSE_LIMIT);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The messages of an error and of its sources.
fn error_chain(error: &dyn Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        message = format!("{message}: {error}");
        source = error.source();
    }
    message
}
