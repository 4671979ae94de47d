//! One client and one sandbox under 64 tasks whose calls are dropped wherever they happen to wait: nothing hangs, no
//! response is lost, nothing happens twice, and no connection and no task stays behind.
//!
//! ```sh
//! STRESS_ROUNDS=500 cargo test --release -p flitt-client --test stress -- --nocapture
//! ```
//!
//! A program of its own: it counts the tasks and connections that are left, and takes all processors.
#![cfg(feature = "http")]

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use flitt_client::api::{CheckoutUrl, FinalOrder, GetOrderStatus, ReverseOrder};
use flitt_client::response::Resolved;
use flitt_client::{Client, Credentials, Currency, Error, Outcome, RetryPolicy};
use flitt_sandbox::{Fault, Sandbox};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::task::JoinSet;

const TASKS: u64 = 64;
const ROUNDS: u64 = 3;
const CARD: &str = "4444555511116666";
/// Far longer than it takes: what has not ended then hangs.
const HANGS: Duration = Duration::from_secs(5 * 60);

/// Numbers that are the same in each run (`SplitMix64`).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// Work that is dropped when it waits for the last time that it may.
struct Cancelled<F> {
    work: Pin<Box<F>>,
    waits: u64,
}

impl<F: Future> Future for Cancelled<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if self.waits == 0 => Poll::Ready(None),
            Poll::Pending => {
                self.waits -= 1;
                Poll::Pending
            }
        }
    }
}

/// What one task does with the client that all share.
struct Worker {
    client: Client,
    sandbox: Arc<Sandbox>,
    random: Random,
    calls: Arc<AtomicUsize>,
    dropped: Arc<AtomicUsize>,
}

impl Worker {
    /// Does a piece of work, or drops it in its midst.
    async fn perhaps<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let waits = if self.random.below(2) == 0 { self.random.below(4) } else { u64::MAX };
        let done = Cancelled { work: Box::pin(work), waits }.await;
        if done.is_none() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        done
    }

    async fn status(&self, order_id: &str) -> FinalOrder {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let order = self.client.send(&GetOrderStatus::request().order_id(order_id).build().unwrap()).await.unwrap();
        assert_eq!(order.order_id(), order_id);
        order
    }

    /// An order's life; whether its creation was acknowledged.
    async fn order(&mut self, order_id: &str) -> bool {
        let patience = RetryPolicy { initial_backoff: Duration::from_millis(5), ..RetryPolicy::until_known() };
        if self.random.below(8) == 0 {
            self.sandbox.fault(Fault::DropAfter.at("checkout_url").about(order_id));
        }
        let order = CheckoutUrl::request().order_id(order_id).order_desc("Tea").amount(100).currency(Currency::GEL);
        let (order, client) = (order.build().unwrap(), self.client.clone());
        match self.perhaps(client.send_until_known(&order, patience)).await {
            None => return false,
            Some(Ok(Resolved::Response(created))) => assert!(created.checkout_url().contains("token=")),
            Some(Err(Error::ResponseLost(lost))) => assert_eq!(lost.status().get("order_id"), Some(order_id)),
            Some(other) => panic!("{order_id}: {other:?}"),
        }
        self.sandbox.pay(order_id, CARD).unwrap();
        assert_eq!(self.status(order_id).await.outcome(), Outcome::Approved);
        let reversal = ReverseOrder::request().order_id(order_id).amount(30).currency(Currency::GEL).reverse_id("a");
        let reversal = reversal.build().unwrap();
        let is_answered = match self.perhaps(client.send_until_known(&reversal, patience)).await {
            None => false,
            Some(response) => matches!(response.unwrap(), Resolved::Response(_)),
        };
        let reversed = self.status(order_id).await.reversal_amount().unwrap_or_default();
        assert!(if is_answered { reversed == 30 } else { matches!(reversed, 0 | 30) }, "{order_id}: {reversed}");
        // Whatever became of the first, a repeat does it once.
        self.client.send_until_known(&reversal, patience).await.unwrap();
        assert_eq!(self.status(order_id).await.reversal_amount(), Some(30), "{order_id}");
        self.calls.fetch_add(1, Ordering::Relaxed);
        true
    }
}

