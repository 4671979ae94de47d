//! The program dies before each of its steps: each statement, each commit, each request and its response. Afterwards, what the shop
//! repeats by itself and a worker bring everything to the same end as without a crash; or, for a request that may not be repeated,
//! to one that says so.
//!
//! `ORDERS_ALL_POINTS=1 cargo test -p flitt-orders --test all crash -- --nocapture` tries each point; without the variable, each seventh.

use std::time::Duration;

use flitt_client::Currency;
use flitt_client::api::{ChargeSavedCard, CheckoutUrl};
use flitt_client::value::Flag;
use flitt_orders::Error;

use crate::support::{CARD, Result, Shop, TestEngine, callback, checkout, on_each_database};

on_each_database! {
    creating_and_sending_an_order;
    charging_a_card;
    taking_a_callback_and_delivering_its_event;
    reversing;
    capturing;
}

/// Ends the program before each step of an operation, on an order of its own each time. `ends` are the effects with which it can
/// end; the first ones are those without a crash.
async fn at_each_step<DB, P, O>(shop: &mut Shop<DB>, name: &str, prepare: P, operation: O, ends: &[&[&str]]) -> Result
where
    DB: TestEngine,
    P: AsyncFn(&Shop<DB>, &str) -> Result,
    O: AsyncFn(&Shop<DB>, &str) -> Result,
{
    let mut seen = vec![0; ends.len()];
    for step in (1..).step_by(stride()) {
        let order_id = format!("{name}-{step}");
        prepare(shop, &order_id).await?;
        shop.steps.end_at(step);
        let result = operation(shop, &order_id).await;
        let ended = shop.steps.has_ended();
        shop.restart();
        // What a shop repeats after a crash: the same calls, with the same ids and keys.
        if ended {
            match operation(shop, &order_id).await {
                Err(error) if is_final(&*error) => {}
                repeated => repeated?,
            }
        } else {
            result?;
        }
        shop.settle_down().await?;
        let effects = shop.effects(&order_id).await;
        let end = ends.iter().position(|end| *end == effects).ok_or(format!("step {step} ends with {effects:?}"))?;
        seen[end] += 1;
        // Its later life is that of an order without a crash.
        DB::run(&shop.pool, "UPDATE flitt_order SET due_at = NULL").await;
        if !ended {
            assert_eq!(end, 0, "without a crash");
            let tried: usize = seen.iter().sum();
            println!("{name}: {tried} of about {step} points: {:?}", ends.iter().zip(&seen).collect::<Vec<_>>());
            return Ok(());
        }
    }
    Ok(())
}

/// Every how many steps the program is ended.
fn stride() -> usize {
    if std::env::var_os("ORDERS_ALL_POINTS").is_some() { 1 } else { 7 }
}

/// Whether an error is that of a request which was sent before the crash.
fn is_final(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    matches!(error.downcast_ref::<Error>(), Some(Error::NotAllowed(flitt_orders::NotAllowedError::SentBefore)))
}

async fn nothing<DB: TestEngine>(_: &Shop<DB>, _: &str) -> Result {
    Ok(())
}

async fn creating_and_sending_an_order<DB: TestEngine>(mut shop: Shop<DB>) -> Result {
    let operation = async |shop: &Shop<DB>, order_id: &str| shop.checkout(order_id).await;
    let ends: [&[&str]; 2] = [&[], &["response lost checkout_url"]];
    at_each_step(&mut shop, "create", nothing, operation, &ends).await?;
    // No order was sent twice: the gateway has not rejected any as existing.
    let orders = shop.sandbox.orders().len();
    assert_eq!(shop.wire.count("checkout"), orders);
    // A worker in place of the program.
    let prepare = async |shop: &Shop<DB>, order_id: &str| {
        let mut tx = shop.orders.begin().await?;
        shop.orders.create(&mut tx, &checkout(order_id)).await?;
        shop.later(Duration::from_mins(5));
        Ok(tx.commit().await?)
    };
    let operation = async |shop: &Shop<DB>, _: &str| Ok(shop.worker().run_once().await.map(drop)?);
    let ends: [&[&str]; 2] = [&["created true"], &["response lost checkout_url"]];
    at_each_step(&mut shop, "worker", prepare, operation, &ends).await?;
    assert_eq!(shop.wire.count("checkout"), shop.sandbox.orders().len());
    Ok(())
}

