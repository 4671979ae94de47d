//! A subscription: the first payment starts a schedule, and the gateway charges the card by itself.
//!
//! `cargo run --example subscription` runs against a local gateway, whose clock is then moved on by a month.

use std::error::Error;
use std::time::Duration;

use flitt_client::api::subscription::Action;
use flitt_client::api::tables::recurring_data;
use flitt_client::api::{CheckoutUrl, FinalOrder, GetOrderStatus, Subscription};
use flitt_client::order::Event;
use flitt_client::{Client, Credentials, Currency, OrderState};
use flitt_sandbox::Sandbox;

/// A month, however long it is, and a day.
const MONTH: Duration = Duration::from_secs(24 * 32 * 60 * 60);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder(Credentials::test()).base_url(sandbox.base_url()).build()?;

    let schedule = recurring_data::RecurringData::builder()
        .amount(990)
        .period(recurring_data::Period::Month)
        .every(1)
        .quantity(12)
        .build()?;
    // The schedule is a nested value: the order is sent in protocol 2.0, as its schema file says.
    let order = CheckoutUrl::request()
        .order_id("magazine-anna")
        .order_desc("A magazine each month")
        .amount(990)
        .currency(Currency::GEL)
        .subscription(true)
        .recurring_data(schedule)
        .build()?;
    let mut first = OrderState::from_request(client.credentials(), &order)?;
    println!("1. Anna would open {}", client.send(&order).await?.checkout_url());
    sandbox.pay("magazine-anna", "4444555511116666")?;
    println!("2. {:?}", first.merge(&status(&client, "magazine-anna").await?)?);

    sandbox.advance(MONTH);
    // A charge is an order of its own, whose callback comes to `subscription_callback_url`. Its id and its first order are in
    // the callback; here the sandbox names them.
    let charge = sandbox.orders().last().ok_or("no charge")?.purchase.order_id.clone();
    let charged = status(&client, &charge).await?;
    let mut state = OrderState::scheduled(&first, charge, 990);
    let events = state.merge(&charged)?;
    println!("3. {} of {:?}: {events:?}", state.order_id(), charged.parent_order_id());

    let stop = Subscription::request().order_id("magazine-anna").action(Action::Stop).build()?;
    println!("4. The subscription is {}", client.send(&stop).await?.status());
    let before = sandbox.orders().len();
    sandbox.advance(MONTH);
    println!("5. In the next month there are {} charges", sandbox.orders().len() - before);

    let is_charged = matches!(events[..], [Event::Paid { amount: 990, .. }]);
    if is_charged { Ok(()) } else { Err("the card should be charged".into()) }
}

async fn status(client: &Client, order_id: &str) -> Result<FinalOrder, Box<dyn Error>> {
    Ok(client.send(&GetOrderStatus::request().order_id(order_id).build()?).await?)
}
