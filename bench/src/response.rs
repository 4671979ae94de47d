//! From the bytes of a response to a verified, decoded value: the documented response of `order_status`, of 1.3 kB.

use std::collections::BTreeMap;
use std::hint::black_box;

use flitt_client::Credentials;
use flitt_client::api::GetOrderStatus;
use flitt_client::request::Exchange;
use flitt_client::response::Verification;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use sha1::{Digest, Sha1};

use crate::timing::{Work, in_turn};
use crate::{Outcome, Row, Target, vectors};

/// What everybody needs of the response, the plain way.
#[derive(Deserialize)]
struct Plain {
    order_id: String,
    order_status: String,
    amount: String,
    currency: String,
    payment_id: u64,
    masked_card: Option<String>,
    rrn: Option<String>,
    reversal_amount: Option<String>,
    actual_amount: Option<String>,
    sender_email: Option<String>,
}

/// The pieces of work that are compared.
pub struct Pieces {
    body: Vec<u8>,
    signed_text: String,
    request: flitt_client::api::get_order_status::Request,
    credentials: Credentials,
}

impl Pieces {
    /// Reads the response from the project's vectors, and checks that each piece of work does what it should.
    pub fn new() -> Outcome<Self> {
        let vector = vectors::read("status-response")?;
        let request = GetOrderStatus::request().order_id(vector.text("order_id")).build()?;
        let credentials = Credentials::new(vector.text("merchant_id").parse()?, "test");
        let body = serde_json::to_vec(&serde_json::json!({ "response": vector.parameters_and_signature() }))?;
        let pieces = Self { signed_text: vector.signed_text("test"), body, request, credentials };
        let exchange = Exchange::new(&pieces.request, &pieces.credentials)?;
        assert_eq!(exchange.parse_response(200, &pieces.body)?.verification(), Verification::Verified);
        assert!(pieces.plain()?, "the plain way verifies it too");
        assert_eq!(hex::encode(Sha1::digest(&pieces.signed_text)), vector.signature());
        Ok(pieces)
    }

    /// The length of the response, in bytes.
    #[must_use]
    pub fn length(&self) -> usize {
        self.body.len()
    }

    /// What the documentation of the gateway describes, with serde_json: a value, its texts sorted by their names,
    /// SHA-1 over them, a typed value.
    fn plain(&self) -> Outcome<bool> {
        let mut envelope: Value = serde_json::from_slice(black_box(&self.body))?;
        let fields = envelope["response"].take();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let unsigned = ["signature", "response_signature_string"];
        let sorted: BTreeMap<&str, String> = fields
            .as_object()
            .ok_or("no object")?
            .iter()
            .filter(|(name, _)| !unsigned.contains(&name.as_str()))
            .map(|(name, value)| (name.as_str(), text(value)))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let mut signed_text = "test".to_owned();
        for text in sorted.values() {
            signed_text.push('|');
            signed_text.push_str(text);
        }
        let is_right = fields["signature"] == hex::encode(Sha1::digest(signed_text));
        let typed: Plain = serde_json::from_value(fields)?;
        let Plain { order_id, order_status, amount, currency, payment_id, .. } = &typed;
        black_box((order_id, order_status, amount, currency, payment_id));
        black_box((&typed.masked_card, &typed.rrn, &typed.reversal_amount, &typed.actual_amount, &typed.sender_email));
        Ok(is_right)
    }

    /// Ours: verified and decoded.
    pub fn ours(&self) -> impl FnMut() {
        let exchange = Exchange::new(&self.request, &self.credentials).ok();
        move || drop(black_box(exchange.as_ref().map(|exchange| exchange.parse_response(200, black_box(&self.body)))))
    }

    /// The least that anybody can do: look at every byte of the JSON, and hash the signed text.
    pub fn least(&self) -> impl FnMut() {
        || {
            let _ = black_box(serde_json::from_slice::<IgnoredAny>(black_box(&self.body)));
            black_box(Sha1::digest(black_box(&self.signed_text)));
        }
    }

    /// The plain way.
    pub fn plain_way(&self) -> impl FnMut() {
        || drop(black_box(self.plain()))
    }
}

/// The rows of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let pieces = Pieces::new()?;
    let what = format!("response of {} bytes to a verified, decoded value", pieces.length());
    let row = |compared_with: &str, target, other: &mut Work| {
        Row::of_times(&what, in_turn(&mut pieces.ours(), other), compared_with, target)
    };
    Ok(vec![
        row("serde_json to an ignored value + SHA-1", Target::AtMost(2.3), &mut pieces.least()),
        row("serde_json value, sorted map, SHA-1, typed", Target::AtMost(0.5), &mut pieces.plain_way()),
    ])
}
