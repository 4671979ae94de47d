//! "Invalid signature": each cause named, and nothing secret shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use flitt_client::api::{ChargeSavedCard, CheckoutUrl, Flitt, GetOrderStatus, SplitSettlement};
use flitt_client::config::CredentialsError;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::VerificationError;
use flitt_client::explain::{Cause, Comparison, GatewayText, Place, ReceivedRequest, ReceivedRequestError, SignedText};
use flitt_client::request::Exchange;
use flitt_client::response::Fields;
use flitt_client::signature::{DictTextError, sign};
use flitt_client::{Api, Credentials, Currency, Endpoint, Error, Request};
use flitt_schema::{InMemory, Key, Library, Table, Violation};
use serde::Deserialize;

const KEY: &str = "k3y-of-the-shop";

fn credentials() -> Credentials {
    Credentials::new(1_549_901, KEY)
}

/// A request as we sign it, beside the values that the gateway hashed.
fn compared<E: Endpoint>(request: &Request<E>, credentials: &Credentials, gateway: &str) -> Comparison {
    let exchange = Exchange::new(request, credentials).expect("it is signed");
    let signed = exchange.signed_text().expect("something is signed");
    signed.compare(&GatewayText::find(gateway).expect("it has a text"))
}

/// An order of which one value is of interest.
fn order(description: &str) -> Request<CheckoutUrl> {
    CheckoutUrl::request()
        .order_id("Order 1")
        .order_desc(description)
        .amount(1000)
        .currency(Currency::GEL)
        .build()
        .expect("it is valid")
}

fn finding(description: &str, gateway: &str) -> (Cause, String) {
    let comparison = compared(&order(description), &credentials(), &format!("**********|{gateway}"));
    (comparison.difference.cause, comparison.difference.to_string())
}

#[test]
fn each_cause_is_named() {
    let cases = [
        ("Test payment", "Test+payment", Cause::Encoded),
        ("Test payment", "Test%20payment", Cause::Encoded),
        (
            "ჩანთა & ქამარი",
            "%E1%83%A9%E1%83%90%E1%83%9C%E1%83%97%E1%83%90+%26+%E1%83%A5%E1%83%90%E1%83%9B%E1%83%90%E1%83%A0%E1%83%98",
            Cause::Encoded,
        ),
        ("Test+payment", "Test payment", Cause::SignedEncoded),
        ("Cups & plates", "Cups &amp; plates", Cause::HtmlEscaped),
        ("Nino&#39;s cup", "Nino's cup", Cause::HtmlEscaped),
        ("ჩაი", "\\u10e9\\u10d0\\u10d8", Cause::JsonEscaped),
        ("a/b", "a\\/b", Cause::JsonEscaped),
        ("Test payment ", "Test payment", Cause::Spaces),
        ("Test  payment", "Test payment", Cause::Spaces),
        ("one\r\ntwo", "one\ntwo", Cause::LineEnds),
        ("Test payment\n", "Test payment", Cause::LineEnds),
        ("Café", "Cafe\u{301}", Cause::Normalization),
        ("Чаи\u{306}", "Чай", Cause::Normalization),
        ("Café", "CafÃ©", Cause::Charset),
        ("ჩაი", "???", Cause::Charset),
        ("100", "100.0", Cause::Number),
        ("1000", "1e3", Cause::Number),
        ("1000", "1,000", Cause::Number),
        ("0100", "100", Cause::Number),
        ("1020", "10.20", Cause::MinorUnits),
        ("true", "1", Cause::Boolean),
        ("true", "True", Cause::Boolean),
        ("cup", "None", Cause::NullText),
        ("Test Payment", "test payment", Cause::Case),
        ("Two cups and a plate", "Two cups and", Cause::CutOff),
        ("cup", "plate", Cause::OtherValue),
    ];
    for (signed, hashed, cause) in cases {
        let (found, words) = finding(signed, &format!("1000|GEL|1549901|{hashed}|Order 1|1.0.1"));
        assert_eq!(found, cause, "{signed:?} and {hashed:?}");
        assert!(words.starts_with("`order_desc`: you signed \""), "{words}");
        assert!(words.ends_with(cause.advice()), "{words}");
    }
}

