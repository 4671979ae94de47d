//! A process of a shop: it sells, takes callbacks, works, and keeps its book.

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use flitt_client::api::{ChargeSavedCard, CheckoutUrl};
use flitt_client::order::Event;
use flitt_client::value::Flag;
use flitt_client::{Client, Credentials, Currency, Endpoint, Request};
use flitt_orders::{EventKind, Orders};
use sqlx::Pool;

use crate::processes::database::Database;
use crate::processes::{Result, count};

/// What buyers pay by a page, by a saved card, and what is held; and what each of them gets back: in minor units.
pub(crate) const SALE: (u64, u64) = (1000, 300);
pub(crate) const CHARGE: (u64, u64) = (500, 200);
/// What is captured of a hold, and what of that is given back.
pub(crate) const CAPTURE: (u64, u64) = (700, 100);

/// What a process is given by its environment.
pub(crate) struct Settings {
    pub(crate) database: String,
    pub(crate) gateway: String,
    /// Where it takes callbacks.
    pub(crate) listen: SocketAddr,
    /// Where the gateway sends callbacks; empty for none.
    pub(crate) callback_url: String,
    /// The token of the card that is charged.
    pub(crate) card: String,
    /// With what the ids of its orders begin.
    pub(crate) name: String,
    /// It sells until this file is there.
    pub(crate) closed: PathBuf,
}

/// The variables.
const VARIABLES: [&str; 7] = [
    "ORDERS_SHOP_DATABASE",
    "ORDERS_SHOP_GATEWAY",
    "ORDERS_SHOP_LISTEN",
    "ORDERS_SHOP_CALLBACK",
    "ORDERS_SHOP_CARD",
    "ORDERS_SHOP_NAME",
    "ORDERS_SHOP_CLOSED",
];

impl Settings {
    pub(crate) fn from_env() -> Result<Option<Self>> {
        if env::var_os(VARIABLES[0]).is_none() {
            return Ok(None);
        }
        let [database, gateway, listen, callback_url, card, name, closed] = VARIABLES.map(env::var);
        let (listen, closed) = (listen?.parse()?, closed?.into());
        Ok(Some(Self {
            database: database?,
            gateway: gateway?,
            listen,
            callback_url: callback_url?,
            card: card?,
            name: name?,
            closed,
        }))
    }

    pub(crate) fn variables(&self) -> impl Iterator<Item = (&'static str, String)> {
        let values = [
            self.database.clone(),
            self.gateway.clone(),
            self.listen.to_string(),
            self.callback_url.clone(),
            self.card.clone(),
            self.name.clone(),
            self.closed.display().to_string(),
        ];
        VARIABLES.into_iter().zip(values)
    }
}

/// The orders in a database, with short waits.
pub(crate) async fn open<DB: Database>(database: &str, gateway: &str) -> Result<(Pool<DB>, Orders<DB>)> {
    let pool = DB::open(database).await?;
    let client = Client::builder(Credentials::test()).base_url(gateway).timeout(Duration::from_secs(1)).build()?;
    let orders = Orders::new(pool.clone(), client)
        .with_backoff(Duration::from_millis(50), Duration::from_secs(1))
        .with_send_grace_period(Duration::from_millis(500))
        .with_sender_timeout(Duration::from_millis(1500))
        .with_max_attempts(u32::try_from(count("ORDERS_ATTEMPTS", 20))?);
    orders.migrate().await?;
    DB::make_book(&pool).await?;
    Ok((pool, orders))
}

/// The process.
pub(crate) async fn run<DB: Database>(settings: Settings) -> Result {
    // While it starts, its connections can be ended, too.
    let orders = loop {
        match open::<DB>(&settings.database, &settings.gateway).await {
            Ok((_, orders)) => break orders,
            Err(error) if is_of_database(&*error) => tokio::time::sleep(Duration::from_millis(50)).await,
            Err(error) => return Err(error),
        }
    };
    let listener = tokio::net::TcpListener::bind(settings.listen).await?;
    let routes = Router::new().route("/callback", post(callback::<DB>)).with_state(orders.clone());
    tokio::select! {
        served = async { axum::serve(listener, routes).await } => Ok(served?),
        worked = work(&orders) => worked,
        () = sell(&orders, &settings) => Ok(()),
    }
}

