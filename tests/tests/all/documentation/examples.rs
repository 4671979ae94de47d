//! The responses that the documentation prints (`fixtures/examples.json`, and those of `fixtures/vectors.json` as they are
//! printed): each is read without loss, and for no more than it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use flitt_client::api::three_ds_step1::Response;
use flitt_client::api::{FinalOrder, Flitt, GetOrderStatus, ThreeDsStep1};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::{SignatureError, UnknownReason, VerificationError};
use flitt_client::request::Exchange;
use flitt_client::response::{Fields, RawResponse, Verification};
use flitt_client::{Api, Credentials, Error, callback};
use flitt_schema::{Endpoint, Format, GroupRule, Parameter, ValueType};
use flitt_tests::{Vector, verified_responses};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    examples: Vec<Example>,
}

/// One printed response.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    id: String,
    source: String,
    endpoint: String,
    /// The order of the request, where the response repeats it.
    order_id: Option<String>,
    reads_as: ReadsAs,
    response: Box<RawValue>,
}

/// What is expected of it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
enum ReadsAs {
    Unsigned,
    Unproven,
    WrongSignature,
    OtherRequest,
    Failure,
}

fn examples() -> Vec<Example> {
    let file: File =
        serde_json::from_str(include_str!("../../../fixtures/examples.json")).expect("the examples are read");
    assert!(!file.about.is_empty());
    file.examples
}

fn credentials() -> Credentials {
    Credentials::new(1_549_901, "test").with_payout_key("testcredit")
}

/// Some value that a row takes.
fn value_of(row: &Parameter) -> &str {
    match (row.value_type, row.format) {
        _ if row.closed => row.details.values[0].value.as_ref(),
        (ValueType::Integer, _) => "1",
        (_, Some(Format::Currency)) => "GEL",
        (_, Some(Format::Expiry)) => "1230",
        (_, Some(Format::CardNumber)) => "4444555566661111",
        (_, Some(Format::Flag)) => "Y",
        // Messages of the gateway show none of these, so none contains it by chance.
        _ if row.sensitive => "canary-token",
        _ => "x",
    }
}

/// The least request of an endpoint, for an order.
fn request(endpoint: &str, order_id: Option<&str>) -> DynamicRequest {
    let endpoint = Flitt::ENDPOINTS.iter().find(|known| known.name == endpoint).expect("it is shipped");
    let endpoint: Endpoint = endpoint.get().clone();
    let table = &endpoint.request;
    let mandatory = table.mandatory_from_caller().map(|row| &table.rows[row]);
    let asked = table.groups.iter().filter(|group| group.rule == GroupRule::ExactlyOne && group.when.is_none());
    let chosen = asked.flat_map(|group| group.of[0].iter()).filter_map(|name| table.row(name));
    let mut values: BTreeMap<&str, &str> =
        mandatory.chain(chosen).map(|row| (row.name.as_ref(), value_of(row))).collect();
    if let Some(order_id) = order_id {
        values.insert("order_id", order_id);
    }
    let builder = DynamicRequest::builder(Arc::new(endpoint.clone()));
    let builder = values.iter().fold(builder, |builder, (name, text)| builder.set(name, *text));
    builder.build().unwrap_or_else(|invalid| panic!("{invalid}"))
}

fn read(endpoint: &str, order_id: Option<&str>, response: &str) -> Result<RawResponse, Error> {
    let (request, credentials) = (request(endpoint, order_id), credentials());
    let exchange = Exchange::dynamic(&request, &credentials).expect("it is signed");
    exchange.parse_dynamic_response(200, format!("{{\"response\":{response}}}").as_bytes())
}

/// The members of an object with their values exactly as they are written.
fn members(response: &str) -> BTreeMap<String, Box<RawValue>> {
    serde_json::from_str(response).expect("an object")
}

/// The text of a value: of a string without its escapes, of any other as it is written.
fn text_of(value: &RawValue) -> String {
    serde_json::from_str(value.get()).unwrap_or_else(|_| value.get().to_owned())
}

