//! The variants that a call leads to rarely, and texts from outside wherever a type keeps one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::__private::redact::ShownDebug;
use flitt_client::__private::v1::TableResponse as _;
use flitt_client::api::{CheckoutUrl, FinalOrder, GetOrderStatus, TransactionList};
use flitt_client::callback::{self, CallbackRejection, ThreeDsRejection};
use flitt_client::config::{ConfigError, CredentialsError};
use flitt_client::error::{
    EncodeError, Error, FailureError, FieldsError, NotSentError, SourceError, UnknownReason, VerificationError,
};
use flitt_client::explain::{GatewayText, Place, ReceivedRequest, ReceivedRequestError, SignedText};
use flitt_client::order::{Creation, Event, Intent, MergeError, OrderParts, OrderRequestError, SavedCardError};
use flitt_client::request::Exchange;
use flitt_client::response::{Fields, Resolved};
use flitt_client::signature::{DictTextError, mask, masked_signed_text, sign};
use flitt_client::transport::TransportError;
use flitt_client::value::OpenEnum;
use flitt_client::{Client, Credentials, Currency, Endpoint as _, OrderState};
use flitt_schema::Key;
use serde_json::{Value, json};

use crate::credentials;
use crate::output::Seen;
use crate::secrets::{ALL, CARD, CONTAINER, CVV, IBAN, PAYMENT_KEY, PAYOUT_KEY, TOKEN, encodings, groupings};

pub(crate) fn all(seen: &mut Seen) {
    for card in numbers() {
        order(seen, &card);
        texts(seen, &card);
    }
    for user in [TOKEN, PAYMENT_KEY, CARD] {
        for address in [
            format!("https://user:{user}@shop.example/a?token={user}#{user}"),
            format!("https:\\\\user:{user}@shop.example"),
            format!("//{user}@shop.example"),
            format!("HTTPS://{user}:x@shop.example/"),
        ] {
            texts(seen, &format!("cannot reach {address}"));
            let order = CheckoutUrl::request().order_id("1").order_desc(format!("see {address}")).amount(1);
            let order = order.currency(Currency::GEL).server_callback_url("https://shop.example/").product_id(&address);
            seen.debug(&order.build().unwrap());
            let order = CheckoutUrl::request().order_id("1").order_desc("Tea").amount(1).currency(Currency::GEL);
            match order.server_callback_url(&address).response_url(&address).build() {
                Ok(request) => seen.debug(&request),
                Err(invalid) => seen.error(&invalid),
            }
            seen.error(&Client::builder(credentials()).base_url(address).build().unwrap_err());
        }
    }
    errors(seen);
    failures(seen);
    names(seen);
    named(seen);
    masked(seen);
}

/// A card number that nobody gave in groups and encoded, and an IBAN.
fn numbers() -> Vec<String> {
    let encoded = encodings(CARD).into_iter().take_while(|written| !written.starts_with('N'));
    let base64 = ["", "a", "{\"card\":\""].map(|before| STANDARD.encode(format!("{before}{CARD}, and more")));
    groupings(CARD)
        .into_iter()
        .chain(encoded)
        .chain(base64)
        .chain([groupings(IBAN)[0].clone(), IBAN.to_owned()])
        .collect()
}

/// An order with a card number in each of its texts.
fn order(seen: &mut Seen, card: &str) {
    let credentials = credentials();
    let currency = || OpenEnum::<Currency>::from(card);
    let parts = OrderParts {
        order_id: card.to_owned(),
        amount: 100,
        currency: currency(),
        intent: Intent::Sale,
        creation: Creation::Server,
    };
    seen.debug(&parts);
    let state = OrderState::from_parts(&credentials, parts).accept_currency(card);
    seen.debug(&state);
    seen.debug(&OrderState::scheduled(&state, format!("recurring__1__{card}"), 1));
    seen.words(&currency());
    for event in [
        Event::Paid { amount: 1, currency: currency(), client_fee: Some(card.to_owned()) },
        Event::Held { amount: 1, currency: currency() },
        Event::Captured { amount: Some(1), total: Some(1), currency: currency() },
        Event::Reversed { amount: 1, total: 1, in_full: None, currency: currency() },
        Event::PaidOut { amount: 1, currency: currency() },
        Event::Settled { amount: 1, currency: currency() },
    ] {
        seen.words(&event);
    }
    seen.error(&MergeError::Currency { expected: currency(), actual: currency() });
    seen.error(&SavedCardError::Rejected(MergeError::Currency { expected: currency(), actual: currency() }));
    let mut stored: Value = serde_json::from_str(&state.to_json()).unwrap();
    stored[card] = 1.into();
    seen.error(&OrderState::from_json(&stored.to_string()).unwrap_err());

    // A whole number where the gateway should send a masked one, and texts that no table checks.
    let update = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1").set("masked_card", card);
    let update = update.set("rectoken", TOKEN).set("tran_type", "purchase").set("actual_amount", "100");
    let update = update.set("additional_info", json!({ "capture_status": card, "client_fee": card }).to_string());
    let update: FinalOrder = callback::verify(&credentials, update.json().as_bytes()).unwrap();
    seen.debug(&update);
    let parts = OrderParts {
        order_id: "1".to_owned(),
        amount: 100,
        currency: Currency::GEL.into(),
        intent: Intent::Sale,
        creation: Creation::Server,
    };
    let mut state = OrderState::from_parts(&credentials, parts);
    for event in state.merge(&update).unwrap() {
        seen.words(&event);
    }
    seen.debug(&state);
    match state.saved_card(&update) {
        Ok(card) => seen.debug(&card),
        Err(error) => seen.error(&error),
    }
    let resolved = [Resolved::<FinalOrder, FinalOrder>::Response(update.clone()), Resolved::Existing(update)];
    for resolved in &resolved {
        seen.debug(resolved);
    }
}

