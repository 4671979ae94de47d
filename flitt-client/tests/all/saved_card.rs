//! Cards that are checked, saved and charged; and tries that are declined while an order goes on.

use flitt_client::api::{ChargeSavedCard, CheckoutUrl, FinalOrder, GetOrderStatus};
use flitt_client::order::{Creation, Event, Intent, OrderParts, SavedCard, SavedCardError};
use flitt_client::reference::ResponseCode;
use flitt_client::value::Flag;
use flitt_client::{Client, Credentials, Currency, OrderState, Outcome, callback};
use flitt_sandbox::Sandbox;

const CARD: &str = "4444555511116666";
const DECLINED: &str = "4444111155556666";

fn order(changes: &[(&str, &str)]) -> FinalOrder {
    let credentials = Credentials::test();
    let sample = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "100");
    let sample = sample.set("tran_type", "purchase").set("actual_amount", "100").set("actual_currency", "GEL");
    let sample = sample.set("rectoken", "canary-token");
    let sample = changes.iter().fold(sample, |sample, (name, value)| sample.set(name, *value));
    callback::verify(&credentials, sample.json().as_bytes()).unwrap()
}

fn client(sandbox: &Sandbox) -> Client {
    Client::builder(Credentials::test()).base_url(sandbox.base_url()).build().unwrap()
}

async fn status(client: &Client, order_id: &str) -> FinalOrder {
    client.send(&GetOrderStatus::request().order_id(order_id).build().unwrap()).await.unwrap()
}

#[test]
fn a_verification_says_what_the_documents_ask_for() {
    let request = CheckoutUrl::card_verification().order_id("1").order_desc("Card").amount(100).currency("GEL");
    let shown = format!("{:?}", request.build().unwrap());
    assert!(shown.contains(r#"verification: "Y""#) && shown.contains(r#"required_rectoken: "Y""#), "{shown}");
}

/// What the shop knows of an order, and the update with which it asks for the card.
fn after(intent: Intent, updates: &[FinalOrder]) -> Result<SavedCard, SavedCardError> {
    let parts = OrderParts {
        order_id: "1001".to_owned(),
        amount: 100,
        currency: Currency::GEL.into(),
        intent,
        creation: Creation::Server,
    };
    let mut state = OrderState::from_parts(&Credentials::test(), parts);
    for update in updates {
        let _ = state.merge(update).unwrap();
    }
    state.saved_card(updates.last().unwrap())
}

#[test]
fn a_card_is_saved_when_its_order_has_succeeded() {
    let until = ("rectoken_lifetime", "31.12.2030 23:59:59");
    for (intent, status) in
        [(Intent::Sale, "approved"), (Intent::CardCheck, "approved"), (Intent::CardCheck, "reversed")]
    {
        let card = after(intent, &[order(&[("order_status", status), until])]).unwrap();
        assert_eq!(card.token(), "canary-token");
        assert_eq!(card.usable_until().unwrap().to_string(), until.1);
        assert!(!format!("{card:?} {card:#?}").contains("canary"), "{card:?}");
    }
    // A hold, and one that was captured in part.
    for info in [r#"{"capture_status": "hold"}"#, r#"{"capture_status": "captured", "capture_amount": 0.3}"#] {
        assert!(after(Intent::Hold, &[order(&[("additional_info", info)])]).is_ok(), "{info}");
    }
    let refused = |changes: &[(&str, &str)]| after(Intent::Sale, &[order(changes)]).unwrap_err();
    assert_eq!(refused(&[("rectoken", "")]), SavedCardError::NoToken);
    assert_eq!(refused(&[("order_status", "processing")]), SavedCardError::Pending);
    assert!(matches!(refused(&[("order_status", "declined"), ("response_code", "1000")]), SavedCardError::Declined(_)));
    assert_eq!(refused(&[("actual_amount", "1")]), SavedCardError::CheckFailed);
    assert_eq!(refused(&[("tran_type", "verification")]), SavedCardError::CheckFailed);
    assert_eq!(after(Intent::Sale, &[order(&[("rectoken_lifetime", "soon")])]).unwrap().usable_until(), None);
}

/// A check by a code that failed, or that has not ended, saves no card; nor does what a browser brought.
#[test]
fn a_card_is_not_saved_before_its_check_has_succeeded() {
    let check = |code: &str| order(&[("tran_type", "verification"), ("verification_status", code)]);
    let refused = |updates: &[FinalOrder]| after(Intent::CardCheck, updates).unwrap_err();
    assert_eq!(refused(&[check("failed")]), SavedCardError::CheckFailed);
    assert_eq!(refused(&[check("failed"), check("verified")]), SavedCardError::CheckFailed);
    assert_eq!(refused(&[check("created")]), SavedCardError::Pending);
    assert_eq!(refused(&[check("incorrect")]), SavedCardError::Pending);
    assert_eq!(after(Intent::CardCheck, &[check("verified")]).unwrap().token(), "canary-token");

    let credentials = Credentials::test();
    let body = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("rectoken", "t").form();
    let returned: FinalOrder = callback::verify_payer_return(&credentials, body.as_bytes()).unwrap();
    assert_eq!(refused(&[returned]), SavedCardError::FromBrowser);
}

#[tokio::test]
async fn a_verified_card_is_charged() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let check =
        CheckoutUrl::card_verification().order_id("card").order_desc("Card").amount(100).currency(Currency::GEL);
    let check = check.build().unwrap();
    let mut state = OrderState::from_request(client.credentials(), &check).unwrap();
    client.send(&check).await.unwrap();
    let pending = status(&client, "card").await;
    assert_eq!(state.merge(&pending), Ok(vec![]));
    assert_eq!(state.saved_card(&pending).unwrap_err(), SavedCardError::Pending);
    sandbox.pay("card", CARD).unwrap();
    let verified = status(&client, "card").await;
    assert_eq!(state.merge(&verified), Ok(vec![Event::CardVerified]));
    let card = state.saved_card(&verified).unwrap();
    let charge = ChargeSavedCard::request().order_id("may").order_desc("May").amount(500).currency(Currency::GEL);
    let charged = client.send(&charge.rectoken(card.token()).build().unwrap()).await.unwrap();
    assert_eq!((charged.outcome(), charged.masked_card()), (Outcome::Approved, card.masked_card()));
}

/// `processing` with a code: one try was declined, and the payer may try again while the order lives.
#[tokio::test]
async fn a_declined_attempt_leaves_a_delayed_order_pending() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    for (order_id, delayed) in [("several tries", Flag::Y), ("one try", Flag::N)] {
        let order = CheckoutUrl::request().order_id(order_id).order_desc("Tea").amount(100).currency(Currency::GEL);
        client.send(&order.delayed(delayed).build().unwrap()).await.unwrap();
        assert_eq!(status(&client, order_id).await.outcome(), Outcome::Pending(None));
        sandbox.pay(order_id, DECLINED).unwrap();
    }
    let pending = status(&client, "several tries").await;
    assert_eq!(pending.order_status(), "processing");
    match pending.outcome() {
        Outcome::Pending(Some(decline)) => assert_eq!(decline.response_code(), ResponseCode::GeneralDecline),
        other => panic!("{other:?}"),
    }
    assert!(!pending.outcome().is_final());
    assert!(matches!(status(&client, "one try").await.outcome(), Outcome::Declined(_)));

    sandbox.pay("several tries", CARD).unwrap();
    assert_eq!(status(&client, "several tries").await.outcome(), Outcome::Approved);
}
