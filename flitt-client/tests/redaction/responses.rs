//! Responses, callbacks and returns that hold secrets: accepted, and refused for every reason.

use axum::response::IntoResponse as _;
use flitt_client::__private::v1::{FromResponse as _, TableResponse as _};
use flitt_client::api::tables::transaction::Transaction;
use flitt_client::api::{
    ChargeSavedCard, CheckoutToken, CompanyReport, FinalOrder, FiscalData, GetOrderStatus, ReverseOrder,
    TransactionList,
};
use flitt_client::callback::{
    self, CallbackRejection, Kind, Merchants, PayerReturn, PayerReturnFor, TestCallback, ThreeDsRejection,
    ThreeDsReturn, Verified, VerifiedFor,
};
use flitt_client::config::CredentialsError;
use flitt_client::error::UnknownReason;
use flitt_client::explain::{ReceivedRequest, SignedText};
use flitt_client::order::{Creation, Intent, MergeError, OrderParts, Stage, Unexpected};
use flitt_client::reference::ResponseCode;
use flitt_client::request::Exchange;
use flitt_client::response::{Fields, MapResponse, Resolved};
use flitt_client::serialize::Redacted;
use flitt_client::signature::{dict_text, sign};
use flitt_client::value::{Date, DateTime};
use flitt_client::{Credentials, Currency, Endpoint as _, Error, OrderState, Outcome};
use flitt_schema::Key;
use serde_json::{Value, json};

use crate::output::{Seen, wordless};
use crate::secrets::{ALL, CARD, CONTAINER, CVV, IBAN, PAYMENT_KEY, PAYOUT_KEY, TOKEN, encodings, groupings};
use crate::{MERCHANT, credentials};

pub(crate) fn all(seen: &mut Seen) {
    wordless!(seen, TestCallback<'static, FinalOrder>);
    wordless!(seen, flitt_client::__private::v1::Rows);
    accepted(seen);
    names(seen);
    descriptions(seen);
    many(seen);
    refused(seen);
    of_browsers(seen);
}

/// The state of an order that holds a secret wherever it may.
pub(crate) fn order(credentials: &Credentials) -> TestCallback<'_, FinalOrder> {
    let info = json!({ "card_number": CARD, "capture_status": "hold", "new": TOKEN });
    callback::test_callback::<FinalOrder>(credentials)
        .set("order_id", "1001")
        .set("tran_type", "purchase")
        .set("actual_amount", "100")
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
    let response: &flitt_client::response::RawResponse = &order;
    seen.debug(response);
    seen.debug(order.fields());
    order.fields().iter().for_each(|field| seen.debug(&field));
    seen.debug(&order.additional_info().unwrap());
    seen.debug(&order.verification());
    seen.debug(&Resolved::<FinalOrder, FinalOrder>::OrderStatus(order.clone()));
    seen.debug(&Verified(order.clone()));
    seen.debug(&PayerReturn(order.clone()));
    seen.debug(&VerifiedFor(credentials.clone(), order.clone()));
    seen.debug(&PayerReturnFor(credentials.clone(), order.clone()));
    seen.debug(&Merchants::from(credentials.clone()));
    seen.debug(&Kind::from_order(&order));
    seen.words(&order.currency());
    let signed = SignedText::from_response(order.fields(), FinalOrder::TABLE, Key::Payment, &credentials);
    seen.words(&signed);
    received_requests(seen, &credentials);

    let parts = |order_id: &str, amount: u64, currency: Currency| OrderParts {
        order_id: order_id.to_owned(),
        amount,
        currency: currency.into(),
        intent: Intent::Sale,
        creation: Creation::Server,
    };
    let mut state = OrderState::from_parts(&credentials, parts("1001", 100, Currency::GEL));
    let events = state.merge(&order).unwrap();
    assert!(state.is_held(), "{events:?}");
    seen.debug(&state);
    seen.debug(&events);
    for event in &events {
        seen.words(event);
    }
    seen.words(&state.stage());
    seen.words(&state.intent());
    seen.words(&state.creation());
    seen.words(&Unexpected::Hold);
    seen.debug(&order.source());
    seen.debug(&parts("1001", 100, Currency::GEL));
    seen.words(&state.to_json());
    seen.debug(&state.saved_card(&order).unwrap());
    seen.error(&TOKEN.parse::<Stage>().unwrap_err());
    seen.error(&TOKEN.parse::<Intent>().unwrap_err());
    seen.error(&OrderState::from_json(TOKEN).unwrap_err());
    for mut other in [
        OrderState::from_parts(&credentials, parts(TOKEN, 100, Currency::GEL)),
        OrderState::from_parts(&Credentials::new(7, PAYMENT_KEY), parts("1001", 100, Currency::GEL)),
        OrderState::from_parts(&credentials, parts("1001", 7, Currency::GEL)),
        OrderState::from_parts(&credentials, parts("1001", 100, Currency::USD)),
    ] {
        seen.error(&other.merge(&order).unwrap_err());
        seen.error(&other.saved_card(&order).unwrap_err());
    }
    seen.error(&MergeError::NotVerified);
    let status = GetOrderStatus::request().order_id(TOKEN).build().unwrap();
    seen.error(&OrderState::from_request(&credentials, &status).unwrap_err());
    outcomes(seen);
}

