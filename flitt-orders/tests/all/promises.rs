//! What the crate promises, one test for each.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flitt_client::api::{CardPayout, ChargeSavedCard, CheckoutUrl};
use flitt_client::order::Stage;
use flitt_client::value::{Flag, Money};
use flitt_client::{Currency, Error as GatewayError};
use flitt_orders::{Error, NotAllowedError, StuckId};

use crate::support::{CARD, Fate, Log, Result, Shop, TestEngine, callback, checkout, on_each_database, what};

on_each_database! {
    intent_is_durable_before_a_byte_is_sent;
    nothing_is_sent_twice_that_may_not_be;
    any_updates_in_any_order_lead_to_one_state;
    an_event_is_effective_once_and_in_sequence;
    every_order_is_asked_for_until_it_is_final;
    reversals_never_exceed_what_was_taken;
    a_callback_is_accepted_after_its_commit_only;
    what_fails_blocks_no_other_order;
}

/// Promise 1.
async fn intent_is_durable_before_a_byte_is_sent<DB: TestEngine>(mut shop: Shop<DB>) -> Result {
    // Not committed: `send` does not see it, and nothing is sent.
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &checkout("1")).await?;
    tx.rollback().await?;
    assert!(matches!(shop.orders.send(&order).await, Err(Error::UnknownOrder)));
    assert_eq!(shop.wire.count("/api/"), 0);
    // Committed: the program dies before each step of `send`, and the order is always there, as planned or as sent.
    for step in 1.. {
        let order_id = format!("order-{step}");
        let mut tx = shop.orders.begin().await?;
        let order = shop.orders.create(&mut tx, &checkout(&order_id)).await?;
        tx.commit().await?;
        shop.steps.end_at(step);
        let result = shop.orders.send(&order).await;
        let (ended, was_sent) = (shop.steps.has_ended(), shop.sandbox.order(&order_id).is_some());
        shop.restart();
        let state = call_state::<DB>(&shop, &order_id).await;
        assert!(!was_sent || state != "planned", "step {step}: sent, and stored as {state}");
        if !ended {
            result?;
            assert_eq!(state, "done");
            assert!(step > 5, "{step} steps");
            return Ok(());
        }
    }
    Ok(())
}

async fn call_state<DB: TestEngine>(shop: &Shop<DB>, order_id: &str) -> String {
    let query = format!(
        "SELECT c.state FROM flitt_call c JOIN flitt_order o ON o.id = c.of_order WHERE o.order_id = '{order_id}' ORDER BY c.id"
    );
    DB::texts(&shop.pool, &query).await.pop().unwrap_or_default()
}

/// Promise 2.
async fn nothing_is_sent_twice_that_may_not_be<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let token = shop.saved_card().await?;
    let charge = |order_id: &str| {
        let charge =
            ChargeSavedCard::request().order_id(order_id).order_desc("May").amount(500).currency(Currency::GEL);
        charge.rectoken(token.as_str()).build()
    };
    let payout = |order_id: &str| {
        let payout = CardPayout::request().order_id(order_id).order_desc("May").amount(500).currency(Currency::GEL);
        payout.receiver_rectoken(token.as_str()).build()
    };
    for fate in [Fate::RequestLost, Fate::ResponseLost] {
        let id = |kind: &str| format!("{kind}-{fate:?}");
        for path in ["recurring", "p2pcredit", "checkout/url"] {
            shop.wire.next(path, fate);
        }
        let mut tx = shop.orders.begin().await?;
        let charge = shop.orders.create(&mut tx, &charge(&id("charge"))?).await?;
        let payout = shop.orders.create(&mut tx, &payout(&id("payout"))?).await?;
        let page = shop.orders.create(&mut tx, &checkout(&id("page"))).await?;
        tx.commit().await?;
        assert!(matches!(shop.orders.send(&charge).await, Err(Error::Gateway(GatewayError::Unknown(_)))));
        assert!(matches!(shop.orders.send(&payout).await, Err(Error::Gateway(GatewayError::Unknown(_)))));
        assert!(matches!(shop.orders.send(&page).await, Err(Error::Gateway(GatewayError::Unknown(_)))));
        // Neither the caller nor any worker sends it again.
        assert!(matches!(shop.orders.send(&charge).await, Err(Error::NotAllowed(NotAllowedError::SentBefore))));
        assert!(matches!(shop.orders.send(&payout).await, Err(Error::NotAllowed(NotAllowedError::SentBefore))));
    }
    shop.settle_down().await?;
    for (path, count) in [("recurring", 2), ("p2pcredit", 2), ("checkout/url", 3)] {
        assert_eq!(shop.wire.count(path), count, "{path}");
    }
    // Those whose outcome is unknown are parked.
    let stuck: Vec<String> = shop.orders.stuck().await?.iter().map(|stuck| stuck.order_id.clone()).collect();
    assert_eq!(stuck, ["charge-RequestLost", "payout-RequestLost"]);
    assert_eq!(shop.effects("charge-ResponseLost").await, ["paid 500"]);
    assert_eq!(shop.effects("payout-ResponseLost").await, ["paid_out"]);
    assert_eq!(shop.effects("charge-RequestLost").await, ["parked recurring not_there"]);
    assert_eq!(shop.effects("page-RequestLost").await, ["response lost checkout_url"]);
    // A reversal may be repeated: it is, with the same `reverse_id`, until its response is there.
    shop.paid("tea").await?;
    shop.wire.next("reverse", Fate::ResponseLost);
    shop.wire.next("reverse", Fate::ResponseLost);
    let mut tx = shop.orders.begin().await?;
    shop.orders.reverse(&mut tx, "tea", 400, "first").await?;
    tx.commit().await?;
    shop.settle_down().await?;
    assert_eq!(shop.wire.count("reverse"), 3);
    assert_eq!(shop.sandbox.order("tea").expect("an order").reversal_amount, 400);
    assert_eq!(shop.effects("tea").await, ["paid 1000", "reversed 400"]);
    Ok(())
}

