//! Any bytes as a callback.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::api::FinalOrder;
use flitt_client::callback::{Kind, parse_fields, verify};
use flitt_client::order::{Creation, Event, Intent, MergeError, OrderParts};
use flitt_client::response::Fields;
use flitt_client::signature::sign;
use flitt_client::{Credentials, OrderState};
use flitt_schema::Key;

use super::{PAYMENT_KEY, PAYOUT_KEY, credentials, holds_key, shows_no_key, signed_members};

/// Reads the bytes as a callback in JSON; after a `+`, signed first.
///
/// # Panics
///
/// If a callback is accepted that nobody signed, or something is shown that may not be.
pub fn callback_json(bytes: &[u8]) {
    if holds_key(bytes) {
        return;
    }
    super::fields(bytes);
    match unsigned(bytes) {
        Some(text) => {
            let key = key_of(&Fields::from_json(text).unwrap_or_default());
            verified(signed_members(text, key).as_bytes(), true);
        }
        None => verified(bytes, false),
    }
}

/// Reads the bytes as a form or a query; after a `+`, signed first.
///
/// # Panics
///
/// As [`callback_json`].
pub fn callback_form(bytes: &[u8]) {
    if holds_key(bytes) {
        return;
    }
    match unsigned(bytes).map(|text| (text, Fields::from_form(text))) {
        Some((text, Ok(fields))) => {
            let signature = sign(key_of(&fields), fields.iter().map(|field| (field.name(), field.text())));
            verified(format!("{text}&signature={signature}").as_bytes(), true);
        }
        _ => verified(bytes, false),
    }
}

/// Reads the bytes as a callback of protocol 2.0; after a `+`, as the JSON in its data, which are signed first.
///
/// # Panics
///
/// As [`callback_json`].
pub fn callback_data(bytes: &[u8]) {
    if holds_key(bytes) {
        return;
    }
    match bytes.strip_prefix(b"+") {
        Some(inner) => {
            let data = STANDARD.encode(inner);
            for key in [PAYMENT_KEY, PAYOUT_KEY] {
                let signature = sign(key, [("data", data.as_str())]);
                let body = format!(r#"{{"version":"2.0","data":"{data}","signature":"{signature}"}}"#);
                verified(body.as_bytes(), true);
            }
        }
        None => verified(bytes, false),
    }
}

fn unsigned(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes.strip_prefix(b"+")?).ok()
}

fn key_of(fields: &Fields) -> &'static str {
    let key =
        flitt_client::callback::signing_key(<FinalOrder as flitt_client::__private::v1::TableResponse>::TABLE, fields);
    if key == Key::Payout { PAYOUT_KEY } else { PAYMENT_KEY }
}

fn verified(body: &[u8], is_signed: bool) {
    let credentials = credentials();
    let fields = parse_fields(body);
    shows_no_key(&format!("{fields:?}"));
    match verify::<FinalOrder>(&credentials, body) {
        Ok(order) => {
            assert!(is_signed, "nobody signed {order:?}");
            let _ =
                (Kind::from_order(&order), order.outcome(), order.order_time(), order.settlement_date(), order.fee());
            let _ = order.additional_info().map(|info| format!("{info:?}"));
            shows_no_key(&format!("{order:?}"));
            for intent in [Intent::Sale, Intent::Hold, Intent::CardCheck, Intent::Payout, Intent::Settlement] {
                merged(&credentials, &order, intent);
            }
            let written = order.to_json();
            let reread = Fields::from_json(&written).expect("it is written as JSON");
            assert!(reread.iter().eq(order.fields().iter()), "{written}");
        }
        Err(rejected) => shows_no_key(&format!("{rejected} {rejected:?}")),
    }
}

/// Merges an order into one of this intent with the same id, amount and currency: twice, with a trip to a database.
fn merged(credentials: &Credentials, order: &FinalOrder, intent: Intent) {
    let order_id = order.order_id().to_owned();
    let (amount, currency) = (order.amount(), order.currency());
    let parts = OrderParts { order_id, amount, currency, intent, creation: Creation::Server };
    let mut state = OrderState::from_parts(credentials, parts);
    match state.merge(order) {
        Ok(_) => {
            let stored = OrderState::from_json(&state.to_json()).expect("it is written as it is read");
            assert_eq!(stored, state);
            let again = state.merge(order).expect("it is the same order");
            assert!(again.iter().all(|event| *event == Event::AskStatus), "a repeat changes something: {again:?}");
            assert_eq!(stored, state, "a repeat changes something");
        }
        Err(MergeError::Inconsistent(_)) => {}
        // What the payout key signed confirms payouts alone.
        Err(MergeError::Key) if intent != Intent::Payout => {}
        Err(mismatch) => panic!("it is the order that it says it is, but {mismatch}"),
    }
}
