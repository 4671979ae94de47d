//! Purchases that are split among merchants.

mod common;

use common::{APPROVED, Shop, call, client, create, object, order, packed_with, refusal, unpacked, with};
use flitt_client::api::Settlement;
use flitt_client::api::tables::receiver::Receiver;
use flitt_client::api::tables::requisites::Requisites;
use flitt_client::{Currency, Outcome, Verification};
use flitt_sandbox::{Merchant, OrderStatus, Sandbox};
use serde_json::{Map, Value, json};

fn receivers(sums: &[(u64, u64)]) -> Value {
    let receiver = |(merchant_id, amount): &(u64, u64)| json!({ "type": "merchant", "requisites": { "amount": amount, "merchant_id": merchant_id } });
    sums.iter().map(receiver).collect()
}

fn settlement(order_id: &str, operation_id: &str, sums: &[(u64, u64)]) -> Map<String, Value> {
    object(json!({
        "order_type": "settlement", "order_id": order_id, "operation_id": operation_id, "merchant_id": 1_549_901,
        "order_desc": "Parts", "amount": 1000, "currency": "GEL", "receiver": receivers(sums),
    }))
}

async fn split(sandbox: &Sandbox, fields: &Map<String, Value>) -> Value {
    call(sandbox, "/api/settlement", packed_with("test", fields)).await
}

async fn reverse(sandbox: &Sandbox, order_id: &str, amount: u64, sums: &[(u64, u64)]) -> Value {
    let fields = json!({
        "order_id": order_id, "merchant_id": "1549901", "amount": amount.to_string(), "currency": "GEL",
        "receiver": receivers(sums),
    });
    call(sandbox, "/api/reverse/order_id", packed_with("test", &object(fields))).await
}

async fn paid(sandbox: &Sandbox, order_id: &str, more: Value) {
    create(sandbox, with(order(order_id), more)).await;
    sandbox.pay(order_id, APPROVED).unwrap();
}

#[tokio::test]
async fn a_purchase_is_split_and_given_back_in_parts() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    paid(&sandbox, "purchase", json!({})).await;
    let receiver = |merchant_id: u64, amount: u64| {
        let requisites = Requisites::builder().amount(amount).merchant_id(merchant_id).build().unwrap();
        Receiver::builder().r#type("merchant").requisites(requisites).build().unwrap()
    };
    let request = Settlement::request()
        .order_id("parts")
        .operation_id("purchase")
        .amount(1000)
        .currency(Currency::GEL)
        .receiver([receiver(500_001, 600), receiver(600_001, 400)])
        .server_callback_url(shop.url.as_str())
        .build()
        .unwrap();
    let answer = client(&sandbox).send(&request).await.unwrap();
    assert_eq!((answer.outcome(), answer.verification()), (Outcome::Approved, Verification::Verified));
    assert_eq!((answer.order_id(), answer.get("tran_type")), ("parts", Some("settlement")));
    let rows: Value = serde_json::from_str(answer.get("transaction").unwrap()).unwrap();
    let told: Vec<_> =
        rows.as_array().unwrap().iter().map(|row| (row["type"].clone(), row["amount"].to_string())).collect();
    let expected = [("purchase", "10.0"), ("settlement", "6.0"), ("settlement", "4.0")];
    assert_eq!(told, expected.map(|(kind, amount)| (json!(kind), amount.to_owned())));
    assert_eq!(shop.callback(1).await.get("tran_type"), Some("settlement"));
    // A flat answer has no nested rows.
    assert!(common::status(&sandbox, "purchase").await.get("transaction").is_none());

    let answer = unpacked(&reverse(&sandbox, "purchase", 300, &[(500_001, 100), (600_001, 200)]).await);
    assert_eq!((&answer["reverse_status"], &answer["reversal_amount"]), (&json!("approved"), &json!("300")));
    let order = sandbox.order("purchase").unwrap();
    let shares: Vec<_> =
        order.shares.iter().map(|share| (share.merchant_id, share.amount, share.reversal_amount)).collect();
    assert_eq!(shares, [(500_001, 600, 100), (600_001, 400, 200)]);

    // More than a receiver has left, others than the receivers, and parts that are not the sum.
    assert_eq!(refusal(&reverse(&sandbox, "purchase", 300, &[(600_001, 300)]).await).0, 1069);
    assert_eq!(refusal(&reverse(&sandbox, "purchase", 100, &[(1_549_901, 100)]).await).0, 1108);
    assert_eq!(refusal(&reverse(&sandbox, "purchase", 100, &[(500_001, 99)]).await).0, 1120);
    assert_eq!(sandbox.order("purchase").unwrap().shares, order.shares);
    unpacked(&reverse(&sandbox, "purchase", 700, &[(500_001, 500), (600_001, 200)]).await);
    assert_eq!(sandbox.order("purchase").unwrap().status, OrderStatus::Reversed);
}