/// Promise 3.
async fn any_updates_in_any_order_lead_to_one_state<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let declined = |id: &str| callback(id, &[("order_status", "declined"), ("tran_type", "purchase")]);
    let processing = |id: &str| callback(id, &[("order_status", "processing")]);
    let approved = |id: &str| callback(id, &[]);
    let reversed = |id: &str| callback(id, &[("order_status", "reversed"), ("reversal_amount", "1000")]);
    let updates = |order_id: &str| [processing(order_id), declined(order_id), approved(order_id), reversed(order_id)];
    let mut states = Vec::new();
    for (round, order) in permutations(4).into_iter().enumerate() {
        let order_id = format!("order-{round:02}");
        shop.checkout(&order_id).await?;
        for update in order.iter().chain(&order) {
            shop.orders.receive("application/json", &updates(&order_id)[*update]).await?;
        }
        let state = shop.state(&order_id).await?;
        states.push(state.to_json().replace(&order_id, "order"));
        assert_eq!(state.stage(), Stage::Reversed);
    }
    states.dedup();
    assert_eq!(states.len(), 1, "{states:#?}");
    Ok(())
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..count {
        let longer = |start: &Vec<usize>| {
            let start = start.clone();
            (0..count)
                .filter(|next| !start.contains(next))
                .map(|next| [start.clone(), vec![next]].concat())
                .collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// Promise 4.
async fn an_event_is_effective_once_and_in_sequence<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.orders.receive("application/json", &callback("tea", &[])).await?;
    shop.orders.receive("application/json", &callback("tea", &[("reversal_amount", "300")])).await?;
    shop.checkout("other").await?;
    shop.orders.receive("application/json", &callback("other", &[])).await?;
    // The handler writes, and fails: nothing of it stays, and later events of the order wait. Those of another order do not.
    let tries = Arc::new(AtomicUsize::new(0));
    let ids = Log::default();
    let worker = {
        let (tries, ids) = (Arc::clone(&tries), Arc::clone(&ids));
        shop.orders.worker(move |event, mut tx| {
            let (tries, ids) = (Arc::clone(&tries), Arc::clone(&ids));
            async move {
                let what = what(&event.kind);
                ids.lock().expect("a lock").push(format!("{} {} {what}", event.id, event.order_id));
                DB::effect(&mut tx, event.id, &event.order_id, &what).await?;
                match (event.order_id.as_str(), tries.fetch_add(1, Ordering::SeqCst)) {
                    ("tea", 0) => Err("no paper in the printer".into()),
                    ("tea", 1) => panic!("a handler that panics"),
                    _ => Ok(()),
                }
            }
        })
    };
    while worker.run_once().await? > 0 {}
    assert_eq!(shop.effects("tea").await, [""; 0]);
    assert_eq!(shop.effects("other").await, ["paid 1000"]);
    for _ in 0..5 {
        shop.later(Duration::from_hours(1));
        while worker.run_once().await? > 0 {}
    }
    assert_eq!(shop.effects("tea").await, ["paid 1000", "reversed 300", "unexpected reversal"]);
    // The failed deliveries had the same id.
    let ids = ids.lock().expect("a lock").clone();
    let paid: Vec<&String> = ids.iter().filter(|id| id.ends_with("tea paid 1000")).collect();
    assert!(paid.len() >= 2 && paid.iter().all(|id| id == &paid[0]), "{ids:?}");
    Ok(())
}

/// Promise 5.
async fn every_order_is_asked_for_until_it_is_final<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.settle_down().await?;
    let early = shop.wire.count("status");
    assert!(early > 0, "an order that nobody has paid is asked for");
    // No callback ever comes.
    shop.sandbox.pay("tea", CARD).map_err(|error| format!("{error:?}"))?;
    shop.later(Duration::from_hours(6));
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1000"]);
    let asked = shop.wire.count("status");
    assert!(asked - early <= 3, "{asked}: with backoff");
    // It is final: no worker asks any more.
    shop.later(Duration::from_hours(1000));
    shop.settle_down().await?;
    assert_eq!(shop.wire.count("status"), asked);
    assert_eq!(DB::number(&shop.pool, "SELECT COUNT(*) FROM flitt_order WHERE due_at IS NOT NULL").await, 0);
    // An unpaid one expires there, and is final here.
    shop.checkout("forgotten").await?;
    shop.sandbox.advance(Duration::from_hours(11));
    shop.later(Duration::from_hours(11));
    shop.settle_down().await?;
    assert_eq!(shop.effects("forgotten").await, ["expired"]);
    shop.later(Duration::from_hours(11));
    shop.settle_down().await?;
    assert_eq!(DB::number(&shop.pool, "SELECT COUNT(*) FROM flitt_order WHERE due_at IS NOT NULL").await, 0);
    Ok(())
}

