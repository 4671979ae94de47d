//! A shop, its database and a sandbox, without a network.

mod engine;
mod steps;
mod watch;
mod wire;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use flitt_client::api::{CheckoutUrl, FinalOrder, GetOrderStatus, checkout_url};
use flitt_client::order::{Event, Stage};
use flitt_client::{Client, Credentials, Currency, OrderState, callback};
use flitt_orders::{EventKind, HandlerError, HandlerTx, OrderEvent, Orders, Worker};
use flitt_sandbox::Sandbox;

#[cfg(feature = "postgres")]
pub(crate) use engine::Postgres;
pub(crate) use engine::{Sqlite, TestEngine, sqlite_pool};
pub(crate) use steps::Steps;
pub(crate) use watch::{Edit, Watch};
pub(crate) use wire::{Fate, Wire};

pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What a handler returns.
pub(crate) type Handled = futures_util::future::BoxFuture<'static, std::result::Result<(), HandlerError>>;

/// In milliseconds.
const HOUR: i64 = 3_600_000;

/// A card of the sandbox that pays.
pub(crate) const CARD: &str = "4444555511116666";

/// A shop with its database, and the sandbox that it talks to.
pub(crate) struct Shop<DB: TestEngine> {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) wire: Arc<Wire>,
    pub(crate) orders: Orders<DB>,
    pub(crate) pool: sqlx::Pool<DB>,
    pub(crate) steps: Arc<Steps>,
    /// Removes the database.
    _database: engine::Database,
}

impl<DB: TestEngine> Shop<DB> {
    pub(crate) async fn open() -> Self {
        Self::watched(Arc::default()).await
    }

    /// A shop whose statements are watched.
    pub(crate) async fn watched(watch: Arc<Watch>) -> Self {
        let (pool, database) = DB::open().await;
        let sandbox = Arc::new(Sandbox::start().await.expect("a sandbox"));
        let wire = Arc::new(Wire::new(Arc::clone(&sandbox)));
        let steps = Arc::new(Steps::watched(watch));
        let orders = orders(&pool, &wire, &steps);
        orders.migrate().await.expect("tables");
        DB::run(&pool, "CREATE TABLE effects (event BIGINT PRIMARY KEY, order_id TEXT NOT NULL, what TEXT NOT NULL)")
            .await;
        Self { sandbox, wire, orders, pool, steps, _database: database }
    }

    /// The same shop after its program has died: nothing is left in memory.
    pub(crate) fn restart(&mut self) {
        self.steps = Arc::new(Steps::after(&self.steps));
        self.orders = orders(&self.pool, &self.wire, &self.steps);
    }

    /// A checkout order of 1000 minor units, created and sent.
    pub(crate) async fn checkout(&self, order_id: &str) -> Result {
        let mut tx = self.orders.begin().await?;
        let order = self.orders.create(&mut tx, &checkout(order_id)).await?;
        tx.commit().await?;
        self.orders.send(&order).await?;
        Ok(())
    }

    /// A checkout order of 1000 minor units that is paid, and known to be.
    pub(crate) async fn paid(&self, order_id: &str) -> Result {
        self.checkout(order_id).await?;
        self.sandbox.pay(order_id, CARD).map_err(|error| format!("{error:?}"))?;
        self.settle_down().await?;
        assert_eq!(self.state(order_id).await?.stage(), Stage::Approved, "{order_id} is paid");
        Ok(())
    }

    /// The token of a card that was checked.
    pub(crate) async fn saved_card(&self) -> Result<String> {
        let check = CheckoutUrl::card_verification().order_id("card").order_desc("Card").amount(100);
        let mut tx = self.orders.begin().await?;
        let order = self.orders.create(&mut tx, &check.currency(Currency::GEL).build()?).await?;
        tx.commit().await?;
        self.orders.send(&order).await?;
        self.sandbox.pay("card", CARD).map_err(|error| format!("{error:?}"))?;
        self.settle_down().await?;
        let status = self.orders.client().send(&GetOrderStatus::request().order_id("card").build()?).await?;
        Ok(self.state("card").await?.saved_card(&status)?.token().to_owned())
    }

    pub(crate) async fn state(&self, order_id: &str) -> Result<OrderState> {
        Ok(self.orders.order(order_id).await?.ok_or("no such order")?)
    }

    /// Moves the database's clock.
    pub(crate) fn later(&self, by: Duration) {
        self.steps.advance(by);
    }

    /// Lets a worker do all that is due, now and in the next 13 hours.
    pub(crate) async fn settle_down(&self) -> Result {
        let (worker, end) = (self.worker(), self.steps.now() + 13 * HOUR);
        loop {
            while worker.run_once().await? > 0 {}
            let next = "SELECT CAST(COALESCE(MIN(CASE WHEN due_at > lease_until THEN due_at ELSE lease_until END), 0) AS BIGINT) \
                        FROM flitt_order WHERE due_at IS NOT NULL";
            let (next, now) = (DB::number(&self.pool, next).await, self.steps.now());
            if next == 0 || next > end {
                return Ok(());
            }
            self.later(Duration::from_millis(u64::try_from(next - now).unwrap_or_default() + 1));
        }
    }

