//! Many at once. `ORDERS_ROUNDS=10000 cargo test --release -p flitt-orders --test all races -- --nocapture` is the long form.

use std::time::Instant;

use futures_util::future::join_all;

use crate::support::{Result, Shop, TestEngine, callback, on_each_database};

on_each_database! {
    two_reversals_of_60_on_100_at_once;
    eight_callbacks_of_one_order_at_once;
    two_workers_deliver_each_event_once;
}

fn rounds(short: usize) -> usize {
    std::env::var("ORDERS_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}

async fn two_reversals_of_60_on_100_at_once<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let (rounds, start) = (rounds(20), Instant::now());
    let mut refused = 0;
    for round in 0..rounds {
        let order_id = format!("order-{round}");
        shop.checkout(&order_id).await?;
        shop.orders.receive("application/json", &callback(&order_id, &[])).await?;
        let clerk = async |key: &str| {
            let mut tx = shop.orders.begin().await?;
            shop.orders.reverse(&mut tx, &order_id, 600, key).await?;
            tx.commit().await
        };
        let (one, other) = tokio::join!(clerk("one"), clerk("other"));
        assert!(one.is_ok() != other.is_ok(), "round {round}: {one:?} {other:?}");
        refused += usize::from(one.is_err()) + usize::from(other.is_err());
    }
    let query = "SELECT COUNT(*) FROM flitt_order WHERE reserved > taken OR taken IS NULL";
    assert_eq!(DB::number(&shop.pool, query).await, 0);
    println!("{rounds} rounds, {refused} refused, never over, {:?}", start.elapsed());
    Ok(())
}

async fn eight_callbacks_of_one_order_at_once<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let (rounds, start) = (rounds(20), Instant::now());
    for round in 0..rounds {
        let order_id = format!("order-{round}");
        shop.checkout(&order_id).await?;
        let body = callback(&order_id, &[]);
        let results = join_all((0..8).map(|_| shop.orders.receive("application/json", &body))).await;
        for result in results {
            result?;
        }
    }
    let worker = shop.worker();
    while worker.run_once().await? > 0 {}
    let effects = DB::number(&shop.pool, "SELECT COUNT(*) FROM effects").await;
    assert_eq!(usize::try_from(effects)?, rounds, "one effect each");
    println!("{rounds} orders, 8 callbacks each, one effect each, {:?}", start.elapsed());
    Ok(())
}

async fn two_workers_deliver_each_event_once<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let rounds = rounds(30).min(500);
    for round in 0..rounds {
        let order_id = format!("order-{round}");
        shop.checkout(&order_id).await?;
        shop.orders.receive("application/json", &callback(&order_id, &[])).await?;
    }
    let work = async || {
        let worker = shop.worker();
        let mut idle = 0;
        while idle < 3 {
            idle = if worker.run_once().await? == 0 { idle + 1 } else { 0 };
        }
        Ok::<(), flitt_orders::Error>(())
    };
    let (one, other) = tokio::join!(work(), work());
    one?;
    other?;
    let effects = DB::number(&shop.pool, "SELECT COUNT(*) FROM effects").await;
    assert_eq!(usize::try_from(effects)?, rounds, "the table of effects has one row for each event");
    Ok(())
}
