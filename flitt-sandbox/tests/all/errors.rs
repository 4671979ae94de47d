//! Rejected requests: the gateway's codes and messages.

use crate::common::{call, create, error_of, object, order, post_as, signed, signed_with, status, with};
use flitt_client::Api;
use flitt_client::api::Flitt;
use flitt_sandbox::{Merchant, Sandbox};
use flitt_schema::Body;
use serde_json::{Value, json};

const PATH: &str = "/api/checkout/url";

/// Each change of a valid order, with the code and message of the error.
#[tokio::test]
async fn parameters_are_checked_against_the_table() {
    let sandbox = Sandbox::start().await.unwrap();
    let long = "\u{10e1}".repeat(1025);
    let cases = [
        (json!({ "order_id": "a|b" }), 1034, "Please do not use symbol `|` in parameters"),
        (json!({ "amount": null }), 1011, "Parameter `amount` is missing"),
        (json!({ "order_id": null }), 1011, "Parameter `order_id` is missing"),
        (json!({ "merchant_id": null }), 1011, "Parameter `merchant_id` is missing"),
        (json!({ "order_desc": "" }), 1009, "Parameter `order_desc` is empty"),
        (json!({ "merchant_id": "" }), 1009, "Parameter `merchant_id` is empty"),
        (json!({ "order_desc": "", "amount": null }), 1011, "Parameter `amount` is missing"),
        (json!({ "amount": true, "order_id": null }), 1011, "Parameter `order_id` is missing"),
        (json!({ "amount": "ten" }), 1007, "Parameter `amount` is incorrect"),
        (json!({ "amount": -5 }), 1007, "Parameter `amount` is incorrect"),
        (json!({ "amount": "0100" }), 1007, "Parameter `amount` is incorrect"),
        (json!({ "amount": 10.5 }), 1007, "Parameter `amount` is incorrect"),
        (json!({ "amount": 1_000_000_000_000_u64 }), 1007, "Parameter `amount` is incorrect"),
        (json!({ "amount": true }), 1007, "Parameter `amount` is incorrect"),
        (json!({ "amount": { "value": 1 } }), 1007, "Parameter `amount` is incorrect"),
        (json!({ "order_id": long }), 1007, "Parameter `order_id` is incorrect"),
        (json!({ "lifetime": 0 }), 1007, "Parameter `lifetime` is incorrect"),
        (json!({ "lifetime": 69_120_001 }), 1007, "Parameter `lifetime` is incorrect"),
        (json!({ "currency": "LARI" }), 1007, "Parameter `currency` is incorrect"),
        (json!({ "currency": "gel" }), 1007, "Parameter `currency` is incorrect"),
        (json!({ "currency": "III" }), 1007, "Parameter `currency` is incorrect"),
        (json!({ "lang": "he" }), 1007, "Parameter `lang` is incorrect"),
        (json!({ "lang": "ua" }), 1007, "Parameter `lang` is incorrect"),
        (json!({ "lang": "KA" }), 1007, "Parameter `lang` is incorrect"),
        (json!({ "server_callback_url": "/wc-api/flitt" }), 1007, "Parameter `server_callback_url` is incorrect"),
        (json!({ "subscription_callback_url": "..." }), 1007, "Parameter `subscription_callback_url` is incorrect"),
        (json!({ "chargeback_callback_url": "https://" }), 1007, "Parameter `chargeback_callback_url` is incorrect"),
        (json!({ "response_url": "javascript:alert(1)" }), 1007, "Parameter `response_url` is incorrect"),
        (json!({ "cancel_url": "shop.example/basket" }), 1007, "Parameter `cancel_url` is incorrect"),
        (json!({ "reservation_data": "{\"account\":\"7\"}" }), 1007, "Parameter `reservation_data` is incorrect"),
        (json!({ "amount": 0, "verification": "Y" }), 1007, "Parameter `amount` is incorrect"),
        (
            json!({ "amount": 0, "verification": "Y", "verification_type": "code" }),
            1007,
            "Parameter `amount` is incorrect",
        ),
        (json!({ "preauth": "X" }), 1007, "Parameter `preauth` is incorrect"),
        (json!({ "payment_systems": "installments" }), 1011, "Parameter `payment_method` is missing"),
        (json!({ "merchant_id": 7 }), 1016, "Merchant `7` not found"),
        (json!({ "currency": "XAF" }), 1012, "Currency `XAF` is not available for this merchant `1549901`"),
        (json!({ "amount": 0 }), 1023, "Invalid amount"),
        (json!({ "amount": "0" }), 1023, "Invalid amount"),
    ];
    for (change, code, message) in cases {
        let response = create(&sandbox, with(order("checked"), change.clone())).await;
        assert_eq!(error_of(&response), (code, message.to_owned()), "{change}");
    }
    assert!(sandbox.orders().is_empty());
}