/// Promise 6. That it also holds for many workers at once is in `races`.
async fn reversals_never_exceed_what_was_taken<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    let mut tx = shop.orders.begin().await?;
    shop.orders.reverse(&mut tx, "tea", 600, "damaged").await?;
    // The same key again is the same reversal; another amount under it is a mistake.
    shop.orders.reverse(&mut tx, "tea", 600, "damaged").await?;
    assert!(matches!(shop.orders.reverse(&mut tx, "tea", 500, "damaged").await, Err(Error::DuplicateKey)));
    let refused = shop.orders.reverse(&mut tx, "tea", 401, "late").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::TooMuch { available: 400 }))), "{refused:?}");
    tx.commit().await?;
    shop.settle_down().await?;
    // It stays so when the reversal is known, and after one that another program made.
    let mut tx = shop.orders.begin().await?;
    let refused = shop.orders.reverse(&mut tx, "tea", 401, "late").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::TooMuch { available: 400 }))), "{refused:?}");
    drop(tx);
    shop.orders.receive("application/json", &callback("tea", &[("reversal_amount", "900")])).await?;
    let mut tx = shop.orders.begin().await?;
    let refused = shop.orders.reverse(&mut tx, "tea", 101, "late").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::TooMuch { available: 100 }))), "{refused:?}");
    let refused = shop.orders.reverse(&mut tx, "tea", 0, "nothing").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::NotAnAmount))), "{refused:?}");
    let refused = shop.orders.reverse(&mut tx, "tea", -1, "less").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::NotAnAmount))), "{refused:?}");
    let dollars = Money::parse(Currency::USD, "0.50")?;
    for refused in [
        shop.orders.reverse(&mut tx, "tea", dollars, "x").await,
        shop.orders.capture(&mut tx, "tea", dollars, "x").await,
    ] {
        assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::OtherCurrency))), "{refused:?}");
    }
    shop.orders.reverse(&mut tx, "tea", Money::parse(Currency::GEL, "0.50")?, "lari").await?;
    assert!(matches!(shop.orders.reverse(&mut tx, "unknown", 1, "x").await, Err(Error::UnknownOrder)));
    drop(tx);
    assert_eq!(shop.sandbox.order("tea").expect("an order").reversal_amount, 600);
    // A hold is returned as a whole, and captured once.
    let mut tx = shop.orders.begin().await?;
    let hold = CheckoutUrl::request().order_id("hold").order_desc("Room").amount(1000).currency(Currency::GEL);
    let hold = shop.orders.create(&mut tx, &hold.preauth(Flag::Y).build()?).await?;
    tx.commit().await?;
    shop.orders.send(&hold).await?;
    shop.sandbox.pay("hold", CARD).map_err(|error| format!("{error:?}"))?;
    shop.settle_down().await?;
    let mut tx = shop.orders.begin().await?;
    let refused = shop.orders.reverse(&mut tx, "hold", 500, "half").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::HeldMoney))), "{refused:?}");
    let refused = shop.orders.capture(&mut tx, "hold", 1001, "all").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::TooMuch { available: 1000 }))), "{refused:?}");
    shop.orders.capture(&mut tx, "hold", 300, "all").await?;
    let refused = shop.orders.capture(&mut tx, "hold", 300, "again").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::CapturedBefore))), "{refused:?}");
    let refused = shop.orders.reverse(&mut tx, "hold", 1000, "whole").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::HeldMoney))), "{refused:?}");
    tx.commit().await?;
    shop.settle_down().await?;
    assert_eq!(shop.effects("hold").await, ["held 1000", "captured 300"]);
    let mut tx = shop.orders.begin().await?;
    let refused = shop.orders.reverse(&mut tx, "hold", 301, "more").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::TooMuch { available: 300 }))), "{refused:?}");
    Ok(())
}

