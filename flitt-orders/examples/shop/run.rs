//! The shop: its orders, its worker, and what serves its pages.

use std::env;
use std::time::Duration;

use flitt_client::order::Event;
use flitt_client::{Client, Credentials};
use flitt_orders::{EventKind, Orders};
use flitt_sandbox::Sandbox;
use tokio::net::TcpListener;

use super::Result;
use super::book::Book;
use super::web::{self, Shop};

/// Runs the shop on this database.
pub(crate) async fn run<DB: Book>(place: &str) -> Result<()> {
    let is_local = env::var_os(Client::BASE_URL_VARIABLE).is_none();
    let sandbox = if is_local { Some(Sandbox::start().await?) } else { None };
    let client = match &sandbox {
        Some(sandbox) => Client::builder(Credentials::test()).base_url(sandbox.base_url()).build()?,
        None => Client::from_env()?,
    };
    let pool = DB::open(place).await?;
    let mut orders = Orders::new(pool.clone(), client);
    if let Ok(limit) = env::var("SHOP_TIME_LIMIT") {
        let limit = Duration::from_millis(limit.parse()?);
        orders = orders.with_sender_timeout(limit).with_send_grace_period(limit).with_backoff(limit / 10, limit);
    }
    orders.migrate().await?;
    DB::make_book(&pool).await?;

    let listener = TcpListener::bind(env::var("SHOP_LISTEN").unwrap_or("127.0.0.1:0".to_owned())).await?;
    let url = env::var("SHOP_URL").unwrap_or(format!("http://{}", listener.local_addr()?));
    let shop = Shop { orders: orders.clone(), pool, url: url.clone() };
    let served = tokio::spawn(async move { axum::serve(listener, web::routes(shop)).await });
    println!("The shop is at {url}");
    let worker = tokio::spawn(async move { work(&orders).await });
    match &sandbox {
        Some(sandbox) if env::args().any(|argument| argument == "--once") => buy_once(&url, sandbox).await,
        _ => tokio::select! {
            ended = served => Ok(ended??),
            ended = worker => ended?,
        },
    }
}

/// Sends, asks and delivers, as long as the program runs. What an event asks for is written in the transaction in which it is
/// delivered: once, whatever happens.
async fn work<DB: Book>(orders: &Orders<DB>) -> Result<()> {
    let worker = orders
        .worker(|event, mut tx| async move {
            match event.kind {
                EventKind::Money(Event::Paid { .. }) => {
                    println!("{} is paid: ship the tea", event.order_id);
                    DB::ship(tx.connection(), &event.order_id).await?;
                }
                EventKind::Money(Event::Reversed { total, .. }) => {
                    println!("{}: {total} went back to the payer", event.order_id);
                    DB::refunded(tx.connection(), &event.order_id, i64::try_from(total)?).await?;
                }
                other => println!("{}: {other:?}", event.order_id),
            }
            Ok(())
        })
        .on_error(|error| eprintln!("the database: {error}"));
    Ok(worker.run(std::future::pending()).await?)
}

/// Does what a payer does, with the sandbox's help.
async fn buy_once(shop: &str, sandbox: &Sandbox) -> Result<()> {
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let sent = browser.post(format!("{shop}/buy")).send().await?;
    let checkout_url = sent.headers().get("location").ok_or("no way to the checkout page")?.to_str()?;
    println!("The payer is sent to {checkout_url}");
    let order_id = sandbox.orders().first().ok_or("no order")?.purchase.order_id.clone();
    sandbox.pay(&order_id, "4444555511116666")?;
    for _ in 0..100 {
        let page = browser.get(format!("{shop}/orders/{order_id}")).send().await?.text().await?;
        let heading = page.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>"));
        if page.contains("on its way") {
            println!("The payer sees: {}", heading.map_or(page.as_str(), |(heading, _)| heading));
            return Ok(());
        }
        // The callback, or the worker, is faster than that.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("the order should be paid".into())
}
