//! The databases, as a shop uses them: its own statements, by sqlx.

use std::future::Future;

use flitt_orders::{Engine, HandlerTx};
use sqlx::Pool;
pub(crate) use sqlx::Sqlite;

#[cfg(feature = "postgres")]
pub(crate) use sqlx::Postgres;

/// A database of a test: it is removed with this value.
pub(crate) struct Database(#[expect(dead_code, reason = "it is dropped")] Option<tempfile::TempDir>);

/// Statements of a shop.
pub(crate) trait TestEngine: Engine {
    fn open() -> impl Future<Output = (Pool<Self>, Database)> + Send;
    fn run(pool: &Pool<Self>, statement: &str) -> impl Future<Output = ()> + Send;
    fn refuses(pool: &Pool<Self>, statement: &str) -> impl Future<Output = bool> + Send;
    fn effect(
        tx: &mut HandlerTx<Self>,
        event: i64,
        order_id: &str,
        what: &str,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
    fn insert(
        connection: &mut Self::Connection,
        event: i64,
        order_id: &str,
        what: &str,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
    /// Notes in this transaction that all events are delivered.
    fn mark_delivered(connection: &mut Self::Connection) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
    fn plan(pool: &Pool<Self>, query: &str) -> impl Future<Output = String> + Send;
    fn effects(pool: &Pool<Self>, order_id: &str) -> impl Future<Output = Vec<String>> + Send;
    fn texts(pool: &Pool<Self>, query: &str) -> impl Future<Output = Vec<String>> + Send;
    fn number(pool: &Pool<Self>, query: &str) -> impl Future<Output = i64> + Send;
}

macro_rules! shop_statements {
    () => {
        async fn run(pool: &Pool<Self>, statement: &str) {
            sqlx::query(sqlx::AssertSqlSafe(statement.to_owned())).execute(pool).await.expect("a statement");
        }

        async fn refuses(pool: &Pool<Self>, statement: &str) -> bool {
            sqlx::query(sqlx::AssertSqlSafe(statement.to_owned())).execute(pool).await.is_err()
        }

        async fn effect(tx: &mut HandlerTx<Self>, event: i64, order_id: &str, what: &str) -> Result<(), sqlx::Error> {
            Self::insert(tx.connection(), event, order_id, what).await
        }

        async fn insert(
            connection: &mut Self::Connection,
            event: i64,
            order_id: &str,
            what: &str,
        ) -> Result<(), sqlx::Error> {
            let insert = sqlx::query("INSERT INTO effects (event, order_id, what) VALUES ($1, $2, $3)");
            insert.bind(event).bind(order_id).bind(what).execute(connection).await.map(drop)
        }

        async fn mark_delivered(connection: &mut Self::Connection) -> Result<(), sqlx::Error> {
            sqlx::query("UPDATE flitt_event SET done_at = 1").execute(connection).await.map(drop)
        }

        async fn effects(pool: &Pool<Self>, order_id: &str) -> Vec<String> {
            let query = sqlx::query_scalar("SELECT what FROM effects WHERE order_id = $1 ORDER BY event");
            query.bind(order_id).fetch_all(pool).await.expect("effects")
        }

        async fn texts(pool: &Pool<Self>, query: &str) -> Vec<String> {
            sqlx::query_scalar(sqlx::AssertSqlSafe(query.to_owned())).fetch_all(pool).await.expect("texts")
        }

        async fn number(pool: &Pool<Self>, query: &str) -> i64 {
            sqlx::query_scalar(sqlx::AssertSqlSafe(query.to_owned())).fetch_one(pool).await.expect("a number")
        }
    };
}

impl TestEngine for Sqlite {
    async fn open() -> (Pool<Self>, Database) {
        let folder = tempfile::tempdir().expect("a folder");
        let pool = sqlite_pool(&folder.path().join("shop.db")).await;
        (pool, Database(Some(folder)))
    }

    async fn plan(pool: &Pool<Self>, query: &str) -> String {
        use sqlx::Row as _;
        let explain = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}")));
        let rows = explain.fetch_all(pool).await.expect("a plan");
        rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join(", ")
    }

    shop_statements!();
}

/// A pool on a file, as the documentation says.
pub(crate) async fn sqlite_pool(file: &std::path::Path) -> Pool<Sqlite> {
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(std::time::Duration::from_secs(30));
    SqlitePoolOptions::new().max_connections(8).connect_with(options).await.expect("a database")
}

#[cfg(feature = "postgres")]
impl TestEngine for Postgres {
    /// A schema of its own, in the database of `ORDERS_POSTGRES`.
    async fn open() -> (Pool<Self>, Database) {
        use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let schema = format!("test_{}_{count}", std::process::id());
        let url = std::env::var("ORDERS_POSTGRES").expect("the variable");
        let options: PgConnectOptions = url.parse().expect("an address");
        let pool = PgPoolOptions::new().max_connections(2).connect_with(options.clone()).await.expect("a database");
        Self::run(&pool, &format!("CREATE SCHEMA {schema}")).await;
        pool.close().await;
        let options = options.application_name(&schema).options([("search_path", schema.as_str())]);
        let pool = PgPoolOptions::new().max_connections(10).connect_with(options).await.expect("a database");
        (pool, Database(None))
    }

    async fn plan(pool: &Pool<Self>, query: &str) -> String {
        // A table without rows is read without an index otherwise.
        let mut connection = pool.acquire().await.expect("a connection");
        sqlx::query("SET enable_seqscan = off").execute(&mut *connection).await.expect("a setting");
        let explain = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("EXPLAIN {query}")));
        let rows: Vec<String> = explain.fetch_all(&mut *connection).await.expect("a plan");
        rows.join(", ")
    }

    shop_statements!();
}