#[test]
fn what_one_side_lacks_is_named_by_its_place() {
    let (cause, words) = finding("cup", "1000|GEL|1549901|Order 1|1.0.1");
    assert_eq!(cause, Cause::Missing);
    assert!(words.starts_with("`order_desc`: you signed \"cup\", the gateway hashed nothing: "), "{words}");

    let (cause, words) = finding("cup", "1000|GEL|1549901|cup|Order 1|shelf 7|1.0.1");
    assert_eq!(cause, Cause::Extra);
    // Between `order_id` and `version` stands a token, which is sensitive: so may be this.
    assert!(
        words
            .starts_with("after `order_id`: you signed nothing, the gateway hashed a redacted value of 7 characters: "),
        "{words}"
    );

    let (cause, words) = finding("cup", "1000|GEL||1549901|cup|Order 1|1.0.1");
    assert_eq!(cause, Cause::EmptyValue);
    assert!(words.starts_with("after `currency`: you signed nothing, the gateway hashed \"\": "), "{words}");

    let (cause, words) = finding("cup", "1000|undefined|GEL|1549901|cup|Order 1|1.0.1");
    assert_eq!(cause, Cause::NullText);
    assert!(words.starts_with("after `amount`: "), "{words}");

    let (cause, words) = finding("cup", "all|1000|GEL|1549901|cup|Order 1|1.0.1");
    assert_eq!(cause, Cause::Extra);
    assert!(words.starts_with("before all others: "), "{words}");

    let (cause, words) = finding("cup", "1000|GEL|cup|1549901|Order 1|1.0.1");
    assert_eq!(cause, Cause::Order);
    assert!(words.contains("another order"), "{words}");
}

#[test]
fn the_masked_key_is_never_a_difference() {
    let request = GetOrderStatus::request().order_id("latest test of tests").build().expect("it is valid");
    let masked = "**********|1549901|la********** ********** of **********s|1.0.1";
    let same = compared(&request, &Credentials::test(), masked);
    assert_eq!((same.difference.cause, same.difference.place), (Cause::OtherKey, None));
    assert!(same.lines.iter().all(|line| line.same));

    let changed = compared(&request, &Credentials::test(), &masked.replace(' ', "+"));
    assert_eq!(
        changed.difference.to_string(),
        format!(
            "`order_id`: you signed \"la********** ********** of **********s\", the gateway hashed \
             \"la**********+**********+of+**********s\": {}; {}",
            Cause::Encoded.description(),
            Cause::Encoded.advice()
        )
    );
}

#[test]
fn a_wrong_key_is_found_by_the_mask_and_by_the_signature() {
    let request = GetOrderStatus::request().order_id("latest test").build().expect("it is valid");
    let cause = |key: &str, text: &str| compared(&request, &Credentials::new(1_549_901, key), text).difference.cause;
    // The gateway masked `test`, which is another key than ours.
    assert_eq!(cause("Test", "**********|1549901|la********** **********|1.0.1"), Cause::CaseOfKey);
    assert_eq!(cause("test\n", "**********|1549901|la********** **********|1.0.1"), Cause::SpaceAroundKey);
    assert_eq!(cause("other", "**********|1549901|la********** **********|1.0.1"), Cause::OtherKey);
    // It masked nothing, although our key stands in the text.
    assert_eq!(cause("test", "**********|1549901|latest test|1.0.1"), Cause::OtherKey);

    let values = [("merchant_id", "1549901"), ("order_id", "latest test"), ("version", "1.0.1")];
    let result = |key: &str| {
        let signature = sign(key, values);
        format!(
            "Invalid signature signature: {signature}; response_signature_string: **********|1549901|latest test|1.0.1"
        )
    };
    let credentials = Credentials::new(1_549_901, KEY).with_payout_key("k3y-of-payouts");
    let cause = |key: &str| compared(&request, &credentials, &result(key)).difference.cause;
    assert_eq!(cause("k3y-of-the-shop\n"), Cause::SpaceAroundKey);
    assert_eq!(cause("K3Y-OF-THE-SHOP"), Cause::CaseOfKey);
    assert_eq!(cause("k3y-of-payouts"), Cause::KeyOfOtherPurpose);
    assert_eq!(cause("some other key"), Cause::OtherKey);
}

