//! Wrong input to every public entry ends in a typed error and loses nothing: what could be read is in the error, and no
//! secret is in its words.

use std::error::Error as _;
use std::fmt::Write as _;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use flitt_client::api::{CheckoutUrl, FinalOrder, Flitt, OrderStatus, ReverseOrder};
use flitt_client::schema::{Endpoint, InMemory, Key, Library, Rule};
use flitt_client::transport::{Message, Pending, Prepared, Reply, Transport, TransportError};
use flitt_client::{
    Answer, Api, Client, ConfigError, Credentials, DynamicRequest, EncodeError, Error, Exchange, Fields, FieldsError,
    NotSent, Outcome, Refusal, SignatureFault, UnknownOutcome, UnknownReason, Verification, callback, mask, sign,
};

const KEY: &str = "canary-payment-key";
const MERCHANT: u64 = 1_549_901;

fn credentials() -> Credentials {
    Credentials::new(MERCHANT, KEY).with_payout_key("canary-payout-key").with_company_key("canary-company-key")
}

fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a prepared answer is ready"),
    }
}

/// An answer in the making: names with values as they are written in JSON.
#[derive(Clone)]
struct Draft(Vec<(String, String)>);

impl Draft {
    /// The state of an order, complete and not signed yet.
    fn order() -> Self {
        let fields = [
            ("order_id", r#""order-1""#),
            ("merchant_id", "1549901"),
            ("amount", r#""1000""#),
            ("currency", r#""GEL""#),
            ("order_status", r#""approved""#),
            ("response_status", r#""success""#),
            ("rectoken", r#""canary-token""#),
            ("additional_info", r#""{\"card\": \"canary-info\"}""#),
            ("new_field", r#""canary-new""#),
            ("payment_id", "7"),
        ];
        Self(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
    }

    /// Sets a field; the value is written as in JSON.
    fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self
    }

    fn signed(self) -> Self {
        self.signed_with(KEY)
    }

    fn signed_with(self, key: &str) -> Self {
        let texts: Vec<(String, String)> = self
            .0
            .iter()
            .map(|(name, value)| {
                let text = serde_json::from_str::<String>(value).unwrap_or_else(|_| value.clone());
                (name.clone(), if text == "null" { String::new() } else { text })
            })
            .collect();
        let signature = sign(key, texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        self.with("signature", &format!("\"{signature}\""))
    }

    fn bare(&self) -> String {
        let fields: Vec<String> = self.0.iter().map(|(name, value)| format!("{name:?}: {value}")).collect();
        format!("{{{}}}", fields.join(", "))
    }

    fn body(&self) -> String {
        format!("{{\"response\": {}}}", self.bare())
    }
}

/// Reads an answer to a status request for `order-1`.
fn read(status: u16, body: &[u8]) -> Result<FinalOrder, Error> {
    let request = OrderStatus::request().order_id("order-1").build().expect("it is valid");
    let credentials = credentials();
    Exchange::of(&request, &credentials).expect("it is signed").read(status, body)
}

fn unknown(result: Result<FinalOrder, Error>) -> UnknownOutcome {
    match result {
        Err(Error::Unknown(unknown)) => *unknown,
        other => panic!("not unknown: {other:?}"),
    }
}

fn refused(body: &[u8]) -> (Refusal, Option<Fields>) {
    let unknown = unknown(read(200, body));
    assert_eq!(unknown.endpoint(), "order_status");
    assert!(unknown.is_repeatable(), "asking for the status changes nothing");
    match unknown.reason() {
        UnknownReason::Refused(refusal) => (refusal.clone(), unknown.fields().cloned()),
        other => panic!("another reason: {other:?}"),
    }
}

/// The same as a callback: bare.
fn refused_callback(body: &[u8]) -> (Refusal, Option<Fields>) {
    let refused = callback::verify::<FinalOrder>(&credentials(), body).expect_err("it is refused");
    (refused.refusal().clone(), refused.fields().cloned())
}

/// A draft is refused as an answer and as a callback alike, and its fields are kept.
fn both_refuse(draft: &Draft, expected: &Refusal) {
    for (refusal, fields) in [refused(draft.body().as_bytes()), refused_callback(draft.bare().as_bytes())] {
        assert_eq!(&refusal, expected, "{}", draft.bare());
        let fields = fields.expect("the raw fields are kept");
        let names: Vec<&str> = fields.iter().map(flitt_client::Field::name).collect();
        let expected: Vec<&str> = draft.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, expected, "none is lost");
    }
}

#[test]
fn the_complete_answer_is_accepted() {
    let draft = Draft::order().signed();
    let order = read(200, draft.body().as_bytes()).expect("it is valid");
    assert_eq!(order.verification(), Verification::Verified);
    assert_eq!(order.outcome(), Outcome::Approved);
    let order = read(201, draft.body().as_bytes()).expect("it is valid");
    assert_eq!(order.get("new_field"), Some("canary-new"));
    let called = callback::verify::<FinalOrder>(&credentials(), draft.bare().as_bytes()).expect("it is valid");
    assert_eq!(called, order);
}

#[test]
fn bodies_that_are_no_answer() {
    let deep_list = "[".repeat(100_000);
    let deep_object = r#"{"response":"#.repeat(50_000);
    let deep_value = format!(r#"{{"response":{{"a":{}"#, "[".repeat(100_000));
    let deep_closed = format!(r#"{{"response":{{"a":{}{}}}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let unreadable = [
        "",
        " ",
        "null",
        "true",
        "1",
        r#""text""#,
        "[]",
        r#"[{"response":{}}]"#,
        "<html><body>504</body></html>",
        "{",
        r#"{"response":"#,
        r#"{"response":{"#,
        r#"{"response":{}"#,
        r#"{"response":{"a":1,}}"#,
        r#"{"response":{"a":1}} x"#,
        r#"{"response":{"a":1}}{"response":{"a":1}}"#,
        r#"{"response":{a:1}}"#,
        r#"{"response":{'a':1}}"#,
        r#"{"response":{"a":01}}"#,
        r#"{"response":{"a":NaN}}"#,
        r#"{"response":{"a":"\ud800"}}"#,
        r#"{"response":{"a":"\x"}}"#,
        "{\"response\":{\"a\":\"line\nend\"}}",
        "\u{feff}{\"response\":{}}",
        r#"{"response":[]}"#,
        r#"{"response":[{"order_id":"order-1"}]}"#,
        r#"{"response":null}"#,
        r#"{"response":"text"}"#,
        r#"{"response":7}"#,
        &deep_list,
        &deep_object,
        &deep_value,
    ];
    for body in unreadable {
        let shown: String = body.chars().take(60).collect();
        let (refusal, fields) = refused(body.as_bytes());
        assert!(matches!(refusal, Refusal::Unreadable(FieldsError::NotAnObject { .. })), "{shown}: {refusal:?}");
        assert_eq!(fields, None, "{shown}");
        // A callback has no envelope: what stands in one there is a field like any other, and not signed.
        let (refusal, _) = refused_callback(body.as_bytes());
        assert!(
            matches!(refusal, Refusal::Unreadable(_) | Refusal::Signature(SignatureFault::Missing)),
            "{shown}: {refusal:?}"
        );
    }
    let (refusal, _) = refused(b"{}");
    assert_eq!(refusal, Refusal::Unreadable(FieldsError::NoEnvelope("response".to_owned())));
    let (refusal, _) = refused(br#"{"request":{"order_id":"order-1"}}"#);
    assert_eq!(refusal, Refusal::Unreadable(FieldsError::NoEnvelope("response".to_owned())));
    // Deep, but JSON: a field with a nested value, and no signature.
    let (refusal, fields) = refused(deep_closed.as_bytes());
    assert_eq!(refusal, Refusal::Signature(SignatureFault::Missing));
    assert!(fields.is_some_and(|fields| fields.get("a").is_some_and(flitt_client::Field::is_nested)));
}

#[test]
fn bytes_that_are_no_text() {
    for body in [
        &b"\xff"[..],
        b"{\"response\":{\"a\":\"\xc3\x28\"}}",
        b"\xfe\xff\x00{",
        b"{\"response\":{\"a\":\"\xed\xa0\x80\"}}",
    ] {
        assert_eq!(refused(body), (Refusal::NotUtf8, None));
        assert_eq!(refused_callback(body), (Refusal::NotUtf8, None));
    }
}

#[test]
fn names_that_stand_twice() {
    let draft = Draft::order().signed();
    let bare = draft.bare();
    let twice = |addition: &str| format!("{},{addition}}}", bare.trim_end_matches('}'));
    for (addition, name) in [
        (r#""amount":"1""#, "amount"),
        (r#""amount":"1000""#, "amount"),
        (r#""\u0061mount":"1""#, "amount"),
        (r#""signature":null"#, "signature"),
        (r#""new_field":"""#, "new_field"),
    ] {
        let expected = Refusal::Unreadable(FieldsError::Duplicate(name.to_owned()));
        let bare = twice(addition);
        assert_eq!(refused_callback(bare.as_bytes()).0, expected, "{addition}");
        assert_eq!(refused(format!("{{\"response\":{bare}}}").as_bytes()).0, expected, "{addition}");
    }
    let envelopes = format!("{{\"response\":{bare},\"resp\\u006fnse\":{{}}}}");
    let expected = Refusal::Unreadable(FieldsError::Duplicate("response".to_owned()));
    assert_eq!(refused(envelopes.as_bytes()).0, expected);
}

#[test]
fn more_fields_than_any_answer_has() {
    let fields: Vec<String> = (0..70_000).map(|number| format!("\"f{number}\":1")).collect();
    let body = format!("{{\"response\":{{{}}}}}", fields.join(","));
    assert_eq!(refused(body.as_bytes()).0, Refusal::Unreadable(FieldsError::TooMany));
}

#[test]
fn signatures_that_are_none() {
    let draft = Draft::order().signed();
    let valid = draft.0.iter().find(|(name, _)| name == "signature").expect("it is signed").1.clone();
    let missing = Refusal::Signature(SignatureFault::Missing);
    both_refuse(&Draft::order(), &missing);
    for value in ["null", r#""""#] {
        both_refuse(&draft.clone().with("signature", value), &missing);
    }
    let digits = valid.trim_matches('"').to_owned();
    let malformed = [
        "true".to_owned(),
        "false".to_owned(),
        "0".to_owned(),
        "7e9".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        format!("[{valid}]"),
        format!("{{\"signature\":{valid}}}"),
        valid.to_uppercase(),
        format!("\"{}\"", &digits[..39]),
        format!("\"{digits}0\""),
        format!("\" {}\"", &digits[..39]),
        format!("\"{}g\"", &digits[..39]),
        format!("\"{}\"", "ა".repeat(40)),
        format!("\"{}\"", "ა".repeat(13) + "0"),
        r#""\u0000""#.to_owned(),
        "1234567890123456789012345678901234567890".to_owned(),
    ];
    for value in malformed {
        both_refuse(&draft.clone().with("signature", &value), &Refusal::Signature(SignatureFault::Malformed));
    }
    let wrong = Refusal::Signature(SignatureFault::Wrong);
    both_refuse(&draft.clone().with("signature", &format!("\"{}\"", "0".repeat(40))), &wrong);
    both_refuse(&draft.with("amount", "999"), &wrong);
    both_refuse(&Draft::order().signed_with("canary-payout-key"), &wrong);
    both_refuse(&Draft::order().signed_with(""), &wrong);
}

#[test]
fn what_every_answer_has_is_missing() {
    for name in ["order_id", "merchant_id", "amount", "currency", "order_status", "response_status"] {
        let expected = Refusal::Missing(name.to_owned());
        both_refuse(&Draft::order().without(name).signed(), &expected);
        for value in ["null", r#""""#] {
            both_refuse(&Draft::order().with(name, value).signed(), &expected);
        }
    }
}

#[test]
fn values_that_cannot_be() {
    for value in ["1549902", r#""1549902""#, r#""01549901""#, "0"] {
        both_refuse(&Draft::order().with("merchant_id", value).signed(), &Refusal::OtherMerchant);
    }
    for name in ["amount", "actual_amount", "reversal_amount", "settlement_amount", "fee", "payment_id", "merchant_id"]
    {
        let huge = "9".repeat(400);
        for value in [
            r#""1e3""#,
            "1e3",
            "1.0",
            "-1",
            r#""-1""#,
            r#""+1""#,
            r#"" 100""#,
            r#""100 ""#,
            r#""٣""#,
            r#""１""#,
            r#""0x10""#,
            r#""1,000""#,
            r#""1_000""#,
            r#""ten""#,
            "true",
            "1e999999",
            "18446744073709551616",
            &huge,
        ] {
            both_refuse(&Draft::order().with(name, value).signed(), &Refusal::NotDigits(name.to_owned()));
        }
    }
    for name in ["currency", "actual_currency", "settlement_currency"] {
        for value in [r#""GE1""#, r#""GELL""#, r#""GE""#, r#""ლარ""#, r#"" GEL""#, "981", r#""€€€""#] {
            both_refuse(&Draft::order().with(name, value).signed(), &Refusal::NotACurrency(name.to_owned()));
        }
    }
    for value in [r#""{""#, r#""{'a': 1}""#, r#""{\"a\": None}""#, r#""{} x""#, r#""card""#, r#""01""#] {
        let expected = Refusal::NotJson("additional_info".to_owned());
        both_refuse(&Draft::order().with("additional_info", value).signed(), &expected);
    }
    for name in
        ["order_id", "order_status", "merchant_data", "product_id", "rrn", "order_time", "payment_system", "fee"]
    {
        let expected = Refusal::Separator(name.to_owned());
        both_refuse(&Draft::order().with(name, r#""a|b""#).signed(), &expected);
        both_refuse(&Draft::order().with(name, r#""a\u007cb""#).signed(), &expected);
    }
    // A nested value can neither be said in a flat table nor hide the separator.
    both_refuse(&Draft::order().with("amount", "[1000]").signed(), &Refusal::NotDigits("amount".to_owned()));
}

/// Only the answer to a request can be for another request: a callback belongs to none.
#[test]
fn the_answer_to_another_request() {
    let draft = Draft::order().with("order_id", r#""order-2""#).signed();
    let (refusal, fields) = refused(draft.body().as_bytes());
    assert_eq!(refusal, Refusal::OtherRequest("order_id".to_owned()));
    assert_eq!(fields.expect("they are kept").text("order_id"), Some("order-2"));
    assert!(callback::verify::<FinalOrder>(&credentials(), draft.bare().as_bytes()).is_ok());
}

/// What is odd but seen in real answers is read all the same, as the text that it is.
#[test]
fn oddities_are_no_refusals() {
    let draft = Draft::order()
        .with("response_code", r#"" ""#)
        .with("order_time", r#""07/02/2016 15:21:39""#)
        .with("settlement_date", r#""never""#)
        .with("order_status", r#""invented""#)
        .with("card_bin", r#""44xx""#)
        .with("rectoken", &format!("\"{}\"", "x".repeat(4_000)))
        .with("response_description", r#""a|b""#)
        .with("additional_info", r#""{\"a\": \"b|c\"}""#)
        .with("actual_amount", r#""""#)
        .with("fee", "null")
        .with("unknown_object", r#"{"a":[1,2]}"#)
        .signed();
    let order = read(200, draft.body().as_bytes()).expect("it is read");
    assert_eq!(order.outcome(), Outcome::Pending(None), "an unknown status is not the end");
    assert_eq!(order.order_time(), Some("07/02/2016 15:21:39"));
    assert_eq!(order.card_bin(), None);
    assert_eq!(order.get("card_bin"), Some("44xx"));
    assert_eq!(order.actual_amount(), None);
    assert_eq!(order.fee(), None);
    assert_eq!(order.get("unknown_object"), Some(r#"{"a":[1,2]}"#));
}

#[test]
fn http_tells_less_than_the_gateway() {
    let html = b"<html><body>502 Bad Gateway</body></html>";
    for status in [100, 204, 301, 302, 400, 403, 404, 429, 500, 502, 503, 504, 0, 65_535] {
        let unknown = unknown(read(status, html));
        assert_eq!(unknown.reason(), &UnknownReason::Status(status));
        assert_eq!(unknown.fields(), None);
        // An answer under such a status is not believed, valid or not. Its fields are kept.
        for draft in [Draft::order().signed(), Draft::order()] {
            let Err(Error::Unknown(unknown)) = read(status, draft.body().as_bytes()) else { panic!("{status}") };
            assert_eq!(unknown.reason(), &UnknownReason::Status(status));
            assert_eq!(unknown.fields().and_then(|fields| fields.text("order_id")), Some("order-1"));
        }
    }
    let failure = br#"{"response":{"response_status":"failure","error_code":1018,"error_message":"Order not found",
        "request_id":"abc"}}"#;
    for status in [200, 400, 500] {
        let Err(Error::Failure(failure)) = read(status, failure) else { panic!("{status} tells a failure") };
        assert_eq!(failure.code().as_str(), "1018");
        assert!(failure.code().known().is_some());
        assert_eq!(failure.message(), "Order not found");
        assert_eq!(failure.request_id(), Some("abc"));
        let words = Error::Failure(failure).to_string();
        assert!(words.contains("1018") && words.contains("Order not found") && words.contains("abc"), "{words}");
    }
    // A failure without any reason is one all the same, and so is one with values of other types.
    for body in [
        r#"{"response":{"response_status":"failure"}}"#,
        r#"{"response":{"response_status":"failure","error_code":null,"error_message":null,"request_id":""}}"#,
        r#"{"response":{"response_status":"failure","error_code":"nine","error_message":["x"],"request_id":{}}}"#,
        r#"{"response":{"response_status":"failure","error_code":true,"signature":7}}"#,
    ] {
        assert!(matches!(read(200, body.as_bytes()), Err(Error::Failure(_))), "{body}");
    }
    // Nobody signs a failure: as a callback it proves nothing.
    let draft = Draft::order().with("response_status", r#""failure""#).signed();
    let (refusal, fields) = refused_callback(draft.bare().as_bytes());
    assert_eq!(refusal, Refusal::Failure);
    assert!(fields.is_some());
}

#[test]
fn keys_that_are_missing() {
    let request = OrderStatus::request().order_id("order-1").build().expect("it is valid");
    let without = Credentials::new(MERCHANT, "");
    let error = Exchange::of(&request, &without).map(|_| ()).expect_err("there is no key");
    assert_eq!(error, EncodeError::MissingKey(Key::Payment));
    let draft = Draft::order().signed();
    let refused = callback::verify::<FinalOrder>(&without, draft.bare().as_bytes()).expect_err("there is no key");
    assert_eq!(refused.refusal(), &Refusal::MissingKey(Key::Payment));
    assert!(refused.fields().is_some());
    // Callbacks of payouts are signed with the payout key, and with no other.
    let draft = Draft::order().with("tran_type", r#""p2p credit""#);
    let only_payment = Credentials::new(MERCHANT, KEY);
    let body = draft.clone().signed().bare();
    let refused = callback::verify::<FinalOrder>(&only_payment, body.as_bytes()).expect_err("there is no key");
    assert_eq!(refused.refusal(), &Refusal::MissingKey(Key::Payout));
    let (refusal, _) = refused_callback(body.as_bytes());
    assert_eq!(refusal, Refusal::Signature(SignatureFault::Wrong), "the payment key does not sign it");
    let body = draft.signed_with("canary-payout-key").bare();
    assert!(callback::verify::<FinalOrder>(&credentials(), body.as_bytes()).is_ok());
}

#[test]
fn requests_tell_all_their_faults_at_once() {
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == "checkout_url").expect("it is shipped");
    let invalid = DynamicRequest::new(Arc::new((*endpoint).clone()))
        .set("ordr_id", "1")
        .set("merchant_id", "7")
        .set("signature", "canary")
        .set("amount", "1e3")
        .set("currency", "canary-value")
        .set("preauth", "yes")
        .set("order_desc", "a|b")
        .set("rectoken", "canary|token")
        .set("", "")
        .build()
        .expect_err("it is not valid");
    let text = invalid.to_string();
    assert_eq!(invalid.endpoint(), "checkout_url");
    let count = |wanted: fn(&Rule) -> bool| invalid.violations().iter().filter(|one| wanted(&one.rule)).count();
    assert_eq!(count(|rule| matches!(rule, Rule::Unknown { .. })), 2, "{text}");
    assert_eq!(count(|rule| matches!(rule, Rule::NotFromCaller)), 2, "{text}");
    assert_eq!(count(|rule| matches!(rule, Rule::Missing)), 1, "{text}");
    assert_eq!(count(|rule| matches!(rule, Rule::NotAnInteger)), 1, "{text}");
    assert_eq!(count(|rule| matches!(rule, Rule::Separator)), 2, "{text}");
    assert_eq!(text.lines().count(), invalid.violations().len() + 1, "{text}");
    assert!(!text.contains("canary") && !format!("{invalid:?}").contains("canary"), "{text}");
    assert!(text.contains("did you mean `order_id`?"), "{text}");
    // The same by types.
    let invalid = CheckoutUrl::request()
        .order_id("1|")
        .order_desc("")
        .amount(u64::MAX)
        .currency("canary")
        .lifetime(0)
        .rectoken("canary|")
        .payment_systems("installments")
        .build()
        .expect_err("it is not valid");
    assert!(invalid.violations().len() >= 7, "{invalid}");
    assert!(!format!("{invalid}{invalid:?}").contains("canary"), "{invalid}");
}

#[test]
fn addresses_of_clients() {
    for address in
        ["", "pay.flitt.com", "ftp://x", "http://pay.flitt.com", "https://", "https://a b", "https://u@h", "\u{0}"]
    {
        let result = Client::builder(credentials()).base_url(address).transport(Prepared::default()).build();
        assert!(matches!(result, Err(ConfigError::Address { .. })), "{address:?}");
    }
}

/// A transport that always fails in one way.
struct Failing(TransportError);

impl Transport for Failing {
    fn post<'t>(&'t self, _: Message<'t>) -> Pending<'t> {
        Box::pin(async { Err(self.0.clone()) })
    }
}

#[test]
fn transports_that_fail() {
    let reverse = ReverseOrder::request().order_id("order-1").amount(1).currency("GEL").build().expect("it is valid");
    let send = |error: TransportError| {
        let client = Client::builder(credentials()).transport(Failing(error)).build().expect("a client");
        ready(client.send(&reverse)).expect_err("it fails")
    };
    let error = send(TransportError::NoConnection("refused".to_owned()));
    assert!(matches!(&error, Error::NotSent(NotSent::NoConnection(why)) if why == "refused"), "{error:?}");
    for (fault, reason) in [
        (TransportError::Timeout(None), UnknownReason::Timeout(None)),
        (TransportError::Interrupted("reset".to_owned()), UnknownReason::Interrupted("reset".to_owned())),
        (TransportError::TooLarge, UnknownReason::TooLarge(flitt_client::RESPONSE_LIMIT)),
    ] {
        let Error::Unknown(unknown) = send(fault) else { panic!("{reason:?} is unknown") };
        assert_eq!(unknown.reason(), &reason);
        assert_eq!(unknown.confirm_with(), Some("order_status"));
        assert!(!unknown.is_repeatable(), "a reverse without its `reverse_id` is not repeated");
        assert!(unknown.to_string().contains("ask `order_status`"), "{unknown}");
    }
    // A transport that does not keep to the limit.
    let large = Prepared::new([Ok(Reply::ok(vec![b' '; 2_000]))]);
    let client = Client::builder(credentials()).transport(large).response_limit(1_000).build().expect("a client");
    let Err(Error::Unknown(unknown)) = ready(client.send(&reverse)) else { panic!("it is too large") };
    assert_eq!(unknown.reason(), &UnknownReason::TooLarge(1_000));
}

// Secrets.

const CARD: &str = "4444555566661111";
const CVV: &str = "847";
const TOKEN: &str = "canary-test-token";

/// An endpoint that takes a card.
fn card_endpoint() -> Arc<Endpoint> {
    let file = r#"{ "endpoint": "charge", "path": "/api/charge",
        "request": [
            { "name": "order_id", "type": "string", "max_length": 1024, "mandatory": true },
            { "name": "merchant_id", "type": "integer", "max_length": 12, "from": "credentials", "unit": "identifier" },
            { "name": "amount", "type": "integer", "max_length": 12, "unit": "minor" },
            { "name": "card_number", "type": "string", "max_length": 19, "format": "card_number", "sensitive": true },
            { "name": "cvv2", "type": "string", "max_length": 4, "sensitive": true },
            { "name": "rectoken", "type": "string", "max_length": 100, "sensitive": true },
            { "name": "signature", "type": "string", "max_length": 40, "from": "signature" }
        ],
        "response": { "rows": [{ "name": "order_id", "type": "string", "max_length": 1024 }], "signed": "never" } }"#;
    let library = Library::read_folder(&InMemory::from_iter([("charge.json", file)]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    Arc::new(library.endpoints[0].model.clone())
}

fn charge(message: &str) -> (Error, DynamicRequest) {
    let request = DynamicRequest::new(card_endpoint())
        .set("order_id", "my-test-order")
        .set("amount", "100")
        .set("card_number", CARD)
        .set("cvv2", CVV)
        .set("rectoken", TOKEN)
        .build()
        .expect("it is valid");
    let message = serde_json::to_string(message).expect("JSON");
    let body = format!(
        r#"{{"response":{{"response_status":"failure","error_code":1014,"error_message":{message},"request_id":{message}}}}}"#
    );
    let transport = Prepared::new([Ok(Reply { status: 200, body: body.into_bytes() })]);
    let credentials = Credentials::new(MERCHANT, "test").with_payout_key("testcredit");
    let client = Client::builder(credentials).transport(transport).build().expect("a client");
    (ready(client.send_dynamic(&request)).expect_err("it fails"), request)
}

/// Everything that an error shows, its causes included.
fn everything(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        let _ = write!(text, "\n{inner}\n{inner:?}");
        cause = inner.source();
    }
    text
}

/// Error 1014 repeats the whole signed text, with the key masked wherever it stands.
#[test]
fn error_1014_shows_no_card() {
    let values = ["100", CARD, CVV, "1549901", "my-test-order", TOKEN].join("|");
    let masked = mask(&format!("test|{values}"), "test");
    assert!(masked.contains("canary-**********-token"), "the gateway's form: {masked}");
    let signature = "0".repeat(40);
    let messages = [
        format!("Invalid signature signature: {signature}; response_signature_string: {masked}"),
        // An implementation that masks nothing, or only in the front.
        format!("Invalid signature signature: {signature}; response_signature_string: test|{values}"),
        format!("Invalid signature: **********|{values}"),
        format!("Invalid card {CARD}, code {CVV}, token {TOKEN} or canary-**********-token, key test"),
        // Another encoding of the card within the signed text.
        "Invalid signature: **********|100|4444 5555 6666 1111|8 4 7|1549901|my-test-order|canary-%74est-token"
            .to_owned(),
        format!("{CARD}{CVV}{TOKEN}{CARD}"),
        format!("{CARD}|{CARD}|{CVV}"),
    ];
    for message in messages {
        let (error, request) = charge(&message);
        let text = everything(&error) + &format!("{request:?}");
        for secret in [CARD, "4444 5555", CVV, "8 4 7", "canary"] {
            assert!(!text.contains(secret), "`{secret}` in {text}");
        }
        // The key is a word of its own kind: it may stand in the order's name, which the gateway would mask.
        assert!(!text.contains("test|") && !text.contains("key test"), "{text}");
        assert!(text.contains("1014"), "{text}");
    }
}

/// What is harmless in such a message stays readable.
#[test]
fn error_1014_shows_what_was_signed() {
    let masked = mask(&format!("test|100|{CARD}|{CVV}|1549901|my-test-order|{TOKEN}"), "test");
    let (error, _) = charge(&format!("Invalid signature; response_signature_string: {masked}"));
    let Error::Failure(failure) = &error else { panic!("{error:?}") };
    for part in ["Invalid signature", "|100|", "|1549901|", "my-**********-order"] {
        assert!(failure.message().contains(part), "`{part}` in {}", failure.message());
    }
}

#[test]
fn nothing_shows_a_canary() {
    let credentials = credentials();
    let request = CheckoutUrl::request()
        .order_id("order-1")
        .order_desc("x")
        .amount(1)
        .currency("GEL")
        .rectoken("canary-token")
        .receiver_rectoken("canary-receiver")
        .build()
        .expect("it is valid");
    let dynamic = DynamicRequest::new(card_endpoint()).set("order_id", "1").set("rectoken", "canary-token");
    let exchange = Exchange::of(&request, &credentials).expect("it is signed");
    let transport = Arc::new(Prepared::new([Ok(Reply::ok("canary-body"))]));
    let client_builder = Client::builder(credentials.clone()).transport(Arc::clone(&transport));
    let mut shown = vec![
        format!("{credentials:?} {credentials:#?}"),
        format!("{request:?} {request:#?}"),
        format!("{dynamic:?} {:?}", dynamic.clone().build()),
        format!("{exchange:?}"),
        format!("{client_builder:?}"),
        format!("{:?}", Reply::ok("canary-body")),
    ];
    let client = client_builder.build().expect("a client");
    shown.push(format!("{client:?} {:?}", client.credentials()));
    shown.push(everything(&ready(client.send(&request)).expect_err("it is no answer")));

    let draft = Draft::order().signed();
    let order = read(200, draft.body().as_bytes()).expect("it is valid");
    let answer: &Answer = &order;
    assert_eq!(order.rectoken(), Some("canary-token"), "programs see it");
    shown.push(format!("{order:?} {order:#?} {answer:?} {:?}", order.fields()));
    shown.push(format!("{:?}", order.fields().iter().collect::<Vec<_>>()));
    // Refused for each reason, with the fields in the error.
    for draft in [
        draft.clone().with("amount", "7"),
        draft.clone().without("signature"),
        Draft::order().with("amount", r#""canary-amount""#).signed(),
        Draft::order().with("currency", r#""canary-currency""#).signed(),
        Draft::order().with("order_id", r#""canary-id""#).signed(),
        Draft::order().with("additional_info", r#""canary-info""#).signed(),
        Draft::order().with("rrn", r#""canary|rrn""#).signed(),
    ] {
        shown.push(everything(&read(200, draft.body().as_bytes()).expect_err("it is refused")));
        if let Err(refused) = callback::verify::<FinalOrder>(&credentials, draft.bare().as_bytes()) {
            shown.push(format!("{refused} {refused:?} {:?} {:?}", refused.source(), refused.fields()));
        }
    }
    for body in [&br#"{"response":{"a":"canary"#[..], b"canary", br#"{"response":{"canary":1e999}} canary"#] {
        shown.push(everything(&read(200, body).expect_err("it is refused")));
    }
    for text in shown {
        assert!(!text.contains("canary"), "{text}");
    }
}
