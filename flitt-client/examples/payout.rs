//! Pays out to a card: the card is checked and saved first, then it gets money.
//!
//! `cargo run --example payout` runs against a local gateway. A payout moves the merchant's own money, so it is sent once,
//! and if no response arrives, the status of its order is asked for.

use std::error::Error;

use flitt_client::api::{CardPayout, CheckoutUrl, GetOrderStatus};
use flitt_client::order::Event;
use flitt_client::response::Resolved;
use flitt_client::{Client, Credentials, Currency, OrderState, RetryPolicy};
use flitt_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    // Payouts are signed with a key of their own, which these credentials have.
    let client = Client::builder(Credentials::test()).base_url(sandbox.base_url()).build()?;

    let check = CheckoutUrl::card_verification()
        .order_id("card-of-nino")
        .order_desc("Checks your card")
        .amount(100)
        .currency(Currency::GEL)
        .build()?;
    let mut state = OrderState::from_request(client.credentials(), &check)?;
    println!("1. Nino would open {}", client.send(&check).await?.checkout_url());
    sandbox.pay("card-of-nino", "4444555511116666")?;

    let order = client.send(&GetOrderStatus::request().order_id("card-of-nino").build()?).await?;
    println!("2. {:?}", state.merge(&order)?);
    let card = state.saved_card(&order)?;
    println!("3. The card is saved: {card:?}");

    let payout = CardPayout::request()
        .order_id("salary-of-nino-may")
        .order_desc("Salary")
        .amount(150_000)
        .currency(Currency::GEL)
        .receiver_rectoken(card.token())
        .build()?;
    let mut state = OrderState::from_request(client.credentials(), &payout)?;
    let paid = match client.send_until_known(&payout, RetryPolicy::until_known()).await? {
        Resolved::Response(paid) | Resolved::OrderStatus(paid) => paid,
        // This program sends the id for the first time, so the order is another one.
        Resolved::Existing(other) => return Err(format!("the id was used before: {}", other.order_status()).into()),
    };
    let events = state.merge(&paid)?;
    println!("4. To {}: {events:?}", paid.masked_card().unwrap_or("the card"));
    let is_paid_out = events.iter().any(|event| matches!(event, Event::PaidOut { amount: 150_000, .. }));
    if is_paid_out { Ok(()) } else { Err("the payout should be approved".into()) }
}
