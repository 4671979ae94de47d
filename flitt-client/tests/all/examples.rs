//! Examples of schema files: the one line by which a crate tests them, and what is wrong with a signature, with its place.

use std::panic;
use std::sync::Arc;

use flitt_client::api::Flitt;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::request::Exchange;
use flitt_client::testing::{api_examples, check_examples, endpoint_examples};
use flitt_client::{Api, Credentials, Endpoint};
use flitt_schema::{Diagnostic, InMemory, Library};

const PAY: &str = r#"{
  "endpoint": "pay",
  "path": "/pay",
  "data_when": ["receiver"],
  "request": [
    { "name": "order_id", "type": "string", "max_length": 9, "mandatory": true },
    { "name": "merchant_id", "type": "integer", "max_length": 12, "mandatory": true, "from": "credentials" },
    { "name": "amount", "type": "integer", "max_length": 5 },
    { "name": "currency", "type": "string", "max_length": 3 },
    { "name": "receiver", "type": "list", "rows": [{ "name": "sum", "type": "integer" }] },
    { "name": "signature", "type": "string", "max_length": 40, "mandatory": true, "from": "signature" }
  ],
  "response": { "rows": [{ "name": "order_id", "type": "string", "max_length": 9 }], "signed": "never" },
  "examples": [
    { "of": "request", "source": "words", "values": VALUES,
      "signed": { "key": "test", "text": "TEXT", "signature": "SIGNATURE" } }
  ]
}"#;
const VALUES: &str = r#"{ "order_id": "latest", "merchant_id": 7, "amount": 1000, "currency": "GEL" }"#;
/// The key is masked within values, too.
const TEXT: &str = "**********|1000|GEL|7|la**********";
const SIGNATURE: &str = "8393d118f41d71fb505d7fcaec6b72a42ea1d6e4";
const NESTED: &str = r#"{ "order_id": "1", "merchant_id": 7, "receiver": [{ "sum": 5 }] }"#;
const DATA: &str = "eyJvcmRlciI6IHsib3JkZXJfaWQiOiAiMSIsICJtZXJjaGFudF9pZCI6IDcsICJyZWNlaXZlciI6IFt7InN1bSI6IDV9XX19";
const DATA_SIGNATURE: &str = "8fea9fbefadd51325ea3f1e6dee0edd422b6b6a3";

/// What is marked, and the message with its help.
fn found(values: &str, text: &str, signature: &str) -> Vec<(String, String)> {
    let file = PAY.replace("VALUES", values).replace("TEXT", text).replace("SIGNATURE", signature);
    let library = Library::read_folder(&InMemory::from_iter([("pay.json", file.clone())]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    let marked = |diagnostic: &Diagnostic| {
        let ((line, start), (_, end)) = (diagnostic.line_and_column(), diagnostic.end_line_and_column());
        let line: Vec<char> = file.lines().nth(line - 1).expect("the line is there").chars().collect();
        line[start - 1..end - 1].iter().collect::<String>()
    };
    let text = |one: &Diagnostic| format!("{}; {}", one.message(), one.help().unwrap_or_default());
    check_examples(&library).iter().map(|one| (marked(one), text(one))).collect()
}

fn assert_one(values: &str, text: &str, signature: &str, marked: &str, message: &str) {
    let found = found(values, text, signature);
    assert!(
        matches!(&found[..], [(place, text)] if place == marked && text.starts_with(message)),
        "expected {marked:?}, {message:?}\nfound {found:#?}"
    );
}

#[test]
fn the_examples_of_the_gateway_hold() {
    api_examples::<Flitt>();
}

/// Every endpoint with examples passes through its own types.
#[test]
fn an_endpoint_that_is_derived_by_itself() {
    #[derive(Endpoint)]
    #[flitt(schema = "schemas/order_status.json")]
    struct Status;

    endpoint_examples::<Status>();
    assert!(Status::FILES.iter().any(|(name, text)| *name == "order_status.json" && text.contains("\"examples\"")));
}

/// An API with the types of Flitt and one file of its own.
struct Edited;

/// A file whose first example has another value than was signed, and whose second one has a misspelt name.
const EDITED: &str = r#"{
  "endpoint": "transaction_list",
  "path": "/api/transaction_list",
  "request": [
    { "name": "order_id", "type": "string", "max_length": 1024 },
    { "name": "merchant_id", "type": "integer", "max_length": 12, "from": "credentials" },
    { "name": "signature", "type": "string", "max_length": 40, "from": "signature" }
  ],
  "response": { "rows": [], "signed": "never" },
  "examples": [
    { "of": "request", "source": "words",
      "values": {
        "order_id": "TestOrder2", "merchant_id": 1396424
      },
      "signed": {
        "key": "test", "text": "**********|1396424|TestOrder1", "signature": "f62ae444f85ef2dd936e064960698e1fa1be6e92"
      } },
    { "of": "request", "source": "words",
      "values": {
        "odrer_id": "TestOrder1"
      } }
  ]
}"#;

impl Api for Edited {
    const ENDPOINTS: &'static [&'static flitt_schema::embedded::LazyEndpoint] = Flitt::ENDPOINTS;
    const FILES: &'static [(&'static str, &'static str)] = &[("transaction_list.json", EDITED)];

    fn visit<V: flitt_client::__private::v1::EndpointVisitor>(visitor: &mut V) {
        Flitt::visit(visitor);
    }
}

