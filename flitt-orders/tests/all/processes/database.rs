//! The databases of the shops, with the statements of a shop.

use std::future::Future;

use flitt_orders::Engine;
use sqlx::{Pool, Sqlite};

use crate::processes::Result;

/// The entries of the shop's book by event. A second entry of an event would be seen: nothing forbids it.
const BOOK: &str =
    "CREATE TABLE IF NOT EXISTS entries (event BIGINT NOT NULL, order_id TEXT NOT NULL, what TEXT NOT NULL)";

/// Statements of a shop.
pub(crate) trait Database: Engine {
    fn open(address: &str) -> impl Future<Output = Result<Pool<Self>>> + Send;
    fn make_book(pool: &Pool<Self>) -> impl Future<Output = Result> + Send;
    fn enter(
        connection: &mut Self::Connection,
        event: i64,
        order_id: &str,
        what: &str,
    ) -> impl Future<Output = Result> + Send;
    /// The entries of the book, in the order of the events: order, what happened.
    fn entries(pool: &Pool<Self>) -> impl Future<Output = Result<Vec<(String, String)>>> + Send;
    fn number(pool: &Pool<Self>, query: &'static str) -> impl Future<Output = Result<i64>> + Send;
    /// Ends a connection of another process, in the middle of a transaction if there is one; whether there was any.
    fn end_a_connection(pool: &Pool<Self>) -> impl Future<Output = Result<bool>> + Send;
}

/// Both databases take these statements.
macro_rules! statements {
    () => {
        async fn enter(connection: &mut Self::Connection, event: i64, order_id: &str, what: &str) -> Result {
            let insert = sqlx::query("INSERT INTO entries (event, order_id, what) VALUES ($1, $2, $3)");
            insert.bind(event).bind(order_id).bind(what).execute(connection).await?;
            Ok(())
        }

        async fn entries(pool: &Pool<Self>) -> Result<Vec<(String, String)>> {
            Ok(sqlx::query_as("SELECT order_id, what FROM entries ORDER BY event").fetch_all(pool).await?)
        }

        async fn number(pool: &Pool<Self>, query: &'static str) -> Result<i64> {
            Ok(sqlx::query_scalar(query).fetch_one(pool).await?)
        }
    };
}

impl Database for Sqlite {
    async fn open(address: &str) -> Result<Pool<Self>> {
        use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
        let options = SqliteConnectOptions::new().filename(address).create_if_missing(true);
        let options = options.journal_mode(SqliteJournalMode::Wal).busy_timeout(std::time::Duration::from_secs(30));
        Ok(SqlitePoolOptions::new().max_connections(4).connect_with(options).await?)
    }

    async fn make_book(pool: &Pool<Self>) -> Result {
        sqlx::query(BOOK).execute(pool).await?;
        Ok(())
    }

    /// There is no server that could end one.
    async fn end_a_connection(_: &Pool<Self>) -> Result<bool> {
        Ok(false)
    }

    statements!();
}

#[cfg(feature = "postgres")]
pub(crate) use postgres::{ADDRESS, schema};

#[cfg(feature = "postgres")]
mod postgres {
    use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
    use sqlx::{AssertSqlSafe, Pool, Postgres};

    use super::{BOOK, Database};
    use crate::processes::Result;

    /// The variable with the address of the server.
    pub(crate) const ADDRESS: &str = "ORDERS_POSTGRES";

    /// The address of a new schema of the server's database.
    pub(crate) async fn schema(server: &str, name: &str) -> Result<String> {
        let name = format!("{name}_{}", std::process::id());
        let pool = Postgres::open(server).await?;
        sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).execute(&pool).await?;
        pool.close().await;
        Ok(format!("{server}&options[search_path]={name}"))
    }

    impl Database for Postgres {
        async fn open(address: &str) -> Result<Pool<Self>> {
            let options: PgConnectOptions = address.parse()?;
            let options = options.application_name("shop");
            Ok(PgPoolOptions::new().max_connections(6).connect_with(options).await?)
        }

        /// `IF NOT EXISTS` does not suffice where programs start at once: they take turns.
        async fn make_book(pool: &Pool<Self>) -> Result {
            let mut tx = pool.begin().await?;
            sqlx::query("SELECT pg_advisory_xact_lock(4711)").execute(&mut *tx).await?;
            sqlx::query(BOOK).execute(&mut *tx).await?;
            Ok(tx.commit().await?)
        }

        async fn end_a_connection(pool: &Pool<Self>) -> Result<bool> {
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE application_name = 'shop' AND pid <> pg_backend_pid() \
                       ORDER BY xact_start IS NULL, random() LIMIT 1";
            Ok(sqlx::query_scalar(end).fetch_optional(pool).await?.unwrap_or(false))
        }

        statements!();
    }
}
