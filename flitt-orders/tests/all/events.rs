//! Events and requests that fail: how often they are tried, and what is kept of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flitt_orders::{Engine, HandlerError, HandlerTx, OrderEvent, Orders, Resolution, StuckId, Worker};

use crate::support::{CARD, Fate, Handled, Result, Shop, TestEngine, callback, checkout, on_each_database};

on_each_database! {
    a_handler_is_tried_as_often_as_the_shop_says;
    each_sum_that_is_returned_is_an_event;
    the_end_of_an_order_is_an_event_whatever_the_sum;
    a_chargeback_is_an_event;
    what_becomes_of_an_event_changes_no_other_one;
    one_update_can_bring_several_events;
    a_request_is_tried_as_often_as_the_shop_says;
    requests_are_sent_in_the_order_in_which_they_were_asked_for;
    an_event_is_delivered_once_whatever_is_stored_of_its_order;
    an_event_that_is_delivered_already_has_no_second_effect;
    a_late_failure_changes_nothing_of_a_delivered_event;
    what_was_delivered_is_kept_when_events_are_given_up;
}

/// A worker whose handler fails, and counts.
fn failing<DB: Engine>(
    orders: &Orders<DB>,
    tries: &Arc<AtomicUsize>,
) -> Worker<DB, impl Fn(OrderEvent, HandlerTx<DB>) -> Handled + use<DB>> {
    let tries = Arc::clone(tries);
    orders.worker(move |_, _| {
        tries.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Err(HandlerError::from("no paper in the printer")) }) as Handled
    })
}

async fn a_handler_is_tried_as_often_as_the_shop_says<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    let tries = Arc::new(AtomicUsize::new(0));
    let orders =
        shop.orders.clone().with_max_attempts(3).with_backoff(Duration::from_hours(1), Duration::from_hours(10));
    let worker = failing(&orders, &tries);
    for (hours, expected) in [(0, 1), (1, 2), (2, 3)] {
        if hours > 0 {
            shop.later(Duration::from_mins(60 * hours - 1));
            assert_eq!(worker.run_once().await?, 0, "it is too early");
            shop.later(Duration::from_mins(2));
        }
        assert_eq!(worker.run_once().await?, 1);
        assert_eq!(tries.load(Ordering::SeqCst), expected, "once, and then later");
        assert_eq!(worker.run_once().await?, 0);
    }
    // It waits for a person, and with it another event of its order.
    shop.orders.receive("", &callback("tea", &[("reversal_amount", "300")])).await?;
    assert_eq!(worker.run_once().await?, 0);
    let stuck = shop.orders.stuck().await?;
    let error = stuck[0].last_error.as_deref().unwrap_or_default();
    assert!(stuck[0].name == "paid" && error.contains("no paper in the printer"), "{stuck:?}");
    // It is resumed: at once, and as often again.
    shop.orders.resume(stuck[0].id).await?;
    for _ in 0..10 {
        worker.run_once().await?;
        assert!(tries.load(Ordering::SeqCst) > 3, "it is delivered at once");
        shop.later(Duration::from_hours(4));
    }
    assert_eq!(tries.load(Ordering::SeqCst), 6);
    Ok(())
}

async fn each_sum_that_is_returned_is_an_event<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    for sum in ["300", "300", "900"] {
        shop.orders.receive("", &callback("tea", &[("reversal_amount", sum), ("rrn", "1")])).await?;
    }
    shop.settle_down().await?;
    let effects = ["paid 1000", "reversed 300", "unexpected reversal", "reversed 900"];
    assert_eq!(shop.effects("tea").await, effects);
    Ok(())
}

async fn the_end_of_an_order_is_an_event_whatever_the_sum<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    for status in ["approved", "reversed", "approved"] {
        let changes = [("reversal_amount", "300"), ("order_status", status)];
        shop.orders.receive("", &callback("tea", &changes)).await?;
    }
    shop.settle_down().await?;
    assert!(!shop.state("tea").await?.is_paid());
    let effects = ["paid 1000", "reversed 300", "unexpected reversal", "reversed 300"];
    assert_eq!(shop.effects("tea").await, effects);
    Ok(())
}

/// Its body can be that of a callback that came before.
async fn a_chargeback_is_an_event<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    for _ in 0..2 {
        shop.orders.receive_chargeback("", &callback("tea", &[])).await?;
    }
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1000", "chargeback"]);
    let other = shop.orders.receive_chargeback("", &callback("milk", &[])).await;
    assert_eq!(other.map_err(|error| error.http_status()), Err(404));
    Ok(())
}

