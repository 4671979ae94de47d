//! Which orders a worker takes, and for how long.

use std::time::Duration;

use crate::support::{Result, Shop, TestEngine, callback, on_each_database};

on_each_database! {
    an_order_of_a_worker_that_is_gone_is_taken_after_its_lease;
    the_oldest_orders_are_taken_first;
    a_repaired_order_is_worked_on_at_once;
    a_worker_takes_and_gives_back_its_own_orders_only;
}

async fn an_order_of_a_worker_that_is_gone_is_taken_after_its_lease<DB: TestEngine>(mut shop: Shop<DB>) -> Result {
    let leased = "SELECT COUNT(*) FROM flitt_order WHERE lease_until > 0";
    shop.checkout("tea").await?;
    shop.later(Duration::from_secs(50));
    let mut step = 1;
    loop {
        shop.steps.end_at(step);
        // PostgreSQL can still be ending the transaction of the one before, and passes over its order.
        step += match shop.worker().run_once().await {
            Ok(0) => 0,
            Ok(done) => panic!("{done} orders, and it has not ended"),
            Err(_) => 1,
        };
        shop.restart();
        if DB::number(&shop.pool, leased).await == 1 {
            break;
        }
    }
    assert_eq!(shop.worker().run_once().await?, 0, "another one has it");
    shop.later(Duration::from_secs(110));
    assert_eq!(shop.worker().run_once().await?, 0, "its request may still be on the way");
    shop.later(Duration::from_secs(110));
    assert_eq!(shop.worker().run_once().await?, 1);
    assert_eq!(DB::number(&shop.pool, leased).await, 0, "it is given back");
    Ok(())
}

async fn the_oldest_orders_are_taken_first<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for number in 0..10 {
        shop.checkout(&format!("order-{number}")).await?;
    }
    DB::run(&shop.pool, "UPDATE flitt_order SET due_at = id, ask_at = 1").await;
    let asked = shop.worker().run_once().await?;
    let left = DB::texts(&shop.pool, "SELECT order_id FROM flitt_order WHERE ask_at = 1 ORDER BY order_id").await;
    assert_eq!(left, (asked..10).map(|number| format!("order-{number}")).collect::<Vec<_>>());
    assert!((1..10).contains(&asked), "{asked}");
    Ok(())
}

/// When a person resumes it, or with its next callback.
async fn a_repaired_order_is_worked_on_at_once<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for order_id in ["tea", "coffee"] {
        shop.checkout(order_id).await?;
        shop.orders.receive("", &callback(order_id, &[])).await?;
        let state = shop.state(order_id).await?.to_json();
        let of_order = format!("WHERE order_id = '{order_id}'");
        DB::run(&shop.pool, &format!("UPDATE flitt_order SET state = '{{}}' {of_order}")).await;
        assert_eq!(shop.worker().run_once().await?, 1);
        assert_eq!(shop.worker().run_once().await?, 0, "it is set aside");
        DB::run(&shop.pool, &format!("UPDATE flitt_order SET state = '{state}' {of_order}")).await;
        if order_id == "tea" {
            shop.orders.resume(shop.orders.stuck().await?[0].id).await?;
        } else {
            shop.orders.receive("", &callback(order_id, &[("rrn", "1")])).await?;
        }
        assert_eq!(shop.orders.stuck().await?.len(), 0);
        assert_eq!(shop.worker().run_once().await?, 1);
        assert_eq!(shop.effects(order_id).await, ["paid 1000"]);
    }
    Ok(())
}

async fn a_worker_takes_and_gives_back_its_own_orders_only<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for order_id in ["tea", "coffee"] {
        shop.checkout(order_id).await?;
    }
    // Another worker has one of them for a long time.
    let lease = shop.steps.now() + 1_000_000_000;
    DB::run(&shop.pool, &format!("UPDATE flitt_order SET lease_until = {lease} WHERE order_id = 'tea'")).await;
    shop.later(Duration::from_hours(1));
    assert_eq!(shop.worker().run_once().await?, 1);
    let leases = "SELECT order_id FROM flitt_order WHERE lease_until > 0";
    assert_eq!(DB::texts(&shop.pool, leases).await, ["tea"]);
    assert_eq!(DB::number(&shop.pool, "SELECT MAX(lease_until) FROM flitt_order").await, lease);
    Ok(())
}
