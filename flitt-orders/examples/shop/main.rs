//! A shop with stored orders: an order, the way to the checkout page and back, callbacks, a page with the order's state, a refund.
//! It can be killed at any moment: started again on the same database, it continues.
//!
//! `cargo run -p flitt-orders --example shop` starts the shop and a local gateway; open the address that it prints and buy with a
//! test card of the checkout page. With `-- --once` it buys from itself and ends.
//!
//! | variable | |
//! |---|---|
//! | `SHOP_DB` | the file of its SQLite database; or, with `--features postgres`, the address of a PostgreSQL database (`postgres://..`), for any number of processes. Default: a file that is removed in the end |
//! | `SHOP_LISTEN`, `SHOP_URL` | the address that it listens on, and the one under which browsers and the gateway find it |
//! | `SHOP_TIME_LIMIT` | how long a sent request may stay without a result before a worker asks for its status, in milliseconds; after twice this time, another process takes over the work of a dead one. Tests set a short one. Default: 90000 |
//! | `FLITT_BASE_URL`, `FLITT_MERCHANT_ID`, `FLITT_PAYMENT_KEY` | the gateway by which it sells, such as `flitt sandbox --state FILE`. `flitt probe` tests the shop so (see the guide) |

mod book;
mod run;
mod web;

use std::env;
use std::error::Error;

use sqlx::Sqlite;

use run::run;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let place = env::var("SHOP_DB").unwrap_or_else(|_| folder.path().join("shop.db").display().to_string());
    #[cfg(feature = "postgres")]
    if place.starts_with("postgres:") || place.starts_with("postgresql:") {
        return run::<sqlx::Postgres>(&place).await;
    }
    run::<Sqlite>(&place).await
}
