//! Fifty clients at once, with a state file or without.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Outcome;
use crate::server::Server;
use crate::shop::Shop;
use crate::work::{Step, Worker};

const CLIENTS: u64 = 50;
/// How much memory may grow while no orders are created, in percent.
const GROWTH: u64 = 10;

pub(crate) async fn run(time: Duration, state: Option<&Path>) -> Outcome {
    let shop = Shop::default();
    let (address, server) = (shop.start().await?, Server::start(state).await?);
    let worker = Worker::new(&server.url, &address)?;
    let empty = server.memory()?;
    let end = Instant::now() + time;
    let orders = Arc::new(AtomicU64::new(0));
    all(CLIENTS, |_| {
        let (worker, orders) = (worker.clone(), Arc::clone(&orders));
        async move {
            while Instant::now() < end {
                let order_id = orders.fetch_add(1, Ordering::Relaxed).to_string();
                worker.order(&order_id, |_| {}).await?;
            }
            Ok(())
        }
    })
    .await?;
    let (created, full) = (orders.load(Ordering::Relaxed), server.memory()?);
    let per_second = created / time.as_secs().max(1);
    println!("{created} orders created, paid and partly reversed by {CLIENTS} clients: {per_second} a second");
    let each = full.saturating_sub(empty) * 1024 / created.max(1);
    println!("memory: {empty} KiB empty, {full} KiB full: {each} bytes an order");

    // Every order has its acknowledged state.
    all(CLIENTS, |number| {
        let worker = worker.clone();
        async move {
            for order in (number..created).step_by(usize::try_from(CLIENTS)?) {
                worker.check(&order.to_string(), Step::Reversed).await?;
            }
            Ok(())
        }
    })
    .await?;
    println!("all {created} orders are stored");

    // One for the payment of each order, and one for the reversal of a part of it.
    let expected = created * 2;
    let deadline = Instant::now() + Duration::from_secs(30);
    while (shop.received().values().filter(|received| received.accepted > 0).count() as u64) < expected
        && Instant::now() < deadline
    {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let received = shop.received();
    let lost = expected - received.values().filter(|received| received.accepted > 0).count() as u64;
    let duplicates = received.values().filter(|received| received.accepted > 1).count();
    let rejected = received.values().filter(|received| received.rejected > 0).count();
    println!("callbacks: {lost} lost, {duplicates} accepted more than once, {rejected} rejected and retried");
    if lost > 0 || duplicates > 0 {
        return Err("callbacks were lost or sent too often".into());
    }

    // Requests that create no orders need no memory.
    let (before, end) = (server.memory()?, Instant::now() + time / 2);
    let calls = Arc::new(AtomicU64::new(0));
    all(CLIENTS, |number| {
        let (worker, calls) = (worker.clone(), Arc::clone(&calls));
        async move {
            while Instant::now() < end {
                worker.state(&number.to_string()).await?;
                worker.reverse(&number.to_string()).await?;
                calls.fetch_add(2, Ordering::Relaxed);
            }
            Ok(())
        }
    })
    .await?;
    let (calls, after) = (calls.load(Ordering::Relaxed), server.memory()?);
    println!("memory: {before} KiB before and {after} KiB after {calls} requests that create no orders");
    if after > before + before * GROWTH / 100 {
        return Err(format!("memory grew by more than {GROWTH} % without orders").into());
    }
    Ok(())
}

/// Runs tasks to their end, or until the first error.
async fn all<T: Future<Output = Outcome> + Send + 'static>(count: u64, task: impl Fn(u64) -> T) -> Outcome {
    let mut tasks: JoinSet<Outcome> = (0..count).map(task).collect();
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(())
}