/// A text of another crate.
fn texts(seen: &mut Seen, text: &str) {
    let cause = || SourceError::new(std::io::Error::other(text));
    seen.error(&cause());
    seen.debug(&ShownDebug(text));
    seen.error(&TransportError::Connect(cause()));
    seen.error(&TransportError::Interrupted(cause()));
    seen.error(&NotSentError::Connect(cause()));
    seen.words(&UnknownReason::Interrupted(cause()));
    seen.error(&ConfigError::Http(cause()));
}

fn errors(seen: &mut Seen) {
    let credentials = credentials();
    seen.error(&Currency::GEL.parse_minor("1.234").unwrap_err());
    seen.error(&OrderRequestError::Missing("order_id".to_owned()));
    seen.error(&MergeError::Inconsistent("amount"));
    let state = OrderState::from_json("{\"version\":1}").unwrap_err();
    seen.error(&state);
    seen.error(&ThreeDsRejection::Request(CallbackRejection::Body));
    seen.error(&CredentialsError::NotABoolean { variable: "FLITT_ACCEPT_TEST" });
    seen.error(&CredentialsError::NotUtf8 { variable: "FLITT_PAYMENT_KEY" });
    let address = format!("https://shop.example/{CARD}/api");
    let client = Client::builder(credentials.clone()).base_url(address).build().unwrap_err();
    assert!(matches!(client, ConfigError::RepeatedPath { .. }), "{client:?}");
    seen.error(&client);
    seen.debug(&Client::builder(credentials.clone()).base_url(format!("https://shop.example/{CARD}")).build().unwrap());
    let nested = EncodeError::NestedInProtocol1 { parameter: "goods".to_owned(), reason: DictTextError::Nested };
    seen.error(&nested);
    seen.words(&NotSentError::Encode(nested));
    let invalid = CheckoutUrl::request().order_id(TOKEN.repeat(100)).order_desc("x").amount(1).currency("GEL").build();
    seen.words(&NotSentError::Invalid(invalid.unwrap_err()));
    seen.debug(&Place::After("amount".to_owned()));
    seen.error(&ReceivedRequestError::MissingKey(Key::Payment));
    seen.error(&ReceivedRequestError::Nested("goods".to_owned(), DictTextError::Nested));
    seen.error(&VerificationError::MissingKey(Key::Payment));
    match Fields::in_envelope("{}", "response") {
        Err(error @ FieldsError::NoEnvelope(_)) => seen.error(&error),
        other => panic!("{other:?}"),
    }
}