#[test]
fn sensitive_values_are_described_by_length_and_equality_only() {
    let token = "c3b1f2a0token";
    let request = ChargeSavedCard::request()
        .order_id("Order 1")
        .order_desc("cup")
        .amount(1000)
        .currency(Currency::GEL)
        .rectoken(token)
        .build()
        .expect("it is valid");
    let gateway = |text: &str| compared(&request, &credentials(), &format!("**********|{text}"));
    let texts = [
        format!("1000|GEL|1549901|cup|Order 1|{token}|1.0.0"),
        format!("1000|GEL|1549901|cup|Order 1|{token}%20|1.0.1"),
        format!("1000|GEL|1549901|{token}|Order 1|cup|1.0.1"),
        format!("1000|GEL|1549901|{token}x|Order 1|1.0.1"),
        format!("{token}|123|1000|GEL|1549901|cup|Order 1|1.0.1"),
    ];
    for text in &texts {
        let comparison = gateway(text);
        let shown = format!("{comparison:?} {}", comparison.difference);
        assert!(!shown.contains(token) && !shown.contains("123"), "{shown}");
        assert!(!shown.contains(KEY));
    }
    let changed = gateway(&texts[1]).difference.to_string();
    let expected =
        "`rectoken`: you signed a redacted value of 13 characters, the gateway hashed a redacted value of 16 ";
    assert!(changed.starts_with(expected), "{changed}");
    let signed = Exchange::new(&request, &credentials()).expect("it is signed").signed_text().expect("it is signed");
    assert_eq!(signed.to_string(), "**********|1000|GEL|1549901|cup|Order 1|[rectoken]|1.0.1");
    assert!(!format!("{signed:?}").contains(token));
}

#[test]
fn the_data_of_protocol_2_are_one_redacted_value() {
    let receiver = r#"[{"requisites": {"amount": 1000, "merchant_id": 700001}, "type": "merchant"}]"#;
    let table: &Table = &SplitSettlement::SCHEMA.request;
    assert!(table.row("receiver").is_some());
    let library =
        flitt_client::dynamic::DynamicRequest::builder(std::sync::Arc::new(SplitSettlement::SCHEMA.get().clone()));
    let request = library
        .set("order_id", "Split 1")
        .set("operation_id", "Order 1")
        .set("amount", "1000")
        .set("currency", "GEL")
        .set("receiver", receiver)
        .build()
        .expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::dynamic(&request, &credentials).expect("it is signed");
    let signed = exchange.signed_text().expect("it is signed");
    assert_eq!(signed.to_string(), "**********|[data]");
}

#[test]
fn the_error_carries_the_explanation() {
    let request = order("Test payment");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    let body = |code: u32, message: &str| {
        format!(
            r#"{{"response":{{"response_status":"failure","error_code":{code},"error_message":"{message}","request_id":"r1"}}}}"#
        )
    };
    let message = "Invalid signature signature: 91ea7da493a8367410fe3d7f877fb5e0ed666490; \
                   response_signature_string: **********|1000|GEL|1549901|Test+payment|Order 1|1.0.1";
    let failure = |body: &str| match exchange.parse_response(200, body.as_bytes()) {
        Err(error) => error.failure().expect("it is a failure").clone(),
        Ok(_) => panic!("it is a failure"),
    };
    let explained = failure(&body(1014, message));
    assert_eq!(explained.explanation().expect("it is explained").difference.cause, Cause::Encoded);
    assert!(explained.to_string().contains("you signed \"Test payment\", the gateway hashed \"Test+payment\""));
    assert!(failure(&body(1014, "Invalid signature")).explanation().is_none());
    assert!(failure(&body(1013, message)).explanation().is_none());
}

