//! Delivers callbacks from the queue.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::target::{Target, Targets, Unreachable};
use super::{AGENT, DeliveryOptions};
use crate::clock::Clock;
use crate::journal::{CallbackResult, Journal, Received};
use crate::model::callback::Callback;
use crate::store::{Changes, Store};

/// How much of a response to a callback is recorded, in bytes.
const RESPONSE_LIMIT: usize = 2048;

/// Delivers callbacks.
pub(crate) struct DeliveryWorker {
    queue: mpsc::UnboundedReceiver<Callback>,
    delivery: Arc<Delivery>,
}

/// What the deliveries share.
struct Delivery {
    options: DeliveryOptions,
    targets: Targets,
    log: DeliveryLog,
    /// Limits the number of running attempts.
    sending: Semaphore,
    /// The bytes of the bodies that wait.
    waiting_bytes: AtomicUsize,
}

/// Where the progress of deliveries is recorded.
pub(crate) struct DeliveryLog {
    pub(crate) clock: Arc<Clock>,
    pub(crate) store: Arc<Store>,
    pub(crate) journal: Arc<Journal>,
}

impl DeliveryWorker {
    /// Delivers the callbacks of a queue.
    pub(crate) fn new(
        queue: mpsc::UnboundedReceiver<Callback>,
        options: DeliveryOptions,
        targets: Targets,
        log: DeliveryLog,
    ) -> Self {
        let sending = Semaphore::new(options.limits.sending);
        let delivery = Delivery { options, targets, log, sending, waiting_bytes: 0.into() };
        Self { queue, delivery: Arc::new(delivery) }
    }

    /// Delivers until the sandbox stops. Deliveries that are running then are dropped.
    pub(crate) async fn run(mut self, mut stopped: watch::Receiver<()>) {
        let mut running = JoinSet::new();
        loop {
            tokio::select! {
                // Those that ended are removed first.
                biased;
                _ = stopped.changed() => break,
                Some(_) = running.join_next() => {}
                callback = self.queue.recv() => match callback {
                    Some(callback) if self.delivery.has_room(running.len(), &callback) => {
                        let delivery = Arc::clone(&self.delivery);
                        running.spawn(async move { delivery.deliver(callback).await });
                    }
                    Some(callback) => self.delivery.give_up(callback),
                    None => break,
                },
            }
        }
    }
}

impl Delivery {
    /// Whether one more callback can wait, of which so many wait.
    fn has_room(&self, waiting: usize, callback: &Callback) -> bool {
        let limits = self.options.limits;
        let bytes = self.waiting_bytes.load(Ordering::Relaxed).saturating_add(callback.body.len());
        waiting < limits.waiting && bytes <= limits.waiting_bytes
    }

    /// Records that a callback is not sent, as too many wait.
    fn give_up(&self, mut callback: Callback) {
        callback.attempts = callback.attempts.saturating_add(1);
        let reason = "too many callbacks wait for their delivery".to_owned();
        let now = self.log.clock.now();
        self.log.end(&callback, now, CallbackResult::NotSent(reason), &Received::default());
    }

    /// Attempts to deliver until the response is HTTP 200, or the callback is given up.
    async fn deliver(&self, mut callback: Callback) {
        let _waiting = WaitingBytes::new(&self.waiting_bytes, callback.body.len());
        let DeliveryLog { clock, store, journal } = &self.log;
        loop {
            clock.wait_until(callback.due).await;
            let (result, response) = {
                // It is never closed.
                let _sending = self.sending.acquire().await;
                self.attempt(&callback).await
            };
            let retry_delay = self.options.retry_delays.get(callback.attempts as usize);
            callback.attempts = callback.attempts.saturating_add(1);
            let is_done = matches!(result, CallbackResult::Responded(200) | CallbackResult::NotSent(_));
            let now = clock.now();
            let Some(delay) = retry_delay.filter(|_| !is_done) else {
                return self.log.end(&callback, now, result, &response);
            };
            journal.record_attempt(&callback, now, result, &response);
            callback.due = now.saturating_add(*delay);
            store.write(Changes { due: vec![callback.clone()], clock: now, ..Changes::default() }, drop);
        }
    }