/// Promise 7.
async fn a_callback_is_accepted_after_its_commit_only<DB: TestEngine>(mut shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    let body = callback("tea", &[]);
    for step in 1.. {
        shop.steps.end_at(step);
        let result = shop.orders.receive("application/json", &body).await;
        let ended = shop.steps.has_ended();
        shop.restart();
        let is_stored = shop.state("tea").await?.is_paid();
        match result {
            Ok(()) => {
                assert!(is_stored, "step {step}: accepted, and not stored");
                assert!(!ended && step > 5, "{step} steps");
                break;
            }
            // The last step is after the commit: it is stored, and the gateway repeats it.
            Err(error) => assert_eq!(error.http_status(), 503, "{error}"),
        }
    }
    shop.orders.receive("application/json", &body).await?;
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1000"]);
    // A database that is down.
    let other = callback("tea", &[("reversal_amount", "5")]);
    shop.pool.close().await;
    assert_eq!(shop.orders.receive("application/json", &other).await.expect_err("it is down").http_status(), 503);
    Ok(())
}

/// Promise 8.
async fn what_fails_blocks_no_other_order<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for order_id in ["poisoned", "damaged", "good"] {
        shop.checkout(order_id).await?;
        shop.orders.receive("application/json", &callback(order_id, &[])).await?;
    }
    // A callback that cannot be merged, and one that is not verified.
    let wrong = callback("good", &[("amount", "5")]);
    assert_eq!(shop.orders.receive("application/json", &wrong).await.expect_err("rejected").http_status(), 409);
    assert_eq!(shop.orders.receive("", b"{}").await.expect_err("rejected").http_status(), 400);
    assert_eq!(shop.orders.health().await?.rejected_callbacks, 2);
    let state = shop.state("damaged").await?.to_json();
    DB::run(&shop.pool, "UPDATE flitt_order SET state = '{}' WHERE order_id = 'damaged'").await;
    let worker = shop.orders.worker(|event, mut tx| async move {
        if event.order_id == "poisoned" {
            return Err("card 4444555511116666 is in no book".into());
        }
        DB::effect(&mut tx, event.id, &event.order_id, &what(&event.kind)).await?;
        Ok(())
    });
    for _ in 0..20 {
        while worker.run_once().await? > 0 {}
        shop.later(Duration::from_hours(6));
    }
    assert_eq!(shop.effects("good").await, ["paid 1000"]);
    let stuck = shop.orders.stuck().await?;
    let shown: Vec<(&str, &str)> = stuck.iter().map(|stuck| (stuck.order_id.as_str(), stuck.reason.as_str())).collect();
    assert_eq!(shown, [("poisoned", "handler"), ("damaged", "set_aside")]);
    assert_eq!(shop.orders.health().await?.stuck, 2);
    assert!(!format!("{stuck:?}").contains("4444555511116666"), "{stuck:?}");
    // A person has repaired the handler.
    shop.orders.resume(stuck[0].id).await?;
    let repaired = format!("UPDATE flitt_order SET state = '{state}' WHERE order_id = 'damaged'");
    DB::run(&shop.pool, &repaired).await;
    shop.orders.resume(stuck[1].id).await?;
    shop.settle_down().await?;
    assert_eq!(shop.effects("poisoned").await, ["paid 1000"]);
    assert_eq!(shop.effects("damaged").await, ["paid 1000"]);
    assert!(matches!(shop.orders.resume(stuck[0].id).await, Err(Error::NotAllowed(NotAllowedError::NotParked))));
    assert!(matches!(shop.orders.resume(stuck[1].id).await, Err(Error::NotAllowed(NotAllowedError::NotParked))));
    assert!(matches!(shop.orders.resume(StuckId::Call(1)).await, Err(Error::NotAllowed(NotAllowedError::NotParked))));
    assert_eq!(shop.orders.health().await?.stuck, 0);
    Ok(())
}
