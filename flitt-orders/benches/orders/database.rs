//! The databases, with their defaults, and the statements to compare with.

use std::future::Future;

use flitt_orders::Engine;
use sqlx::{Pool, Sqlite};

use crate::Result;

/// One row for each callback, with all of it.
const PLAIN: &str = "CREATE TABLE IF NOT EXISTS plain (digest TEXT PRIMARY KEY, body TEXT NOT NULL)";
const INSERT: &str = "INSERT INTO plain (digest, body) VALUES ($1, $2)";

/// A database that is measured.
pub(crate) trait Database: Engine {
    /// What a shop would give up for speed; `None` where there is nothing to compare.
    const WEAK: Option<&'static str>;
    /// Orders from one that is there: `$1` of them, of which every tenth is due in a year.
    const FILL: &'static str;
    const EXPLAIN: &'static str;

    /// A pool as the documentation says, or one whose commits do not survive a power cut.
    fn open(address: &str, is_durable: bool) -> impl Future<Output = Result<Pool<Self>>> + Send;
    fn make_plain(pool: &Pool<Self>) -> impl Future<Output = Result> + Send;
    /// One INSERT, in a transaction or alone.
    fn insert(pool: &Pool<Self>, digest: &str, body: &str, is_alone: bool) -> impl Future<Output = Result> + Send;
    fn run(pool: &Pool<Self>, statement: &str) -> impl Future<Output = Result> + Send;
    fn fill(pool: &Pool<Self>, rows: i64) -> impl Future<Output = Result> + Send;
    /// How the database would execute a look for work.
    fn plan(pool: &Pool<Self>, look: &str) -> impl Future<Output = Result<String>> + Send;
}

/// Both databases take these statements.
macro_rules! statements {
    ($begin:literal) => {
        async fn make_plain(pool: &Pool<Self>) -> Result {
            sqlx::query(PLAIN).execute(pool).await?;
            Ok(())
        }

        async fn insert(pool: &Pool<Self>, digest: &str, body: &str, is_alone: bool) -> Result {
            let insert = sqlx::query(INSERT).bind(digest).bind(body);
            if is_alone {
                insert.execute(pool).await?;
                return Ok(());
            }
            let mut tx = pool.begin_with($begin).await?;
            insert.execute(&mut *tx).await?;
            Ok(tx.commit().await?)
        }

        async fn run(pool: &Pool<Self>, statement: &str) -> Result {
            sqlx::query(sqlx::AssertSqlSafe(statement.to_owned())).execute(pool).await?;
            Ok(())
        }

        async fn fill(pool: &Pool<Self>, rows: i64) -> Result {
            sqlx::query(Self::FILL).bind(rows).execute(pool).await?;
            sqlx::query("ANALYZE").execute(pool).await?;
            Ok(())
        }

        async fn plan(pool: &Pool<Self>, look: &str) -> Result<String> {
            use sqlx::Row as _;
            let explain = sqlx::query(sqlx::AssertSqlSafe(format!("{} {look}", Self::EXPLAIN)));
            let rows = explain.bind("1549901").bind(1_i64).bind(0_i64).bind(1_i64).fetch_all(pool).await?;
            let lines = rows.iter().map(|row| row.try_get::<String, _>(row.len() - 1));
            Ok(lines.collect::<std::result::Result<Vec<_>, _>>()?.join("; "))
        }
    };
}

impl Database for Sqlite {
    const WEAK: Option<&'static str> = Some("synchronous NORMAL");
    const FILL: &'static str = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $1) \
        INSERT INTO flitt_order (merchant, test, order_id, state, taken, reserved, is_missing, asks, owed, expires_at, lifetime, due_at, lease_until, \
            created_at, changed_at, is_scheduled) \
        SELECT merchant, test, 'filled-' || n, state, taken, reserved, is_missing, asks, owed, expires_at, lifetime, \
            CASE WHEN n % 10 = 0 THEN created_at + 31536000000 + n END, 0, created_at, changed_at, 0 \
        FROM flitt_order, n WHERE order_id = 'first'";
    const EXPLAIN: &'static str = "EXPLAIN QUERY PLAN";

    async fn open(address: &str, is_durable: bool) -> Result<Pool<Self>> {
        use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
        let options = SqliteConnectOptions::new().filename(address).create_if_missing(true);
        let synchronous = if is_durable { SqliteSynchronous::Full } else { SqliteSynchronous::Normal };
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(synchronous);
        let options = options.busy_timeout(std::time::Duration::from_secs(45));
        Ok(SqlitePoolOptions::new().max_connections(8).connect_with(options).await?)
    }

    statements!("BEGIN IMMEDIATE");
}

#[cfg(feature = "postgres")]
pub(crate) use postgres::schema;

#[cfg(feature = "postgres")]
mod postgres {
    use sqlx::postgres::PgPoolOptions;
    use sqlx::{AssertSqlSafe, Pool, Postgres};

    use super::{Database, INSERT, PLAIN};
    use crate::Result;

    /// The address of a new schema of the server's database.
    pub(crate) async fn schema(server: &str, name: &str) -> Result<String> {
        let name = format!("bench_{name}_{}", std::process::id());
        let pool = Postgres::open(server, true).await?;
        sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).execute(&pool).await?;
        pool.close().await;
        Ok(format!("{server}&options[search_path]={name}"))
    }

    impl Database for Postgres {
        const WEAK: Option<&'static str> = None;
        const FILL: &'static str = "INSERT INTO flitt_order (merchant, test, order_id, state, taken, reserved, is_missing, asks, owed, expires_at, lifetime, \
                due_at, lease_until, created_at, changed_at, is_scheduled) \
            SELECT merchant, test, 'filled-' || n, state, taken, reserved, is_missing, asks, owed, expires_at, lifetime, \
                CASE WHEN n % 10 = 0 THEN created_at + 31536000000 + n END, 0, created_at, changed_at, 0 \
            FROM flitt_order, generate_series(1, $1) n WHERE order_id = 'first'";
        const EXPLAIN: &'static str = "EXPLAIN";

        async fn open(address: &str, _: bool) -> Result<Pool<Self>> {
            Ok(PgPoolOptions::new().max_connections(8).connect(address).await?)
        }

        statements!("BEGIN");
    }
}