/// Works for ever.
pub(crate) async fn work<DB: Database>(orders: &Orders<DB>) -> Result {
    let own = orders.clone();
    let worker = orders.worker(move |event, mut tx| {
        let orders = own.clone();
        async move {
            let order_id = event.order_id.as_str();
            // What the event asks for is written in its transaction, like the entry.
            match &event.kind {
                EventKind::Money(Event::Paid { amount, .. }) => {
                    let returned = if *amount == CHARGE.0 { CHARGE.1 } else { SALE.1 };
                    orders.reverse(&mut tx, order_id, returned, "a gift").await?;
                }
                EventKind::Money(Event::Held { .. }) => {
                    orders.capture(&mut tx, order_id, CAPTURE.0, "sent").await?;
                }
                EventKind::Money(Event::Captured { .. }) => {
                    orders.reverse(&mut tx, order_id, CAPTURE.1, "a gift").await?;
                }
                // The gateway has rejected it for once: it is asked for again.
                EventKind::Rejected(about) if about.endpoint == "reverse_order" => {
                    let key = format!("{}, again", about.key.as_deref().unwrap_or_default());
                    orders.reverse(&mut tx, order_id, about.amount, &key).await?;
                }
                EventKind::Rejected(about) if about.endpoint == "capture_order" => {
                    let key = format!("{}, again", about.key.as_deref().unwrap_or_default());
                    orders.capture(&mut tx, order_id, about.amount, &key).await?;
                }
                _ => {}
            }
            DB::enter(tx.connection(), event.id, order_id, &what(&event.kind)).await
        }
    });
    let worker = worker.on_error(|error| eprintln!("the worker: {error:?}"));
    Ok(worker.with_poll_interval(Duration::from_millis(100)).run(std::future::pending()).await?)
}

/// An event in short.
fn what(kind: &EventKind) -> String {
    match kind {
        EventKind::Money(Event::Paid { amount, .. }) => format!("paid {amount}"),
        EventKind::Money(Event::Held { amount, .. }) => format!("held {amount}"),
        EventKind::Money(Event::Captured { total, .. }) => format!("captured {}", total.unwrap_or_default()),
        EventKind::Money(Event::Reversed { total, .. }) => format!("reversed {total}"),
        EventKind::Created { .. } => "created".to_owned(),
        EventKind::Rejected(about) => format!("rejected {}", about.endpoint),
        EventKind::NotSent(about) => format!("not sent {}", about.endpoint),
        EventKind::ResponseLost(about) => format!("response lost {}", about.endpoint),
        EventKind::Parked(about, reason) => format!("parked {} {reason}", about.endpoint),
        other => format!("{other:?}"),
    }
}

/// The gateway repeats a callback until it receives 200: that is after the commit.
async fn callback<DB: Database>(State(orders): State<Orders<DB>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match orders.receive(content_type, &body).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            eprintln!("a callback: {error:?}");
            StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// Sells until the shop is closed: by ten orders, six sales, two charges of a saved card and two holds.
async fn sell<DB: Database>(orders: &Orders<DB>, settings: &Settings) {
    for number in 0_u32.. {
        // After an error of the database, the same again; what was sent is for the workers.
        for _ in 0..20 {
            if settings.closed.exists() {
                return std::future::pending().await;
            }
            let sold = order(orders, settings, number).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
            match sold {
                Err(error) if is_of_database(&*error) => {}
                _ => break,
            }
        }
    }
}

fn is_of_database(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    error.is::<sqlx::Error>() || matches!(error.downcast_ref(), Some(flitt_orders::Error::Database(_)))
}

async fn order<DB: Database>(orders: &Orders<DB>, settings: &Settings, number: u32) -> Result {
    let kind = match number % 10 {
        6 | 7 => "charge",
        8 | 9 => "hold",
        _ => "sale",
    };
    let order_id = format!("{kind}-{}-{number}", settings.name);
    if kind == "charge" {
        let charge = ChargeSavedCard::request().order_id(order_id).order_desc("Tea").amount(CHARGE.0);
        let charge = charge.currency(Currency::GEL).rectoken(settings.card.as_str());
        let charge = charge.server_callback_url(settings.callback_url.as_str());
        return send(orders, &charge.build()?).await;
    }
    let page = CheckoutUrl::request().order_id(order_id).order_desc("Tea").amount(SALE.0).currency(Currency::GEL);
    let page = page.server_callback_url(settings.callback_url.as_str());
    let page = if kind == "hold" { page.preauth(Flag::Y) } else { page };
    send(orders, &page.build()?).await
}

async fn send<DB: Database, E: Endpoint>(orders: &Orders<DB>, request: &Request<E>) -> Result
where
    E::Response: 'static,
{
    let mut tx = orders.begin().await?;
    let order = orders.create(&mut tx, request).await?;
    tx.commit().await?;
    orders.send(&order).await?;
    Ok(())
}
