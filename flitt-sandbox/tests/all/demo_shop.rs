//! The demo shop: it relies on callbacks and on the status of an order, responds with 200 only to what it accepted, and sends goods once.

use crate::common::{
    FORM, PLAIN, PLAIN_DECLINED, call, create, object, order, post_as, reverse, signed, status, until, with,
};
use flitt_client::signature::sign;
use flitt_sandbox::{CallbackResult, Sandbox};
use serde_json::{Map, Value, json};

/// Creates an order whose callbacks go to the demo shop.
async fn create_at_shop(sandbox: &Sandbox, order_id: &str, more: Value) {
    let url = format!("{}/shop/callback", sandbox.base_url());
    create(sandbox, with(with(order(order_id), json!({ "server_callback_url": url })), more)).await;
}

/// Waits for this many callbacks, and returns the statuses of their responses.
async fn results(sandbox: &Sandbox, count: usize) -> Vec<CallbackResult> {
    until("the callbacks", || sandbox.callbacks().len() >= count).await;
    sandbox.callbacks().into_iter().map(|attempt| attempt.result).collect()
}

/// What the gateway signs about an order.
async fn signed_state(sandbox: &Sandbox, order_id: &str) -> Map<String, Value> {
    object(status(sandbox, order_id).await)
}

/// Posts values as a form.
async fn post(sandbox: &Sandbox, path: &str, fields: &Map<String, Value>) -> (u16, String) {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let pairs = fields.iter().map(|(name, value)| (name.clone(), text(value)));
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    post_as(sandbox, path, FORM, form).await
}

/// The page on which the payer returns with the signed state of the order, as text.
async fn returned(sandbox: &Sandbox, order_id: &str) -> String {
    let (code, page) = post(sandbox, "/shop", &signed_state(sandbox, order_id).await).await;
    assert_eq!(code, 200, "{page}");
    page.replace("<strong>", "").replace("</strong>", "")
}

#[tokio::test]
async fn a_paid_order_is_sent_once() {
    let sandbox = Sandbox::start().await.unwrap();
    create_at_shop(&sandbox, "tea", json!({})).await;
    assert!(returned(&sandbox, "tea").await.contains("Your order tea: waiting for the payment."));
    sandbox.pay("tea", PLAIN).unwrap();
    assert_eq!(results(&sandbox, 1).await, [CallbackResult::Responded(200)]);
    for _ in 0..3 {
        let (code, _) = post(&sandbox, "/shop/callback", &signed_state(&sandbox, "tea").await).await;
        let page = returned(&sandbox, "tea").await;
        assert_eq!(code, 200);
        assert!(page.contains("Your order tea: paid 10.00 GEL."), "{page}");
        assert!(page.contains("The goods are on their way.") && !page.contains("times"), "{page}");
    }
    reverse(&sandbox, "tea", 300, json!({})).await;
    post(&sandbox, "/shop/callback", &signed_state(&sandbox, "tea").await).await;
    assert!(returned(&sandbox, "tea").await.contains("paid 10.00 GEL, of which 3.00 GEL returned."));
    reverse(&sandbox, "tea", 700, json!({})).await;
    assert_eq!(results(&sandbox, 2).await, [CallbackResult::Responded(200), CallbackResult::Responded(200)]);
    assert!(returned(&sandbox, "tea").await.contains("Your order tea: returned."));
}

/// No callback has come: the shop asks for the status, which decides.
#[tokio::test]
async fn what_the_browser_brings_decides_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("tea")).await;
    sandbox.pay("tea", PLAIN).unwrap();
    let paid = signed_state(&sandbox, "tea").await;
    let page = returned(&sandbox, "tea").await;
    assert!(page.contains("paid 10.00 GEL") && page.contains("on their way"), "{page}");
    reverse(&sandbox, "tea", 1000, json!({})).await;
    post(&sandbox, "/shop/callback", &signed_state(&sandbox, "tea").await).await;
    // What the payer still has is signed, and is not true any more.
    let (code, page) = post(&sandbox, "/shop", &paid).await;
    assert!(code == 200 && page.contains("returned") && !page.contains("paid"), "{page}");
}

#[tokio::test]
async fn only_a_sale_is_paid() {
    let sandbox = Sandbox::start().await.unwrap();
    create_at_shop(&sandbox, "held", json!({ "preauth": "Y" })).await;
    create_at_shop(&sandbox, "card", json!({ "verification": "Y" })).await;
    create_at_shop(&sandbox, "declined", json!({ "delayed": "N" })).await;
    sandbox.pay("held", PLAIN).unwrap();
    sandbox.pay("card", PLAIN).unwrap();
    sandbox.pay("declined", PLAIN_DECLINED).unwrap();
    assert_eq!(results(&sandbox, 4).await, vec![CallbackResult::Responded(200); 4]);
    for (order_id, summary) in [("held", "held 10.00 GEL"), ("card", "the card is verified"), ("declined", "not paid")]
    {
        let page = returned(&sandbox, order_id).await;
        assert!(page.contains(&format!("Your order {order_id}: {summary}.")), "{page}");
        assert!(!page.contains("goods"), "{page}");
    }
    let fields = json!({ "order_id": "held", "merchant_id": 1_549_901, "amount": 400, "currency": "GEL" });
    call(&sandbox, "/api/capture/order_id", signed(object(fields))).await;
    post(&sandbox, "/shop/callback", &signed_state(&sandbox, "held").await).await;
    assert!(returned(&sandbox, "held").await.contains("paid 4.00 GEL of 10.00 GEL."));
}