/// Passes connections on, and counts those that are open.
async fn count(listener: TcpListener, to: String, open: Arc<AtomicUsize>, opened: Arc<AtomicUsize>) {
    loop {
        let (mut client, _) = listener.accept().await.unwrap();
        let (to, open) = (to.clone(), Arc::clone(&open));
        opened.fetch_add(1, Ordering::Relaxed);
        open.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(async move {
            if let Ok(mut gateway) = TcpStream::connect(to).await {
                let _ = copy_bidirectional(&mut client, &mut gateway).await;
            }
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(60), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The tasks of a sandbox that has served a client, and serves none any more.
async fn tasks_at_rest(address: &str, open: &AtomicUsize) -> usize {
    let client = Client::builder(Credentials::test()).base_url(address).build().unwrap();
    client.send(&GetOrderStatus::request().order_id("none").build().unwrap()).await.unwrap_err();
    drop(client);
    until("the connection ends with the client", || open.load(Ordering::Relaxed) == 0).await;
    let mut fewest = usize::MAX;
    for _ in 0..50 {
        fewest = fewest.min(Handle::current().metrics().num_alive_tasks());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    fewest
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cancelled_calls_of_64_tasks_leave_nothing_behind() {
    let rounds = std::env::var("STRESS_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().expect("a number"));
    let sandbox = Arc::new(Sandbox::start().await.unwrap());
    let [open, opened, calls, dropped] = [(); 4].map(|()| Arc::new(AtomicUsize::new(0)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let gateway = sandbox.base_url().trim_start_matches("http://").to_owned();
    tokio::spawn(count(listener, gateway, Arc::clone(&open), Arc::clone(&opened)));
    let metrics = Handle::current().metrics();
    let tasks_before = tasks_at_rest(&address, &open).await;

    let begin = Instant::now();
    let client = Client::builder(Credentials::test()).base_url(address).build().unwrap();
    let mut tasks = JoinSet::new();
    for number in 0..TASKS {
        let mut worker = Worker {
            client: client.clone(),
            sandbox: Arc::clone(&sandbox),
            random: Random(number),
            calls: Arc::clone(&calls),
            dropped: Arc::clone(&dropped),
        };
        tasks.spawn(async move {
            let mut acknowledged = Vec::new();
            for round in 0..rounds {
                let order_id = format!("{number}-{round}");
                if worker.order(&order_id).await {
                    acknowledged.push(order_id);
                }
            }
            acknowledged
        });
    }
    let acknowledged = tokio::time::timeout(HANGS, tasks.join_all()).await.expect("nothing hangs").concat();
    let seconds = begin.elapsed().as_secs_f32();

    let orders = sandbox.orders();
    for order_id in &acknowledged {
        let same = orders.iter().filter(|order| order.purchase.order_id == *order_id).collect::<Vec<_>>();
        assert!(same.len() == 1 && same[0].reversal_amount == 30, "{order_id} was acknowledged: {same:?}");
    }
    drop(client);
    until("connections end with the client", || open.load(Ordering::Relaxed) == 0).await;
    until(&format!("only {tasks_before} tasks"), || metrics.num_alive_tasks() <= tasks_before).await;
    let [opened, calls, dropped] = [opened, calls, dropped].map(|number| number.load(Ordering::Relaxed));
    println!(
        "{TASKS} tasks, {calls} calls in {seconds:.1} s, {dropped} of them dropped; {} orders, {} acknowledged and all \
         there; {opened} connections, none left; {} tasks before and {} after",
        orders.len(),
        acknowledged.len(),
        tasks_before,
        metrics.num_alive_tasks(),
    );
    assert!(dropped > 0 && !acknowledged.is_empty());
}
