//! Requests that cannot work are rejected before they are sent: texts of `fixtures/formats.json`, amounts of 0. (That the
//! sandbox rejects the same is in its own tests.)

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::api::checkout_url::VerificationType;
use flitt_client::api::tables::product::Product;
use flitt_client::api::tables::reservation_data::ReservationData;
use flitt_client::api::{CaptureOrder, CheckoutUrl, Flitt};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::ValidationError;
use flitt_client::value::Flag;
use flitt_client::{Api, Currency};
use flitt_schema::{Endpoint, Format, Rule, Table, Unit};
use flitt_tests::minimal_request;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    accepted: Vec<String>,
    rejected: Vec<String>,
}

fn cases() -> BTreeMap<String, Cases> {
    serde_json::from_str(include_str!("../../../fixtures/formats.json")).expect("a table of formats")
}

fn endpoints() -> impl Iterator<Item = Arc<Endpoint>> {
    Flitt::ENDPOINTS.iter().map(|endpoint| Arc::new(endpoint.get().clone()))
}

/// The smallest request to an endpoint, with one more value.
fn request_with(endpoint: &Arc<Endpoint>, name: &str, text: &str) -> Result<DynamicRequest, ValidationError> {
    let mut values = minimal_request(endpoint);
    // A container replaces a card.
    let is_replaced = |other: &str| name == "container" && matches!(other, "card_number" | "expiry_date");
    values.retain(|(other, _)| other != name && !is_replaced(other));
    values.push((name.to_owned(), text.to_owned()));
    let builder = DynamicRequest::builder(Arc::clone(endpoint));
    values.iter().fold(builder, |builder, (name, text)| builder.set(name, text)).build()
}

/// The parameters of requests that have a checked format of the table.
fn checked_parameters() -> Vec<(Arc<Endpoint>, String, Format)> {
    let formats = cases();
    let rows = endpoints().flat_map(|endpoint| {
        let rows = endpoint.request.rows.clone().into_owned();
        rows.into_iter().map(move |row| (Arc::clone(&endpoint), row))
    });
    rows.filter_map(|(endpoint, row)| {
        let format = row.format.filter(|format| formats.contains_key(format.as_str()))?;
        Some((endpoint, row.name.into_owned(), format))
    })
    .collect()
}

#[test]
fn every_address_of_a_request_is_checked() {
    let checked = checked_parameters();
    let of = |wanted: Format| {
        let names = checked.iter().filter(|(.., format)| *format == wanted);
        names.map(|(endpoint, name, _)| format!("{}.{name}", endpoint.name)).collect::<Vec<_>>()
    };
    let addresses: Vec<String> = endpoints()
        .flat_map(|endpoint| {
            let rows = endpoint.request.rows.iter().filter(|row| row.name.ends_with("_url"));
            rows.map(|row| format!("{}.{}", endpoint.name, row.name)).collect::<Vec<_>>()
        })
        .collect();
    let (callbacks, returns): (Vec<String>, Vec<String>) =
        addresses.into_iter().partition(|name| name.ends_with("_callback_url"));
    assert_eq!(of(Format::CallbackUrl), callbacks);
    assert_eq!(of(Format::ReturnUrl), returns);
    assert_eq!((callbacks.len(), returns.len()), (14, 8));
    assert_eq!(of(Format::Base64Json).len(), 7);
    assert_eq!(of(Format::Currency).len(), 10);
}

#[test]
fn texts_without_their_format_are_rejected() {
    let formats = cases();
    for (endpoint, name, format) in checked_parameters() {
        let Cases { accepted, rejected } = &formats[format.as_str()];
        for text in accepted.iter().filter(|text| !text.contains('|')) {
            let built = request_with(&endpoint, &name, text);
            assert!(built.is_ok(), "{}.{name}: {text:?}: {}", endpoint.name, built.unwrap_err());
        }
        for text in rejected {
            let invalid = request_with(&endpoint, &name, text).expect_err(text);
            let has_format = |rule: &Rule| *rule == Rule::Format(format);
            let is_rejected =
                invalid.violations().iter().any(|found| found.parameter == name && has_format(&found.rule));
            assert!(is_rejected, "{}.{name}: {text:?}: {invalid}", endpoint.name);
        }
    }
}