/// Secrets as the names of fields: of one, of a duplicate, of one that is nested too deep, and within a value.
fn names(seen: &mut Seen) {
    let credentials = credentials();
    let request = GetOrderStatus::request().order_id("1001").build().unwrap();
    for secret in ALL.into_iter().map(str::to_owned).chain(groupings(CARD)) {
        let body = order(&credentials).set(&secret, "x").json();
        let order: FinalOrder = callback::verify(&credentials, body.as_bytes()).unwrap();
        seen.debug(&order);
        seen.debug(order.fields());
        order.fields().iter().for_each(|field| seen.debug(&field));
        let name = Value::from(secret);
        let deep = format!("{}{}", "[".repeat(80), "]".repeat(80));
        for body in
            [format!("{{{name}:1,{name}:2}}"), format!("{{{name}:{deep}}}"), format!("{{\"a\":{{{name}:{deep}}}}}")]
        {
            if let Err(error) = Fields::from_json(&body) {
                seen.error(&error);
            }
            let response = format!("{{\"response\":{body}}}");
            if let Err(error) = Exchange::new(&request, &credentials).unwrap().parse_response(200, response.as_bytes())
            {
                unknown(seen, &error);
            }
            if let Err(invalid) = callback::verify::<FinalOrder>(&credentials, body.as_bytes()) {
                seen.error(&invalid);
            }
        }
    }
}