fn holds_all(fields: &Fields, printed: &str, id: &str) {
    let members = members(printed);
    for (name, value) in &members {
        let field = fields.get(name).unwrap_or_else(|| panic!("{id}: `{name}` is lost"));
        assert_eq!(field.text(), text_of(value), "{id}: `{name}`");
        assert_eq!(field.is_string(), value.get().starts_with('"'), "{id}: `{name}`");
    }
    assert_eq!(fields.iter().count(), members.len(), "{id}");
}

fn rejection_of(error: Error) -> (VerificationError, Fields) {
    match error {
        Error::Unknown(unknown) => match unknown.reason() {
            UnknownReason::Rejected(rejection) => (rejection.clone(), unknown.fields().expect("they are kept").clone()),
            other => panic!("another reason: {other:?}"),
        },
        other => panic!("another error: {other:?}"),
    }
}

/// Reads an example, and checks the result.
fn check(example: &Example, printed: &str) {
    let id = &example.id;
    let result = read(&example.endpoint, example.order_id.as_deref(), printed);
    match (example.reads_as, result) {
        (ReadsAs::Unsigned, Ok(response)) => {
            assert_eq!(response.verification(), Verification::Unsigned, "{id}");
            holds_all(response.fields(), printed, id);
            // As text again, nothing is lost either.
            holds_all(&Fields::from_json(&response.to_json()).expect("an object"), printed, id);
        }
        (ReadsAs::Unproven, Ok(response)) => {
            assert_eq!(response.verification(), Verification::Unproven, "{id}");
            holds_all(response.fields(), printed, id);
        }
        (ReadsAs::Failure, Err(error)) => {
            let failure = error.failure().unwrap_or_else(|| panic!("{id}: {error}"));
            let members = members(printed);
            let text = |name: &str| members.get(name).map(|value| text_of(value));
            assert_eq!(failure.endpoint(), example.endpoint, "{id}");
            assert_eq!(Some(failure.code().to_owned()), text("error_code"), "{id}");
            assert_eq!(Some(failure.message().to_owned()), text("error_message"), "{id}");
            assert_eq!(failure.request_id().map(ToOwned::to_owned), text("request_id"), "{id}");
        }
        (ReadsAs::WrongSignature, Err(error)) => {
            let (rejection, fields) = rejection_of(error);
            assert_eq!(rejection, VerificationError::Signature(SignatureError::Wrong), "{id}");
            holds_all(&fields, printed, id);
        }
        (ReadsAs::OtherRequest, Err(error)) => {
            let (rejection, fields) = rejection_of(error);
            assert_eq!(rejection, VerificationError::OtherRequest("order_id".to_owned()), "{id}");
            holds_all(&fields, printed, id);
        }
        (expected, result) => panic!("{id} reads as {result:?}, not as {expected:?}"),
    }
}

#[test]
fn every_printed_response_is_parsed_correctly() {
    let mut kinds: BTreeMap<ReadsAs, usize> = BTreeMap::new();
    for example in examples() {
        assert!(example.source.starts_with("https://docs.flitt.com/"), "{}", example.id);
        check(&example, example.response.get());
        *kinds.entry(example.reads_as).or_default() += 1;
    }
    let expected = [
        (ReadsAs::Unsigned, 5),
        (ReadsAs::Unproven, 2),
        (ReadsAs::WrongSignature, 2),
        (ReadsAs::OtherRequest, 1),
        (ReadsAs::Failure, 10),
    ];
    assert_eq!(kinds, BTreeMap::from(expected));
}

/// What the gateway may add one day is kept, with its exact text, and changes nothing else.
#[test]
fn fields_that_nobody_knows_are_kept() {
    for example in examples() {
        let response = example.response.get().trim_end_matches('}');
        let more =
            r#""later": "a \u20be \"b\"", "later_number": 1.50e0, "later_object": {"a":  [1, null]}, "none": """#;
        check(&example, &format!("{response}, {more}}}"));
    }
}

