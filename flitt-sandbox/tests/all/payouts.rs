//! Payouts, signed with the payout key.

use crate::common::{Shop, call, card_token, client, code, object, signed, signed_with, until};
use flitt_client::api::{CardPayout, FinalOrder, GetOrderStatus, IbanPayout};
use flitt_client::reference::ResponseCode;
use flitt_client::response::Verification;
use flitt_client::signature::sign;
use flitt_client::{Client, Credentials, Currency, Error, Outcome};
use flitt_sandbox::{Merchant, Operation, Sandbox};
use serde_json::json;

const ACCOUNT: &str = "GE00TB000000000000000";

async fn to_account(sandbox: &Sandbox, order_id: &str, iban: &str, url: &str) -> Result<FinalOrder, Error> {
    let request = IbanPayout::request()
        .order_id(order_id)
        .order_desc("Prize")
        .amount(500)
        .currency(Currency::GEL)
        .receiver_iban(iban)
        .server_callback_url(url)
        .build()
        .unwrap();
    client(sandbox).send(&request).await
}

async fn to_card(client: &Client, order_id: &str, rectoken: &str, url: &str) -> Result<FinalOrder, Error> {
    let request = CardPayout::request()
        .order_id(order_id)
        .order_desc("Prize")
        .amount(500)
        .currency(Currency::GEL)
        .receiver_rectoken(rectoken)
        .server_callback_url(url)
        .build()
        .unwrap();
    client.send(&request).await
}

#[tokio::test]
async fn a_card_is_paid_out_by_its_token() {
    let sandbox =
        Sandbox::builder().merchant(Merchant::test()).merchant(Merchant::new(7, "seven")).start().await.unwrap();
    let shop = Shop::start([]).await;
    let rectoken = card_token(&sandbox, "first").await;
    let paid = to_card(&client(&sandbox), "prize", &rectoken, &shop.url).await.unwrap();
    assert_eq!((paid.outcome(), paid.verification()), (Outcome::Approved, Verification::Verified));
    assert_eq!((paid.amount(), paid.masked_card()), (500, Some("444455XXXXXX1111")));
    assert_eq!(paid.get("tran_type"), Some("p2p credit"));
    for name in ["actual_amount", "reversal_amount", "rrn", "approval_code", "rectoken", "eci", "fee_oplata"] {
        assert_eq!(paid.get(name), None, "{name}");
    }
    // The callback can be verified only with the payout key, as its table requires.
    let update = shop.callback(1).await;
    assert_eq!((update.order_id(), update.get("tran_type")), ("prize", Some("p2p credit")));
    let pairs = || update.fields().iter().map(|field| (field.name(), field.text()));
    assert_eq!(update.get("signature"), Some(sign("testcredit", pairs()).as_str()));

    let state = client(&sandbox).send(&GetOrderStatus::request().order_id("prize").build().unwrap()).await.unwrap();
    assert_eq!((state.outcome(), state.verification()), (Outcome::Approved, Verification::Verified));
    assert_eq!(sandbox.order("prize").unwrap().purchase.operation, Operation::Payout);
    assert_eq!(sandbox.pay("prize", crate::common::APPROVED).unwrap_err().code(), ResponseCode::OperationNotAllowed);
    assert_eq!(crate::common::reverse(&sandbox, "prize", 500, json!({})).await["error_code"], 1069);

    let client = client(&sandbox);
    assert_eq!(code(to_card(&client, "prize", &rectoken, &shop.url).await), ResponseCode::DuplicateOrder);
    assert_eq!(code(to_card(&client, "prize 2", "unknown", &shop.url).await), ResponseCode::TokenNotFound);
    assert!(sandbox.order("prize 2").is_none());
    assert_eq!(shop.count(), 1);
}

#[tokio::test]
async fn the_token_of_another_company_is_paid_without_a_card() {
    let sandbox = Sandbox::start().await.unwrap();
    let request = CardPayout::request()
        .order_id("ufc")
        .order_desc("Prize")
        .amount(500)
        .currency(Currency::USD)
        .external_rectoken("any")
        .build()
        .unwrap();
    let paid = client(&sandbox).send(&request).await.unwrap();
    assert_eq!((paid.outcome(), paid.masked_card()), (Outcome::Approved, None));
}

