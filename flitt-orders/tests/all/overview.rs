//! What a person sees of what waits.

use std::time::Duration;

use flitt_orders::{Error, NotAllowedError, Stuck, StuckId};

use crate::support::{Result, Shop, TestEngine, callback, on_each_database};

on_each_database! {
    what_waits_is_shown_to_its_merchant;
    what_is_due_is_counted_for_its_merchant;
    at_most_a_thousand_of_a_kind_are_shown;
    only_what_is_resumed_goes_on;
    rejected_callbacks_are_shown_with_their_reasons;
}

/// What is shown, and how much is counted.
async fn shown<DB: TestEngine>(shop: &Shop<DB>) -> Result<(u64, Vec<String>)> {
    let stuck = shop.orders.stuck().await?;
    let line = |stuck: &Stuck| {
        let error = stuck.last_error.as_deref().unwrap_or_default();
        format!("{} {} {} {} {error}", stuck.order_id, stuck.name, stuck.amount, stuck.reason)
    };
    Ok((shop.orders.health().await?.stuck, stuck.iter().map(line).collect()))
}

/// Makes the orders those of another merchant, or of the other mode; and back again.
const OTHERS: [&str; 2] = ["merchant = 'other'", "test = 0"];
const MINE: &str = "UPDATE flitt_order SET merchant = '1549901', test = 1";

async fn what_waits_is_shown_to_its_merchant<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for order_id in ["tea", "coffee"] {
        shop.paid(order_id).await?;
    }
    for table in ["call", "event"] {
        DB::run(&shop.pool, &format!("UPDATE flitt_{table} SET last_error = 'why'")).await;
    }
    let tea = "(SELECT id FROM flitt_order WHERE order_id = 'tea')";
    let call = |state: &str| format!("UPDATE flitt_call SET state = '{state}' WHERE of_order = {tea}");
    let event = |values: &str| format!("UPDATE flitt_event SET {values} WHERE of_order = {tea}");
    let order = |problem: &str| format!("UPDATE flitt_order SET problem = {problem} WHERE order_id = 'tea'");
    for state in ["not_there", "no_information", "repeated", "exists"] {
        is_shown(&shop, &call(state), &format!("tea checkout_url 1000 {state} why")).await?;
        DB::run(&shop.pool, &call("done")).await;
    }
    is_shown(&shop, &event("is_parked = 1, done_at = NULL"), "tea paid 0 handler why").await?;
    // Nothing else waits for a person.
    for not_parked in [event("is_parked = 0"), event("is_parked = 1, done_at = 1"), call("unknown"), order("NULL")] {
        DB::run(&shop.pool, &not_parked).await;
        assert_eq!(shown(&shop).await?, (0, Vec::new()), "{not_parked}");
    }
    is_shown(&shop, &order("'damaged'"), "tea order 0 set_aside damaged").await
}

/// Something waits then, and its merchant sees it.
async fn is_shown<DB: TestEngine>(shop: &Shop<DB>, statement: &str, line: &str) -> Result {
    DB::run(&shop.pool, statement).await;
    for other in OTHERS {
        DB::run(&shop.pool, &format!("UPDATE flitt_order SET {other}")).await;
        assert_eq!(shown(shop).await?, (0, Vec::new()), "{line}, {other}");
        DB::run(&shop.pool, MINE).await;
    }
    assert_eq!(shown(shop).await?, (1, vec![line.to_owned()]));
    Ok(())
}

async fn what_is_due_is_counted_for_its_merchant<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for order_id in ["tea", "coffee", "milk"] {
        shop.paid(order_id).await?;
    }
    shop.orders.receive("", b"{}").await.expect_err("it is not signed");
    let now = shop.steps.now();
    for (order_id, at) in [("tea", now - 60_000), ("coffee", now - 10_000), ("milk", now + 60_000)] {
        DB::run(&shop.pool, &format!("UPDATE flitt_order SET due_at = {at} WHERE order_id = '{order_id}'")).await;
    }
    let health = shop.orders.health().await?;
    assert_eq!((health.due, health.rejected_callbacks), (2, 1));
    assert!(health.oldest_due >= Duration::from_mins(1) && health.oldest_due < Duration::from_hours(1), "{health:?}");
    for other in OTHERS {
        DB::run(&shop.pool, &format!("UPDATE flitt_order SET {other}")).await;
        assert_eq!(shop.orders.health().await?.due, 0, "{other}");
        DB::run(&shop.pool, MINE).await;
    }
    DB::run(&shop.pool, "UPDATE flitt_callback SET merchant = 'other'").await;
    assert_eq!(shop.orders.health().await?.rejected_callbacks, 0);
    Ok(())
}