/// Printed responses and callbacks whose values were edited after they were signed, or were not.
#[test]
fn printed_orders_are_verified_or_rejected_with_their_fields() {
    let (mut verified, mut rejected) = (0, 0);
    for vector in verified_responses() {
        let body = vector.printed_body();
        if vector.path.as_deref() == Some("/api/reverse/order_id") {
            continue;
        }
        match callback::verify::<FinalOrder>(&credentials_of(&vector), body.as_bytes()) {
            Ok(order) => {
                assert!(!vector.was_edited(), "{}", vector.id);
                assert_eq!(order.verification(), Verification::Verified, "{}", vector.id);
                holds_all(order.fields(), &body, &vector.id);
                verified += 1;
            }
            Err(error) => {
                assert!(vector.was_edited(), "{}: {error}", vector.id);
                assert_eq!(error.error(), &VerificationError::Signature(SignatureError::Wrong), "{}", vector.id);
                holds_all(error.fields().expect("they are kept"), &body, &vector.id);
                rejected += 1;
            }
        }
    }
    assert_eq!((verified, rejected), (2, 6));
}

fn credentials_of(vector: &Vector) -> Credentials {
    Credentials::new(vector.printed()["merchant_id"].parse().expect("digits"), "test").with_payout_key("testcredit")
}

/// The first step has two kinds of normal response.
#[test]
fn the_first_step_distinguishes_its_responses() {
    let finished =
        verified_responses().into_iter().find(|vector| vector.id == "purchase-response").expect("it is there");
    let credentials = Credentials::new(finished.merchant(), "test");
    let request = ThreeDsStep1::request()
        .order_id(finished.parameter("order_id"))
        .order_desc("x")
        .amount(200)
        .currency("UAH")
        .rectoken("x")
        .build()
        .expect("it is valid");
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    let read = |body: &str| exchange.parse_response(200, format!("{{\"response\":{body}}}").as_bytes());

    let printed = examples().into_iter().find(|example| example.id == "direct-acs").expect("it is there");
    let Ok(Response::AcsUrl(bank)) = read(printed.response.get()) else { panic!("the payer is sent to the bank") };
    assert_eq!(
        (bank.acs_url(), bank.pareq(), bank.md()),
        ("https://pay.flitt.com/test/testacs/", "eJxtU21v...", "2001876637")
    );
    assert_eq!(bank.verification(), Verification::Unsigned);

    let Ok(Response::FinalOrder(order)) = read(&finished.body()) else { panic!("it is finished") };
    assert_eq!(order.verification(), Verification::Verified);
    assert_eq!(order.order_id(), finished.parameter("order_id"));
    // The same response of another endpoint is the same order.
    let status = GetOrderStatus::request().order_id(finished.parameter("order_id")).build().expect("it is valid");
    let status = Exchange::new(&status, &credentials).expect("it is signed");
    let same =
        status.parse_response(200, format!("{{\"response\":{}}}", finished.body()).as_bytes()).expect("it is read");
    assert_eq!(order, same);

    // A finished payment is signed: what is not is rejected.
    let (rejection, _) =
        rejection_of(read(&finished.body().replace("approved", "declined")).expect_err("it is rejected"));
    assert_eq!(rejection, VerificationError::Signature(SignatureError::Wrong));
    // With the bank's address among its fields it is no finished payment, whatever else it says.
    let both = finished.body().replacen('{', r#"{"acs_url": "https://example.com/", "pareq": "x", "md": "x", "#, 1);
    assert!(matches!(read(&both), Ok(Response::AcsUrl(_))));
    // Half of one kind is none.
    let half = r#"{"response_status": "success", "acs_url": "https://example.com/", "md": "x"}"#;
    let (rejection, _) = rejection_of(read(half).expect_err("it is rejected"));
    assert_eq!(rejection, VerificationError::Missing("pareq".to_owned()));
}