async fn what_becomes_of_an_event_changes_no_other_one<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for order_id in ["tea", "coffee", "milk"] {
        shop.checkout(order_id).await?;
        shop.orders.receive("", &callback(order_id, &[])).await?;
    }
    // One of them is not due yet, one is delivered, and one fails.
    DB::run(&shop.pool, "UPDATE flitt_order SET due_at = NULL WHERE order_id = 'tea'").await;
    let worker = shop.orders.worker(|event, _| async move {
        if event.order_id == "milk" { Err("no paper in the printer".into()) } else { Ok(()) }
    });
    worker.run_once().await?;
    let events = "SELECT o.order_id || ' ' || e.tries || ' ' || CASE WHEN e.done_at IS NULL THEN 'waits' ELSE 'delivered' END \
                  FROM flitt_event e JOIN flitt_order o ON o.id = e.of_order ORDER BY e.id";
    assert_eq!(DB::texts(&shop.pool, events).await, ["tea 0 waits", "coffee 0 delivered", "milk 1 waits"]);
    Ok(())
}

async fn a_request_is_tried_as_often_as_the_shop_says<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    let orders = shop.orders.clone().with_max_attempts(3);
    for _ in 0..5 {
        shop.wire.next("reverse", Fate::RequestLost);
    }
    let mut tx = orders.begin().await?;
    orders.reverse(&mut tx, "tea", 400, "damaged").await?;
    tx.commit().await?;
    let worker = orders.worker(|_, _| async { Ok(()) });
    for _ in 0..5 {
        while worker.run_once().await? > 0 {}
        shop.later(Duration::from_hours(1));
    }
    assert_eq!(shop.wire.count("reverse"), 3);
    let stuck = orders.stuck().await?;
    let shown: Vec<_> = stuck.iter().map(|stuck| (stuck.name.as_str(), stuck.amount, stuck.reason.as_str())).collect();
    assert_eq!(shown, [("reverse_order", 400, "repeated")]);
    assert!(stuck[0].last_error.is_some(), "{stuck:?}");
    Ok(())
}

async fn requests_are_sent_in_the_order_in_which_they_were_asked_for<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    let mut tx = shop.orders.begin().await?;
    for key in ["first", "second"] {
        shop.orders.reverse(&mut tx, "tea", 400, key).await?;
    }
    tx.commit().await?;
    // The first one is lost.
    shop.wire.next("reverse", Fate::RequestLost);
    shop.worker().run_once().await?;
    assert_eq!(shop.wire.count("reverse"), 2);
    let lost = "SELECT key FROM flitt_call WHERE state = 'unknown'";
    assert_eq!(DB::texts(&shop.pool, lost).await, ["key:first"]);
    Ok(())
}

/// Such as after a repair by hand: what was delivered is in the table of the events.
async fn an_event_is_delivered_once_whatever_is_stored_of_its_order<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    let before = shop.state("tea").await?.to_json();
    shop.orders.receive("", &callback("tea", &[])).await?;
    shop.settle_down().await?;
    DB::run(&shop.pool, &format!("UPDATE flitt_order SET state = '{before}'")).await;
    shop.orders.receive("", &callback("tea", &[("rrn", "1")])).await?;
    assert!(shop.state("tea").await?.is_paid());
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1000"]);
    assert_eq!(shop.orders.health().await?.due, 0, "there is nothing to deliver");
    Ok(())
}

/// Another worker has delivered it, although this one had the order.
async fn an_event_that_is_delivered_already_has_no_second_effect<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    let worker = shop.orders.worker(|event, mut tx| async move {
        DB::mark_delivered(tx.connection()).await?;
        DB::effect(&mut tx, event.id, &event.order_id, "twice").await?;
        Ok(())
    });
    worker.run_once().await?;
    assert_eq!(shop.effects("tea").await, [""; 0]);
    Ok(())
}

/// Between the failure of a handler and the note of it, another worker delivers the event.
async fn a_late_failure_changes_nothing_of_a_delivered_event<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    let (steps, pool) = (Arc::clone(&shop.steps), shop.pool.clone());
    let worker = shop.orders.worker(move |_, _| {
        let pool = pool.clone();
        steps.before("begin", move || {
            let deliver = async move { DB::run(&pool, "UPDATE flitt_event SET done_at = 1").await };
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(deliver));
        });
        async { Err("no paper in the printer".into()) }
    });
    worker.run_once().await?;
    let changed = "SELECT COUNT(*) FROM flitt_event WHERE tries > 0 OR last_error IS NOT NULL OR done_at IS NULL";
    assert_eq!(DB::number(&shop.pool, changed).await, 0);
    Ok(())
}

