//! The gateway: a sandbox, its payers, and the way of its callbacks, on which some are lost.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use flitt_client::api::{CheckoutUrl, GetOrderStatus};
use flitt_client::{Client, Credentials, Currency};
use flitt_sandbox::{FailureResponse, Fault, OrderStatus, Sandbox};

use crate::processes::Result;
use crate::processes::random::Random;

pub(crate) const CARD: &str = "4444555511116666";

/// How many of a hundred callbacks are lost.
const LOST: usize = 5;

pub(crate) struct Gateway {
    pub(crate) sandbox: Sandbox,
    /// Where callbacks are sent.
    pub(crate) callback_url: String,
    way: Arc<Way>,
}

/// The way of callbacks to a shop.
struct Way {
    client: reqwest::Client,
    random: Random,
    shops: Mutex<Vec<SocketAddr>>,
    forwarded: AtomicUsize,
    lost: AtomicUsize,
}

impl Gateway {
    pub(crate) async fn start() -> Result<Self> {
        let delays = [200, 500, 1000, 2000, 4000].map(Duration::from_millis);
        let sandbox = Sandbox::builder().callback_retry_delays(delays).start().await?;
        let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build()?;
        let (shops, forwarded, lost) = (Mutex::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        let way = Arc::new(Way { client, random: Random::from_env(), shops, forwarded, lost });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let callback_url = format!("http://{}/callback", listener.local_addr()?);
        let routes = Router::new().route("/callback", post(forward)).with_state(Arc::clone(&way));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { sandbox, callback_url, way })
    }

    /// From now on, these processes get the callbacks: each any of them.
    pub(crate) fn send_callbacks_to(&self, shops: &[SocketAddr]) {
        *self.way.shops.lock().expect("a lock") = shops.to_vec();
    }

    /// How many callbacks arrived, and how many were lost.
    pub(crate) fn callbacks(&self) -> (usize, usize) {
        (self.way.forwarded.load(Ordering::SeqCst), self.way.lost.load(Ordering::SeqCst))
    }

    /// Pays every order that is open.
    pub(crate) fn pay_all(&self) {
        for order in self.sandbox.orders() {
            if order.status == OrderStatus::Created {
                let _ = self.sandbox.pay(&order.purchase.order_id, CARD);
            }
        }
    }

    /// The token of a card that was checked.
    pub(crate) async fn saved_card(&self) -> Result<String> {
        let client = Client::builder(Credentials::test()).base_url(self.sandbox.base_url()).build()?;
        let check = CheckoutUrl::card_verification().order_id("card").order_desc("Card").amount(100);
        client.send(&check.currency(Currency::GEL).build()?).await?;
        self.sandbox.pay("card", CARD).map_err(|error| format!("{error:?}"))?;
        let status = client.send(&GetOrderStatus::request().order_id("card").build()?).await?;
        Ok(status.rectoken().ok_or("no token")?.to_owned())
    }

    /// Injects some fault into the next request.
    pub(crate) fn inject(&self, random: &Random) {
        let all = [
            Fault::DropBefore,
            Fault::DropAfter,
            Fault::ServerError,
            Fault::FailureBefore(FailureResponse::new(1007)),
            Fault::FailureAfter(FailureResponse::new(1089)),
            Fault::FailureAfter(FailureResponse::new(1002).with_status(502)),
            Fault::Truncated,
            Fault::WrongSignature,
            Fault::OtherOrder,
            Fault::DuplicateCallbacks,
            Fault::ReorderCallbacks,
            Fault::Delay(Duration::from_millis(100)),
        ];
        self.sandbox.fault(all[random.below(all.len())]);
    }
}

/// A lost callback is one that the gateway takes for delivered. One that a killed process did not take is repeated.
async fn forward(State(way): State<Arc<Way>>, body: Bytes) -> StatusCode {
    if way.random.below(100) < LOST {
        way.lost.fetch_add(1, Ordering::SeqCst);
        return StatusCode::OK;
    }
    let shop = {
        let shops = way.shops.lock().expect("a lock");
        shops[way.random.below(shops.len())]
    };
    let request = way.client.post(format!("http://{shop}/callback")).header(CONTENT_TYPE, "application/json");
    match request.body(body).send().await {
        Ok(response) => {
            way.forwarded.fetch_add(usize::from(response.status() == 200), Ordering::SeqCst);
            response.status()
        }
        Err(_) => StatusCode::BAD_GATEWAY,
    }
}
