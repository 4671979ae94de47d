//! Programs that are killed while they sell, ask, return money and keep their book; each runs in a process of its own, which is why
//! this is a test of its own. The sandbox and a payer are in the process of the test. In the end, the book of the shop and that of the
//! sandbox agree.
//!
//! `ORDERS_KILLS=100 cargo test -p flitt-orders --test kills -- --nocapture` is the long form.

#![cfg(feature = "sqlite")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use flitt_client::api::CheckoutUrl;
use flitt_client::order::Event;
use flitt_client::{Client, Credentials, Currency};
use flitt_orders::{EventKind, Orders};
use flitt_sandbox::{OrderStatus, Sandbox};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{Pool, Sqlite};

type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const DATABASE: &str = "ORDERS_KILLS_DATABASE";
const GATEWAY: &str = "ORDERS_KILLS_GATEWAY";
const CARD: &str = "4444555511116666";
/// What each buyer gets back.
const RETURNED: u64 = 300;

async fn open(file: &Path, gateway: &str) -> Result<(Pool<Sqlite>, Orders<Sqlite>)> {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).busy_timeout(Duration::from_secs(30));
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
    let client = Client::builder(Credentials::test()).base_url(gateway).build()?;
    let orders = Orders::new(pool.clone(), client)
        .with_backoff(Duration::from_millis(20), Duration::from_millis(200))
        .with_grace(Duration::from_millis(300))
        .with_time_limit(Duration::from_secs(1))
        .with_attempts(12);
    orders.migrate().await?;
    let book =
        "CREATE TABLE IF NOT EXISTS book (event INTEGER PRIMARY KEY, order_id TEXT NOT NULL, what TEXT NOT NULL)";
    sqlx::query(book).execute(&pool).await?;
    Ok((pool, orders))
}

/// Whether more is to be done than to ask for orders that never reached the gateway, until their lifetime ends.
const OPEN: &str = "SELECT COUNT(*) FROM flitt_order o WHERE due_at IS NOT NULL AND NOT (is_missing = 1 AND EXISTS \
                    (SELECT 1 FROM flitt_call c WHERE c.of_order = o.id AND c.state = 'lost'))";

/// Works for ever; or, with the shop's database and a sandbox whose orders are paid, until everything is done.
async fn work(orders: &Orders<Sqlite>, end: Option<(&Pool<Sqlite>, &Sandbox)>) -> Result {
    let own = orders.clone();
    let worker = orders.worker(move |event, mut tx| {
        let orders = own.clone();
        async move {
            let what = match event.kind {
                EventKind::Money(Event::Paid { amount, .. }) => {
                    orders.reverse(&mut tx, &event.order_id, RETURNED, "a gift").await?;
                    format!("paid {amount}")
                }
                EventKind::Money(Event::Reversed { total, .. }) => format!("reversed {total}"),
                EventKind::ResponseLost(_) => "lost".to_owned(),
                EventKind::Created { .. } => "created".to_owned(),
                other => format!("{other:?}"),
            };
            let insert = sqlx::query("INSERT INTO book (event, order_id, what) VALUES ($1, $2, $3)");
            insert.bind(event.id).bind(event.order_id).bind(what).execute(tx.connection()).await?;
            Ok(())
        }
    });
    let Some((shop, sandbox)) = end else { return Ok(worker.run(std::future::pending()).await?) };
    loop {
        // Requests of a program that was killed can still arrive.
        pay_all(sandbox);
        while worker.work_once().await? > 0 {}
        if sqlx::query_scalar::<_, i64>(OPEN).fetch_one(shop).await? == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The program that is killed: it sells, and works.
async fn sell(orders: &Orders<Sqlite>) -> Result {
    for number in 0.. {
        let order_id = format!("order-{}-{number}", std::process::id());
        let request =
            CheckoutUrl::request().order_id(order_id).order_desc("Tea").amount(1000).currency(Currency::GEL).build()?;
        let mut tx = orders.begin().await?;
        let order = orders.create(&mut tx, &request).await?;
        tx.commit().await?;
        orders.send(&order).await?;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Is the program that is killed, where the variables say so; otherwise there is nothing to test.
#[tokio::test(flavor = "multi_thread")]
async fn program() -> Result {
    let (Some(file), Ok(gateway)) = (std::env::var_os(DATABASE), std::env::var(GATEWAY)) else { return Ok(()) };
    let (_, orders) = open(Path::new(&file), &gateway).await?;
    let (sold, worked) = tokio::join!(sell(&orders), work(&orders, None));
    sold.and(worked)
}

fn start(file: &Path, gateway: &str) -> Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--exact", "program"]).env(DATABASE, file).env(GATEWAY, gateway);
    Ok(command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn()?)
}

/// Pays every order that is open.
fn pay_all(sandbox: &Sandbox) {
    for order in sandbox.orders() {
        if order.status == OrderStatus::Created {
            let _ = sandbox.pay(&order.purchase.order_id, CARD);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_on_one_file_are_killed() -> Result {
    let kills: usize = std::env::var("ORDERS_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    let sandbox = Sandbox::start().await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("shop.db");
    let (pool, orders) = open(&file, sandbox.base_url()).await?;
    let mut programs = [start(&file, sandbox.base_url())?, start(&file, sandbox.base_url())?];
    for kill in 0..kills {
        // However long it lives: the end does not depend on it.
        for _ in 0..5 + kill % 7 {
            tokio::time::sleep(Duration::from_millis(60)).await;
            pay_all(&sandbox);
        }
        let program = &mut programs[kill % 2];
        program.kill()?;
        program.wait()?;
        *program = start(&file, sandbox.base_url())?;
    }
    for program in &mut programs {
        program.kill()?;
        program.wait()?;
    }
    work(&orders, Some((&pool, &sandbox))).await?;

    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT order_id, what FROM book ORDER BY event").fetch_all(&pool).await?;
    let mut book: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (order_id, what) in rows {
        book.entry(order_id).or_default().push(what);
    }
    let (mut paid, mut lost) = (0, 0);
    for order in sandbox.orders() {
        let order_id = &order.purchase.order_id;
        let entries = book.remove(order_id).unwrap_or_default();
        let money: Vec<&String> = entries.iter().filter(|what| *what != "lost" && *what != "created").collect();
        assert_eq!(money, ["paid 1000", "reversed 300"], "{order_id}: {entries:?}");
        assert_eq!(order.reversal_amount, RETURNED, "{order_id}");
        paid += 1;
        lost += usize::from(entries.iter().any(|what| what == "lost"));
    }
    // The others never reached the gateway.
    assert!(book.values().flatten().all(|what| what == "lost"), "{book:?}");
    assert_eq!(orders.stuck().await?, [], "nothing waits for a person");
    println!(
        "{kills} kills, {paid} orders paid and returned once each, the responses of {lost} lost, {} never sent",
        book.len()
    );
    assert!(paid > kills);
    Ok(())
}