#[tokio::test]
async fn unusual_requests_that_the_gateway_accepts_are_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    let changes = [
        json!({ "amount": "1000", "merchant_id": "1549901" }),
        json!({ "amount": 1, "currency": "GBP" }),
        json!({ "amount": 99_999_999, "currency": "CZK" }),
        json!({ "order_desc": "# & < > @ % \u{10d0}\u{10d1}\u{10d2} \u{1f600}" }),
        json!({ "order_id": "\u{10e1}".repeat(1024) }),
        json!({ "version": "1.0.1", "lang": "ka", "server_callback_url": "https://shop.example/callback" }),
        json!({ "amount": 0, "verification": "Y", "verification_type": "amount" }),
        json!({ "response_url": "myapp://paid", "reservation_data": "e30=" }),
        json!({ "sender_email": "", "product_id": "" }),
        json!({ "order_id": 17 }),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let response = create(&sandbox, with(order(&number.to_string()), change.clone())).await;
        assert_eq!(response["response_status"], "success", "{change}: {response}");
    }
}

/// The texts of each checked format, at each parameter of an order that has it: what the client rejects, the sandbox rejects
/// too.
#[tokio::test]
async fn texts_are_checked_as_the_client_checks_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let formats: Value = serde_json::from_str(include_str!("../../../tests/fixtures/formats.json")).unwrap();
    let checkout = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == "checkout_url").unwrap();
    let mut number = 0;
    for row in checkout.request.rows.iter() {
        let Some(cases) = row.format.and_then(|format| formats.get(format.as_str())) else { continue };
        for (verdict, codes) in [("accepted", [None, Some(1012)]), ("rejected", [Some(1007), Some(1034)])] {
            for text in cases[verdict].as_array().unwrap() {
                number += 1;
                let more = json!({ row.name.as_ref(): text });
                let response = create(&sandbox, with(order(&format!("format-{number}")), more.clone())).await;
                // The separator is an error of its own, and some currencies are no currency of this merchant.
                let code = response["error_code"].as_u64();
                assert!(codes.contains(&code), "{more}: {response}");
            }
        }
    }
    assert!(number > 300, "only {number} texts");
}

/// Parameters that the endpoint does not have are ignored, whatever they are, and not signed.
#[tokio::test]
async fn unknown_parameters_are_ignored_and_noted() {
    let sandbox = Sandbox::start().await.unwrap();
    for (number, unknown) in
        [json!("text"), json!("a|b"), json!(["a"]), json!({ "b": [1.5, null] }), json!(true), json!(1.5)]
            .into_iter()
            .enumerate()
    {
        let mut body: Value = serde_json::from_str(&signed(order(&number.to_string()))).unwrap();
        body["request"]["debug_data"] = unknown.clone();
        let response = call(&sandbox, PATH, body.to_string()).await;
        assert_eq!(response["response_status"], "success", "{unknown}: {response}");
        let recorded = sandbox.requests().pop().unwrap();
        assert_eq!(recorded.ignored_parameters, ["debug_data"]);
        let signed_text = recorded.request.signed_text.unwrap();
        assert_eq!(signed_text, format!("**********|1000|GEL|1549901|Test payment|{number}"), "{unknown}");
    }
    // The error to a client that signs one of them says what is signed.
    let response = create(&sandbox, with(order("signed"), json!({ "debug_data": "text" }))).await;
    let (code, message) = error_of(&response);
    assert!(
        code == 1014
            && message.contains("**********|1000|GEL|1549901|Test payment|signed")
            && !message.contains("|text")
    );
    // Requests without any have none.
    create(&sandbox, order("known")).await;
    assert!(sandbox.requests().pop().unwrap().ignored_parameters.is_empty());
}

