//! From values to the signed bytes of the documented request: generated types beside a struct written by hand.

use std::hint::black_box;
use std::time::Duration;

use flitt_client::api::{CheckoutUrl, Flitt, checkout_url};
use flitt_client::schema::check_values;
use flitt_client::{Api, Credentials, Currency, DynamicRequest, Endpoint, Exchange};
use serde::Serialize;
use sha1::{Digest, Sha1};

use crate::timing::{in_turn, ratio};
use crate::{Outcome, Row, Target};

const ROUNDS: usize = 201;
const REPEATS: u32 = 2_000;

/// The best that one writes by hand for these parameters.
#[derive(Serialize)]
struct ByHand<'v> {
    amount: u64,
    currency: &'v str,
    merchant_id: u64,
    order_desc: &'v str,
    order_id: &'v str,
    response_url: &'v str,
    server_callback_url: &'v str,
    version: &'v str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifetime: Option<u64>,
    signature: String,
}

#[derive(Serialize)]
struct Envelope<'v> {
    request: ByHand<'v>,
}

fn by_hand(key: &str) -> Vec<u8> {
    let mut request = ByHand {
        amount: black_box(10025),
        currency: black_box("GEL"),
        merchant_id: black_box(1_396_424),
        order_desc: black_box("Test order"),
        order_id: black_box("test_order_id_132412412"),
        response_url: black_box("https://example.com/thankyoupage"),
        server_callback_url: black_box("https://example.com/api/callback"),
        version: "1.0.1",
        lifetime: None,
        signature: String::new(),
    };
    let signed = format!(
        "{key}|{}|{}|{}|{}|{}|{}|{}|{}",
        request.amount,
        request.currency,
        request.merchant_id,
        request.order_desc,
        request.order_id,
        request.response_url,
        request.server_callback_url,
        request.version
    );
    request.signature = hex::encode(Sha1::digest(signed));
    serde_json::to_vec(&Envelope { request }).unwrap_or_default()
}

fn generated() -> checkout_url::Request {
    CheckoutUrl::request()
        .order_id(black_box("test_order_id_132412412"))
        .order_desc(black_box("Test order"))
        .amount(black_box(10025))
        .currency(Currency::GEL)
        .response_url(black_box("https://example.com/thankyoupage"))
        .server_callback_url(black_box("https://example.com/api/callback"))
        .build()
        .expect("the documented request is valid")
}

fn dynamic() -> DynamicRequest {
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == "checkout_url").expect("it is there");
    DynamicRequest::new(std::sync::Arc::new(endpoint.get().clone()))
        .set("order_id", "test_order_id_132412412")
        .set("order_desc", "Test order")
        .set("amount", "10025")
        .set("currency", "GEL")
        .set("response_url", "https://example.com/thankyoupage")
        .set("server_callback_url", "https://example.com/api/callback")
        .build()
        .expect("the documented request is valid")
}

/// The rows of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let credentials = Credentials::new(1_396_424, "test");
    let built = generated();
    let read_at_run_time = dynamic();
    let exchange = Exchange::of(&built, &credentials)?;
    let published = "7f52380cefaf3cb793746e2deeb56cf7cd75d532";
    for body in [exchange.body(), &by_hand("test")] {
        assert!(String::from_utf8_lossy(body).contains(published), "a signature is wrong");
    }
    let hand = || drop(black_box(by_hand(black_box("test"))));
    let row = |what: &str, target, (ours, theirs): (Duration, Duration)| Row {
        what: what.to_owned(),
        ours: format!("{} ns", ours.as_nanos()),
        beside: "by hand: serde_json + sha1".to_owned(),
        theirs: format!("{} ns", theirs.as_nanos()),
        ratio: ratio(ours, theirs),
        target,
    };
    let sign = || drop(black_box(Exchange::of(black_box(&built), &credentials)));
    let table = &CheckoutUrl::SCHEMA.request;
    let check_sign = || {
        let values = black_box(&built).values();
        assert!(check_values(table, |row| values.get(row)).is_empty(), "the documented request is valid");
        drop(black_box(Exchange::of(&built, &credentials)));
    };
    let all = || {
        let request = generated();
        drop(black_box(Exchange::of(&request, &credentials)));
    };
    let by_name = || drop(black_box(Exchange::of_dynamic(black_box(&read_at_run_time), &credentials)));
    Ok(vec![
        row("request to bytes: sign + encode", Target::None, in_turn(ROUNDS, REPEATS, sign, hand)),
        row("request to bytes: check + sign + encode", Target::AtMost(0.9), in_turn(ROUNDS, REPEATS, check_sign, hand)),
        row("plain values to bytes, building included", Target::None, in_turn(ROUNDS, REPEATS, all, hand)),
        row("request to bytes, schema read at run time", Target::AtMost(2.0), in_turn(ROUNDS, REPEATS, by_name, hand)),
    ])
}
