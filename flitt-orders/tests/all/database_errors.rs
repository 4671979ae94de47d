//! A database that is locked, full, or whose connections end: nothing that was acknowledged is lost, and the work continues afterwards.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flitt_client::{Client, Credentials};
use flitt_orders::{Engine, Error, Orders};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{Pool, Sqlite};

use crate::support::{Result, callback, checkout};

/// A pool that does not wait for locks.
async fn impatient(options: SqliteConnectOptions) -> Result<Pool<Sqlite>> {
    Ok(SqlitePoolOptions::new().connect_with(options.busy_timeout(Duration::ZERO)).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_is_not_one_without_tables() -> Result {
    let folder = tempfile::tempdir()?;
    let options = SqliteConnectOptions::new().filename(folder.path().join("shop.db")).create_if_missing(true);
    // Without a log of its own, a writer locks readers out.
    let pool = impatient(options.journal_mode(SqliteJournalMode::Delete)).await?;
    let orders = Orders::new(pool.clone(), Client::new(Credentials::test())?);
    orders.migrate().await?;
    let worker = orders.worker(|_, _| async { Ok(()) });
    let lock = pool.begin_with("BEGIN EXCLUSIVE").await?;
    for error in [worker.run_once().await.map(drop), orders.migrate().await] {
        assert!(matches!(error, Err(Error::Database(_))), "{error:?}");
    }
    lock.rollback().await?;
    assert_eq!(worker.run_once().await?, 0);
    Ok(())
}

/// Limits the file to so many pages more than it has; `None` for no limit.
async fn limit(pool: &Pool<Sqlite>, more: Option<i64>) -> Result {
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(pool).await?;
    let limit = more.map_or(1_000_000, |more| pages + more);
    sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {limit}"))).execute(pool).await?;
    Ok(())
}

/// The database is as full as a disk: by a limit of its pages, of the only connection.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_database_loses_nothing_and_goes_on() -> Result {
    let folder = tempfile::tempdir()?;
    let options = SqliteConnectOptions::new().filename(folder.path().join("shop.db")).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    let orders = Orders::new(pool.clone(), Client::new(Credentials::test())?);
    orders.migrate().await?;
    loses_nothing(&orders, async |is_full| limit(&pool, is_full.then_some(10)).await).await
}

/// A file in a file system that `tests/postgres/full_disk` has mounted.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_of_a_file() -> Result {
    let Some(folder) = small_disk("file") else { return Ok(()) };
    let pool = crate::support::sqlite_pool(&folder.join("shop.db")).await;
    let orders = Orders::new(pool, Client::new(Credentials::test())?);
    orders.migrate().await?;
    loses_nothing(&orders, async |is_full| fill_disk(&folder, is_full)).await
}

/// Where a small file system is mounted, the folder of this name in it.
fn small_disk(name: &str) -> Option<PathBuf> {
    std::env::var_os("ORDERS_SMALL_DISK").map(|disk| PathBuf::from(disk).join(name))
}

/// Writes until the file system is full, or deletes what was written.
fn fill_disk(folder: &Path, is_full: bool) -> Result {
    let file = folder.join("filler");
    if !is_full {
        return Ok(std::fs::remove_file(file)?);
    }
    let mut file = std::fs::File::create(file)?;
    for block in [1 << 16, 1 << 12] {
        while file.write_all(&vec![0; block]).is_ok() {}
    }
    Ok(())
}

/// Stores orders and callbacks until the database is full, and makes space then.
async fn loses_nothing<DB: Engine>(orders: &Orders<DB>, fill: impl AsyncFn(bool) -> Result) -> Result {
    let mut stored = 0;
    let store = async |number: usize| {
        let mut tx = orders.begin().await?;
        orders.create(&mut tx, &checkout(&format!("order-{number}"))).await?;
        tx.commit().await
    };
    while stored < 10 {
        store(stored).await?;
        stored += 1;
    }
    fill(true).await?;
    let error = loop {
        match store(stored).await {
            Ok(()) => stored += 1,
            Err(error) => break error,
        }
        assert!(stored < 10_000, "it is never full");
    };
    assert!(matches!(error, Error::Database(_)) && error.http_status() == 503, "{error:?}");
    let cause = std::error::Error::source(&error).ok_or("a cause")?.to_string();
    assert!(["full", "No space left", "disk I/O"].iter().any(|text| cause.contains(text)), "{cause}");
    // A callback is not accepted either, unless it still has room: the gateway repeats it.
    let mut accepted = Vec::new();
    for number in 0..stored {
        let order_id = format!("order-{number}");
        match orders.receive("application/json", &callback(&order_id, &[])).await {
            Ok(()) => accepted.push(order_id),
            Err(error) => assert_eq!(error.http_status(), 503, "{error:?}"),
        }
    }
    let is_kept = async |number: usize| {
        let order_id = format!("order-{number}");
        let state = orders.order(&order_id).await?.ok_or("an order that was acknowledged is lost")?;
        assert!(state.is_paid() || !accepted.contains(&order_id), "a callback of {order_id} that was accepted is lost");
        Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    };
    for number in 0..stored {
        is_kept(number).await?;
    }
    println!("full after {stored} orders and {} callbacks: {cause}", accepted.len());
    fill(false).await?;
    for number in 0..stored {
        is_kept(number).await?;
        orders.receive("application/json", &callback(&format!("order-{number}"), &[])).await?;
    }
    store(stored).await?;
    let delivered = Arc::new(AtomicUsize::new(0));
    let worker = {
        let delivered = Arc::clone(&delivered);
        orders.worker(move |_, _| {
            delivered.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        })
    };
    while worker.run_once().await? > 0 {}
    assert_eq!(delivered.load(Ordering::SeqCst), stored);
    Ok(())
}

