//! From values to the signed bytes of the documented request: generated types compared with a struct written by hand.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use flitt_client::api::{CheckoutUrl, Flitt, checkout_url};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::request::Exchange;
use flitt_client::{Api, Credentials, Currency, Endpoint};
use flitt_schema::check_values;
use serde::Serialize;
use sha1::{Digest, Sha1};

use crate::timing::{Work, in_turn};
use crate::{Outcome, Row, Target, vectors};

const ORDER_ID: &str = "test_order_id_132412412";
const DESCRIPTION: &str = "Test order";
const RESPONSE_URL: &str = "https://example.com/thankyoupage";
const CALLBACK_URL: &str = "https://example.com/api/callback";
const AMOUNT: u64 = 10025;
/// The merchant of the documented request.
pub const MERCHANT: u64 = 1_396_424;

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
    signature: &'v str,
}

#[derive(Serialize)]
struct Envelope<'v> {
    request: ByHand<'v>,
}

/// Two buffers that are large enough, the signed text and the body; nothing is checked.
fn by_hand(key: &str) -> Vec<u8> {
    let mut request = ByHand {
        amount: black_box(AMOUNT),
        currency: black_box("GEL"),
        merchant_id: black_box(MERCHANT),
        order_desc: black_box(DESCRIPTION),
        order_id: black_box(ORDER_ID),
        response_url: black_box(RESPONSE_URL),
        server_callback_url: black_box(CALLBACK_URL),
        version: "1.0.1",
        lifetime: None,
        signature: "",
    };
    let mut signed = String::with_capacity(512);
    let _ = write!(
        signed,
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
    let mut digits = [0; 40];
    let _ = hex::encode_to_slice(Sha1::digest(signed), &mut digits);
    request.signature = std::str::from_utf8(&digits).unwrap_or_default();
    let mut body = Vec::with_capacity(512);
    let _ = serde_json::to_writer(&mut body, &Envelope { request });
    body
}

/// The documented request, from plain values.
pub fn generated() -> Outcome<checkout_url::Request> {
    let request = CheckoutUrl::request()
        .order_id(black_box(ORDER_ID))
        .order_desc(black_box(DESCRIPTION))
        .amount(black_box(AMOUNT))
        .currency(Currency::GEL)
        .response_url(black_box(RESPONSE_URL))
        .server_callback_url(black_box(CALLBACK_URL))
        .build()?;
    Ok(request)
}

fn dynamic() -> Outcome<DynamicRequest> {
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == "checkout_url");
    let request = DynamicRequest::builder(Arc::new(endpoint.ok_or("no `checkout_url`")?.get().clone()))
        .set("order_id", ORDER_ID)
        .set("order_desc", DESCRIPTION)
        .set("amount", AMOUNT.to_string())
        .set("currency", "GEL")
        .set("response_url", RESPONSE_URL)
        .set("server_callback_url", CALLBACK_URL)
        .build()?;
    Ok(request)
}

/// The pieces of work that are compared.
pub struct Pieces {
    generated: checkout_url::Request,
    dynamic: DynamicRequest,
    credentials: Credentials,
    signed_text: String,
}

impl Pieces {
    /// Builds the requests, and checks that everybody signs what the documentation prints.
    pub fn new() -> Outcome<Self> {
        let vector = vectors::read("request-page")?;
        let pieces = Self {
            generated: generated()?,
            dynamic: dynamic()?,
            credentials: Credentials::new(MERCHANT, "test"),
            signed_text: vector.signed_text("test"),
        };
        let bodies = [
            Exchange::new(&pieces.generated, &pieces.credentials)?.body().to_vec(),
            Exchange::dynamic(&pieces.dynamic, &pieces.credentials)?.body().to_vec(),
            by_hand("test"),
        ];
        for body in bodies {
            assert!(String::from_utf8(body)?.contains(vector.signature()), "a signature is not the documented one");
        }
        assert_eq!(hex::encode(Sha1::digest(&pieces.signed_text)), vector.signature());
        Ok(pieces)
    }

    /// A built request to bytes.
    pub fn sign(&self) -> impl FnMut() {
        || drop(black_box(Exchange::new(black_box(&self.generated), &self.credentials)))
    }

    /// A built request to bytes, its values checked once more.
    pub fn check_and_sign(&self) -> impl FnMut() {
        let table = &CheckoutUrl::SCHEMA.request;
        move || {
            let values = flitt_client::__private::values(black_box(&self.generated));
            assert!(check_values(table, |row| values.get(row)).is_empty(), "the documented request is valid");
            drop(black_box(Exchange::new(&self.generated, &self.credentials)));
        }
    }

    /// Plain values to bytes: built, checked, signed and written.
    pub fn build_and_sign(&self) -> impl FnMut() {
        || {
            if let Ok(request) = generated() {
                drop(black_box(Exchange::new(&request, &self.credentials)));
            }
        }
    }

    /// A built request to an endpoint that was read at run time, to bytes.
    pub fn sign_dynamic(&self) -> impl FnMut() {
        || drop(black_box(Exchange::dynamic(black_box(&self.dynamic), &self.credentials)))
    }

    /// The struct written by hand.
    pub fn by_hand(&self) -> impl FnMut() {
        || drop(black_box(by_hand(black_box("test"))))
    }

    /// The least that a signature takes.
    pub fn digest(&self) -> impl FnMut() {
        || {
            let mut digits = [0; 40];
            let _ = hex::encode_to_slice(Sha1::digest(black_box(&self.signed_text)), &mut digits);
            black_box(digits);
        }
    }
}

/// The rows of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let pieces = Pieces::new()?;
    let hand = "a struct by hand, serde_json + sha1";
    let row = |what: &str, ours: &mut Work, other: &mut Work, compared_with: &str, target| {
        Row::of_times(what, in_turn(ours, other), compared_with, target)
    };
    let checked = "request to bytes: check + sign + encode";
    Ok(vec![
        row(checked, &mut pieces.check_and_sign(), &mut pieces.by_hand(), hand, Target::AtMost(0.9)),
        row(checked, &mut pieces.check_and_sign(), &mut pieces.digest(), "SHA-1 + hex alone", Target::AtMost(2.5)),
        row("request to bytes: sign + encode", &mut pieces.sign(), &mut pieces.by_hand(), hand, Target::None),
        row(
            "plain values to bytes, building included",
            &mut pieces.build_and_sign(),
            &mut pieces.by_hand(),
            hand,
            Target::None,
        ),
        row(
            "request to bytes, endpoint read at run time",
            &mut pieces.sign_dynamic(),
            &mut pieces.by_hand(),
            hand,
            Target::AtMost(2.0),
        ),
    ])
}