async fn what_was_delivered_is_kept_when_events_are_given_up<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    // Another system has created the same order, and was paid.
    shop.orders.client().send(&checkout("theirs")).await?;
    shop.sandbox.pay("theirs", CARD).map_err(|error| format!("{error:?}"))?;
    shop.checkout("theirs").await.expect_err("the id exists");
    shop.settle_down().await?;
    let count = "SELECT COUNT(*) FROM flitt_event";
    let before = DB::number(&shop.pool, count).await;
    DB::run(&shop.pool, "UPDATE flitt_event SET done_at = 1 WHERE kind = 'request_parked'").await;
    let stuck = shop.orders.stuck().await?;
    let StuckId::Call(call) = stuck[0].id else { return Err("a request".into()) };
    shop.orders.settle("theirs", call, Resolution::NotCarriedOut).await?;
    assert_eq!(DB::number(&shop.pool, count).await, before - 1, "the payment of the other order is given up");
    assert_eq!(DB::number(&shop.pool, "SELECT COUNT(*) FROM flitt_event WHERE done_at IS NULL").await, 0);
    assert_eq!(shop.effects("tea").await, ["paid 1000"]);
    Ok(())
}

/// The events of one update are stored in their sequence, each once.
async fn one_update_can_bring_several_events<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let part = [("reversal_amount", "300")];
    let all = ["paid 0", "reversed 300", "unexpected:reversal 0"];
    for (order_id, is_paid, changes, expected) in
        [("one", false, &[][..], &all[..1]), ("two", true, &part, &all), ("three", false, &part, &all)]
    {
        let begun = shop.steps.now();
        shop.checkout(order_id).await?;
        if is_paid {
            shop.orders.receive("", &callback(order_id, &[])).await?;
        }
        let order = DB::number(&shop.pool, &format!("SELECT id FROM flitt_order WHERE order_id = '{order_id}'")).await;
        let of_order = format!("FROM flitt_event WHERE of_order = {order}");
        let names = format!("SELECT kind || ' ' || total {of_order} ORDER BY id");
        let rows =
            format!("SELECT body || created_at || ' ' || at || ' ' || tries || is_parked {of_order} ORDER BY id");
        let new = format!(
            "SELECT COUNT(*) {of_order} AND created_at BETWEEN {begun} AND {begun} + 60000 AND at = created_at \
             AND tries = 0 AND is_parked = 0"
        );
        let before = shop.state(order_id).await?.to_json();
        let before = format!("UPDATE flitt_order SET state = '{before}' WHERE id = {order}");

        shop.orders.receive("", &callback(order_id, changes)).await?;
        assert_eq!(DB::texts(&shop.pool, &names).await, expected);
        assert_eq!(DB::number(&shop.pool, &new).await, i64::try_from(expected.len())?);
        // All are known, and could not be delivered.
        DB::run(&shop.pool, "UPDATE flitt_event SET body = body || ' ', at = 1, tries = 7, is_parked = 1").await;
        let known = DB::texts(&shop.pool, &rows).await;
        DB::run(&shop.pool, &before).await;
        shop.orders.receive("", &callback(order_id, &[&[("rrn", "1")], changes].concat())).await?;
        assert_eq!(DB::texts(&shop.pool, &rows).await, known);
        // All but the last are known.
        DB::run(&shop.pool, &format!("DELETE {of_order} AND kind = 'unexpected:reversal'")).await;
        DB::run(&shop.pool, &before).await;
        shop.orders.receive("", &callback(order_id, &[&[("rrn", "2")], changes].concat())).await?;
        assert_eq!(DB::texts(&shop.pool, &names).await, expected);
    }
    DB::run(&shop.pool, "UPDATE flitt_event SET is_parked = 0").await;
    DB::run(&shop.pool, "UPDATE flitt_order SET due_at = 1").await;
    shop.settle_down().await?;
    let all = ["paid 1000", "reversed 300", "unexpected reversal"];
    for (order_id, count) in [("one", 1), ("two", 3), ("three", 3)] {
        assert_eq!(shop.effects(order_id).await, all[..count], "{order_id}");
    }
    Ok(())
}