#[test]
fn responses_are_explained_by_the_received_fields() {
    let fields = r#"{"order_id":"Order 1","amount":"1000","currency":"GEL","comment":"a|b","merchant_id":1549901,
        "mystery":"4444555566661111","signature":"x","response_signature_string":"left out"}"#;
    let fields = Fields::from_json(fields).expect("it is an object");
    let table = &GetOrderStatus::SCHEMA.response.variants[0].table;
    let signed = SignedText::from_response(&fields, table, Key::Payment, &credentials());
    assert_eq!(signed.to_string(), "**********|1000|[comment]|GEL|1549901|[mystery]|Order 1");
    let text = "**********|1000|a|b|GEL|1549901|4444555566661111|Order 2";
    let comparison = signed.compare(&GatewayText::find(text).expect("it is a text"));
    assert_eq!(
        comparison.difference.to_string(),
        format!(
            "`order_id`: received is \"Order 1\", the gateway signed a redacted value of 7 characters: {}",
            Cause::OtherValue.description()
        )
    );
    assert!(!format!("{comparison:?}").contains("4444"));
}

#[test]
fn long_and_strange_texts_are_compared_without_end() {
    let long = format!("**********|{}", "x|".repeat(100_000));
    assert_eq!(compared(&order("cup"), &credentials(), &long).difference.cause, Cause::OtherValue);
    for text in
        ["**********", "**********|", "**********||||", "response_signature_string: |", "**********|\u{0}|\u{feff}"]
    {
        let comparison = compared(&order("cup"), &credentials(), text);
        assert!(!comparison.difference.to_string().is_empty(), "{text:?}");
    }
    assert!(GatewayText::find("no text").is_none());
}

proptest::proptest! {
    /// Whatever the gateway tells: there is a finding, and neither the key nor the token stands in it.
    #[test]
    fn nothing_secret_is_shown_for_any_text_of_the_gateway(
        parts in proptest::collection::vec(
            proptest::prop_oneof![
                proptest::strategy::Just("c3b1f2a0token".to_owned()),
                proptest::strategy::Just("c3b1f2a0token ".to_owned()),
                proptest::strategy::Just(KEY.to_owned()),
                proptest::strategy::Just("cup".to_owned()),
                proptest::strategy::Just("1000".to_owned()),
                "\\PC{0,12}",
            ],
            0..12,
        ),
    ) {
        let request = ChargeSavedCard::request().order_id("Order 1").order_desc("cup").amount(1000).currency(Currency::GEL);
        let request = request.rectoken("c3b1f2a0token").build().expect("it is valid");
        let comparison = compared(&request, &credentials(), &format!("**********|{}", parts.join("|")));
        let shown = format!("{comparison:?} {}", comparison.difference);
        proptest::prop_assert!(!shown.contains("c3b1f2a0token") && !shown.contains(KEY), "{}", shown);
    }
}

#[test]
fn a_value_that_contains_a_sensitive_one_is_redacted_whole() {
    let files = [
        (
            "look.json",
            r#"{ "endpoint": "look", "path": "/look", "key": "none", "request": [], "response": { "signed": "never",
                "rows": [{ "name": "info", "type": "string", "format": "json", "table": "info" },
                    { "name": "sum", "type": "integer" }] } }"#,
        ),
        (
            "tables/info.json",
            r#"{ "table": "info", "rows": [{ "name": "iban", "type": "string", "sensitive": true }] }"#,
        ),
    ];
    let library = Library::read_folder(&files.into_iter().collect::<InMemory>());
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    let fields = Fields::from_json(r#"{"info":"{\"iban\":\"GE44\"}","sum":5}"#).expect("it is an object");
    let table = &library.endpoints[0].model.response.variants[0].table;
    let signed = SignedText::from_response(&fields, table, Key::Payment, &credentials());
    assert_eq!(signed.to_string(), "**********|[info]|5");
}

#[test]
fn of_protocol_2_the_data_alone_are_signed() {
    let fields = r#"{"version":"2.0","data":"e30=","signature":"x"}"#;
    let fields = Fields::from_json(fields).expect("it is an object");
    let table = &GetOrderStatus::SCHEMA.response.variants[0].table;
    let signed = SignedText::from_response(&fields, table, Key::Payment, &credentials());
    assert_eq!(signed.to_string(), "**********|[data]");
    let same = signed.compare(&GatewayText::find("**********|e30=").expect("it is a text"));
    assert_eq!((same.difference.cause, same.difference.place), (Cause::OtherKey, None));
}