/// What a gateway or a proxy says.
fn failures(seen: &mut Seen) {
    let credentials = credentials();
    let request = GetOrderStatus::request().order_id("1").build().unwrap();
    let exchange = Exchange::new(&request, &credentials).unwrap();
    for secret in numbers().into_iter().chain([PAYMENT_KEY, PAYOUT_KEY].into_iter().flat_map(encodings)) {
        for body in [
            format!("<html><head><title>for {secret}, now</title>"),
            json!({ "error_code": secret, "error_message": format!("for {secret}, now") }).to_string(),
        ] {
            for status in [200, 500] {
                let Err(Error::Unknown(unknown)) = exchange.parse_response(status, body.as_bytes()) else {
                    panic!("{body}")
                };
                seen.words(unknown.reason());
                if let UnknownReason::Rejected(error) | UnknownReason::OtherBody { error, .. } = unknown.reason() {
                    seen.error(error);
                }
            }
        }
        let body =
            json!({ "response": { "response_status": "failure", "error_code": secret, "error_message": secret } });
        let Err(Error::Failure(failure)) = exchange.parse_response(200, body.to_string().as_bytes()) else {
            panic!("a question has no unknown outcome")
        };
        seen.error::<FailureError>(&failure);
        seen.words(&UnknownReason::Failure { failure: failure.clone(), status: 500 });
        seen.words(&UnknownReason::Exists { failure });
    }
    let list = TransactionList::request().order_id("1").build().unwrap();
    let exchange = Exchange::new(&list, &credentials).unwrap();
    let item = json!({ "response": [{ "id": TOKEN, "amount": CARD }] }).to_string();
    match exchange.parse_response(200, item.as_bytes()) {
        Err(Error::Unknown(unknown)) => match unknown.reason() {
            UnknownReason::Rejected(error @ VerificationError::Item(..)) => seen.error(error),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// Secrets as names, as the number of a merchant and as a signature.
fn names(seen: &mut Seen) {
    let credentials = credentials();
    for secret in ALL.into_iter().map(str::to_owned).chain(groupings(CARD)).chain(encodings(PAYMENT_KEY)) {
        // As the value of a parameter that is not sensitive, nobody can know that these are secrets.
        let is_known = ![CVV, TOKEN, CONTAINER].contains(&secret.as_str());
        let value = if is_known { secret.as_str() } else { "2" };
        let body = json!({ "order_id": "1", (secret.as_str()): "x", "merchant_id": value, "signature": value,
            "response_signature_string": format!("{value}|{value}|1") });
        let fields = Fields::from_json(&body.to_string()).unwrap();
        let signed = SignedText::from_response(&fields, FinalOrder::TABLE, Key::Payment, &credentials);
        look(seen, &signed, value);
        let request = ReceivedRequest::new(CheckoutUrl::SCHEMA, &fields, &credentials).unwrap();
        seen.debug(&request);
        look(seen, request.signed_text(), value);
        if let Some(found) = request.explanation() {
            seen.words(&found);
        }
        // Signed with the parameter of that name, which no table has.
        let with_name = sign(PAYMENT_KEY, [("merchant_id", value), ("order_id", "1"), (&secret, "x")]);
        let body = json!({ "order_id": "1", (secret.as_str()): "x", "merchant_id": value, "signature": with_name });
        let fields = Fields::from_json(&body.to_string()).unwrap();
        let request = ReceivedRequest::new(CheckoutUrl::SCHEMA, &fields, &credentials).unwrap();
        request.explanation().iter().for_each(|found| seen.words(found));
    }
}

/// Values that nothing but their names make secrets, in texts from outside.
fn named(seen: &mut Seen) {
    let credentials = credentials();
    let json = json!({ "id": 5, "card": { "cvv2": CVV, "recToken": TOKEN } }).to_string();
    let pairs = json!([{ "name": "CVV2 code", "value": CVV }, { "name": "a token", "value": TOKEN }]).to_string();
    let log = format!("cannot save: {json}, array('cvv' => '{CVV}')");
    for text in [&json, &log, &format!("cvv2={CVV}&token={TOKEN}"), &format!("<cvv>{CVV}</cvv><Token>{TOKEN}</Token>")]
    {
        order(seen, text);
        texts(seen, text);
    }
    for text in [json, pairs] {
        let mut body = json!({ "order_id": "1", "order_desc": "Tea", "amount": 1, "currency": "GEL", "merchant_id": 7,
            "merchant_data": text, "product_id": text, "signature": "0" });
        let fields = Fields::from_json(&body.to_string()).unwrap();
        let request = ReceivedRequest::new(CheckoutUrl::SCHEMA, &fields, &credentials).unwrap();
        seen.debug(&request);
        look(seen, request.signed_text(), "x");
        look(seen, request.signed_text(), &text);
        seen.words(request.signed_text());
        body["additional_info"] = json!(text);
        let fields = Fields::from_json(&body.to_string()).unwrap();
        let signed = SignedText::from_response(&fields, FinalOrder::TABLE, Key::Payment, &credentials);
        look(seen, &signed, &text);
        let order = CheckoutUrl::request().order_id("1").order_desc(&text).amount(1).currency(Currency::GEL);
        let order = order.merchant_data(&text).build().unwrap();
        let exchange = Exchange::new(&order, &credentials).unwrap();
        look(seen, &exchange.signed_text().unwrap(), &text);
    }
}

fn look(seen: &mut Seen, signed: &SignedText, secret: &str) {
    seen.words(signed);
    for (name, shown) in signed.parameters() {
        seen.text(name, "the name of a parameter");
        seen.words(&shown);
    }
    for text in [format!("**********|{secret}|1"), format!("**********|1|{secret}|x|x"), format!("{secret}|1")] {
        let text = GatewayText::find(&format!("response_signature_string: {text}")).unwrap();
        let comparison = signed.compare(&text);
        seen.debug(&comparison);
        seen.words(&comparison.difference);
    }
}

/// Texts in which keys are masked.
fn masked(seen: &mut Seen) {
    let values = [("a", PAYMENT_KEY), ("b", "x"), ("signature", PAYMENT_KEY)];
    seen.text(&masked_signed_text(PAYMENT_KEY, values), "a signed text");
    seen.text(&mask(&format!("{PAYMENT_KEY}{PAYMENT_KEY}|{PAYMENT_KEY}"), PAYMENT_KEY), "a masked text");
    let credentials = Credentials::new(1, PAYMENT_KEY).with_payout_key(PAYOUT_KEY).with_previous_payment_key(TOKEN);
    seen.text(&credentials.mask_keys(&format!("{TOKEN}|{PAYOUT_KEY}|{PAYMENT_KEY}")), "a masked text");
    seen.debug(&credentials.with_previous_payout_key(CARD));
}
