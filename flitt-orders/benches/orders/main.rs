//! What keeping orders costs: prints a table.
//!
//! `flitt-orders/tests/postgres/run bench` measures both databases, `cargo bench -p flitt-orders` SQLite alone. Arguments choose
//! parts: `-- callbacks rounds`.
//!
//! | part | variable | |
//! |---|---|---|
//! | `callbacks` | `ORDERS_TURNS` | callbacks that are stored a second, beside one INSERT of the same size in a transaction of its own; both in turn, and medians count. Default: 9 turns |
//! | `rounds` | `ORDERS_ROWS` | a worker's look for work among so many orders of which none is due. Default: 1,000,000 |

mod callbacks;
mod database;
mod rounds;

use std::error::Error;
use std::time::Duration;

use flitt_client::{Client, Credentials};
use flitt_orders::Orders;
use sqlx::{Pool, Sqlite};

use database::Database;

type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result {
    let chosen: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_chosen = |part: &str| chosen.is_empty() || chosen.iter().any(|choice| choice == part);
    println!("| what | ours | compared with | theirs | ratio | target | reached |\n|---|---|---|---|---|---|---|");
    let folder = tempfile::tempdir()?;
    let file = |name: &str| folder.path().join(name).display().to_string();
    let server = std::env::var("ORDERS_POSTGRES").ok();
    if is_chosen("callbacks") {
        callbacks::measure::<Sqlite>(&file("callbacks.db")).await?;
        #[cfg(feature = "postgres")]
        if let Some(server) = &server {
            callbacks::measure::<sqlx::Postgres>(&database::schema(server, "callbacks").await?).await?;
        }
    }
    if is_chosen("rounds") {
        rounds::measure::<Sqlite>(&file("rounds.db")).await?;
        #[cfg(feature = "postgres")]
        if let Some(server) = &server {
            rounds::measure::<sqlx::Postgres>(&database::schema(server, "rounds").await?).await?;
        }
    }
    drop(server);
    Ok(())
}

/// The orders of a new database. Nothing is sent to a gateway.
async fn open<DB: Database>(address: &str) -> Result<(Pool<DB>, Orders<DB>)> {
    let pool = DB::open(address, true).await?;
    let client = Client::builder(Credentials::test()).base_url("http://127.0.0.1:9").build()?;
    let orders = Orders::new(pool.clone(), client);
    orders.migrate().await?;
    Ok((pool, orders))
}

/// A count that the environment sets.
fn count(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The value below which so many of a hundred are.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

/// Whether a target is reached, as in the tables of the other benchmarks.
fn reached(is_reached: bool) -> &'static str {
    if is_reached { "yes" } else { "**no**" }
}