#[tokio::test]
async fn what_is_not_split() {
    let sandbox = Sandbox::start().await.unwrap();
    paid(&sandbox, "paid", json!({})).await;
    let halves = [(500_001, 500), (600_001, 500)];
    let code = async |fields: Map<String, Value>| refusal(&split(&sandbox, &fields).await).0;
    assert_eq!(code(settlement("s", "nowhere", &halves)).await, 1018);
    assert_eq!(code(settlement("s", "paid", &[(500_001, 500), (7, 500)])).await, 1107);
    assert_eq!(code(settlement("s", "paid", &[(500_001, 500), (600_001, 499)])).await, 1120);
    assert_eq!(code(with(settlement("s", "paid", &[(500_001, 900)]), json!({ "amount": 900 }))).await, 1120);
    assert_eq!(code(with(settlement("s", "paid", &halves), json!({ "currency": "USD" }))).await, 1007);
    assert_eq!(
        code(with(
            settlement("s", "paid", &halves),
            json!({ "receiver": [{ "type": "card", "requisites": { "amount": 1000, "merchant_id": 500_001 } }] })
        ))
        .await,
        1007
    );
    create(&sandbox, order("open")).await;
    assert_eq!(code(settlement("s", "open", &halves)).await, 1100);
    assert!(sandbox.order("s").is_none());

    paid(&sandbox, "held", json!({ "preauth": "Y" })).await;
    assert_eq!(code(settlement("s", "held", &halves)).await, 1114);
    let capture = json!({ "order_id": "held", "merchant_id": 1_549_901, "amount": 800, "currency": "GEL" });
    call(&sandbox, "/api/capture/order_id", common::signed(object(capture))).await;
    assert_eq!(code(settlement("s", "held", &halves)).await, 1120);
    let parts = with(settlement("captured", "held", &[(500_001, 800)]), json!({ "amount": 800 }));
    assert_eq!(unpacked(&split(&sandbox, &parts).await)["order_status"], "approved");
    assert_eq!(code(with(parts, json!({ "order_id": "again" }))).await, 1100);
    assert_eq!(refusal(&reverse(&sandbox, "paid", 100, &[(500_001, 100)]).await).0, 1108);
}

#[tokio::test]
async fn merchants_that_may_not_split_and_those_without_a_company() {
    let sandbox = Sandbox::builder()
        .merchant(Merchant::new(1_549_901, "test"))
        .merchant(Merchant::new(7, "seven").without_split())
        .start()
        .await
        .unwrap();
    paid(&sandbox, "paid", json!({})).await;
    assert_eq!(refusal(&split(&sandbox, &settlement("s", "paid", &[(7, 1000)])).await).0, 1107);
    assert_eq!(
        unpacked(&split(&sandbox, &settlement("s", "paid", &[(1_549_901, 1000)])).await)["order_status"],
        "approved"
    );
    let other = with(settlement("s", "paid", &[(7, 1000)]), json!({ "merchant_id": 7 }));
    assert_eq!(refusal(&call(&sandbox, "/api/settlement", packed_with("seven", &other)).await).0, 1106);
}