/// A case of `signature_errors.json`: what we sign, and the message of error 1014 about it.
#[derive(Deserialize)]
struct SignatureError {
    name: String,
    endpoint: String,
    parameters: BTreeMap<String, String>,
    merchant: u64,
    key: String,
    message: String,
    cause: String,
    place: Option<String>,
}

fn endpoint(name: &str) -> Arc<flitt_schema::Endpoint> {
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == name).expect("an endpoint");
    Arc::new(endpoint.get().clone())
}

#[test]
fn messages_of_the_gateway_are_explained() {
    let cases: Vec<SignatureError> =
        serde_json::from_str(include_str!("../fixtures/signature_errors.json")).expect("the cases");
    for case in &cases {
        let builder = DynamicRequest::builder(endpoint(&case.endpoint));
        let builder = case.parameters.iter().fold(builder, |builder, (name, text)| builder.set(name, text));
        let request = builder.build().unwrap_or_else(|invalid| panic!("{}: {invalid}", case.name));
        let credentials = Credentials::new(case.merchant, case.key.as_str());
        let exchange = Exchange::dynamic(&request, &credentials).expect("it is signed");
        let gateway = GatewayText::find(&case.message).expect("a signature");
        let comparison = exchange.signed_text().expect("it is signed").compare(&gateway);
        let difference = &comparison.difference;
        assert_eq!(format!("{:?}", difference.cause), case.cause, "{}: {difference}", case.name);
        let place = match &difference.place {
            Some(Place::At(name) | Place::After(name)) => Some(name.clone()),
            Some(Place::First) | None => None,
        };
        assert_eq!(place, case.place, "{}: {difference}", case.name);
        if case.key != "test" {
            assert_no_key(&format!("{comparison:?} {difference}"), &case.key);
        }
        // The error of a call carries the same.
        let body = serde_json::json!({ "response":
            { "response_status": "failure", "error_code": 1014, "error_message": case.message } });
        let Err(Error::Failure(failure)) = exchange.parse_dynamic_response(200, body.to_string().as_bytes()) else {
            panic!("{}: no failure", case.name);
        };
        assert_eq!(failure.explanation(), Some(&comparison), "{}", case.name);
    }
}

#[test]
fn the_signature_that_was_sent_shows_which_parameter_was_left_out() {
    let cases: Vec<SignatureError> =
        serde_json::from_str(include_str!("../fixtures/signature_errors.json")).expect("the cases");
    let case = cases.iter().find(|case| case.name == "equal texts and signatures").expect("the case");
    let builder = DynamicRequest::builder(endpoint(&case.endpoint));
    let builder = case.parameters.iter().fold(builder, |builder, (name, text)| builder.set(name, text));
    let (request, credentials) = (builder.build().expect("it is valid"), Credentials::test());
    let signed = Exchange::dynamic(&request, &credentials).expect("signed").signed_text().expect("signed");
    let found = signed.explain_signature("9cdeedfd158be1c5d0fb29222a5c364b90481231").expect("it is another");
    assert_eq!(
        found.to_string(),
        "`sender_email`: it was sent but not signed; sign every parameter of the body that is not empty"
    );
    assert_eq!(signed.explain_signature("62944447029d3b61cd1d0a8982c783f8c7159b97"), None);
}

/// A case of `key_forms.json`: a key as it was given, and the merchant's real one.
#[derive(Deserialize)]
struct KeyForm {
    given: String,
    real: String,
    cause: Option<String>,
    /// What `Credentials::from_env` does: `trimmed`, `taken`, or the problem.
    environment: String,
    /// Whether the given key is not found from the real one.
    #[serde(default)]
    one_way: bool,
}

fn key_forms() -> Vec<KeyForm> {
    serde_json::from_str(include_str!("../fixtures/key_forms.json")).expect("the cases")
}

/// No part of a key of four characters or more is in a text.
fn assert_no_key(text: &str, key: &str) {
    let letters: Vec<char> = key.chars().collect();
    for part in letters.windows(4.min(letters.len())) {
        let part: String = part.iter().collect();
        assert!(!text.contains(&part), "{part:?} is shown: {text}");
    }
}