/// Only the test merchant may name the card by its number.
#[tokio::test]
async fn a_card_is_paid_out_by_its_number() {
    let seven = Merchant::new(7, "seven").with_payout_key("seven out");
    let sandbox = Sandbox::builder().merchant(Merchant::test()).merchant(seven).start().await.unwrap();
    let pay = async |client: &Client, order_id: &str, number: &str| {
        let request = CardPayout::request()
            .order_id(order_id)
            .order_desc("Prize")
            .amount(500)
            .currency(Currency::GEL)
            .receiver_card_number(number);
        client.send(&request.build().unwrap()).await
    };
    let test = client(&sandbox);
    let paid = pay(&test, "prize", crate::common::APPROVED).await.unwrap();
    assert_eq!((paid.outcome(), paid.verification()), (Outcome::Approved, Verification::Verified));
    assert_eq!((paid.order_id(), paid.masked_card()), ("prize", Some("444455XXXXXX1111")));
    assert!(paid.get("payment_id").is_some());
    let declined = pay(&test, "declined", crate::common::DECLINED).await.unwrap();
    assert_eq!(declined.decline().unwrap().code(), "1058");
    // No text that was recorded shows the number.
    assert!(!format!("{:?}", sandbox.requests()).contains(crate::common::APPROVED));

    let other = Client::builder(Credentials::new(7, "seven").with_payout_key("seven out"));
    let other = other.base_url(sandbox.base_url()).build().unwrap();
    assert_eq!(code(pay(&other, "seven", crate::common::APPROVED).await), ResponseCode::OnlyByRectoken);
    assert!(sandbox.order("seven").is_none());
}

#[tokio::test]
async fn only_the_payout_key_signs_payouts() {
    let sandbox =
        Sandbox::builder().merchant(Merchant::test()).merchant(Merchant::new(7, "seven")).start().await.unwrap();
    let fields = |merchant_id: u64| {
        object(json!({
            "order_id": "key", "merchant_id": merchant_id, "order_desc": "Prize", "amount": 1, "currency": "GEL",
            "receiver_iban": format!("{ACCOUNT}1"),
        }))
    };
    let path = "/api/ibancredit";
    assert_eq!(call(&sandbox, path, signed(fields(1_549_901))).await["error_code"], 1014);
    assert_eq!(call(&sandbox, path, signed_with("seven", fields(7))).await["error_code"], 1006);
    let paid = call(&sandbox, path, signed_with("testcredit", fields(1_549_901))).await;
    assert_eq!(paid["order_status"], "approved");

    let rectoken = card_token(&sandbox, "mine").await;
    let other = Client::builder(Credentials::new(1_549_901, "test").with_payout_key("wrong"));
    let other = other.base_url(sandbox.base_url()).build().unwrap();
    assert_eq!(code(to_card(&other, "wrong", &rectoken, "http://127.0.0.1:1/").await), ResponseCode::InvalidSignature);
}

#[tokio::test]
async fn the_documented_accounts_have_the_documented_results() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    let pay = async |last: &str| to_account(&sandbox, last, &format!("{ACCOUNT}{last}"), &shop.url).await;
    let approved = pay("1").await.unwrap();
    assert_eq!((approved.outcome(), approved.get("tran_type")), (Outcome::Approved, Some("p2p credit")));
    assert_eq!((approved.masked_card(), approved.get("payment_system")), (None, None));
    let pairs = || approved.fields().iter().map(|field| (field.name(), field.text()));
    assert_eq!(approved.get("signature"), Some(sign("testcredit", pairs()).as_str()));
    let declined = pay("2").await.unwrap();
    assert_eq!(declined.decline().unwrap().code(), "1000");
    assert_eq!(declined.order_status().as_str(), "declined");
    let waiting = pay("3").await.unwrap();
    assert_eq!((waiting.outcome(), waiting.order_status().as_str()), (Outcome::Pending(None), "processing"));
    assert_eq!(code(pay("4").await), ResponseCode::OnlyTestIban);
    assert_eq!(code(pay("11").await), ResponseCode::OnlyTestIban);
    until("two callbacks", || sandbox.callbacks().len() == 2).await;
    for number in 1..=2 {
        assert_eq!(shop.callback(number).await.get("tran_type"), Some("p2p credit"));
    }
    sandbox.advance(std::time::Duration::from_secs(1_000_000 * 60 * 60));
    assert_eq!(sandbox.order("3").unwrap().status.clone(), flitt_sandbox::OrderStatus::Processing);

    let dollars = IbanPayout::request()
        .order_id("USD")
        .order_desc("Prize")
        .amount(500)
        .currency(Currency::USD)
        .receiver_iban(format!("{ACCOUNT}1"))
        .build()
        .unwrap();
    assert_eq!(code(client(&sandbox).send(&dollars).await), ResponseCode::CurrencyNotAvailable);
}
