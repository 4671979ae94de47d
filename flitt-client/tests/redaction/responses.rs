//! Answers, callbacks and returns that hold secrets: accepted, and refused for every reason.

use axum::response::IntoResponse as _;
use flitt_client::__private::v1::{FromResponse as _, TableResponse as _};
use flitt_client::api::tables::transaction::Transaction;
use flitt_client::api::{CheckoutToken, FinalOrder, FiscalData, GetOrderStatus, ReverseOrder, TransactionList};
use flitt_client::callback::{
    self, CallbackRejection, Kind, PayerReturn, TestCallback, ThreeDsRejection, ThreeDsReturn, Verified,
};
use flitt_client::error::UnknownReason;
use flitt_client::explain::SignedText;
use flitt_client::order::{MergeError, SavedCard, Stage};
use flitt_client::reference::ResponseCode;
use flitt_client::request::Exchange;
use flitt_client::response::{Fields, MapResponse, Resolved};
use flitt_client::value::{Date, DateTime};
use flitt_client::{Credentials, Currency, Error, OrderState, Outcome};
use flitt_schema::Key;
use serde_json::{Value, json};

use crate::credentials;
use crate::output::{Seen, wordless};
use crate::secrets::{ALL, CARD, CVV, IBAN, PAYMENT_KEY, TOKEN, encodings};

pub(crate) fn all(seen: &mut Seen) {
    wordless!(seen, TestCallback<'static, FinalOrder>);
    wordless!(seen, flitt_client::__private::v1::Rows);
    accepted(seen);
    many(seen);
    refused(seen);
    of_browsers(seen);
}

/// The state of an order that holds a secret wherever it may.
fn order(credentials: &Credentials) -> TestCallback<'_, FinalOrder> {
    let info = json!({ "card_number": CARD, "capture_status": "hold", "new": TOKEN });
    callback::test_callback::<FinalOrder>(credentials)
        .set("order_id", "1001")
        .set("rectoken", TOKEN)
        .set("additional_info", info.to_string())
        .set("response_signature_string", format!("{PAYMENT_KEY}|{TOKEN}|{CARD}"))
        .set("receiver_iban", IBAN)
        .set("cvv2", CVV)
        .set("new_field", encodings(TOKEN).join(" "))
}

fn accepted(seen: &mut Seen) {
    let credentials = credentials();
    let body = order(&credentials).set("masked_card", "444455XXXXXX1111").json();
    let order: FinalOrder = callback::verify(&credentials, body.as_bytes()).unwrap();
    assert_eq!(order.rectoken(), Some(TOKEN), "programs see it");
    seen.debug(&order);
    let answer: &flitt_client::response::RawResponse = &order;
    seen.debug(answer);
    seen.debug(order.fields());
    order.fields().iter().for_each(|field| seen.debug(&field));
    seen.debug(&order.additional_info().unwrap());
    seen.debug(&order.verification());
    seen.debug(&Resolved::<FinalOrder, FinalOrder>::OrderStatus(order.clone()));
    seen.debug(&Verified(order.clone()));
    seen.debug(&PayerReturn(order.clone()));
    seen.debug(&Kind::from_order(&order));
    seen.words(&order.currency());
    seen.debug(&SavedCard::from_order(&order).unwrap());
    let signed = SignedText::from_response(order.fields(), FinalOrder::TABLE, Key::Payment, &credentials);
    seen.words(&signed);

    let mut state = OrderState::new(&credentials, "1001", 100, Currency::GEL);
    let change = state.merge(&order).unwrap();
    seen.debug(&state);
    seen.debug(&change);
    seen.debug(&change.after);
    seen.words(&change.after.stage);
    seen.error(&TOKEN.parse::<Stage>().unwrap_err());
    for mut other in [
        OrderState::new(&credentials, TOKEN, 100, Currency::GEL),
        OrderState::new(&Credentials::new(7, PAYMENT_KEY), "1001", 100, Currency::GEL),
        OrderState::new(&credentials, "1001", 7, Currency::GEL),
        OrderState::new(&credentials, "1001", 100, Currency::USD),
    ] {
        seen.error(&other.merge(&order).unwrap_err());
    }
    seen.error(&MergeError::NotVerified);
    outcomes(seen);
}

fn outcomes(seen: &mut Seen) {
    let credentials = credentials();
    let result = |status: &str| -> FinalOrder {
        let sample = order(&credentials).set("order_status", status).set("response_code", "1000");
        callback::verify(&credentials, sample.json().as_bytes()).unwrap()
    };
    for status in ["approved", "declined", "processing", "reversed"] {
        let order = result(status);
        seen.debug(&order.outcome());
        if let Outcome::Declined(decline) = order.outcome() {
            seen.words(&decline);
        }
        if let Err(not_saved) = SavedCard::from_order(&order) {
            seen.error(&not_saved);
        }
        if let Err(uncertain) = ReverseOrder::remaining(&order) {
            seen.error(&uncertain);
        }
    }
    seen.debug(&ResponseCode::InvalidSignature.responsible_party());
    seen.debug(&flitt_client::reference::ResponsibleParty::Bank);
    seen.debug(&flitt_client::value::Flag::Y);
    seen.error(&Currency::GEL.parse_minor(TOKEN).unwrap_err());
    seen.error(&TOKEN.parse::<Date>().unwrap_err());
    seen.words(&"20.07.2026".parse::<Date>().unwrap());
    seen.words(&"20.07.2026 12:30:00".parse::<DateTime>().unwrap());
}