#[test]
fn forms_of_a_key_are_named_and_not_shown() {
    let request = GetOrderStatus::request().order_id("Order 1").build().expect("it is valid");
    let values = [("merchant_id", "7"), ("order_id", "Order 1"), ("version", "1.0.1")];
    let cause_of = |ours: &str, theirs: &str| {
        let signature = sign(theirs, values);
        let message = format!("signature: {signature}; response_signature_string: **********|7|Order 1|1.0.1");
        let comparison = compared(&request, &Credentials::new(7, ours), &message);
        (comparison.difference.cause, format!("{comparison:?} {}", comparison.difference))
    };
    for form in key_forms() {
        let cause_of = |ours: &str, theirs: &str| {
            let (cause, shown) = cause_of(ours, theirs);
            // `test` is an ordinary word.
            if form.real != "test" {
                assert_no_key(&shown, &form.real);
                assert!(!shown.contains(&form.given), "{shown}");
            }
            cause
        };
        let cause = form.cause.clone().unwrap_or_else(|| "OtherKey".to_owned());
        assert_eq!(format!("{:?}", cause_of(&form.given, &form.real)), cause, "{:?} for {:?}", form.given, form.real);
        if !form.one_way {
            let back = format!("{:?}", cause_of(&form.real, &form.given));
            assert_eq!(back, cause, "{:?} for {:?}, the other way round", form.given, form.real);
        }
    }
}

#[test]
fn forms_of_a_key_are_trimmed_or_rejected() {
    for form in key_forms() {
        let checked = Credentials::new(7, form.given.as_str()).with_payout_key(form.given.as_str()).checked();
        let found = match &checked {
            Ok(credentials) => {
                let request = GetOrderStatus::request().order_id("1").build().expect("it is valid");
                let with =
                    |credentials: &Credentials| Exchange::new(&request, credentials).expect("signed").body().to_vec();
                let is_taken = with(credentials) == with(&Credentials::new(7, form.given.as_str()));
                assert!(
                    is_taken || with(credentials) == with(&Credentials::new(7, form.real.as_str())),
                    "{:?}",
                    form.given
                );
                if is_taken { "taken".to_owned() } else { "trimmed".to_owned() }
            }
            Err(error @ CredentialsError::NotAKey { variable: None, key: Key::Payment, problem }) => {
                if form.real != "test" {
                    assert_no_key(&format!("{error} {error:?}"), &form.real);
                }
                format!("{problem:?}")
            }
            Err(error) => panic!("{error}"),
        };
        assert_eq!(found, form.environment, "{:?}", form.given);
    }
    assert!(Credentials::new(7, " \n").checked().unwrap_err().to_string().ends_with("it is empty"));
    let payout = Credentials::new(7, "key").with_payout_key("'key'").checked().unwrap_err();
    assert!(payout.to_string().starts_with("the payout key is not usable: it has a quote"), "{payout}");
    let company = Credentials::new(7, "key").with_company_key("k e y").checked().unwrap_err();
    assert!(company.to_string().starts_with("the company key is not usable: it has a space"), "{company}");
}

/// A case of `received_requests.json`: a request as another client sent it, and the text whose SHA-1 is its signature.
#[derive(Deserialize)]
struct Received {
    name: String,
    endpoint: String,
    request: String,
    hashed: Option<String>,
    cause: Option<String>,
    parameters: Vec<String>,
    #[serde(default)]
    unknown: Vec<String>,
    other_merchant: Option<String>,
}

