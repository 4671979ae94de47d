//! A sandbox with a state file that is killed under load.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Outcome;
use crate::server::Server;
use crate::shop::{Shop, payment, reversal};
use crate::work::{Step, Worker};

const CLIENTS: usize = 8;

type Acknowledged = Arc<Mutex<HashMap<String, Step>>>;

pub(crate) async fn run(times: u32) -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("state");
    let shop = Shop::default();
    let address = shop.start().await?;
    let mut all: HashMap<String, Step> = HashMap::new();
    for round in 0..times {
        let server = Server::start(Some(&file)).await?;
        let acknowledged = Acknowledged::default();
        let mut clients = JoinSet::new();
        for client in 0..CLIENTS {
            let worker = Worker::new(&server.url, &address)?;
            clients.spawn(create_orders(worker, format!("{round}-{client}"), Arc::clone(&acknowledged)));
        }
        // At a different time in each round.
        tokio::time::sleep(Duration::from_millis(100 + u64::from(round * 37 % 200))).await;
        server.kill().await?;
        while clients.join_next().await.is_some() {}
        let made = std::mem::take(&mut *acknowledged.lock().unwrap_or_else(PoisonError::into_inner));
        let server = Server::start(Some(&file)).await?;
        check(&server, &address, &made).await?;
        all.extend(made);
        server.kill().await?;
    }
    let begun = Instant::now();
    let server = Server::start(Some(&file)).await?;
    let opened = begun.elapsed();
    check(&server, &address, &all).await?;
    let count = |step| all.values().filter(|known| **known >= step).count();
    println!(
        "killed {} times: {} orders acknowledged, of them {} paid, of them {} partly reversed; all are stored and consistent",
        times * 2,
        all.len(),
        count(Step::Paid),
        count(Step::Reversed),
    );
    println!("the file has {} KiB and opens in {} ms", std::fs::metadata(&file)?.len() / 1024, opened.as_millis());

    let count_lost = |received: &HashMap<String, crate::shop::Received>| {
        let paid = all.iter().filter(|(_, step)| **step >= Step::Paid).map(|(order_id, _)| payment(order_id));
        let reversed = all.iter().filter(|(_, step)| **step >= Step::Reversed).map(|(order_id, _)| reversal(order_id));
        let is_lost = |name: &String| received.get(name).is_none_or(|received| received.accepted == 0);
        paid.chain(reversed).filter(is_lost).count()
    };
    let deadline = Instant::now() + Duration::from_secs(30);
    while count_lost(&shop.received()) > 0 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let received = shop.received();
    let (lost, duplicates) =
        (count_lost(&received), received.values().filter(|received| received.accepted > 1).count());
    println!(
        "callbacks: {lost} lost, {duplicates} accepted more than once (at most one per kill and running callback)"
    );
    if lost > 0 { Err("callbacks were lost".into()) } else { Ok(()) }
}

/// Creates orders until the sandbox is killed.
async fn create_orders(worker: Worker, name: String, acknowledged: Acknowledged) {
    for number in 0_u64.. {
        let order_id = format!("{name}-{number}");
        let note = |step| {
            acknowledged.lock().unwrap_or_else(PoisonError::into_inner).insert(order_id.clone(), step);
        };
        if worker.order(&order_id, note).await.is_err() {
            return;
        }
    }
}

async fn check(server: &Server, shop: &str, orders: &HashMap<String, Step>) -> Outcome {
    let worker = Worker::new(&server.url, shop)?;
    for (order_id, step) in orders {
        worker.check(order_id, *step).await?;
    }
    Ok(())
}
