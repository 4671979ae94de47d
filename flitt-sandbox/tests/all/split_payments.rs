//! Split payments.

use std::time::Duration;

use crate::common::{
    APPROVED, Shop, call, client, create, decode_data, encode_data_with, error_of, object, order, with,
};
use flitt_client::api::SplitSettlement;
use flitt_client::api::tables::receiver::Receiver;
use flitt_client::api::tables::requisites::Requisites;
use flitt_client::response::Verification;
use flitt_client::{Currency, Outcome};
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
    call(sandbox, "/api/settlement", encode_data_with("test", fields)).await
}

async fn reverse(sandbox: &Sandbox, order_id: &str, amount: u64, sums: &[(u64, u64)]) -> Value {
    let fields = json!({
        "order_id": order_id, "merchant_id": "1549901", "amount": amount.to_string(), "currency": "GEL",
        "receiver": receivers(sums),
    });
    call(sandbox, "/api/reverse/order_id", encode_data_with("test", &object(fields))).await
}

/// How long after its request a settlement is judged.
const JUDGED: Duration = Duration::from_secs(10);

/// The state of an order in protocol 2.0, which has `transaction`.
async fn state_of(sandbox: &Sandbox, order_id: &str) -> Value {
    let fields = object(json!({ "order_id": order_id, "merchant_id": 1_549_901 }));
    decode_data(&call(sandbox, "/api/status/order_id", encode_data_with("test", &fields)).await)
}

async fn transactions(sandbox: &Sandbox, order_id: &str) -> Value {
    let fields = object(json!({ "order_id": order_id, "merchant_id": 1_549_901 }));
    call(sandbox, "/api/transaction_list", crate::common::signed(fields)).await
}

async fn paid(sandbox: &Sandbox, order_id: &str, more: Value) {
    create(sandbox, with(order(order_id), more)).await;
    sandbox.pay(order_id, APPROVED).unwrap();
}

#[tokio::test]
async fn a_purchase_is_split_and_reversed_in_parts() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    paid(&sandbox, "purchase", json!({})).await;
    let receiver = |merchant_id: u64, amount: u64| {
        let requisites = Requisites::builder().amount(amount).merchant_id(merchant_id).build().unwrap();
        Receiver::builder().r#type("merchant").requisites(requisites).build().unwrap()
    };
    let request = SplitSettlement::request()
        .order_id("parts")
        .operation_id("purchase")
        .amount(1000)
        .currency(Currency::GEL)
        .receiver([receiver(500_001, 600), receiver(600_001, 400)])
        .server_callback_url(shop.url.as_str())
        .build()
        .unwrap();
    let response = client(&sandbox).send(&request).await.unwrap();
    assert_eq!((response.outcome(), response.verification()), (Outcome::Pending(None), Verification::Verified));
    assert_eq!((response.order_id(), response.order_status().as_str()), ("parts", "created"));
    assert_eq!((response.get("tran_type"), response.get("transaction")), (Some("settlement"), None));
    assert!(sandbox.order("purchase").unwrap().shares.is_empty());
    sandbox.advance(JUDGED);
    let response = state_of(&sandbox, "parts").await;
    assert_eq!(response["order_status"], "approved");
    let rows = response["transaction"].as_array().unwrap();
    let update: Vec<_> = rows.iter().map(|row| (row["type"].clone(), row["amount"].to_string())).collect();
    let expected = [("purchase", "10.0"), ("settlement", "6.0"), ("settlement", "4.0")];
    assert_eq!(update, expected.map(|(kind, amount)| (json!(kind), amount.to_owned())));
    // Each share has a transaction of its own, whose parent is the purchase.
    let purchase = transactions(&sandbox, "purchase").await[0]["id"].as_u64().unwrap();
    assert_eq!((&rows[0]["id"], &rows[0]["parent_tran_id"]), (&json!(purchase), &Value::Null));
    assert_eq!((&rows[1]["parent_tran_id"], &rows[2]["parent_tran_id"]), (&json!(purchase), &json!(purchase)));
    let own = &transactions(&sandbox, "parts").await[0];
    assert_eq!((&own["tran_type"], &own["parent_tran_id"]), (&json!("settlement"), &json!(purchase)));
    let ids = [&rows[0]["id"], &rows[1]["id"], &rows[2]["id"], &own["id"]].map(|id| id.as_u64().unwrap());
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 4, "{ids:?}");
    let update = shop.callback(1).await;
    assert_eq!((update.get("tran_type"), update.outcome()), (Some("settlement"), Outcome::Approved));
    // A response outside protocol 2.0 has no nested parameters.
    assert!(crate::common::status(&sandbox, "purchase").await.get("transaction").is_none());

    let response = decode_data(&reverse(&sandbox, "purchase", 300, &[(500_001, 100), (600_001, 200)]).await);
    assert_eq!((&response["reverse_status"], &response["reversal_amount"]), (&json!("approved"), &json!("300")));
    let order = sandbox.order("purchase").unwrap();
    let shares: Vec<_> =
        order.shares.iter().map(|share| (share.merchant_id, share.amount, share.reversal_amount)).collect();
    assert_eq!(shares, [(500_001, 600, 100), (600_001, 400, 200)]);

    // More than a receiver's rest, other receivers, and parts that are not the total.
    assert_eq!(error_of(&reverse(&sandbox, "purchase", 300, &[(600_001, 300)]).await).0, 1069);
    assert_eq!(error_of(&reverse(&sandbox, "purchase", 100, &[(1_549_901, 100)]).await).0, 1108);
    assert_eq!(error_of(&reverse(&sandbox, "purchase", 100, &[(500_001, 99)]).await).0, 1120);
    assert_eq!(sandbox.order("purchase").unwrap().shares, order.shares);
    decode_data(&reverse(&sandbox, "purchase", 700, &[(500_001, 500), (600_001, 200)]).await);
    assert_eq!(sandbox.order("purchase").unwrap().status, OrderStatus::Reversed);
}