/// Answers of many objects.
fn many(seen: &mut Seen) {
    let credentials = credentials();
    let request = TransactionList::request().order_id("1001").build().unwrap();
    let exchange = Exchange::new(&request, &credentials).unwrap();
    let item =
        json!({ "id": 1, "rectoken": TOKEN, "verification_code": CVV, "cavv": TOKEN, "order_id": "1001", "new": CARD });
    let list = exchange.parse_response(200, json!({ "response": [item] }).to_string().as_bytes()).unwrap();
    assert_eq!(list[0].rectoken(), Some(TOKEN));
    seen.debug(&list);
    seen.debug(list.response());
    // No endpoint of the gateway answers so.
    seen.debug(&MapResponse::<Transaction>::from_response(list.response().clone(), 0));
    let request = FiscalData::request().order_id("1001").build().unwrap();
    let exchange = Exchange::new(&request, &credentials).unwrap();
    match exchange.parse_response(200, json!({ "response": { "1": { "new": TOKEN } } }).to_string().as_bytes()) {
        Ok(answer) => seen.debug(&answer),
        Err(error) => seen.error(&error),
    }
    let request = CheckoutToken::request().order_id("1").order_desc("Tea").amount(1).currency("GEL").build().unwrap();
    let body = json!({ "response": { "response_status": "success", "token": TOKEN } }).to_string();
    let token = Exchange::new(&request, &credentials).unwrap().parse_response(200, body.as_bytes()).unwrap();
    assert_eq!(token.token(), TOKEN);
    seen.debug(&token);
}

fn refused(seen: &mut Seen) {
    let credentials = credentials();
    let request = GetOrderStatus::request().order_id("1001").build().unwrap();
    let whole = order(&credentials).json();
    let signed = |name: &str, text: &str| order(&credentials).set(name, text).json();
    let mut bodies = vec![
        whole.replace("approved", "declined"),
        whole.replace(r#""signature":""#, r#""signature":"0"#),
        whole.replace(r#""signature":""#, &format!(r#""signature":"{TOKEN}"#)),
        format!("{{\"a\":{}", Value::from(TOKEN)),
        format!("{whole} {TOKEN}"),
        signed("merchant_id", "7"),
        signed("order_id", TOKEN),
        signed("order_id", ""),
        signed("amount", TOKEN),
        signed("currency", TOKEN),
        signed("additional_info", TOKEN),
        signed("rrn", &format!("{TOKEN}|{CARD}")),
        json!([TOKEN]).to_string(),
        json!({ "version": "2.0", "data": TOKEN, "signature": PAYMENT_KEY }).to_string(),
        json!({ "response_status": "failure", "error_message": PAYMENT_KEY }).to_string(),
        format!("token={TOKEN}&token={CARD}"),
    ];
    bodies.extend(ALL.map(|secret| Value::from(secret).to_string()));
    for body in &bodies {
        if let Err(refused) = callback::verify::<FinalOrder>(&credentials, body.as_bytes()) {
            seen.error(&refused);
            seen.error(refused.error());
            seen.debug(&refused.fields());
            let rejection = CallbackRejection::Invalid(refused);
            seen.error(&rejection);
            seen.text(&format!("{:?}", rejection.into_response()), "a response");
        }
        for (status, body) in [(200, format!("{{\"response\":{body}}}")), (500, body.clone()), (200, body.clone())] {
            if let Err(error) = Exchange::new(&request, &credentials).unwrap().parse_response(status, body.as_bytes()) {
                unknown(seen, &error);
            }
        }
        if let Err(error) = Fields::from_json(body) {
            seen.error(&error);
        }
    }
    seen.error(&callback::verify::<FinalOrder>(&credentials, &[CARD.as_bytes(), &[0xff]].concat()).unwrap_err());
    seen.error(&CallbackRejection::Body);
    let twice = format!("PaRes={TOKEN}&pares={CARD}&MD={TOKEN}");
    seen.error(&ThreeDsRejection::Invalid(ThreeDsReturn::parse(twice.as_bytes()).unwrap_err()));
    seen.debug(&flitt_client::error::SignatureError::Wrong);
    seen.debug(&flitt_client::error::ReversalTotals::default());
}

fn unknown(seen: &mut Seen, error: &Error) {
    seen.error(error);
    if let Error::Unknown(unknown) = error {
        seen.words(&**unknown);
        seen.words(unknown.reason());
        if let UnknownReason::Rejected(refusal) = unknown.reason() {
            seen.error(refusal);
        }
    }
}

/// What payers' browsers bring from banks.
fn of_browsers(seen: &mut Seen) {
    let returned = ThreeDsReturn::parse(format!("PaRes={TOKEN}&MD={CARD}").as_bytes()).unwrap();
    seen.debug(&returned);
    for body in [format!("PaRes={TOKEN}"), format!("PaRes={TOKEN}&pares={CARD}&MD=1"), format!("MD={TOKEN}&MD={CARD}")]
    {
        seen.error(&ThreeDsReturn::parse(body.as_bytes()).unwrap_err());
    }
    seen.error(&flitt_client::callback::InvalidAcsUrlError);
}