/// Who posts a form can hide parameters: the shop asks for the status.
#[tokio::test]
async fn an_order_of_a_form_needs_its_status() {
    let sandbox = Sandbox::start().await.unwrap();
    let sign_as = |fields: Map<String, Value>| {
        let mut fields: Map<String, Value> = fields.into_iter().filter(|(name, _)| name != "signature").collect();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        let texts: Vec<(String, String)> = fields.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        let signature = sign("test", texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        fields.insert("signature".to_owned(), signature.into());
        fields
    };
    let (code, _) = post(&sandbox, "/api/checkout/redirect", &sign_as(order("tea"))).await;
    assert!(code == 200 || code == 302, "{code}");
    assert!(sandbox.order("tea").unwrap().purchase.is_form);
    sandbox.pay("tea", PLAIN).unwrap();
    let mut silent = signed_state(&sandbox, "tea").await;
    let information = silent.remove("additional_info").unwrap();
    silent.insert("additional_infp".to_owned(), information);
    let (code, _) = post(&sandbox, "/shop/callback", &silent).await;
    assert_eq!(code, 200);
    assert!(returned(&sandbox, "tea").await.contains("paid 10.00 GEL"), "the status decides");
}

#[tokio::test]
async fn what_is_not_about_an_order_of_the_shop_is_not_answered_with_200() {
    let sandbox = Sandbox::start().await.unwrap();
    create_at_shop(&sandbox, "tea", json!({})).await;
    let state = signed_state(&sandbox, "tea").await;
    let changed = |name: &str, value: Value| {
        let mut fields: Map<String, Value> =
            state.clone().into_iter().filter(|(name, _)| name != "signature").collect();
        fields.insert(name.to_owned(), value);
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        let texts: Vec<(String, String)> = fields.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        let signature = sign("test", texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        fields.insert("signature".to_owned(), signature.into());
        fields
    };
    for (fields, expected) in [
        (state.clone(), 200),
        (changed("order_id", json!("coffee")), 409),
        (changed("amount", json!("1")), 409),
        (changed("currency", json!("USD")), 409),
        (with(state.clone(), json!({ "amount": "1" })), 400),
        (with(state.clone(), json!({ "merchant_id": 7 })), 400),
    ] {
        for path in ["/shop/callback", "/shop"] {
            let (code, text) = post(&sandbox, path, &fields).await;
            assert_eq!(code, expected, "{path} {fields:?} {text}");
        }
    }
}

/// The same id, of two merchants.
#[tokio::test]
async fn each_merchant_has_its_own_orders() {
    let sandbox = Sandbox::start().await.unwrap();
    for merchant_id in [1_549_901, 1_549_902] {
        create_at_shop(&sandbox, "tea", json!({ "merchant_id": merchant_id })).await;
    }
    sandbox.pay("tea", PLAIN).unwrap();
    assert_eq!(results(&sandbox, 1).await, [CallbackResult::Responded(200)]);
    assert!(returned(&sandbox, "tea").await.contains("paid 10.00 GEL"));
    let fields = object(json!({ "order_id": "tea", "merchant_id": 1_549_902 }));
    let other = object(call(&sandbox, "/api/status/order_id", signed(fields)).await);
    let (_, page) = post(&sandbox, "/shop", &other).await;
    assert!(page.contains("waiting for the payment"), "{page}");
}

#[tokio::test]
async fn the_shop_sells_a_cup_of_tea() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let page = client.get(format!("{}/shop", sandbox.base_url())).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("A cup of tea") && page.contains("10.20 GEL") && page.contains("Buy now"), "{page}");
    let form = format!("show=checkout&form_token={}", crate::common::token_in(&page));
    let request = client.post(format!("{}/dashboard/orders", sandbox.base_url())).header("content-type", FORM);
    let bought = request.body(form).send().await.unwrap();
    let location = bought.headers()["location"].to_str().unwrap();
    assert!(bought.status() == 303 && location.contains("/default/index.html?token="), "{location}");
    sandbox.pay("order-1", PLAIN).unwrap();
    assert_eq!(results(&sandbox, 1).await, [CallbackResult::Responded(200)]);
    let page = returned(&sandbox, "order-1").await;
    assert!(page.contains("Thank you for your order") && page.contains("<dt>Total</dt><dd>10.20 GEL</dd>"), "{page}");
    let path = format!("/dashboard/orders/{}", sandbox.order("order-1").unwrap().payment_id);
    assert!(page.contains(&path), "{page}");
}
