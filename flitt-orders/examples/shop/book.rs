//! The shop's own tables, in the database of its orders: what it did for each of them.

use std::future::Future;

use flitt_orders::Engine;
use sqlx::{Pool, Sqlite};

use super::Result;

/// What the shop did for an order: how often the tea left, and what went back to the payer, in minor units.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effects {
    pub(crate) shipped: i64,
    pub(crate) refunded: i64,
}

/// The statements of the shop on one kind of database.
pub(crate) trait Book: Engine {
    fn open(place: &str) -> impl Future<Output = Result<Pool<Self>>> + Send;
    fn make_book(pool: &Pool<Self>) -> impl Future<Output = Result<()>> + Send;
    fn ship(connection: &mut Self::Connection, order_id: &str) -> impl Future<Output = Result<()>> + Send;
    fn refunded(connection: &mut Self::Connection, order_id: &str, sum: i64)
    -> impl Future<Output = Result<()>> + Send;
    fn effects(pool: &Pool<Self>, order_id: &str) -> impl Future<Output = Result<Effects>> + Send;
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS book (
    order_id TEXT PRIMARY KEY, shipped BIGINT NOT NULL DEFAULT 0, refunded BIGINT NOT NULL DEFAULT 0)";

/// Both databases take these statements.
macro_rules! statements {
    () => {
        async fn ship(connection: &mut Self::Connection, order_id: &str) -> Result<()> {
            let entry = "INSERT INTO book (order_id, shipped) VALUES ($1, 1)
                ON CONFLICT (order_id) DO UPDATE SET shipped = book.shipped + 1";
            sqlx::query(entry).bind(order_id).execute(connection).await?;
            Ok(())
        }

        async fn refunded(connection: &mut Self::Connection, order_id: &str, sum: i64) -> Result<()> {
            let entry = "INSERT INTO book (order_id, refunded) VALUES ($1, $2)
                ON CONFLICT (order_id) DO UPDATE SET refunded = $2";
            sqlx::query(entry).bind(order_id).bind(sum).execute(connection).await?;
            Ok(())
        }

        async fn effects(pool: &Pool<Self>, order_id: &str) -> Result<Effects> {
            let query = sqlx::query_as("SELECT shipped, refunded FROM book WHERE order_id = $1");
            let found: Option<(i64, i64)> = query.bind(order_id).fetch_optional(pool).await?;
            Ok(found.map(|(shipped, refunded)| Effects { shipped, refunded }).unwrap_or_default())
        }
    };
}

impl Book for Sqlite {
    async fn open(place: &str) -> Result<Pool<Self>> {
        use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
        let options = SqliteConnectOptions::new().filename(place).create_if_missing(true);
        let options = options.journal_mode(SqliteJournalMode::Wal).busy_timeout(std::time::Duration::from_secs(30));
        Ok(SqlitePoolOptions::new().connect_with(options).await?)
    }

    async fn make_book(pool: &Pool<Self>) -> Result<()> {
        sqlx::query(TABLE).execute(pool).await?;
        Ok(())
    }

    statements!();
}

#[cfg(feature = "postgres")]
impl Book for sqlx::Postgres {
    async fn open(place: &str) -> Result<Pool<Self>> {
        Ok(sqlx::postgres::PgPoolOptions::new().connect(place).await?)
    }

    /// `IF NOT EXISTS` does not suffice where two programs start at once: they take turns.
    async fn make_book(pool: &Pool<Self>) -> Result<()> {
        let mut tx = pool.begin().await?;
        sqlx::query("SELECT pg_advisory_xact_lock(20261129)").execute(&mut *tx).await?;
        sqlx::query(TABLE).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }

    statements!();
}
