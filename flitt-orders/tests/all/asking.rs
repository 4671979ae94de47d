//! When an order is asked for.

use std::time::Duration;

use flitt_client::Currency;
use flitt_client::api::CheckoutRedirect;

use crate::support::{CARD, Result, Shop, TestEngine, checkout, on_each_database};

on_each_database! {
    each_wait_is_twice_the_one_before;
    a_form_that_is_posted_late_is_found;
}

const HOUR: Duration = Duration::from_hours(1);
const MINUTE: Duration = Duration::from_mins(1);

async fn each_wait_is_twice_the_one_before<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let orders = shop.orders.clone().with_backoff(HOUR, HOUR * 10);
    let mut tx = orders.begin().await?;
    let order = orders.create(&mut tx, &checkout("tea")).await?;
    tx.commit().await?;
    orders.send(&order).await?;
    let worker = orders.worker(|_, _| async { Ok(()) });
    for (count, hours) in [1, 2, 4, 8, 10, 10].into_iter().enumerate() {
        shop.later(HOUR * hours - MINUTE);
        while worker.work_once().await? > 0 {}
        assert_eq!(shop.wire.count("status"), count, "{hours} hours are not over");
        shop.later(MINUTE * 2);
        while worker.work_once().await? > 0 {}
        assert_eq!(shop.wire.count("status"), count + 1, "{hours} hours are over");
    }
    Ok(())
}

/// The gateway does not know the order for as long as the payer's browser has not posted the form.
async fn a_form_that_is_posted_late_is_found<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let form = CheckoutRedirect::request().order_id("tea").order_desc("Tea").amount(1000).currency(Currency::GEL);
    let mut tx = shop.orders.begin().await?;
    shop.orders.create(&mut tx, &form.build()?).await?;
    tx.commit().await?;
    for _ in 0..5 {
        while shop.worker().work_once().await? > 0 {}
        shop.later(HOUR);
    }
    assert!(shop.wire.count("status") > 1, "it is asked for");
    shop.orders.client().send(&checkout("tea")).await?;
    shop.sandbox.pay("tea", CARD).map_err(|error| format!("{error:?}"))?;
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1000"]);
    Ok(())
}
