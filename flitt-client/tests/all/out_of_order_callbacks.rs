//! A shop that gets its callbacks twice, or in another order, ends with the same state of its order.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use flitt_client::api::{CheckoutUrl, FinalOrder, ReverseOrder};
use flitt_client::callback::Verified;
use flitt_client::order::{Event, Stage};
use flitt_client::{Client, Credentials, Currency, OrderState};
use flitt_sandbox::{Fault, Sandbox};
use tokio::net::TcpListener;

const CARD: &str = "4444555511116666";
const DECLINED: &str = "4444111155556666";

#[derive(Clone)]
struct Shop {
    credentials: Credentials,
    order: Arc<Mutex<(OrderState, Vec<Vec<Event>>)>>,
}

impl FromRef<Shop> for Credentials {
    fn from_ref(shop: &Shop) -> Self {
        shop.credentials.clone()
    }
}

async fn callback(State(shop): State<Shop>, Verified(update): Verified<FinalOrder>) -> StatusCode {
    let (state, events) = &mut *shop.order.lock().unwrap();
    events.push(state.merge(&update).expect("it is about the order"));
    StatusCode::OK
}

/// The life of an order whose callbacks suffer a fault: what the shop knows in the end, and the events.
async fn life(fault: Option<Fault>) -> (OrderState, Vec<Event>) {
    let sandbox = Sandbox::start().await.unwrap();
    let credentials = Credentials::test();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/callback", listener.local_addr().unwrap());
    let order = CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(1000).currency(Currency::GEL);
    let order = order.server_callback_url(url).build().unwrap();
    let mut state = OrderState::from_request(&credentials, &order).unwrap();
    state.expect_reversal(1000);
    let shop = Shop { credentials: credentials.clone(), order: Arc::new(Mutex::new((state, Vec::new()))) };
    let routes = Router::new().route("/callback", post(callback)).with_state(shop.clone());
    tokio::spawn(async move { axum::serve(listener, routes).await });

    let client = Client::builder(credentials).base_url(sandbox.base_url()).build().unwrap();
    if let Some(fault) = fault {
        sandbox.fault(fault.at("checkout_url"));
    }
    client.send(&order).await.unwrap();
    sandbox.pay("1001", DECLINED).unwrap();
    sandbox.pay("1001", CARD).unwrap();
    for (reverse_id, amount) in [("part", 300), ("rest", 700)] {
        let reversal = ReverseOrder::request().order_id("1001").amount(amount).currency(Currency::GEL);
        client.send(&reversal.reverse_id(reverse_id).build().unwrap()).await.unwrap();
    }
    // One for each try, and one for each reversal.
    let expected = if fault == Some(Fault::DuplicateCallbacks) { 8 } else { 4 };
    let deadline = Instant::now() + Duration::from_secs(30);
    while shop.order.lock().unwrap().1.len() < expected {
        assert!(Instant::now() < deadline, "waited in vain for {expected} callbacks with {fault:?}");
        // What was held back goes out.
        sandbox.advance(Duration::from_secs(6));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let (state, events) = shop.order.lock().unwrap().clone();
    (state, events.concat())
}

#[tokio::test]
async fn the_state_of_an_order_does_not_depend_on_the_delivery_of_callbacks() {
    for fault in [None, Some(Fault::DuplicateCallbacks), Some(Fault::ReorderCallbacks)] {
        let (state, events) = life(fault).await;
        let sums = (state.stage(), state.paid(), state.reversed(), state.is_reversed_in_full());
        assert_eq!(sums, (Stage::Reversed, 1000, 1000, Some(true)), "{fault:?}");
        let amount = |event: &Event| if let Event::Reversed { amount, .. } = event { *amount } else { 0 };
        assert_eq!(events.iter().map(amount).sum::<u64>(), 1000, "{fault:?}");
        let paid = events.iter().filter(|event| matches!(event, Event::Paid { .. })).count();
        assert!(paid <= 1, "the goods go out once at most, with {fault:?}");
        assert!(!events.iter().any(|event| matches!(event, Event::Unexpected(_))), "{events:?}");
    }
}