/// As the gateway's plugin for a shop sends it in its debug mode.
#[tokio::test]
async fn a_plugin_in_debug_mode_is_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    let response = call(&sandbox, PATH, include_str!("../fixtures/unsigned_debug_data.json").to_owned()).await;
    assert_eq!(response["response_status"], "success", "{response}");
    assert_eq!(sandbox.requests()[0].ignored_parameters, ["debug_data"]);
}

/// Null is absent: it is neither signed nor empty.
#[tokio::test]
async fn null_is_absent() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut fields = order("null");
    fields.insert("product_id".to_owned(), Value::Null);
    assert_eq!(create(&sandbox, fields.clone()).await["response_status"], "success");
    fields.insert("amount".to_owned(), Value::Null);
    let missing = create(&sandbox, fields).await;
    assert_eq!(error_of(&missing), (1011, "Parameter `amount` is missing".to_owned()));
}

#[tokio::test]
async fn a_wrong_signature_returns_the_right_one_and_the_signed_text() {
    let sandbox = Sandbox::start().await.unwrap();
    let fields = with(order("test33"), json!({ "amount": 125, "lang": "ka" }));
    let response = call(&sandbox, PATH, signed_with("other", fields.clone())).await;
    // As in the documentation, the signature is the one that the gateway computed.
    let right: Value = serde_json::from_str(&signed(fields.clone())).unwrap();
    let expected = format!(
        "Invalid signature signature: {}; response_signature_string: \
         **********|125|GEL|ka|1549901|Test payment|**********33",
        right["request"]["signature"].as_str().unwrap()
    );
    assert_eq!(error_of(&response), (1014, expected));

    for (signature, code) in [("x".repeat(40), 1014), ("f".repeat(39), 1014), ("f".repeat(41), 1007)] {
        let body = json!({ "request": with(fields.clone(), json!({ "signature": signature })) });
        assert_eq!(error_of(&call(&sandbox, PATH, body.to_string()).await).0, code, "{signature}");
    }
    let unsigned = json!({ "request": fields }).to_string();
    let expected = (1011, "Parameter `signature` is missing".to_owned());
    assert_eq!(error_of(&call(&sandbox, PATH, unsigned).await), expected);
}

#[tokio::test]
async fn orders_are_identified_by_merchant_and_identifier() {
    let sandbox =
        Sandbox::builder().merchant(Merchant::test()).merchant(Merchant::new(7, "seven")).start().await.unwrap();
    create(&sandbox, order("shared")).await;
    let again = create(&sandbox, order("shared")).await;
    assert_eq!(error_of(&again), (1013, "Duplicate order `shared` for merchant `1549901`".to_owned()));
    let other = with(order("shared"), json!({ "merchant_id": 7 }));
    assert_eq!(call(&sandbox, PATH, signed_with("seven", other.clone())).await["response_status"], "success");
    assert_eq!(error_of(&call(&sandbox, PATH, signed(other)).await).0, 1014);
    let foreign = object(json!({ "order_id": "mine", "merchant_id": 7 }));
    create(&sandbox, order("mine")).await;
    let response = call(&sandbox, "/api/status/order_id", signed_with("seven", foreign)).await;
    assert_eq!(error_of(&response), (1018, "Order `mine` not found".to_owned()));
}

