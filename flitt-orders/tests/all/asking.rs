//! When an order is asked for.

use std::time::Duration;

use flitt_client::Currency;
use flitt_client::api::{CheckoutRedirect, CheckoutUrl, ReverseOrder};
use flitt_client::value::Flag;
use flitt_orders::{Orders, StuckId};

use crate::support::{CARD, Fate, Result, Shop, TestEngine, callback, checkout, on_each_database};

on_each_database! {
    each_wait_is_twice_the_one_before;
    a_callback_that_says_nothing_new_changes_no_wait;
    a_declined_order_is_asked_for_until_its_lifetime_is_over;
    a_form_that_is_posted_late_is_found;
    a_lifetime_begins_when_the_gateway_has_the_order;
    a_callback_about_a_settled_order_is_asked_about;
    an_order_that_its_status_does_not_decide_is_shown;
    a_reversal_that_no_status_shows_is_shown;
    a_capture_that_no_status_shows_is_shown;
}

const HOUR: Duration = Duration::from_hours(1);
const MINUTE: Duration = Duration::from_mins(1);

/// Orders with waits of an hour and longer, of which one was created.
async fn with_order<DB: TestEngine>(shop: &Shop<DB>) -> Result<Orders<DB>> {
    let orders = shop.orders.clone().with_backoff(HOUR, HOUR * 10);
    let mut tx = orders.begin().await?;
    let order = orders.create(&mut tx, &checkout("tea")).await?;
    tx.commit().await?;
    orders.send(&order).await?;
    Ok(orders)
}

async fn each_wait_is_twice_the_one_before<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let orders = with_order(&shop).await?;
    let worker = orders.worker(|_, _| async { Ok(()) });
    for (count, hours) in [1, 2, 4, 8, 10, 10].into_iter().enumerate() {
        shop.later(MINUTE * (60 * hours - 1));
        while worker.run_once().await? > 0 {}
        assert_eq!(shop.wire.count("status"), count, "{hours} hours are not over");
        shop.later(MINUTE * 2);
        while worker.run_once().await? > 0 {}
        assert_eq!(shop.wire.count("status"), count + 1, "{hours} hours are over");
    }
    Ok(())
}

async fn a_callback_that_says_nothing_new_changes_no_wait<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let orders = with_order(&shop).await?;
    let worker = orders.worker(|_, _| async { Ok(()) });
    let receive = async |number: &str| {
        orders.receive("", &callback("tea", &[("order_status", "processing"), ("rrn", number)])).await
    };
    receive("1").await?;
    for (count, hours) in [1, 2, 4].into_iter().enumerate() {
        shop.later(MINUTE * (30 * hours));
        receive(&format!("1{count}")).await?;
        shop.later(MINUTE * (30 * hours - 1));
        while worker.run_once().await? > 0 {}
        assert_eq!(shop.wire.count("status"), count, "{hours} hours are not over");
        shop.later(MINUTE * 2);
        while worker.run_once().await? > 0 {}
        assert_eq!(shop.wire.count("status"), count + 1, "{hours} hours are over");
    }
    Ok(())
}

/// The payer can pay with another card.
async fn a_declined_order_is_asked_for_until_its_lifetime_is_over<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.orders.receive("", &callback("tea", &[("order_status", "declined")])).await?;
    while shop.worker().run_once().await? > 0 {}
    // Its callback is lost.
    shop.sandbox.pay("tea", CARD).map_err(|error| format!("{error:?}"))?;
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["declined", "paid 1000"]);
    Ok(())
}

/// An order that is sent late, and a form that is posted late. Until its end, the payer can pay with another card.
async fn a_lifetime_begins_when_the_gateway_has_the_order<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let form = CheckoutRedirect::request().order_desc("Tea").amount(1000).currency(Currency::GEL).lifetime(3600);
    let (worker, long) = (shop.worker(), MINUTE * 50);
    for (order_id, is_form) in [("posted", true), ("sent", false)] {
        let request = CheckoutUrl::request().order_id(order_id).order_desc("Tea").amount(1000).currency(Currency::GEL);
        let request = request.lifetime(3600).build()?;
        let mut tx = shop.orders.begin().await?;
        if is_form {
            shop.orders.create(&mut tx, &form.clone().order_id(order_id).build()?).await?;
            tx.commit().await?;
            shop.later(long);
            shop.orders.client().send(&request).await?;
        } else {
            let order = shop.orders.create(&mut tx, &request).await?;
            tx.commit().await?;
            shop.later(long);
            shop.orders.send(&order).await?;
        }
        if is_form {
            for rrn in ["1", "2"] {
                shop.orders.receive("", &callback(order_id, &[("order_status", "declined"), ("rrn", rrn)])).await?;
            }
        } else {
            shop.wire.always("status", &callback(order_id, &[("order_status", "declined")]));
        }
        shop.later(MINUTE * 20);
        while worker.run_once().await? > 0 {}
        let asked = shop.wire.count("status");
        shop.later(MINUTE * 20);
        while worker.run_once().await? > 0 {}
        assert!(shop.wire.count("status") > asked, "{order_id}: 40 minutes after the gateway received it");
        shop.settle_down().await?;
        let asked = shop.wire.count("status");
        shop.later(HOUR * 30);
        while worker.run_once().await? > 0 {}
        assert_eq!(shop.wire.count("status"), asked, "{order_id}: its time is over");
    }
    Ok(())
}