/// Secrets in the description of a decline, and in texts that are no secrets of themselves.
fn descriptions(seen: &mut Seen) {
    let credentials = credentials();
    for written in groupings(CARD).into_iter().chain(encodings(TOKEN)).chain([CARD.to_owned()]) {
        let sample = order(&credentials)
            .set("order_status", "declined")
            .set("response_code", "1000")
            .set("response_description", format!("declined for {written}"));
        let order: FinalOrder = callback::verify(&credentials, sample.json().as_bytes()).unwrap();
        let Outcome::Declined(decline) = order.outcome() else { panic!("it was declined") };
        assert!(decline.description().contains(&written), "programs see it");
        seen.words(&decline);
        seen.debug(&order.outcome());
        let parts = OrderParts {
            order_id: "1001".to_owned(),
            amount: 100,
            currency: Currency::GEL.into(),
            intent: Intent::Sale,
            creation: Creation::Server,
        };
        let mut state = OrderState::from_parts(&credentials, parts);
        for event in state.merge(&order).unwrap() {
            seen.words(&event);
        }
        seen.error(&state.saved_card(&order).unwrap_err());
    }
    for card in groupings(CARD).into_iter().chain([CARD.to_owned()]) {
        let sample = order(&credentials).set("order_id", &card).set("response_description", &card);
        seen.debug(&callback::verify::<FinalOrder>(&credentials, sample.json().as_bytes()).unwrap());
    }
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
        let parts = OrderParts {
            order_id: "1001".to_owned(),
            amount: 100,
            currency: Currency::GEL.into(),
            intent: Intent::Sale,
            creation: Creation::Server,
        };
        if let Err(not_saved) = OrderState::from_parts(&credentials, parts).saved_card(&order) {
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

/// Responses of many objects.
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
    // No endpoint of the gateway responds so.
    seen.debug(&MapResponse::<Transaction>::from_response(list.response().clone(), 0));
    let request = FiscalData::request().order_id("1001").build().unwrap();
    let exchange = Exchange::new(&request, &credentials).unwrap();
    match exchange.parse_response(200, json!({ "response": { "1": { "new": TOKEN } } }).to_string().as_bytes()) {
        Ok(response) => seen.debug(&response),
        Err(error) => seen.error(&error),
    }
    report(seen);
    let request = CheckoutToken::request().order_id("1").order_desc("Tea").amount(1).currency("GEL").build().unwrap();
    let body = json!({ "response": { "response_status": "success", "token": TOKEN } }).to_string();
    let token = Exchange::new(&request, &credentials).unwrap().parse_response(200, body.as_bytes()).unwrap();
    assert_eq!(token.token(), TOKEN);
    seen.debug(&token);
}

/// A report with columns, rows and parameters that no table knows.
fn report(seen: &mut Seen) {
    let credentials = credentials();
    let request = CompanyReport::request().token(TOKEN).report_id("745").merchant_id(MERCHANT).filters([]);
    let request = request.on_page(10).page(1).build().unwrap();
    let columns = ["order_id", "new_column"];
    let rows = json!([["1001", TOKEN], ["1002", [TOKEN]], ["1003", "x", TOKEN], { "new": TOKEN }, TOKEN]);
    let body =
        json!({ "fields": columns, "data": rows, "rows_count": 5, "rows_on_page": 5, "rows_page": 1, "new": TOKEN });
    let exchange = Exchange::new(&request, &credentials).unwrap();
    let report = exchange.parse_response(200, body.to_string().as_bytes()).unwrap();
    seen.debug(&report);
    seen.debug(&*report);
    let shown = format!("{report:?}");
    assert!(shown.contains("1001") && shown.contains("new_column"), "{shown}");
    seen.text(&serde_json::to_string(&Redacted(&report)).unwrap(), "a redacted report");
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

/// Requests of other clients that hold secrets, with signatures of every kind.
fn received_requests(seen: &mut Seen, credentials: &Credentials) {
    let request = |more: &str, signature: &str| {
        let fields = format!(
            r#"{{"order_id":"1","amount":100,"rectoken":"{TOKEN}","unknown":"{CARD}"{more},"signature":"{signature}"}}"#
        );
        let fields = Fields::from_json(&fields).unwrap();
        ReceivedRequest::new(ChargeSavedCard::SCHEMA, &fields, credentials)
    };
    for key in [PAYMENT_KEY.to_owned(), format!("'{PAYMENT_KEY}'"), PAYMENT_KEY[1..].to_owned(), "other".to_owned()] {
        for values in [vec!["100", "1", TOKEN], vec!["100", "1"], vec!["100", "1", TOKEN, CARD]] {
            let names = ["a", "b", "c", "d"].into_iter();
            let received = request("", &sign(&key, names.zip(values))).unwrap();
            seen.debug(&received);
            seen.words(received.signed_text());
            received.explanation().iter().for_each(|found| seen.words(found));
        }
    }
    seen.error(&request(&format!(r#","version":"2.0","data":"{CONTAINER}""#), TOKEN).unwrap_err());
    seen.error(&dict_text(CONTAINER).unwrap_err());
    for key in [format!("'{PAYMENT_KEY}'"), format!("\u{feff}{PAYMENT_KEY}"), format!("{PAYMENT_KEY} {PAYOUT_KEY}")] {
        let error = Credentials::new(1, key).checked().unwrap_err();
        if let CredentialsError::NotAKey { problem, .. } = &error {
            seen.words(problem);
        }
        seen.error(&error);
    }
}
