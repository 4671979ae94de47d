//! Forms: requests and responses without JSON, and orders from a payer's browser.

use std::collections::BTreeMap;

use crate::common::{APPROVED, order, post_as};
use flitt_client::signature::sign;
use flitt_sandbox::Sandbox;
use serde_json::{Map, Value};

const FORM: &str = "application/x-www-form-urlencoded";

fn form(fields: &Map<String, Value>, more: &[(&str, &str)]) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let mut pairs: Vec<(String, String)> = fields.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    pairs.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    let signature = sign("test", pairs.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    pairs.push(("signature".to_owned(), signature));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn read(text: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

#[tokio::test]
async fn the_response_to_a_form_is_a_form() {
    let sandbox = Sandbox::start().await.unwrap();
    let desc = [("merchant_data", "a b&c=d \u{10e9}\u{10d0}\u{10d8}")];
    let (status, text) = post_as(&sandbox, "/api/checkout/url", FORM, form(&order("form"), &desc)).await;
    let created = read(&text);
    assert_eq!((status, created["response_status"].as_str()), (200, "success"));
    assert!(created["checkout_url"].starts_with(sandbox.base_url()), "{text}");
    sandbox.pay("form", APPROVED).unwrap();

    let named: Map<String, Value> =
        order("form").into_iter().filter(|(name, _)| ["order_id", "merchant_id"].contains(&name.as_str())).collect();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/api/status/order_id", sandbox.base_url());
    let response = client.post(url).header("content-type", FORM).body(form(&named, &[])).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], FORM);
    let state = read(&response.text().await.unwrap());
    assert_eq!((state["order_status"].as_str(), state["merchant_data"].as_str()), ("approved", desc[0].1));
    let signed = state.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    assert_eq!(state["signature"], sign("test", signed));
}

#[tokio::test]
async fn errors_are_forms_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let not_utf8 = form(&order("1"), &[]).replace("order_desc=", "order_desc=%FF");
    let cases = [
        (String::new(), "1010", "Request Is empty"),
        (
            form(&order("1"), &[("version", "2.0")]),
            "1007",
            "Parameter `version` is incorrect: protocol 2.0 requires JSON",
        ),
        (form(&order("1"), &[("order_id", "2")]), "1007", "Parameter `order_id` is incorrect"),
        (form(&order("1"), &[("product_id", "a|b")]), "1034", "Please do not use symbol `|` in parameters"),
        (not_utf8, "1046", "Request contains non utf-8 symbol"),
        ("order_id=\u{fffd}".to_owned(), "1011", "Parameter `merchant_id` is missing"),
        ("order_id=1&amount=".to_owned(), "1011", "Parameter `merchant_id` is missing"),
    ];
    for (body, code, message) in cases {
        let (status, text) = post_as(&sandbox, "/api/checkout/url", FORM, body.clone()).await;
        let refused = read(&text);
        assert_eq!(
            (
                status,
                refused["response_status"].as_str(),
                refused["error_code"].as_str(),
                refused["error_message"].as_str()
            ),
            (200, "failure", code, message),
            "{body}"
        );
        assert_eq!(refused["request_id"].len(), 13);
    }
    assert!(sandbox.orders().is_empty());
}

#[tokio::test]
async fn an_order_from_a_browser_redirects_to_the_checkout_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let url = format!("{}/api/checkout/redirect/", sandbox.base_url());
    let post = async |content_type: &str, body: String| {
        let response = client.post(&url).header("content-type", content_type).body(body).send().await.unwrap();
        let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), location, response.text().await.unwrap())
    };
    let (status, location, _) = post(FORM, form(&order("brought"), &[])).await;
    assert_eq!(status, 302);
    let page = reqwest::get(location.unwrap()).await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("Test payment"));

    let markup = form(&order("<b>"), &[]);
    assert_eq!(post(FORM, markup.clone()).await.0, 302);
    for (content_type, body, code, message) in [
        (FORM, markup, "2004", "Duplicate order `&lt;b&gt;`"),
        (FORM, form(&order("x"), &[("amount", "1")]), "2008", "Parameter `amount` is incorrect"),
        (FORM, form(&order("x"), &[]).replace("GEL", "USD"), "2007", "Invalid signature"),
        ("application/json", crate::common::signed(order("x")), "2008", "Unsupported Content-Type"),
    ] {
        let (status, location, html) = post(content_type, body).await;
        assert_eq!((status, location), (200, None));
        assert!(html.starts_with("<!DOCTYPE html>"), "{html}");
        assert!(html.contains(code) && html.contains(message) && !html.contains("<b>"), "{html}");
        assert!(!html.contains("Test payment"), "what was signed is shown: {html}");
    }
    let georgian = form(&order("x"), &[("lang", "ka"), ("amount", "1")]);
    let (_, _, html) = post(FORM, georgian).await;
    assert!(html.contains(r#"<html lang="ka">"#) && html.contains("შეკვეთა არ იქნა მიღებული"), "{html}");
    assert!(html.contains(r#"lang="en">Parameter `amount` is incorrect"#), "{html}");
    assert!(sandbox.order("x").is_none());
}
