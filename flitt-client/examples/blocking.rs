//! A script without async: creates an order, waits until it is paid, gives it back.
//!
//! `cargo run -p flitt-client --features blocking --example blocking` runs against a local gateway, which is the only
//! thing here that needs a runtime. With `FLITT_BASE_URL`, `FLITT_MERCHANT_ID` and `FLITT_PAYMENT_KEY` it talks to the
//! gateway that they name, and a person pays on the page that it prints.

use std::env;
use std::error::Error;
use std::thread::sleep;
use std::time::Duration;

use flitt_client::api::{CheckoutUrl, GetOrderStatus, ReverseOrder};
use flitt_client::order::Stage;
use flitt_client::{Client, Credentials, Currency, OrderState, blocking};
use flitt_sandbox::Sandbox;

fn main() -> Result<(), Box<dyn Error>> {
    if env::var_os(Client::BASE_URL_VARIABLE).is_some() {
        return script(&blocking::Client::from_env()?, |_| Ok(()));
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let sandbox = runtime.block_on(Sandbox::start())?;
    let client = Client::builder(Credentials::test()).base_url(sandbox.base_url()).build_blocking()?;
    script(&client, |order_id| {
        sandbox.pay(order_id, "4444555511116666")?;
        Ok(())
    })
}

fn script(client: &blocking::Client, pay: impl Fn(&str) -> Result<(), Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let order_id = format!("script-{}", std::process::id());
    let order = CheckoutUrl::request()
        .order_id(order_id.as_str())
        .order_desc("Tea")
        .amount(1000)
        .currency(Currency::GEL)
        .build()?;
    let mut state = OrderState::from_request(client.credentials(), &order)?;
    println!("1. Pay at {}", client.send(&order)?.checkout_url());
    pay(&order_id)?;

    let status = GetOrderStatus::request().order_id(order_id.as_str()).build()?;
    let paid = loop {
        let order = client.send(&status)?;
        let events = state.merge(&order)?;
        match state.stage() {
            _ if state.is_paid() => break order,
            Stage::Pending => sleep(Duration::from_secs(3)),
            _ => return Err(format!("the order is not paid: {events:?}").into()),
        }
    };
    println!("2. Paid: {} GEL", Currency::GEL.format_minor(state.paid()));

    state.expect_reversal(state.paid());
    let reversal = ReverseOrder::remaining(&paid)?.reverse_id(format!("{order_id}-all")).build()?;
    println!("3. Reversal: {}", client.send(&reversal)?.reverse_status());
    let events = state.merge(&client.send(&status)?)?;
    println!("4. {events:?}");
    if state.is_reversed_in_full() == Some(true) { Ok(()) } else { Err("the order should be reversed in full".into()) }
}
