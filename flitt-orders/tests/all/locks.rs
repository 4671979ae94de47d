//! Two programs at one order, on PostgreSQL: one does something between two statements of the other, or waits for it.
//!
//! SQLite has one writer at a time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use flitt_orders::{Error, NotAllowedError};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::support::{Postgres, Result, Scenario, Shop, TestEngine, callback};

macro_rules! on_postgres {
    ($($name:ident;)+) => {
        /// These tests, for `guards`.
        pub(crate) fn scenarios() -> Vec<Scenario<Postgres>> {
            vec![$((concat!(module_path!(), "::", stringify!($name)), |shop| Box::pin($name(shop)))),+]
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() -> $crate::support::Result {
                    if std::env::var_os("ORDERS_POSTGRES").is_none() {
                        return Ok(());
                    }
                    super::$name($crate::support::Shop::open().await).await
                }
            )+
        }
    };
}

on_postgres! {
    nothing_is_written_over;
    two_clerks_do_not_return_the_same_money;
    no_two_workers_take_an_order_and_none_waits;
    no_callback_is_accepted_for_an_order_that_is_deleted;
    one_program_migrates;
    a_database_that_isolates_more_by_default_is_no_obstacle;
}

/// What another program does before a step of this one.
struct Meanwhile<T>(Arc<Mutex<Option<Started<T>>>>);

struct Started<T> {
    task: JoinHandle<T>,
    /// Whether it has ended without waiting.
    was_quick: bool,
}

impl<T: Send + 'static> Meanwhile<T> {
    /// Begins an operation before the next step that begins with this text. The step waits until the operation has ended, or waits
    /// itself for a lock.
    fn before(shop: &Shop<Postgres>, step: &str, operation: impl Future<Output = T> + Send + 'static) -> Self {
        let slot = Arc::new(Mutex::new(None));
        let (pool, result) = (shop.pool.clone(), Arc::clone(&slot));
        shop.steps.before(step, move || {
            let begin = async {
                let task = tokio::spawn(operation);
                while !task.is_finished() && !is_anyone_waiting(&pool).await {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                *result.lock().expect("a lock") = Some(Started { was_quick: task.is_finished(), task });
            };
            tokio::task::block_in_place(|| Handle::current().block_on(begin));
        });
        Self(slot)
    }

    /// Whether the operation has ended without waiting, and its result.
    async fn end(self) -> Result<(bool, T)> {
        let Started { task, was_quick } = self.0.lock().expect("a lock").take().ok_or("the step has not come")?;
        Ok((was_quick, task.await?))
    }
}

/// Whether a connection of this test waits for a lock.
async fn is_anyone_waiting(pool: &sqlx::Pool<Postgres>) -> bool {
    let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                   AND application_name = current_setting('application_name')";
    Postgres::number(pool, waiting).await > 0
}

/// What is available is what every update and every request leaves.
async fn available(shop: &Shop<Postgres>) -> Result<u64> {
    let mut tx = shop.orders.begin().await?;
    match shop.orders.reverse(&mut tx, "tea", 1000, "all").await {
        Err(Error::NotAllowed(NotAllowedError::TooMuch { available })) => Ok(available),
        other => Err(format!("{other:?}").into()),
    }
}

async fn nothing_is_written_over(shop: Shop<Postgres>) -> Result {
    shop.paid("tea").await?;
    let mut tx = shop.orders.begin().await?;
    shop.orders.reverse(&mut tx, "tea", 50, "damaged").await?;
    tx.commit().await?;
    // While a worker marks this request as sent, a callback comes about money that another program has returned.
    let orders = shop.orders.clone();
    let receive = async move { orders.receive("", &callback("tea", &[("reversal_amount", "900")])).await };
    let meanwhile = Meanwhile::before(&shop, "UPDATE flitt_order SET state", receive);
    shop.worker().run_once().await?;
    meanwhile.end().await?.1?;
    assert_eq!(available(&shop).await?, 100);
    Ok(())
}

async fn two_clerks_do_not_return_the_same_money(shop: Shop<Postgres>) -> Result {
    two_clerks(&shop).await
}

/// Two reversals of 600 minor units of 1000, the second one during the first one.
async fn two_clerks(shop: &Shop<Postgres>) -> Result {
    shop.paid("tea").await?;
    let orders = shop.orders.clone();
    let reverse = async move {
        let mut tx = orders.begin().await?;
        orders.reverse(&mut tx, "tea", 600, "other").await?;
        tx.commit().await
    };
    let meanwhile = Meanwhile::before(shop, "INSERT INTO flitt_call", reverse);
    let mut tx = shop.orders.begin().await?;
    shop.orders.reverse(&mut tx, "tea", 600, "one").await?;
    tx.commit().await?;
    let (_, other) = meanwhile.end().await?;
    assert!(matches!(other, Err(Error::NotAllowed(NotAllowedError::TooMuch { available: 400 }))), "{other:?}");
    Ok(())
}

async fn no_two_workers_take_an_order_and_none_waits(shop: Shop<Postgres>) -> Result {
    shop.checkout("tea").await?;
    shop.later(Duration::from_mins(1));
    let other = shop.orders.worker(|_, _| async { Ok(()) });
    let meanwhile =
        Meanwhile::before(&shop, "UPDATE flitt_order SET lease_until", async move { other.run_once().await });
    assert_eq!(shop.worker().run_once().await?, 1);
    let (was_quick, taken) = meanwhile.end().await?;
    assert_eq!((was_quick, taken?), (true, 0));
    assert_eq!(shop.wire.count("status"), 1);
    Ok(())
}

async fn no_callback_is_accepted_for_an_order_that_is_deleted(shop: Shop<Postgres>) -> Result {
    shop.paid("tea").await?;
    shop.later(Duration::from_hours(1));
    let orders = shop.orders.clone();
    let receive = async move { orders.receive("", &callback("tea", &[("reversal_amount", "900")])).await };
    let meanwhile = Meanwhile::before(&shop, "DELETE FROM flitt_call", receive);
    let orders = shop.orders.clone().with_refund_period(Duration::ZERO);
    assert_eq!(orders.prune(Duration::from_mins(1)).await?, 1);
    let (_, received) = meanwhile.end().await?;
    assert!(matches!(received, Err(Error::UnknownOrder)), "{received:?}");
    Ok(())
}

async fn one_program_migrates(shop: Shop<Postgres>) -> Result {
    let other = shop.orders.clone().with_prefix("fresh_")?;
    let (migrate, one) = (async move { other.migrate().await }, shop.orders.clone().with_prefix("fresh_")?);
    let meanwhile = Meanwhile::before(&shop, "CREATE TABLE fresh_order", migrate);
    one.migrate().await?;
    let (was_quick, migrated) = meanwhile.end().await?;
    migrated?;
    assert!(!was_quick, "it waits");
    Ok(())
}

/// There, a transaction that has waited for another one would fail.
async fn a_database_that_isolates_more_by_default_is_no_obstacle(mut shop: Shop<Postgres>) -> Result {
    let options = (*shop.pool.connect_options()).clone().options([("default_transaction_isolation", "serializable")]);
    shop.pool = sqlx::postgres::PgPoolOptions::new().connect_with(options).await?;
    shop.restart();
    two_clerks(&shop).await
}
