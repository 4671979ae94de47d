//! Three books: the shop of the examples is killed while a script buys, returns money, and sends callbacks again. The book of the
//! script, that of the shop and that of the sandbox agree in the end.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::http::header::{CONTENT_TYPE, LOCATION};
use flitt_sandbox::{Fault, Order, OrderStatus};
use reqwest::Response;
use reqwest::redirect::Policy;
use sqlx::Sqlite;

use crate::processes::database::Database;
use crate::processes::gateway::{CARD, Gateway};
use crate::processes::random::Random;
use crate::processes::slots::Slots;
use crate::processes::{Result, count};

/// What the tea of the example costs, and what its shop returns, in minor units.
const PRICE: i64 = 1000;
const RETURNED: i64 = 500;

/// The variable with the database of the shop of the examples.
const DATABASE: &str = "ORDERS_EXAMPLE_DATABASE";

/// For how long the books may differ at the end.
const PATIENCE: Duration = Duration::from_secs(200);

/// An order in a book: how often its goods left, and what was returned, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Entry {
    shipped: i64,
    returned: i64,
}

/// The entries of a book, by order.
type Book = BTreeMap<String, Entry>;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_books_agree_with_one_shop_on_a_file() -> Result {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("shop.db").display().to_string();
    run::<Sqlite>(&file, 1).await
}

#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_books_agree_with_two_shops_on_a_server() -> Result {
    let Ok(server) = std::env::var(crate::processes::database::ADDRESS) else { return Ok(()) };
    run::<sqlx::Postgres>(&crate::processes::database::schema(&server, "books").await?, 2).await
}

/// One kill during each purchase.
async fn run<DB: Database>(database: &str, shops: usize) -> Result {
    let (kills, start) = (count("ORDERS_KILLS", 3), Instant::now());
    let gateway = Gateway::start().await?;
    let slots = start_shops(database, shops, &gateway)?;
    gateway.send_callbacks_to(slots.addresses());
    let http = reqwest::Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(5)).build()?;
    let script = Script { http, gateway, slots, random: Random::from_env(), replays: AtomicUsize::new(0) };
    let mut book = Book::new();
    for kill in 0..kills {
        let (bought, killed) = tokio::join!(script.buy(kill), script.kill());
        killed?;
        let (order_id, entry) = bought?;
        book.insert(order_id, entry);
    }
    script.agree(&book).await?;
    let pool = DB::open(database).await?;
    let shipped = "SELECT CAST(COALESCE(SUM(shipped), 0) AS BIGINT) FROM book";
    let returned = "SELECT CAST(COALESCE(SUM(refunded), 0) AS BIGINT) FROM book";
    let sum = (DB::number(&pool, shipped).await? * PRICE, DB::number(&pool, returned).await?);
    assert_eq!(sum, sum_of(&book), "the shop's book has orders that the script does not know");
    println!(
        "{shops} shops, {kills} kills, {} purchases, {} orders at the gateway, {} callbacks sent again: taken and returned {sum:?} \
         in all three books, {:?}",
        book.len(),
        script.gateway.sandbox.orders().len(),
        script.replays.load(Ordering::SeqCst),
        start.elapsed()
    );
    Ok(())
}

/// What was taken and what was returned, in minor units.
fn sum_of(book: &Book) -> (i64, i64) {
    book.values().fold((0, 0), |sum, entry| (sum.0 + entry.shipped * PRICE, sum.1 + entry.returned))
}

/// Is the shop of the examples, where its variables say so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn example() -> Result {
    let Ok(database) = std::env::var(DATABASE) else { return Ok(()) };
    #[cfg(feature = "postgres")]
    if database.starts_with("postgres:") {
        return crate::processes::run::run::<sqlx::Postgres>(&database).await;
    }
    crate::processes::run::run::<Sqlite>(&database).await
}

fn start_shops(database: &str, shops: usize, gateway: &Gateway) -> Result<Slots> {
    let (database, program) = (database.to_owned(), std::env::current_exe()?);
    let url = gateway.callback_url.trim_end_matches("/callback").to_owned();
    let address = gateway.sandbox.base_url().to_owned();
    Slots::start(shops, move |_, _, listen| {
        let mut command = Command::new(&program);
        command.args(["--exact", "processes::books::example"]).env(DATABASE, &database);
        command.env("SHOP_LISTEN", listen.to_string()).env("SHOP_URL", &url).env("SHOP_TIME_LIMIT", "1500");
        command.env("FLITT_BASE_URL", &address).env("FLITT_ACCEPT_TEST", "1");
        command.env("FLITT_MERCHANT_ID", "1549901").env("FLITT_PAYMENT_KEY", "test");
        command
    })
}

/// What a payer and a clerk do, by the pages of the shops.
struct Script {
    http: reqwest::Client,
    gateway: Gateway,
    slots: Slots,
    random: Random,
    /// How many callbacks it sent again.
    replays: AtomicUsize,
}