#[test]
fn what_to_do_is_in_the_message() {
    let order = || CheckoutUrl::request().order_id("u0").order_desc("Tea").amount(2500).currency(Currency::GEL);
    let plain_json = r#"{"customer_zip": "0105", "products": [{"id": 12}]}"#;
    for (built, expected) in [
        (
            order().server_callback_url("/wc-api/flitt").build(),
            "`server_callback_url` is not an address to which the gateway can post: write an absolute http or https \
             address with a host, such as https://shop.example/callback",
        ),
        (
            order().response_url("javascript:alert(1)").build(),
            "`response_url` is not an address to which a browser can return: write an absolute address, such as \
             https://shop.example/thanks or, of an application, myapp://paid",
        ),
        (
            order().reservation_data(plain_json).build(),
            "`reservation_data` is not JSON in base64: encode the text of the JSON in standard base64, with padding",
        ),
        (order().currency("gel").build(), "`currency` is not a currency of three capital letters, such as GEL"),
        (
            order().amount(0).build(),
            "`amount` is 0, which is accepted only when `verification` is `Y` and `verification_type` is `amount`",
        ),
    ] {
        let invalid = built.expect_err(expected);
        assert_eq!(invalid.to_string(), format!("invalid request to `checkout_url`:\n  {expected}"));
    }
    let capture = CaptureOrder::request().order_id("1").amount(0).currency(Currency::GEL).build();
    let expected = "invalid request to `capture_order`:\n  `amount` is below the minimum of 1";
    assert_eq!(capture.expect_err("nothing is captured").to_string(), expected);
}

/// Every amount that a request asks for is at least 1; only a card check by amount accepts 0.
#[test]
fn an_amount_of_zero_is_rejected() {
    fn amounts(table: &Table, path: &str, found: &mut Vec<(String, Option<i64>)>) {
        for row in table.rows.iter() {
            if row.unit == Some(Unit::Minor) {
                found.push((format!("{path}.{}", row.name), row.details.smallest));
            }
            if let Some(nested) = row.details.table.as_ref().filter(|_| row.is_nested()) {
                amounts(nested, &format!("{path}.{}", row.name), found);
            }
        }
    }
    let mut found = Vec::new();
    endpoints().for_each(|endpoint| amounts(&endpoint.request, &endpoint.name, &mut found));
    let accepting: Vec<&str> =
        found.iter().filter(|(_, smallest)| *smallest != Some(1)).map(|(path, _)| path.as_str()).collect();
    // A fee of the partner can be nothing.
    let fees =
        ["reverse_order.receiver.requisites.fee_partner_amount", "settlement.receiver.requisites.fee_partner_amount"];
    assert_eq!(accepting, fees);
    assert!(found.len() >= 14, "{found:?}");

    for endpoint in endpoints().filter(|endpoint| endpoint.request.row("amount").is_some()) {
        let invalid = request_with(&endpoint, "amount", "0").expect_err(&endpoint.name);
        let rules: Vec<&Rule> = invalid.violations().iter().map(|violation| &violation.rule).collect();
        assert!(matches!(rules[..], [Rule::TooSmall { smallest: 1 } | Rule::Zero { .. }]), "{invalid}");
    }
    let check = || CheckoutUrl::request().order_id("c1").order_desc("Card check").currency(Currency::GEL).amount(0);
    assert!(check().verification(Flag::Y).verification_type(VerificationType::Amount).build().is_ok());
    for rejected in [
        check().build(),
        check().verification(Flag::Y).build(),
        check().verification(Flag::Y).verification_type("code").build(),
        check().verification(Flag::N).verification_type("amount").build(),
        check().verification_type("amount").build(),
    ] {
        assert!(rejected.is_err());
    }
}

/// Shops name products by texts and by numbers.
#[test]
fn products_are_named_by_texts_and_numbers() {
    let order = || CheckoutUrl::request().order_id("r1").order_desc("Tea").amount(2500).currency(Currency::GEL);
    let json = |product: Result<Product, ValidationError>| {
        let data = ReservationData::builder().products([product.expect("a product")]).build().expect("data");
        let order = order().reservation_data(data).build().expect("an order");
        let bytes = STANDARD.decode(order.get("reservation_data").expect("a value")).expect("base64");
        String::from_utf8(bytes).expect("JSON")
    };
    assert_eq!(json(Product::builder().id("50_0").build()), r#"{"products":[{"id":"50_0"}]}"#);
    assert_eq!(
        json(Product::builder().id(String::from("SHIPPING_001")).build()),
        r#"{"products":[{"id":"SHIPPING_001"}]}"#
    );
    assert_eq!(json(Product::builder().id(12).build()), r#"{"products":[{"id":12}]}"#);
    assert_eq!(json(Product::builder().id(12_u64).build()), r#"{"products":[{"id":12}]}"#);
    assert_eq!(json(Product::builder().id("007").build()), r#"{"products":[{"id":"007"}]}"#);
}