    /// Posts a callback. Returns the result, and what was received of a response other than HTTP 200.
    async fn attempt(&self, callback: &Callback) -> (CallbackResult, Received) {
        let deadline = Instant::now() + self.options.timeout;
        let target = match timeout_at(deadline, self.targets.find(&callback.url)).await {
            Ok(Ok(target)) => target,
            Ok(Err(Unreachable::Forbidden(reason))) => return (CallbackResult::NotSent(reason), Received::default()),
            Ok(Err(Unreachable::Failed(reason))) => return (CallbackResult::Failed(reason), Received::default()),
            Err(_) => {
                return (CallbackResult::Failed("the host was not found in time".to_owned()), Received::default());
            }
        };
        match post(target, callback.body.clone(), deadline).await {
            Ok(response) => match response.status().as_u16() {
                200 => (CallbackResult::Responded(200), Received::default()),
                status => (CallbackResult::Responded(status), beginning(response).await),
            },
            Err(error) => (CallbackResult::Failed(error_chain(&error.without_url())), Received::default()),
        }
    }
}

impl DeliveryLog {
    /// Records the last attempt of a callback.
    fn end(&self, callback: &Callback, now: Duration, result: CallbackResult, response: &Received) {
        self.journal.record_attempt(callback, now, result, response);
        self.store.write(Changes { done: vec![callback.number], clock: now, ..Changes::default() }, drop);
    }
}

/// Posts to the addresses that were checked, and to no others: the name is not looked up again. Redirects are not
/// followed.
async fn post(target: Target, body: String, deadline: Instant) -> Result<Response, reqwest::Error> {
    let host = target.url.host_str().unwrap_or_default();
    let client = Client::builder()
        .timeout(deadline.saturating_duration_since(Instant::now()))
        .redirect(Policy::none())
        .no_proxy()
        .user_agent(AGENT)
        .resolve_to_addrs(host, &target.addresses)
        .build()?;
    let request = client.post(target.url).header(CONTENT_TYPE, "application/json; charset=UTF-8");
    request.body(body).send().await
}

/// Counts the bytes of a body that waits.
struct WaitingBytes<'d> {
    total: &'d AtomicUsize,
    bytes: usize,
}

impl<'d> WaitingBytes<'d> {
    fn new(total: &'d AtomicUsize, bytes: usize) -> Self {
        total.fetch_add(bytes, Ordering::Relaxed);
        Self { total, bytes }
    }
}