async fn charging_a_card<DB: TestEngine>(mut shop: Shop<DB>) -> Result {
    let token = shop.saved_card().await?;
    let operation = async |shop: &Shop<DB>, order_id: &str| {
        let charge =
            ChargeSavedCard::request().order_id(order_id).order_desc("May").amount(500).currency(Currency::GEL);
        let mut tx = shop.orders.begin().await?;
        let order = shop.orders.create(&mut tx, &charge.rectoken(token.as_str()).build()?).await?;
        tx.commit().await?;
        shop.orders.send(&order).await?;
        Ok(())
    };
    // Between the mark and the request, it is not known whether it was sent.
    let ends: [&[&str]; 2] = [&["paid 500"], &["parked recurring not_there"]];
    at_each_step(&mut shop, "charge", nothing, operation, &ends).await?;
    let charged = shop.sandbox.orders().iter().filter(|order| order.purchase.order_id.starts_with("charge-")).count();
    assert_eq!(shop.wire.count("recurring"), charged, "each was sent once");
    Ok(())
}

async fn taking_a_callback_and_delivering_its_event<DB: TestEngine>(mut shop: Shop<DB>) -> Result {
    let prepare = async |shop: &Shop<DB>, order_id: &str| shop.checkout(order_id).await;
    let operation = async |shop: &Shop<DB>, order_id: &str| {
        shop.orders.receive("application/json", &callback(order_id, &[])).await?;
        shop.worker().run_once().await?;
        Ok(())
    };
    at_each_step(&mut shop, "callback", prepare, operation, &[&["paid 1000"]]).await
}

async fn reversing<DB: TestEngine>(mut shop: Shop<DB>) -> Result {
    let prepare = async |shop: &Shop<DB>, order_id: &str| shop.paid(order_id).await;
    let operation = async |shop: &Shop<DB>, order_id: &str| {
        let mut tx = shop.orders.begin().await?;
        shop.orders.reverse(&mut tx, order_id, 400, "damaged").await?;
        tx.commit().await?;
        shop.worker().run_once().await?;
        Ok(())
    };
    at_each_step(&mut shop, "reverse", prepare, operation, &[&["paid 1000", "reversed 400"]]).await?;
    assert!(shop.sandbox.orders().iter().all(|order| order.reversal_amount == 400));
    Ok(())
}

async fn capturing<DB: TestEngine>(mut shop: Shop<DB>) -> Result {
    let prepare = async |shop: &Shop<DB>, order_id: &str| {
        let hold = CheckoutUrl::request().order_id(order_id).order_desc("Room").amount(1000).currency(Currency::GEL);
        let mut tx = shop.orders.begin().await?;
        let order = shop.orders.create(&mut tx, &hold.preauth(Flag::Y).build()?).await?;
        tx.commit().await?;
        shop.orders.send(&order).await?;
        shop.sandbox.pay(order_id, CARD).map_err(|error| format!("{error:?}"))?;
        shop.settle_down().await
    };
    let operation = async |shop: &Shop<DB>, order_id: &str| {
        let mut tx = shop.orders.begin().await?;
        shop.orders.capture(&mut tx, order_id, 300, "ship").await?;
        tx.commit().await?;
        shop.worker().run_once().await?;
        Ok(())
    };
    at_each_step(&mut shop, "capture", prepare, operation, &[&["held 1000", "captured 300"]]).await?;
    assert!(shop.sandbox.orders().iter().all(|order| order.captured_amount == Some(300)));
    Ok(())
}