#[test]
fn all_failures_are_reported_at_once_with_their_places() {
    let result = panic::catch_unwind(api_examples::<Edited>);
    let message = result.expect_err("it fails").downcast::<String>().expect("a text");
    let places: Vec<&str> = message.lines().filter(|line| line.starts_with("transaction_list.json:")).collect();
    assert_eq!(
        places,
        [
            "transaction_list.json:13:21: the signed text has another value in place of `order_id`",
            "transaction_list.json:20:9: unknown parameter `odrer_id` in an example of a request",
        ],
        "{message}"
    );
}

/// The file says less than the type that was generated, so that only the type rejects the example.
#[test]
fn examples_pass_through_the_generated_types() {
    struct Other;
    impl Api for Other {
        const ENDPOINTS: &'static [&'static flitt_schema::embedded::LazyEndpoint] = Flitt::ENDPOINTS;
        const FILES: &'static [(&'static str, &'static str)] = &[(
            "fiscal_data.json",
            r#"{ "endpoint": "fiscal_data", "path": "/api/fiscal_data", "key": "none", "request":
  [{ "name": "merchant_id", "type": "integer", "max_length": 12, "from": "credentials" },
   { "name": "comment", "type": "string", "max_length": 12 },
   { "name": "order_id", "type": "string", "max_length": 12 }],
  "response": { "rows": [], "signed": "never" },
  "examples": [
    { "of": "request", "source": "a", "values": { "merchant_id": 7 } },
    { "of": "request", "source": "a", "values": { "order_id": "1", "comment": "x", "merchant_id": 7 } },
    { "of": "request", "source": "a", "values": { "order_id": "1", "merchant_id": 7 } }
  ] }"#,
        )];

        fn visit<V: flitt_client::__private::v1::EndpointVisitor>(visitor: &mut V) {
            Flitt::visit(visitor);
        }
    }
    let result = panic::catch_unwind(api_examples::<Other>);
    let message = result.expect_err("it fails").downcast::<String>().expect("a text");
    let places: Vec<&str> = message.lines().filter(|line| line.starts_with("fiscal_data.json:")).collect();
    assert_eq!(
        places,
        [
            "fiscal_data.json:7:5: invalid example: its type rejects it: `order_id` is mandatory and not set",
            "fiscal_data.json:8:79: invalid example: its type leaves `comment` out",
        ],
        "{message}"
    );
}

#[test]
fn a_valid_signature_has_no_diagnostic() {
    assert_eq!(found(VALUES, TEXT, SIGNATURE), []);
    let reordered = r#"{ "currency": "GEL", "amount": "1000", "order_id": "latest", "merchant_id": "7" }"#;
    assert_eq!(found(reordered, TEXT, SIGNATURE), []);
    assert_eq!(found(NESTED, &format!("**********|{DATA}"), DATA_SIGNATURE), []);
}

#[test]
fn a_wrong_value_is_marked_where_the_signature_belongs_to_the_text() {
    let other = |from: &str, to: &str, marked: &str, name: &str| {
        let message = format!("the signed text has another value in place of `{name}`");
        assert_one(&VALUES.replace(from, to), TEXT, SIGNATURE, marked, &message);
    };
    other("1000", "1001", "1001", "amount");
    other("GEL", "GEI", "\"GEI\"", "currency");
    other("latest", "latets", "\"latets\"", "order_id");
    other("\"amount\": 1000, ", "", "\"GEL\"", "currency");
}

