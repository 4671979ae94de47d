//! When an order is asked for.

use std::time::Duration;

use flitt_client::Currency;
use flitt_client::api::CheckoutRedirect;
use flitt_orders::Orders;

use crate::support::{CARD, Result, Shop, TestEngine, callback, checkout, on_each_database};

on_each_database! {
    each_wait_is_twice_the_one_before;
    a_callback_that_says_nothing_new_changes_no_wait;
    a_declined_order_is_asked_for_until_its_lifetime_is_over;
    a_form_that_is_posted_late_is_found;
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