#[tokio::test]
async fn invalid_bodies_are_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    let empty = "Request Is empty";
    let cases: [(&[u8], u64, &str); 13] = [
        (b"", 1010, empty),
        (b" \n", 1010, empty),
        (b"{}", 1010, empty),
        (br#"{"order_id":"1"}"#, 1010, empty),
        (br#"{"request":{}}"#, 1010, empty),
        (br#"{"request":null}"#, 1010, empty),
        (br#"{"request":[]}"#, 1005, "Invalid format"),
        (br#"{"request":{"order_id":"1"}"#, 1005, "Invalid format"),
        (b"order_id=1", 1005, "Invalid format"),
        (br#"{"request":{"order_id":"\ud800"}}"#, 1005, "Invalid format"),
        (b"{\"request\":{\"order_id\":\"\xff\"}}", 1046, "Request contains non utf-8 symbol"),
        (br#"{"request":{"amount":1,"order_id":"1","amount":2}}"#, 1007, "Parameter `amount` is incorrect"),
        (br#"{"request":{"amount":1},"request":{}}"#, 1007, "Parameter `request` is incorrect"),
    ];
    for (body, code, message) in cases {
        let (status, text) = post_as(&sandbox, PATH, "application/json", body.to_vec()).await;
        let response: Value = serde_json::from_str(&text).unwrap();
        let body = String::from_utf8_lossy(body);
        assert_eq!((status, error_of(&response["response"])), (200, (code, message.to_owned())), "{body}");
    }
    let nested = format!("{{\"request\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(error_of(&call(&sandbox, PATH, nested).await).0, 1005);
}

#[tokio::test]
async fn content_types_other_than_json_and_forms_are_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    for content_type in [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=UTF-8",
        "Content-type: application/json",
    ] {
        let (status, text) = post_as(&sandbox, PATH, content_type, signed(order(content_type))).await;
        assert!(status == 200 && text.contains("checkout_url"), "{content_type}: {text}");
    }
    for content_type in ["text/plain", "application/xml", "application/jsonx", ""] {
        let (status, text) = post_as(&sandbox, PATH, content_type, signed(order("refused"))).await;
        let response: Value = serde_json::from_str(&text).unwrap();
        let expected = (1021, format!("Unsupported Content-Type `{content_type}`"));
        assert_eq!((status, error_of(&response["response"])), (200, expected));
    }
    assert!(sandbox.order("refused").is_none());
}

#[tokio::test]
async fn unknown_paths_and_methods_are_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    let slash = call(&sandbox, "/api/checkout/url/", signed(order("slash"))).await;
    assert_eq!(slash["response_status"], "success");
    let token = call(&sandbox, "/api/checkout/token/", signed(order("token"))).await;
    assert!(token["token"].as_str().is_some_and(|token| token.len() == 40), "{token}");
    assert_eq!(token.as_object().unwrap().len(), 2);

    let (code, text) = post_as(&sandbox, "/api/nowhere", "application/json", "{}").await;
    let response: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, error_of(&response["response"]).0), (404, 1002));
    let message = "Application error: there is no endpoint at this path; the sandbox has ";
    assert!(error_of(&response["response"]).1.starts_with(message), "{text}");

    let got = reqwest::get(format!("{}{PATH}", sandbox.base_url())).await.unwrap();
    assert_eq!((got.status().as_u16(), got.headers()["allow"].to_str().unwrap()), (405, "POST"));
    let response: Value = serde_json::from_str(&got.text().await.unwrap()).unwrap();
    assert_eq!(error_of(&response["response"]), (1002, "Application error: this path takes POST".to_owned()));

    let (code, text) = post_as(&sandbox, PATH, "application/json", vec![b' '; 1024 * 1024 + 1]).await;
    let response: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, error_of(&response["response"]).0), (413, 1005));
}

/// The sandbox checks the requests of every schema file, even if it does not carry them out yet.
#[tokio::test]
async fn every_endpoint_of_the_schema_files_is_checked() {
    let sandbox = Sandbox::start().await.unwrap();
    for endpoint in Flitt::ENDPOINTS.iter().filter(|endpoint| endpoint.host.is_none() && endpoint.body == Body::Json) {
        let response = call(&sandbox, &endpoint.path, "{}".to_owned()).await;
        assert_eq!(error_of(&response).0, 1010, "{}", endpoint.name);
    }
}

/// A duplicate identifier is reported before other errors of the order.
#[tokio::test]
async fn orders_are_looked_up_before_amounts() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("first")).await;
    assert_eq!(error_of(&create(&sandbox, with(order("first"), json!({ "amount": 0 }))).await).0, 1013);
    assert_eq!(error_of(&crate::common::reverse(&sandbox, "second", 0, json!({})).await).0, 1018);
}

/// The exact body, except the identifier of the request.
#[tokio::test]
async fn an_error_has_the_documented_shape() {
    let sandbox = Sandbox::start().await.unwrap();
    let (_, text) =
        post_as(&sandbox, PATH, "application/json", signed(with(order("1"), json!({ "amount": null })))).await;
    let (before, after) = text.split_once(r#""request_id":""#).unwrap();
    assert_eq!(before, r#"{"response":{"error_code":1011,"error_message":"Parameter `amount` is missing","#);
    assert_eq!(after.split_once('"').unwrap().1, r#","response_status":"failure"}}"#);
}

/// Braces within a value are not replaced again.
#[tokio::test]
async fn placeholders_are_replaced_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let response = status(&sandbox, "{order_id} {merchant_id}").await;
    assert_eq!(error_of(&response), (1018, "Order `{order_id} {merchant_id}` not found".to_owned()));
}