#[test]
fn requests_of_other_clients_are_explained() {
    let cases: Vec<Received> =
        serde_json::from_str(include_str!("../fixtures/received_requests.json")).expect("the cases");
    for case in &cases {
        // The SHA-1 of a text is the signature of no values with that key.
        let signature = case.hashed.as_deref().map(|text| format!(",\"signature\":\"{}\"}}", sign(text, [])));
        let request = match signature {
            Some(signature) => case.request.trim_end_matches('}').to_owned() + &closing(&case.request) + &signature,
            None => case.request.clone(),
        };
        let fields = Fields::from_json(&request).unwrap_or_else(|error| panic!("{}: {error}: {request}", case.name));
        let received = ReceivedRequest::new(&endpoint(&case.endpoint), &fields, &Credentials::test())
            .unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let explanation = received.explanation();
        assert_eq!(received.signature().is_ok(), explanation.is_none(), "{}", case.name);
        let found = explanation.as_ref().map(|found| format!("{:?}", found.cause));
        assert_eq!(found, case.cause, "{}", case.name);
        assert_eq!(explanation.map_or(Vec::new(), |found| found.parameters), case.parameters, "{}", case.name);
        assert_eq!(received.unknown_parameters(), case.unknown, "{}", case.name);
        let is_about_signature = |violation: &Violation| violation.parameter == "signature";
        assert!(received.violations().iter().all(is_about_signature), "{}: {:?}", case.name, received.violations());
        assert_eq!(received.other_merchant(), case.other_merchant.as_deref(), "{}", case.name);
    }
}

/// The braces of nested values that end a text.
fn closing(request: &str) -> String {
    let count = request.len() - request.trim_end_matches('}').len();
    "}".repeat(count.saturating_sub(1))
}

#[test]
fn requests_that_cannot_be_held_against_a_table_are_errors() {
    let error = |endpoint: &flitt_schema::Endpoint, request: &str, credentials: &Credentials| {
        let fields = Fields::from_json(request).expect("it is an object");
        ReceivedRequest::new(endpoint, &fields, credentials).expect_err("an error")
    };
    let (order, payout, report) = (endpoint("checkout_url"), endpoint("p2pcredit"), endpoint("company_report"));
    let nested = r#"{"order_id":"1","recurring_data":{"period":"it's"}}"#;
    let expected = ReceivedRequestError::Nested("recurring_data".to_owned(), DictTextError::Character);
    assert_eq!(error(&order, nested, &credentials()), expected);
    assert_eq!(error(&payout, "{}", &credentials()), ReceivedRequestError::MissingKey(Key::Payout));
    assert_eq!(error(&report, "{}", &credentials()), ReceivedRequestError::NotSigned);
    let data = r#"{"version":"2.0","data":"e30","signature":"x"}"#;
    let not_base64 = ReceivedRequestError::Data(VerificationError::NotBase64);
    assert_eq!(error(&order, data, &credentials()), not_base64);
    for error in [expected, not_base64, ReceivedRequestError::MissingKey(Key::Payout), ReceivedRequestError::NotSigned]
    {
        assert!(!error.to_string().is_empty());
    }
}

#[test]
fn a_search_ends() {
    let started = std::time::Instant::now();
    let long = format!(r#"{{"order_id":"1","order_desc":"{}","amount":1}}"#, "x".repeat(900_000));
    let many: Vec<String> = (0..3000).map(|number| format!("\"p{number}\":\"{number}\"")).collect();
    let many = format!(r#"{{"order_id":"1","amount":1,{}}}"#, many.join(","));
    for (request, key) in [(long.as_str(), KEY.to_owned()), (&many, "n".repeat(100_000)), (&many, "lI10".repeat(32))] {
        let signed = format!("{},\"signature\":\"{}\"}}", request.trim_end_matches('}'), "0".repeat(40));
        let fields = Fields::from_json(&signed).expect("it is an object");
        let request =
            ReceivedRequest::new(&endpoint("checkout_url"), &fields, &Credentials::new(7, key)).expect("read");
        assert_eq!(request.explanation().expect("it is wrong").cause, Cause::Unexplained);
    }
    let fields = format!("{},\"signature\":\"{}\"}}", many.trim_end_matches('}'), "0".repeat(40));
    let fields = Fields::from_json(&fields).expect("it is an object");
    let table = &GetOrderStatus::SCHEMA.response.variants[0].table;
    let signed = SignedText::from_response(&fields, table, Key::Payment, &credentials());
    assert_eq!(signed.explain_signature(&"0".repeat(40)).expect("it is wrong").cause, Cause::Unexplained);
    // Without bounds, the first alone would take hours.
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}