/// A callback in which a value may be renamed proves nothing by itself, and nothing else of this order is due.
async fn a_callback_about_a_settled_order_is_asked_about<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    let reversal = ReverseOrder::request().order_id("tea").amount(500).currency(Currency::GEL);
    shop.orders.client().send(&reversal.build()?).await?;
    let asked = shop.wire.count("status");
    let changes = [("reversal_amount", "500"), ("order_idx", "x")];
    shop.orders.receive("", &callback("tea", &changes)).await?;
    for fate in [Fate::Connect, Fate::ResponseLost] {
        shop.wire.next("status", fate);
    }
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1000", "reversed 500", "unexpected reversal"]);
    assert_eq!(shop.wire.count("status"), asked + 2, "once after the lost response");
    shop.orders.receive("", &callback("tea", &changes)).await?;
    shop.settle_down().await?;
    assert_eq!(shop.wire.count("status"), asked + 2, "the same callback again");
    Ok(())
}

async fn an_order_that_its_status_does_not_decide_is_shown<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    let undecided = callback("tea", &[("actual_amount", ""), ("actual_currency", "")]);
    shop.wire.always("status", &undecided);
    shop.orders.receive("", &undecided).await?;
    shop.settle_down().await?;
    let stuck = shop.orders.stuck().await?;
    let [order] = &stuck[..] else { return Err(format!("{stuck:?}").into()) };
    let why = order.last_error.as_deref().unwrap_or_default();
    assert!(matches!(order.id, StuckId::Order(_)) && why.contains("does not say what that means"), "{stuck:?}");
    assert!(shop.effects("tea").await.is_empty());
    // A callback that decides it takes it back into the work.
    shop.orders.receive("", &callback("tea", &[])).await?;
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1000"]);
    assert!(shop.orders.stuck().await?.is_empty());
    Ok(())
}

async fn a_reversal_that_no_status_shows_is_shown<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    shop.wire.always("status", &callback("tea", &[]));
    let mut tx = shop.orders.begin().await?;
    shop.orders.reverse(&mut tx, "tea", 300, "refund").await?;
    tx.commit().await?;
    shop.settle_down().await?;
    let stuck = shop.orders.stuck().await?;
    assert!(stuck.len() == 1 && format!("{stuck:?}").contains("its status does not show it"), "{stuck:?}");
    // It is asked for again, and as often, once a person has looked at it.
    let asked = shop.wire.count("status");
    shop.orders.resume(stuck[0].id).await?;
    shop.worker().run_once().await?;
    assert_eq!((shop.wire.count("status"), shop.orders.stuck().await?.len()), (asked + 1, 0));
    shop.settle_down().await?;
    assert!(shop.wire.count("status") > asked + 10 && shop.orders.stuck().await?.len() == 1);
    Ok(())
}

/// The order was asked for often before, so that the first status after the capture is not the last.
async fn a_capture_that_no_status_shows_is_shown<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let hold = CheckoutUrl::request().order_id("room").order_desc("Room").amount(1000).currency(Currency::GEL);
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &hold.preauth(Flag::Y).build()?).await?;
    tx.commit().await?;
    shop.orders.send(&order).await?;
    let status = callback("room", &[("additional_info", r#"{"capture_status": "hold"}"#)]);
    shop.orders.receive("", &status).await?;
    shop.wire.always("status", &status);
    shop.settle_down().await?;
    let mut tx = shop.orders.begin().await?;
    shop.orders.capture(&mut tx, "room", 1000, "all").await?;
    tx.commit().await?;
    shop.sandbox.pay("room", CARD).map_err(|error| format!("{error:?}"))?;
    while shop.worker().run_once().await? > 0 {}
    assert!(shop.orders.stuck().await?.is_empty());
    shop.settle_down().await?;
    let stuck = format!("{:?}", shop.orders.stuck().await?);
    assert!(stuck.contains("a capture was carried out, and its status does not show it"), "{stuck}");
    Ok(())
}

/// The gateway does not know the order for as long as the payer's browser has not posted the form.
async fn a_form_that_is_posted_late_is_found<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let form = CheckoutRedirect::request().order_id("tea").order_desc("Tea").amount(1000).currency(Currency::GEL);
    let mut tx = shop.orders.begin().await?;
    shop.orders.create(&mut tx, &form.build()?).await?;
    tx.commit().await?;
    for _ in 0..5 {
        while shop.worker().run_once().await? > 0 {}
        shop.later(HOUR);
    }
    assert!(shop.wire.count("status") > 1, "it is asked for");
    shop.orders.client().send(&checkout("tea")).await?;
    shop.sandbox.pay("tea", CARD).map_err(|error| format!("{error:?}"))?;
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1000"]);
    Ok(())
}