#[test]
fn a_wrong_text_is_marked_at_its_first_character() {
    let help = format!("the values make {TEXT}");
    let at = |text: &str, marked: &str, place: &str| {
        let message = format!("the signed text is not that of the values: they differ {place}; {help}");
        assert_one(VALUES, text, SIGNATURE, marked, &message);
    };
    at("**********|1001|GEL|7|la**********", "1", "at the value of `amount`");
    at("**********|1000|GEL|7|latest", "t", "at the value of `order_id`");
    at("*********|1000|GEL|7|la**********", "|", "at the masked key");
    at("**********|1000|GEL|7|la**********|", "|", "behind the last value");
    at("**********|1000|GEL", "\"", "at the value of `merchant_id`");
    at(r"**********|\u0031000|GEL|8|la**********", "8", "at the value of `merchant_id`");
}

#[test]
fn a_wrong_signature_or_key_is_marked_with_the_right_signature() {
    let wrong = SIGNATURE.replacen('8', "0", 1);
    let message =
        format!("the signature does not belong to the signed text and this key; with this key it is {SIGNATURE}");
    assert_one(VALUES, TEXT, &wrong, &format!("\"{wrong}\""), &message);
}

#[test]
fn data_of_protocol_2_is_held_against_the_values() {
    let text = format!("**********|{DATA}");
    let message = "the signed data has another value of `receiver`";
    assert_one(&NESTED.replace("\"sum\": 5", "\"sum\": 6"), &text, DATA_SIGNATURE, r#"[{ "sum": 6 }]"#, message);
    assert_one(
        &NESTED.replace('7', "8"),
        &text,
        DATA_SIGNATURE,
        "8",
        "the signed data has another value of `merchant_id`",
    );
    let added = NESTED.replace("7,", "7, \"amount\": 1,");
    assert_one(&added, &text, DATA_SIGNATURE, "1", "the signed data has another value of `amount`");
    let other = format!("**********|{}", DATA.replace("MSIs", "MiIs"));
    let message = "the signature does not belong to the signed text and this key";
    assert_one(NESTED, &other, DATA_SIGNATURE, &format!("\"{DATA_SIGNATURE}\""), message);
    assert_one(
        NESTED,
        DATA,
        DATA_SIGNATURE,
        &format!("\"{DATA}\""),
        "the signed text of protocol 2.0 is the masked key",
    );
}

/// Whether an example of a response may have this integer, and whether the client accepts it in one.
fn accepted_integer(keys: &str, text: &str) -> (bool, bool) {
    let file = format!(
        r#"{{ "endpoint": "pay", "path": "/pay", "key": "none", "request": [], "response": {{ "signed": "never",
            "rows": [{{ "name": "sum", "type": "integer", {keys} }}] }},
            "examples": [{{ "of": "response", "source": "words", "values": {{ "sum": "{text}" }} }}] }}"#
    );
    let library = Library::read_folder(&InMemory::from_iter([("pay.json", file)]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    let request = DynamicRequest::builder(Arc::new(library.endpoints[0].model.clone())).build().unwrap();
    let credentials = Credentials::test();
    let exchange = Exchange::dynamic(&request, &credentials).unwrap();
    let body = format!(r#"{{"response":{{"response_status":"success","sum":"{text}"}}}}"#);
    (check_examples(&library).is_empty(), exchange.parse_dynamic_response(200, body.as_bytes()).is_ok())
}

#[test]
fn examples_may_have_the_integers_that_the_client_accepts() {
    let texts = ["0", "007", "5", "9223372036854775807", "9223372036854775808", "18446744073709551616", "-28", "-0"];
    let texts = texts.into_iter().chain(["-007", "-9223372036854775808", "-9223372036854775809", "-", "--1", "+5"]);
    let texts: Vec<&str> = texts.chain(["1.5", "1e3", " 1", "abc", "\u{661}"]).collect();
    let least = r#""unit": "minor", "smallest": -9223372036854775808"#;
    for keys in [
        r#""unit": "minor""#,
        r#""unit": "identifier", "smallest": 10, "largest": 20"#,
        r#""unit": "identifier", "smallest": -1, "largest": -1"#,
        r#""unit": "minor", "informational": true"#,
        least,
    ] {
        for text in &texts {
            let (of_examples, of_client) = accepted_integer(keys, text);
            assert_eq!(of_examples, of_client, "{keys}: {text}");
        }
    }
    for negative in ["-28", "-9223372036854775808"] {
        assert_eq!(accepted_integer(least, negative), (true, true), "{negative}");
        assert_eq!(accepted_integer(r#""unit": "minor""#, negative), (false, false), "{negative}");
    }
}