    /// A worker whose effects are rows of the table `effects`.
    pub(crate) fn worker(&self) -> Worker<DB, impl Fn(OrderEvent, HandlerTx<DB>) -> Handled> {
        self.orders.worker(|event, mut tx| {
            Box::pin(async move {
                DB::effect(&mut tx, event.id, &event.order_id, &what(&event.kind)).await?;
                Ok(())
            }) as Handled
        })
    }

    /// The effects of an order, in the order of its events.
    pub(crate) async fn effects(&self, order_id: &str) -> Vec<String> {
        DB::effects(&self.pool, order_id).await
    }
}

fn orders<DB: TestEngine>(pool: &sqlx::Pool<DB>, wire: &Arc<Wire>, steps: &Arc<Steps>) -> Orders<DB> {
    let client = Client::builder(Credentials::test()).transport(Arc::clone(wire)).build().expect("a client");
    let steps: Arc<dyn flitt_orders::Step> = Arc::clone(steps) as Arc<dyn flitt_orders::Step>;
    Orders::new(pool.clone(), client).with_steps(steps)
}

/// An event in short: `paid 1000`.
pub(crate) fn what(kind: &EventKind) -> String {
    match kind {
        EventKind::Money(Event::Paid { amount, .. }) => format!("paid {amount}"),
        EventKind::Money(Event::Held { amount, .. }) => format!("held {amount}"),
        EventKind::Money(Event::Captured { total, .. }) => format!("captured {}", total.unwrap_or_default()),
        EventKind::Money(Event::Reversed { total, .. }) => format!("reversed {total}"),
        EventKind::Money(Event::Unexpected(what)) => format!("unexpected {}", what.as_str()),
        EventKind::Money(event) => event.name().to_owned(),
        EventKind::Created { checkout_url } => format!("created {}", checkout_url.is_some()),
        EventKind::Rejected(about) => format!("rejected {}", about.endpoint),
        EventKind::NotSent(about) => format!("not sent {}", about.endpoint),
        EventKind::ResponseLost(about) => format!("response lost {}", about.endpoint),
        EventKind::Parked(about, reason) => format!("parked {} {reason}", about.endpoint),
        _ => "?".to_owned(),
    }
}

pub(crate) fn checkout(order_id: &str) -> checkout_url::Request {
    CheckoutUrl::request()
        .order_id(order_id)
        .order_desc("Tea")
        .amount(1000)
        .currency(Currency::GEL)
        .build()
        .expect("a request")
}

/// A signed callback about a checkout order of 1000 minor units, with changes.
pub(crate) fn callback(order_id: &str, changes: &[(&str, &str)]) -> Vec<u8> {
    let base = [
        ("order_id", order_id),
        ("order_status", "approved"),
        ("amount", "1000"),
        ("currency", "GEL"),
        ("actual_amount", "1000"),
        ("actual_currency", "GEL"),
        ("tran_type", "purchase"),
    ];
    let credentials = Credentials::test();
    let callback = callback::test_callback::<FinalOrder>(&credentials);
    let callback = base.iter().chain(changes).fold(callback, |callback, (name, value)| callback.set(name, *value));
    callback.json().into_bytes()
}

/// A list that a handler can write to.
pub(crate) type Log = Arc<Mutex<Vec<String>>>;

/// A generic test, with its name.
pub(crate) type Scenario<DB> = (&'static str, fn(Shop<DB>) -> futures_util::future::LocalBoxFuture<'static, Result>);

/// Runs a generic test on each database.
macro_rules! on_each_database {
    ($($(#[$attribute:meta])* $name:ident;)+) => {
        /// These tests, for `guards`.
        pub(crate) fn scenarios<DB: $crate::support::TestEngine>() -> Vec<$crate::support::Scenario<DB>> {
            vec![$((concat!(module_path!(), "::", stringify!($name)), |shop| Box::pin($name(shop)))),+]
        }

        mod sqlite {
            $(
                $(#[$attribute])*
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() -> $crate::support::Result {
                    super::$name($crate::support::Shop::<$crate::support::Sqlite>::open().await).await
                }
            )+
        }

        #[cfg(feature = "postgres")]
        mod postgres {
            $(
                $(#[$attribute])*
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() -> $crate::support::Result {
                    if std::env::var_os("ORDERS_POSTGRES").is_none() {
                        return Ok(());
                    }
                    super::$name($crate::support::Shop::<$crate::support::Postgres>::open().await).await
                }
            )+
        }
    };
}

pub(crate) use on_each_database;
