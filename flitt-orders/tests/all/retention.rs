//! Which orders are deleted, and what of the others is left.

use std::time::Duration;

use crate::support::{Result, Shop, TestEngine, callback, checkout, on_each_database};

on_each_database! {
    deleting_an_order_leaves_the_others_whole;
    an_order_is_kept_for_each_reason_alone;
    a_transaction_deletes_few_orders;
    it_is_kept_when_something_was_stored;
}

/// A paid order whose money is returned, and all of its updates are there.
async fn returned<DB: TestEngine>(shop: &Shop<DB>, order_id: &str) -> Result {
    shop.paid(order_id).await?;
    shop.orders.receive("", &callback(order_id, &[])).await?;
    let mut tx = shop.orders.begin().await?;
    shop.orders.reverse(&mut tx, order_id, 1000, "all").await?;
    tx.commit().await?;
    shop.settle_down().await
}

async fn deleting_an_order_leaves_the_others_whole<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for order_id in ["before", "returned", "after"] {
        if order_id == "returned" {
            returned(&shop, order_id).await?;
        } else {
            shop.paid(order_id).await?;
            shop.orders.receive("", &callback(order_id, &[])).await?;
        }
    }
    // Neither what is open of another order nor what is undelivered of one keeps this one.
    for (order_id, state) in [("before", "unknown"), ("after", "sent")] {
        let order = format!("(SELECT id FROM flitt_order WHERE order_id = '{order_id}')");
        DB::run(&shop.pool, &format!("UPDATE flitt_call SET state = '{state}' WHERE of_order = {order}")).await;
        DB::run(&shop.pool, &format!("UPDATE flitt_event SET done_at = NULL WHERE of_order = {order}")).await;
    }
    shop.later(Duration::from_hours(2));
    assert_eq!(shop.orders.prune(Duration::from_hours(1)).await?, 1);
    for (table, count) in [("order", 2), ("call", 2), ("event", 2), ("callback", 2)] {
        assert_eq!(DB::number(&shop.pool, &format!("SELECT COUNT(*) FROM flitt_{table}")).await, count, "{table}");
    }
    for order_id in ["before", "after"] {
        assert!(shop.state(order_id).await?.is_paid());
    }
    Ok(())
}

async fn an_order_is_kept_for_each_reason_alone<DB: TestEngine>(shop: Shop<DB>) -> Result {
    returned(&shop, "tea").await?;
    shop.later(Duration::from_hours(2));
    let order = |assignment: &str| format!("UPDATE flitt_order SET {assignment}");
    let call = |state: &str| format!("UPDATE flitt_call SET state = '{state}' WHERE kind = 'reverse'");
    let mut reasons = vec![
        ("UPDATE flitt_event SET done_at = NULL".to_owned(), "UPDATE flitt_event SET done_at = 1".to_owned()),
        (order("due_at = 9000000000000000"), order("due_at = NULL")),
        (order("problem = 'x'"), order("problem = NULL")),
        (order("schedule_amount = 5"), order("schedule_amount = NULL")),
        (order("taken = taken + 1"), order("taken = taken - 1")),
        // How much is left is not known.
        (order("taken = NULL"), order("taken = reserved")),
        (order(&format!("changed_at = {}", shop.steps.now())), order("changed_at = 1")),
    ];
    for state in ["planned", "sent", "unknown", "not_there", "no_information", "repeated", "exists"] {
        reasons.push((call(state), call("done")));
    }
    for (reason, its_end) in &reasons {
        DB::run(&shop.pool, reason).await;
        assert_eq!(shop.orders.prune(Duration::from_hours(1)).await?, 0, "{reason}");
        DB::run(&shop.pool, its_end).await;
    }
    for state in ["rejected", "not_sent", "lost", "foreign", "done"] {
        DB::run(&shop.pool, &call(state)).await;
        assert_eq!(shop.orders.prune(Duration::from_hours(1)).await?, 1, "{state}");
        returned(&shop, &format!("tea-{state}")).await?;
        shop.later(Duration::from_hours(2));
    }
    Ok(())
}

/// One of many would keep others waiting.
async fn a_transaction_deletes_few_orders<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let rows = (0..501).map(|number| format!("('1549901', 1, 'order-{number}', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"));
    let rows = rows.collect::<Vec<_>>().join(", ");
    let columns = "merchant, test, order_id, state, taken, reserved, is_missing, asks, owed, expires_at, lifetime, lease_until, created_at, \
                   changed_at, is_scheduled";
    DB::run(&shop.pool, &format!("INSERT INTO flitt_order ({columns}) VALUES {rows}")).await;
    shop.steps.statements("");
    assert_eq!(shop.orders.prune(Duration::ZERO).await?, 501);
    assert_eq!(shop.steps.statements("SELECT o.id").len(), 3, "500, one, and none");
    Ok(())
}

/// For people who look into the tables.
async fn it_is_kept_when_something_was_stored<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let created = [("order", "created_at"), ("order", "changed_at"), ("call", "changed_at")];
    let changed = [("order", "changed_at"), ("call", "changed_at"), ("event", "created_at"), ("event", "at")];
    let before = shop.steps.now();
    let are_now = async |columns: &[(&str, &str)]| {
        for (table, column) in columns {
            let now = shop.steps.now();
            let other = format!("SELECT COUNT(*) FROM flitt_{table} WHERE {column} NOT BETWEEN {before} AND {now}");
            assert_eq!(DB::number(&shop.pool, &other).await, 0, "{column} of {table}");
        }
    };
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &checkout("tea")).await?;
    tx.commit().await?;
    are_now(&created).await;
    for table in ["order", "call"] {
        DB::run(&shop.pool, &format!("UPDATE flitt_{table} SET changed_at = 0")).await;
    }
    shop.orders.send(&order).await?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    are_now(&changed).await;
    Ok(())
}