impl Drop for WaitingBytes<'_> {
    fn drop(&mut self) {
        self.total.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// The beginning of a response's body, or as much as arrived before the connection failed.
async fn beginning(mut response: Response) -> Received {
    let mut bytes = Vec::new();
    let is_whole = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break true,
            Err(_) => break false,
        }
        if bytes.len() > RESPONSE_LIMIT {
            break false;
        }
    };
    bytes.truncate(RESPONSE_LIMIT);
    Received { text: String::from_utf8_lossy(&bytes).into_owned(), is_whole }
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use axum::Router;
    use axum::routing::post;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;
    use tokio::sync::{mpsc, watch};

    use super::{DeliveryLog, DeliveryWorker};
    use crate::callbacks::options::DeliveryLimits;
    use crate::callbacks::{AllowedTargets, DeliveryOptions, Targets};
    use crate::clock::Clock;
    use crate::journal::{CallbackResult, Journal};
    use crate::model::callback::Callback;
    use crate::model::merchant::Merchant;
    use crate::schemas::Schemas;
    use crate::store::Store;

    const LONG: Duration = Duration::from_secs(10 * 60);

    struct Worker {
        journal: Arc<Journal>,
        queue: mpsc::UnboundedSender<Callback>,
        _running: watch::Sender<()>,
    }

    fn start(limits: DeliveryLimits) -> Worker {
        let (queue, received) = mpsc::unbounded_channel();
        let (running, stopped) = watch::channel(());
        let journal = Arc::new(Journal::new(Schemas::shared().unwrap(), vec![Merchant::test()].into()));
        let clock = Arc::new(Clock::new(1, Duration::ZERO));
        let log = DeliveryLog { clock, store: Arc::new(Store::default()), journal: Arc::clone(&journal) };
        let options = DeliveryOptions { retry_delays: vec![LONG; 2], limits, ..DeliveryOptions::default() };
        let targets = Targets::new(AllowedTargets::Local, ([127, 0, 0, 1], 1).into());
        tokio::spawn(DeliveryWorker::new(received, options, targets, log).run(stopped));
        Worker { journal, queue, _running: running }
    }

    impl Worker {
        fn send(&self, url: &str, body: &str) {
            let callback = Callback {
                number: 0,
                merchant_id: Merchant::test().id(),
                order_id: body.to_owned(),
                url: url.to_owned(),
                body: body.to_owned(),
                attempts: 0,
                due: Duration::ZERO,
            };
            self.queue.send(callback).unwrap();
        }

        /// Waits for this many attempts, and returns their results by order.
        async fn results(&self, count: usize) -> Vec<(String, CallbackResult)> {
            let mut changed = self.journal.watch();
            while self.journal.attempts().len() < count {
                tokio::time::timeout(LONG, changed.changed()).await.unwrap().unwrap();
            }
            let mut results: Vec<_> = self.journal.attempts().into_iter().map(|it| (it.order_id, it.result)).collect();
            results.sort_by(|one, other| one.0.cmp(&other.0));
            results
        }
    }

    /// A port to which nobody listens.
    async fn nobody() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/", listener.local_addr().unwrap())
    }

    #[tokio::test]
    async fn attempts_at_once_are_limited() {
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (counted, highest) = (Arc::clone(&running), Arc::clone(&most));
        let handler = post(move || {
            let (counted, highest) = (Arc::clone(&counted), Arc::clone(&highest));
            async move {
                highest.fetch_max(counted.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
                counted.fetch_sub(1, Ordering::SeqCst);
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/", handler)).await });
        let worker = start(DeliveryLimits { sending: 2, waiting: 20, waiting_bytes: 1000 });
        (0..10).for_each(|number| worker.send(&url, &number.to_string()));
        let results = worker.results(10).await;
        assert!(results.iter().all(|(_, result)| *result == CallbackResult::Responded(200)), "{results:?}");
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn callbacks_beyond_the_limits_are_given_up() {
        let is_given_up = |result: &CallbackResult| matches!(result, CallbackResult::NotSent(reason) if reason == "too many callbacks wait for their delivery");
        let nobody = nobody().await;
        for (limits, bodies) in [
            (DeliveryLimits { sending: 9, waiting: 2, waiting_bytes: 1000 }, ["1", "2", "3"]),
            (DeliveryLimits { sending: 9, waiting: 9, waiting_bytes: 10 }, ["1", "22222", "333333"]),
        ] {
            let worker = start(limits);
            for (number, body) in bodies.into_iter().enumerate() {
                worker.send(&nobody, body);
                worker.results(number + 1).await;
            }
            let results = worker.results(3).await;
            assert_eq!(results.iter().map(|(_, result)| is_given_up(result)).collect::<Vec<_>>(), [false, false, true]);
        }
    }

    /// A server that dies while it responds can have sent a part of a secret.
    #[tokio::test]
    async fn the_end_of_a_response_that_was_cut_off_is_not_shown() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"{}") {
                stream.read_buf(&mut request).await.unwrap();
            }
            let head = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 500\r\n\r\n";
            let body = format!("{} card 510510987654321", "a word ".repeat(40));
            stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        });
        let worker = start(DeliveryLimits { sending: 1, waiting: 1, waiting_bytes: 10 });
        worker.send(&url, "{}");
        assert_eq!(worker.results(1).await[0].1, CallbackResult::Responded(500));
        let shown = worker.journal.attempts().pop().unwrap().response;
        assert!(shown.starts_with("a word") && !shown.contains("51"), "{shown}");
    }

    #[tokio::test]
    async fn a_callback_that_ended_leaves_its_place() {
        let worker = start(DeliveryLimits { sending: 1, waiting: 1, waiting_bytes: 10 });
        for number in 0..5 {
            // It ends at once, as the sandbox does not send there.
            worker.send("https://127.0.0.1/", "1234567890");
            let results = worker.results(number + 1).await;
            assert!(
                results
                    .iter()
                    .all(|(_, result)| matches!(result, CallbackResult::NotSent(why) if why.contains("https"))),
                "{results:?}"
            );
            tokio::task::yield_now().await;
        }
    }
}
