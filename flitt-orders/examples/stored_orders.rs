//! A shop with stored orders: `cargo run -p flitt-orders --example stored_orders` runs it against a local gateway, with a database
//! in a temporary file. A payer pays while the shop is down, a clerk returns a part, and each is noted once.

use std::error::Error;
use std::time::Duration;

use flitt_client::api::CheckoutUrl;
use flitt_client::order::Event;
use flitt_client::{Client, Credentials, Currency};
use flitt_orders::{EventKind, Orders};
use flitt_sandbox::Sandbox;
use sqlx::Sqlite;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let folder = tempfile::tempdir()?;
    let options = SqliteConnectOptions::new().filename(folder.path().join("shop.db")).create_if_missing(true);
    let pool = SqlitePoolOptions::new().connect_with(options.journal_mode(SqliteJournalMode::Wal)).await?;
    sqlx::query("CREATE TABLE book (entry TEXT NOT NULL)").execute(&pool).await?;

    let client = Client::builder(Credentials::test()).base_url(sandbox.base_url()).build()?;
    // Short waits, so that the example ends soon.
    let waits = (Duration::from_millis(200), Duration::from_secs(1));
    let orders = Orders::new(pool.clone(), client).with_backoff(waits.0, waits.1);
    orders.migrate().await?;

    let request =
        CheckoutUrl::request().order_id("tea-1").order_desc("Tea").amount(1000).currency(Currency::GEL).build()?;
    let mut tx = orders.begin().await?;
    let order = orders.create(&mut tx, &request).await?;
    tx.commit().await?;
    println!("1. The payer is sent to {}", orders.send(&order).await?.checkout_url());
    sandbox.pay("tea-1", "4444555511116666")?;

    // No callback has come: the worker asks.
    work(&orders).await?;
    let mut tx = orders.begin().await?;
    orders.reverse(&mut tx, "tea-1", 400, "a broken cup").await?;
    let more = orders.reverse(&mut tx, "tea-1", 601, "a broken pot").await;
    println!(
        "2. 4.00 GEL will be returned; 6.01 GEL more: {}",
        more.err().map(|error| error.to_string()).unwrap_or_default()
    );
    tx.commit().await?;
    work(&orders).await?;

    let book: Vec<String> = sqlx::query_scalar("SELECT entry FROM book").fetch_all(&pool).await?;
    println!("3. The book of the shop: {book:?}");
    println!("4. {:?}", orders.health().await?);
    let is_right = book == ["tea-1 is paid: 1000", "tea-1: returned 400"];
    if is_right { Ok(()) } else { Err("the book should have one entry for each".into()) }
}

/// Lets a worker run for a few seconds. In a shop it runs in a task of its own, as long as the program.
async fn work(orders: &Orders<Sqlite>) -> Result<()> {
    let worker = orders.worker(|event, mut tx| async move {
        let entry = match event.kind {
            EventKind::Money(Event::Paid { amount, .. }) => format!("{} is paid: {amount}", event.order_id),
            EventKind::Money(Event::Reversed { total, .. }) => format!("{}: returned {total}", event.order_id),
            other => format!("{}: {other:?}", event.order_id),
        };
        sqlx::query("INSERT INTO book (entry) VALUES ($1)").bind(entry).execute(tx.connection()).await?;
        Ok(())
    });
    // In a task of its own, as beside a server.
    Ok(tokio::spawn(worker.run(tokio::time::sleep(Duration::from_secs(3)))).await??)
}