#[tokio::test]
async fn a_settlement_is_taken_and_judged_later() {
    let sandbox = Sandbox::start().await.unwrap();
    paid(&sandbox, "paid", json!({})).await;
    let halves = [(500_001, 500), (600_001, 500)];
    // What only the request and the merchants decide is rejected immediately.
    let code = async |fields: Map<String, Value>| error_of(&split(&sandbox, &fields).await).0;
    assert_eq!(code(settlement("s", "paid", &[(500_001, 500), (7, 500)])).await, 1107);
    assert_eq!(
        code(with(
            settlement("s", "paid", &halves),
            json!({ "receiver": [{ "type": "card", "requisites": { "amount": 1000, "merchant_id": 500_001 } }] })
        ))
        .await,
        1007
    );
    assert!(sandbox.order("s").is_none());
    assert_eq!(error_of(&reverse(&sandbox, "paid", 100, &[(500_001, 100)]).await).0, 1108);

    create(&sandbox, order("open")).await;
    paid(&sandbox, "held", json!({ "preauth": "Y" })).await;
    let shop = Shop::start([]).await;
    let part = |order_id: &str, amount: u64| {
        with(settlement(order_id, "held", &[(500_001, amount)]), json!({ "amount": amount }))
    };
    let judged = [
        (settlement("unknown", "nowhere", &halves), Some(1018)),
        (settlement("sums", "paid", &[(500_001, 500), (600_001, 499)]), Some(1120)),
        (with(settlement("part", "paid", &[(500_001, 900)]), json!({ "amount": 900 })), Some(1120)),
        (with(settlement("dollars", "paid", &halves), json!({ "currency": "USD" })), Some(1012)),
        (settlement("too early", "open", &halves), Some(1100)),
        (settlement("itself", "itself", &halves), Some(1100)),
        (settlement("before the capture", "held", &halves), Some(1114)),
        (part("captured", 800), None),
        (part("again", 800), Some(1100)),
    ];
    for (fields, code) in judged {
        let fields = with(fields, json!({ "server_callback_url": shop.url }));
        let order_id = fields["order_id"].as_str().unwrap();
        if order_id == "captured" {
            let capture = json!({ "order_id": "held", "merchant_id": 1_549_901, "amount": 800, "currency": "GEL" });
            call(&sandbox, "/api/capture/order_id", crate::common::signed(object(capture))).await;
        }
        let before = shop.count();
        assert_eq!(decode_data(&split(&sandbox, &fields).await)["order_status"], "created", "{order_id}");
        assert_eq!(state_of(&sandbox, order_id).await["order_status"], "created", "{order_id}");
        sandbox.advance(JUDGED);
        let state = state_of(&sandbox, order_id).await;
        let expected = code.map_or((json!("approved"), json!("")), |code| (json!("declined"), json!(code)));
        assert_eq!((state["order_status"].clone(), state["response_code"].clone()), expected, "{order_id}");
        shop.callback(before + 1).await;
    }
    assert!(sandbox.order("paid").unwrap().shares.is_empty());
}

#[tokio::test]
async fn merchants_without_split_or_without_a_company() {
    let sandbox = Sandbox::builder()
        .merchant(Merchant::new(1_549_901, "test"))
        .merchant(Merchant::new(7, "seven").without_split())
        .start()
        .await
        .unwrap();
    paid(&sandbox, "paid", json!({})).await;
    assert_eq!(error_of(&split(&sandbox, &settlement("s", "paid", &[(7, 1000)])).await).0, 1107);
    decode_data(&split(&sandbox, &settlement("s", "paid", &[(1_549_901, 1000)])).await);
    sandbox.advance(JUDGED);
    assert_eq!(sandbox.order("s").unwrap().status, OrderStatus::Approved);
    let other = with(settlement("s", "paid", &[(7, 1000)]), json!({ "merchant_id": 7 }));
    assert_eq!(error_of(&call(&sandbox, "/api/settlement", encode_data_with("seven", &other)).await).0, 1106);
}