impl Script {
    /// Kills one of the shops, at some time during a purchase.
    async fn kill(&self) -> Result {
        tokio::time::sleep(Duration::from_millis(u64::try_from(self.random.below(300))?)).await;
        self.slots.replace(self.random.below(self.slots.addresses().len()))
    }

    /// Posts to one of the shops. There may be no response, as the shop is killed.
    async fn post(&self, path: &str, body: Vec<u8>) -> Option<Response> {
        let shops = self.slots.addresses();
        let url = format!("http://{}{path}", shops[self.random.below(shops.len())]);
        let response = self.http.post(url).header(CONTENT_TYPE, "application/json").body(body).send().await;
        if response.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        response.ok()
    }

    /// Buys, and sends the callback again; of three purchases, two are returned in half.
    async fn buy(&self, purchase: usize) -> Result<(String, Entry)> {
        if purchase % 4 == 3 {
            self.gateway.sandbox.fault(Fault::DropAfter.at("reverse_order"));
        }
        let order_id = self.paid_order().await?;
        self.repeat_callback(&order_id).await?;
        let mut entry = Entry { shipped: 1, returned: 0 };
        if matches!(purchase % 3, 1 | 2) {
            self.refund(&order_id).await?;
            entry.returned = RETURNED;
            self.repeat_callback(&order_id).await?;
        }
        Ok((order_id, entry))
    }

    /// An order whose payer came to its page, and paid. Who does not come to a page buys again.
    async fn paid_order(&self) -> Result<String> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let Some(response) = self.post("/buy", Vec::new()).await else { continue };
            let page = response.headers().get(LOCATION).and_then(|page| page.to_str().ok());
            let Some((_, token)) = page.and_then(|page| page.split_once("token=")) else { continue };
            let is_it = |order: &Order| serde_json::to_value(order).is_ok_and(|order| order["token"] == *token);
            let order = self.gateway.sandbox.orders().into_iter().find(is_it).ok_or("a page without an order")?;
            let order_id = order.purchase.order_id;
            self.gateway.sandbox.pay(&order_id, CARD).map_err(|error| format!("{error:?}"))?;
            return Ok(order_id);
        }
        Err("nothing was sold".into())
    }

    /// Has half of the price returned: the clerk presses the button until the shop says that it is asked for.
    async fn refund(&self, order_id: &str) -> Result {
        let start = Instant::now();
        let mut last = String::new();
        while start.elapsed() < PATIENCE {
            let Some(response) = self.post(&format!("/orders/{order_id}/refund"), Vec::new()).await else { continue };
            if response.status() == 303 {
                return Ok(());
            }
            last = response.text().await.unwrap_or_default();
            // It does not know yet that the order is paid.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("{order_id} was not returned: {last}").into())
    }

    /// Sends the callback about an order again, as it is now.
    async fn repeat_callback(&self, order_id: &str) -> Result {
        let callback = self.gateway.sandbox.callback_for(order_id).map_err(|error| format!("{error:?}"))?;
        for _ in 0..2 {
            if let Some(response) = self.post("/callback", callback.body.clone().into()).await {
                assert_eq!(response.status(), 200, "{order_id}");
                self.replays.fetch_add(1, Ordering::SeqCst);
            }
        }
        Ok(())
    }

    /// Waits until the books of the shop and of the sandbox are as that of the script.
    async fn agree(&self, book: &Book) -> Result {
        let start = Instant::now();
        loop {
            let mut others = (Book::new(), Book::new());
            for order in self.gateway.sandbox.orders() {
                let order_id = order.purchase.order_id;
                let is_paid = i64::from(order.status != OrderStatus::Created);
                let sandbox = Entry { shipped: is_paid, returned: i64::try_from(order.reversal_amount)? };
                others.0.insert(order_id.clone(), sandbox);
                others.1.insert(order_id.clone(), self.effects(&order_id).await?);
            }
            // The sandbox also has orders whose payers never came to their page.
            let ours = |order_id: &String| (order_id.clone(), book.get(order_id).copied().unwrap_or_default());
            let ours: Book = others.0.keys().map(ours).collect();
            if ours == others.0 && ours == others.1 {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                assert_eq!(ours, others.0, "the sandbox");
                assert_eq!(ours, others.1, "the shop");
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// What a shop did for an order.
    async fn effects(&self, order_id: &str) -> Result<Entry> {
        let start = Instant::now();
        loop {
            let url = format!("http://{}/orders/{order_id}/effects", self.slots.addresses()[0]);
            match self.http.get(url).send().await {
                Ok(response) => {
                    let text = response.text().await?;
                    let number = |name: &str| {
                        let line = text.lines().find_map(|line| line.strip_prefix(name));
                        line.and_then(|number| number.trim().parse().ok()).ok_or("an effect")
                    };
                    return Ok(Entry { shipped: number("shipped")?, returned: number("refunded")? });
                }
                Err(error) if start.elapsed() > PATIENCE => return Err(error.into()),
                // It is starting.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}
