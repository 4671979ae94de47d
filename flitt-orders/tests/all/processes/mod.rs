//! Shops of several processes that are killed while they sell, return money and keep their book. The sandbox, its payers and what
//! loses callbacks are in the process of the test. In the end, all books agree.
//!
//! | variable | |
//! |---|---|
//! | `ORDERS_POSTGRES` | the address of a PostgreSQL server; `tests/postgres/run` sets it. Without it, SQLite alone is tried |
//! | `ORDERS_KILLS`, `ORDERS_COUNT` | how many processes are killed, and how many orders are sold meanwhile |
//! | `ORDERS_CALLBACKS` | of how many orders eight callbacks come at once |
//! | `ORDERS_ATTEMPTS` | after how many attempts and questions a person decides: on a busy machine, those without a response are many |
//! | `ORDERS_LOG` | shows the errors of the processes |
//! | `ORDERS_SEED` | the number from which the random choices follow |
//!
//! The long form: `ORDERS_KILLS=100 ORDERS_COUNT=5000 ORDERS_ATTEMPTS=60 flitt-orders/tests/postgres/run --release \
//! --test all processes::kills -- --nocapture`.

mod books;
mod callbacks;
mod database;
mod gateway;
mod kills;
mod random;
mod shop;
mod slots;

// The shop of the examples.
#[path = "../../../examples/shop/book.rs"]
mod book;
#[path = "../../../examples/shop/run.rs"]
mod run;
#[path = "../../../examples/shop/web.rs"]
mod web;

use std::error::Error;

type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Is a process of a shop, where the variables say so; otherwise there is nothing to test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn program() -> Result {
    let Some(settings) = shop::Settings::from_env()? else { return Ok(()) };
    #[cfg(feature = "postgres")]
    if settings.database.starts_with("postgres:") {
        return shop::run::<sqlx::Postgres>(settings).await;
    }
    shop::run::<sqlx::Sqlite>(settings).await
}

/// A count that the environment sets, or that of the short form.
fn count(variable: &str, short: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}
