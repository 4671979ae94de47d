//! Merchants that share tables, and each of which has its own orders.

use std::sync::Arc;
use std::time::Duration;

use flitt_client::api::CheckoutUrl;
use flitt_client::{Client, Credentials, Currency};
use flitt_orders::{Error, NotAllowedError, Orders, Step, StuckId};

use crate::support::{Result, Shop, TestEngine, callback, checkout, on_each_database};

on_each_database! {
    merchants_share_tables;
    nobody_works_on_an_order_of_another_merchant;
}

/// The orders of another merchant, and those of the same one in another mode.
fn others<DB: TestEngine>(shop: &Shop<DB>) -> Result<[Orders<DB>; 2]> {
    let merchant = shop.orders.client().credentials().merchant_id().parse()?;
    let orders = |credentials| -> Result<Orders<DB>> {
        let client = Client::builder(credentials).transport(Arc::clone(&shop.wire)).build()?;
        let steps = Arc::clone(&shop.steps) as Arc<dyn Step>;
        Ok(Orders::new(shop.pool.clone(), client).with_steps(steps))
    };
    let another = orders(Credentials::new(1_396_424, "key").with_test_payments(true))?;
    let same = orders(Credentials::new(merchant, "key").with_test_payments(false))?;
    Ok([another, same])
}

/// The orders of another merchant, or of the same one in another mode, in the same tables.
async fn merchants_share_tables<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    for other in others(&shop)? {
        assert!(other.order("tea").await?.is_none());
        // The same id, and another order. It is due at once.
        let request =
            CheckoutUrl::request().order_id("tea").order_desc("Milk").amount(5).currency(Currency::GEL).build()?;
        let mut tx = other.begin().await?;
        other.create(&mut tx, &request).await?;
        assert!(
            matches!(other.reverse(&mut tx, "tea", 1, "x").await, Err(Error::NotAllowed(_))),
            "it is not the paid one"
        );
        tx.commit().await?;
        DB::run(&shop.pool, "UPDATE flitt_order SET due_at = 1 WHERE due_at IS NOT NULL").await;
        assert_eq!((shop.orders.health().await?.due, other.health().await?.due), (0, 1));
        let requests = shop.wire.count("/api/");
        assert_eq!(shop.worker().run_once().await?, 0, "it is not this shop's");
        assert_eq!(shop.wire.count("/api/"), requests);
        DB::run(&shop.pool, "UPDATE flitt_order SET problem = 'x' WHERE due_at IS NOT NULL").await;
        assert_eq!((shop.orders.health().await?.stuck, other.health().await?.stuck), (0, 1));
        assert_eq!((shop.orders.stuck().await?.len(), other.stuck().await?.len()), (0, 1));
        DB::run(&shop.pool, "UPDATE flitt_order SET problem = NULL, due_at = NULL").await;
        DB::run(&shop.pool, "UPDATE flitt_call SET state = 'done'").await;
        assert_eq!(
            shop.orders.prune(Duration::ZERO).await?,
            0,
            "the paid one is kept, and the other one is not this shop's"
        );
        assert_eq!(other.prune(Duration::ZERO).await?, 1);
    }
    assert!(shop.state("tea").await?.is_paid());
    Ok(())
}

/// Not by the numbers that its own merchant has.
async fn nobody_works_on_an_order_of_another_merchant<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &checkout("tea")).await?;
    tx.commit().await?;
    for other in others(&shop)? {
        assert!(matches!(other.send(&order).await, Err(Error::UnknownOrder)));
        assert_eq!(shop.wire.count("checkout"), 0);
    }
    shop.orders.send(&order).await?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    DB::run(&shop.pool, "UPDATE flitt_event SET is_parked = 1").await;
    DB::run(&shop.pool, "UPDATE flitt_order SET problem = 'x'").await;
    let stuck: Vec<StuckId> = shop.orders.stuck().await?.iter().map(|stuck| stuck.id).collect();
    assert_eq!(stuck.len(), 2);
    for other in others(&shop)? {
        for id in &stuck {
            let resumed = other.resume(*id).await;
            assert!(
                matches!(resumed, Err(Error::UnknownOrder | Error::NotAllowed(NotAllowedError::NotParked))),
                "{id:?}: {resumed:?}"
            );
        }
    }
    assert_eq!(shop.orders.health().await?.stuck, 2);
    Ok(())
}