/// A statement that needs more room than there is.
async fn fill(connection: &mut sqlx::SqliteConnection) -> std::result::Result<(), sqlx::Error> {
    let insert = sqlx::query("INSERT INTO baskets (content) VALUES (zeroblob(1000000))");
    insert.execute(connection).await.map(drop)
}

/// SQLite rolls back by itself: what is executed afterwards would be stored alone.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_stored_after_a_swallowed_error_of_a_full_database() -> Result {
    let folder = tempfile::tempdir()?;
    let options = SqliteConnectOptions::new().filename(folder.path().join("shop.db")).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    let orders = Orders::new(pool.clone(), Client::new(Credentials::test())?);
    orders.migrate().await?;
    sqlx::query("CREATE TABLE baskets (content BLOB)").execute(&pool).await?;
    let mut tx = orders.begin().await?;
    orders.create(&mut tx, &checkout("tea")).await?;
    tx.commit().await?;
    orders.receive("application/json", &callback("tea", &[])).await?;
    limit(&pool, Some(10)).await?;

    let mut tx = orders.begin().await?;
    fill(tx.connection()).await.expect_err("it is full");
    let error = orders.create(&mut tx, &checkout("coffee")).await.expect_err("its basket is not stored");
    assert!(matches!(error, Error::TransactionEnded), "{error:?}");
    assert!(matches!(tx.commit().await, Err(Error::TransactionEnded)));
    assert!(orders.order("coffee").await?.is_none());

    let worker = orders.worker(|_, mut tx| async move {
        let _ = fill(tx.connection()).await;
        Ok(())
    });
    worker.run_once().await?;
    let undelivered = "SELECT COUNT(*) FROM flitt_event WHERE done_at IS NULL";
    let undelivered: i64 = sqlx::query_scalar(undelivered).fetch_one(&pool).await?;
    assert_eq!(undelivered, 1, "what the handler wrote is not stored");
    // An error that is not swallowed, in a transaction that is given up.
    let mut tx = orders.begin().await?;
    fill(tx.connection()).await.expect_err("it is full");
    drop(tx);
    let mut tx = orders.begin().await?;
    orders.create(&mut tx, &checkout("milk")).await?;
    tx.commit().await?;
    assert!(orders.order("milk").await?.is_some());
    Ok(())
}

#[cfg(feature = "postgres")]
mod postgres {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use flitt_orders::{Error, Step};
    use sqlx::Postgres;

    use crate::support::{Result, Shop};

    /// Ends all connections of the pool that are in a transaction, once, before the statement that looks for the version.
    struct EndConnections {
        pool: sqlx::Pool<Postgres>,
        name: String,
        is_done: AtomicBool,
    }

    impl Step for EndConnections {
        fn stops_before(&self, step: &str) -> bool {
            if step.contains("flitt_meta WHERE name") && !self.is_done.swap(true, Ordering::SeqCst) {
                let end = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE state = 'idle in transaction' \
                           AND application_name = $1";
                let query = sqlx::query_scalar::<_, i64>(end).bind(&self.name).fetch_one(&self.pool);
                let ended = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(query));
                assert_eq!(ended.expect("it is done"), 1);
            }
            false
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_ended_connection_does_not_end_a_worker() -> Result {
        if std::env::var_os("ORDERS_POSTGRES").is_none() {
            return Ok(());
        }
        let shop = Shop::<Postgres>::open().await;
        let name = format!("ended-{}", std::process::id());
        let options = (*shop.pool.connect_options()).clone().application_name(&name);
        let own = sqlx::postgres::PgPoolOptions::new().connect_with(options).await?;
        let steps = EndConnections { pool: shop.pool.clone(), name, is_done: AtomicBool::new(false) };
        let orders = flitt_orders::Orders::new(own, shop.orders.client().clone()).with_steps(Arc::new(steps));
        let worker = orders.worker(|_, _| async { Ok(()) });
        let error = worker.run_once().await.expect_err("its connection has ended");
        assert!(matches!(error, Error::Database(_)), "{error:?}");
        assert_eq!(worker.run_once().await?, 0);
        Ok(())
    }

    /// Tables in a file system that `tests/postgres/full_disk` has mounted.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_full_disk_loses_nothing_of_a_server() -> Result {
        let (Some(folder), Ok(server)) = (super::small_disk("server"), std::env::var("ORDERS_POSTGRES")) else {
            return Ok(());
        };
        let pool = sqlx::PgPool::connect(&server).await?;
        let location = format!("CREATE TABLESPACE small LOCATION '{}'", folder.display());
        sqlx::query(sqlx::AssertSqlSafe(location)).execute(&pool).await?;
        sqlx::query("CREATE SCHEMA small").execute(&pool).await?;
        pool.close().await;
        let small = format!("{server}&options[search_path]=small&options[default_tablespace]=small");
        let client = flitt_client::Client::new(flitt_client::Credentials::test())?;
        let orders = flitt_orders::Orders::new(sqlx::PgPool::connect(&small).await?, client);
        orders.migrate().await?;
        super::loses_nothing(&orders, async |is_full| super::fill_disk(&folder, is_full)).await
    }
}