async fn at_most_a_thousand_of_a_kind_are_shown<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let rows =
        (0..1001).map(|number| format!("('1549901', 1, 'order-{number}', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'x')"));
    let rows = rows.collect::<Vec<_>>().join(", ");
    let columns = "merchant, test, order_id, state, taken, reserved, is_missing, asks, owed, expires_at, lifetime, lease_until, created_at, \
                   changed_at, is_scheduled, problem";
    let others = [
        "INSERT INTO flitt_call (of_order, kind, endpoint, key, digest, amount, is_retryable, needs_payer, state, tries, copies, at, \
         changed_at) SELECT id, 'create', 'x', 'create', '', 1, 0, 0, 'exists', 1, 1, 0, 0 FROM flitt_order",
        "INSERT INTO flitt_event (of_order, kind, total, body, created_at, tries, at, is_parked) \
         SELECT id, 'paid', 0, '', 0, 0, 0, 1 FROM flitt_order",
    ];
    DB::run(&shop.pool, &format!("INSERT INTO flitt_order ({columns}) VALUES {rows}")).await;
    for statement in others {
        DB::run(&shop.pool, statement).await;
    }
    assert_eq!(shop.orders.health().await?.stuck, 3003);
    let stuck = shop.orders.stuck().await?;
    let of = |is_of: fn(&StuckId) -> bool| stuck.iter().map(|stuck| stuck.id).filter(is_of).collect::<Vec<_>>();
    for ids in [
        of(|id| matches!(id, StuckId::Call(_))),
        of(|id| matches!(id, StuckId::Event(_))),
        of(|id| matches!(id, StuckId::Order(_))),
    ] {
        assert_eq!(ids.len(), 1000);
        assert!(ids.is_sorted(), "the oldest first");
    }
    Ok(())
}

async fn only_what_is_resumed_goes_on<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for order_id in ["tea", "coffee"] {
        shop.paid(order_id).await?;
    }
    DB::run(&shop.pool, "UPDATE flitt_event SET is_parked = 1, done_at = NULL").await;
    DB::run(&shop.pool, "UPDATE flitt_order SET problem = 'x'").await;
    let stuck: Vec<StuckId> = shop.orders.stuck().await?.iter().map(|stuck| stuck.id).collect();
    for (number, left) in [(3, 3), (2, 2), (0, 1), (1, 0)] {
        shop.orders.resume(stuck[number]).await?;
        assert_eq!(shop.orders.stuck().await?.len(), left);
        let again = shop.orders.resume(stuck[number]).await;
        assert!(matches!(again, Err(Error::NotAllowed(NotAllowedError::NotParked))), "{again:?}");
    }
    Ok(())
}

async fn rejected_callbacks_are_shown_with_their_reasons<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    shop.orders.receive("", b"{}").await.expect_err("it is not signed");
    shop.later(Duration::from_mins(1));
    let card = "4444555511116666";
    for (order_id, changes) in [("tea", [("amount", "7")]), ("coffee", [("rrn", "1")]), (card, [("rrn", "1")])] {
        shop.orders.receive("", &callback(order_id, &changes)).await.expect_err("it is rejected");
        // A repeated one is there once.
        shop.orders.receive("", &callback(order_id, &changes)).await.expect_err("it is rejected again");
    }
    let rejected = shop.orders.rejected_callbacks().await?;
    let reasons: Vec<&str> = rejected.iter().map(|rejected| rejected.reason.as_str()).collect();
    let [of_card, of_coffee, of_tea, forged] = reasons[..] else { panic!("{reasons:?}") };
    assert_eq!(of_card, "order `[card_number]`: it is not stored");
    assert_eq!(of_coffee, "order `coffee`: it is not stored");
    assert_eq!(of_tea, "order `tea`: update rejected: the order was created with 1000 minor units, not with 7");
    assert!(forged.contains("signature"), "{forged}");
    let minutes = rejected[2].received_at.duration_since(rejected[3].received_at)?.as_secs() / 60;
    assert_eq!(minutes, 1);
    // Accepted ones, those of other merchants, and old ones are not shown.
    shop.orders.receive("", &callback("tea", &[])).await?;
    assert_eq!(shop.orders.rejected_callbacks().await?.len(), 4);
    DB::run(&shop.pool, "UPDATE flitt_callback SET merchant = 'other' WHERE reason LIKE '%coffee%'").await;
    assert_eq!(shop.orders.rejected_callbacks().await?.len(), 3);
    let rows: Vec<String> = (0..99).map(|number| format!("('1549901', 'digest-{number}', 0, 0, 'new')")).collect();
    let insert = "INSERT INTO flitt_callback (merchant, digest, received_at, is_accepted, reason) VALUES";
    DB::run(&shop.pool, &format!("{insert} {}", rows.join(", "))).await;
    let rejected = shop.orders.rejected_callbacks().await?;
    assert_eq!(rejected.len(), 100);
    assert_eq!((rejected[0].reason.as_str(), rejected[99].reason.as_str()), ("new", of_card));
    Ok(())
}
