//! A first payment, from the order to its partial reversal.
//!
//! `cargo run --example first_payment` starts a local gateway and pays with a documented test card. With
//! `FLITT_BASE_URL`, `FLITT_MERCHANT_ID` and `FLITT_PAYMENT_KEY` it talks to the gateway that they name, and a person
//! pays on the page that it prints.

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use flitt_client::api::{CheckoutUrl, FinalOrder, GetOrderStatus, ReverseOrder};
use flitt_client::order::{Event, Stage};
use flitt_client::{Client, Credentials, Currency, OrderState, callback};
use flitt_sandbox::Sandbox;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// 10.00 GEL, in minor units.
const AMOUNT: u64 = 1000;
/// What is given back of it.
const REFUND: u64 = 250;

#[tokio::main]
async fn main() -> ExitCode {
    match first_payment().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn first_payment() -> Result<()> {
    let sandbox = if env::var_os(Client::BASE_URL_VARIABLE).is_some() { None } else { Some(Sandbox::start().await?) };
    let client = match &sandbox {
        Some(sandbox) => Client::builder(Credentials::test()).base_url(sandbox.base_url()).build()?,
        None => Client::from_env()?,
    };
    println!("1. The gateway: {client:?}");

    let (callback_url, mut callbacks) = listen_for_callbacks(client.credentials().clone()).await?;
    let order_id = format!("first-payment-{}", std::process::id());
    let order = CheckoutUrl::request()
        .order_id(order_id.as_str())
        .order_desc("ქართული ჩაი, 100 g")
        .amount(AMOUNT)
        .currency(Currency::GEL)
        .server_callback_url(callback_url)
        .build()?;
    // A shop stores this state before it sends the request, and merges every callback and status response into it.
    let mut state = OrderState::from_request(client.credentials(), &order)?;
    let created = client.send(&order).await?;
    println!("2. Order {order_id} is created. The payer would open {}", created.checkout_url());

    if let Some(sandbox) = &sandbox {
        pay(sandbox, created.checkout_url()).await?;
        println!("3. The payer paid with the test card 4444 5555 1111 6666.");
        let callback = timeout(Duration::from_secs(10), callbacks.recv()).await?.ok_or("no callback came")?;
        println!("4. A callback came, its signature is valid: {}", sentence(&state.merge(&callback)?));
    } else {
        println!("3. Open the page and pay; a callback cannot reach this machine, so the status is asked instead.");
    }

    wait_until_paid(&client, &mut state).await?;
    println!("5. The order is paid: {}. Its goods can be shipped.", money(state.paid()));

    // Stored before it is sent, like the order: a reversal that the shop did not ask for is an event of its own.
    state.expect_reversal(REFUND);
    let reversal = ReverseOrder::request()
        .order_id(order_id.as_str())
        .amount(REFUND)
        .currency(Currency::GEL)
        .reverse_id(format!("{order_id}-1"))
        .comment("One of four packets was torn")
        .build()?;
    let reversed = client.send(&reversal).await?;
    println!("6. Reversal of {}: {}", money(REFUND), reversed.reverse_status());

    let status = client.send(&GetOrderStatus::request().order_id(order_id.as_str()).build()?).await?;
    let events = state.merge(&status)?;
    println!("7. Order status, signature verified: {}", sentence(&events));

    let is_partial = matches!(events[..], [Event::Reversed { total: REFUND, in_full: Some(false), .. }]);
    if is_partial && state.is_paid() { Ok(()) } else { Err("a part of the order should be reversed".into()) }
}

/// What an update changed.
fn sentence(events: &[Event]) -> String {
    if events.is_empty() {
        return "nothing new".to_owned();
    }
    events.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn money(minor: u64) -> String {
    format!("{} GEL", Currency::GEL.format_minor(minor))
}

/// A merchant's server: takes callbacks, and believes those that verify.
async fn listen_for_callbacks(credentials: Credentials) -> Result<(String, mpsc::Receiver<FinalOrder>)> {
    let (sender, receiver) = mpsc::channel(16);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/callback", listener.local_addr()?);
    let shop = Router::new().route("/callback", post(take_callback)).with_state((credentials, sender));
    tokio::spawn(async move { axum::serve(listener, shop).await });
    Ok((address, receiver))
}

async fn take_callback(
    State((credentials, orders)): State<(Credentials, mpsc::Sender<FinalOrder>)>,
    body: Bytes,
) -> StatusCode {
    match callback::verify::<FinalOrder>(&credentials, &body) {
        Ok(order) => {
            // The gateway repeats a callback until it gets 200, so a shop stores the order before it responds.
            let stored = orders.send(order).await.is_ok();
            if stored { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
        }
        Err(refused) => {
            eprintln!("{refused}");
            StatusCode::BAD_REQUEST
        }
    }
}

/// Does what the payer does on the checkout page.
async fn pay(sandbox: &Sandbox, checkout_url: &str) -> Result<()> {
    let token = checkout_url.split_once("token=").map(|(_, token)| token).ok_or("the address holds no token")?;
    let card = [("token", token), ("card_number", "4444555511116666"), ("expiry_date", "1230"), ("cvv2", "111")];
    let page = format!("{}/pay", sandbox.base_url());
    let response = reqwest::Client::new().post(page).form(&card).send().await?;
    response.error_for_status()?;
    Ok(())
}

/// Asks for the status until the order is paid.
async fn wait_until_paid(client: &Client, state: &mut OrderState) -> Result<()> {
    let request = GetOrderStatus::request().order_id(state.order_id()).build()?;
    loop {
        let events = state.merge(&client.send(&request).await?)?;
        if state.is_paid() {
            return Ok(());
        }
        match state.stage() {
            Stage::Pending => sleep(Duration::from_secs(3)).await,
            other => return Err(format!("the order is {other}: {}", sentence(&events)).into()),
        }
    }
}
