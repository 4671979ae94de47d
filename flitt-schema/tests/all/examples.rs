//! The key `examples`: what is read, and what is wrong with values, with the place of each.

use flitt_schema::{Diagnostic, Endpoint, ExampleKind, ExampleOf, InMemory, Library, Loaded, Protocol, canonical};

const PAY: &str = r#"{
  "endpoint": "pay",
  "doc": "Takes a payment.",
  "source": "https://docs.example/pay",
  "path": "/api/pay",
  "data_when": ["receiver"],
  "request": [
    { "name": "version", "type": "string", "max_length": 10, "default": "1.0.1", "from": "protocol", "doc": "a" },
    { "name": "order_id", "type": "string", "max_length": 9, "mandatory": true, "doc": "a" },
    { "name": "merchant_id", "type": "integer", "max_length": 12, "mandatory": true, "from": "credentials", "doc": "a" },
    { "name": "amount", "type": "integer", "max_length": 5, "smallest": 1, "doc": "a" },
    { "name": "currency", "type": "string", "max_length": 3, "format": "currency", "doc": "a" },
    { "name": "kind", "type": "string", "max_length": 9, "values": ["sale", "hold"], "closed": true, "doc": "a" },
    { "name": "mode", "type": "string", "max_length": null, "fixed": "web", "doc": "a" },
    { "name": "phone", "type": "string", "max_length": 20, "doc": "a" },
    { "name": "email", "type": "string", "max_length": 20, "doc": "a" },
    { "name": "receiver", "type": "list", "rows": [
      { "name": "sum", "type": "integer", "max_length": 3, "mandatory": true, "doc": "a" },
      { "name": "bank", "type": "object", "rows": [{ "name": "bic", "type": "string", "max_length": 4, "doc": "a" }], "doc": "a" }
    ], "doc": "a" },
    { "name": "signature", "type": "string", "max_length": 40, "mandatory": true, "from": "signature", "doc": "a" }
  ],
  "groups": [{ "rule": "exactly_one", "of": ["phone", "email"], "when": { "parameter": "kind", "is": ["hold"] } }],
  "response": {
    "signed": "final",
    "forms": [
      { "when": "url", "rows": [{ "name": "url", "type": "string", "max_length": 20, "doc": "a" }] },
      { "rows": [
        { "name": "order_id", "type": "string", "max_length": 9, "always": true, "doc": "a" },
        { "name": "eci", "type": "integer", "max_length": 2, "doc": "a" },
        { "name": "currency", "type": "string", "max_length": 3, "format": "currency", "doc": "a" },
        { "name": "fee", "type": "integer", "max_length": 5, "informational": true, "doc": "a" },
        { "name": "info", "type": "string", "max_length": 40, "format": "json", "separator": true, "doc": "a" },
        { "name": "token", "type": "string", "max_length": null, "protocol": "2.0", "doc": "a" },
        { "name": "signature", "type": "string", "max_length": 40, "from": "signature", "doc": "a" }
      ] }
    ]
  },
  "examples": EXAMPLES
}"#;

/// A request with everything that is asked for.
const WHOLE: &str = r#""order_id": "1", "merchant_id": 7, "mode": "web""#;

fn loaded(text: &str) -> (String, Loaded<Endpoint>) {
    let library = Library::read_folder(&InMemory::from_iter([("pay.json", text)]));
    assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
    (text.to_owned(), library.endpoints.into_iter().next().expect("it is read"))
}

fn with(examples: &str) -> (String, Loaded<Endpoint>) {
    loaded(&PAY.replace("EXAMPLES", examples))
}

/// What is marked, and the message.
fn found(examples: &str) -> Vec<(String, String)> {
    let (text, endpoint) = with(examples);
    let marked = |diagnostic: &Diagnostic| {
        let ((line, start), (_, end)) = (diagnostic.line_and_column(), diagnostic.end_line_and_column());
        let line: Vec<char> = text.lines().nth(line - 1).expect("the line is there").chars().collect();
        line[start - 1..end - 1].iter().collect::<String>()
    };
    endpoint.check_examples(|_| None).iter().map(|one| (marked(one), one.message().to_owned())).collect()
}

fn request(values: &str) -> String {
    format!(r#"[{{ "of": "request", "source": "words", "values": {{ {values} }} }}]"#)
}

fn response(values: &str) -> String {
    request(values).replace("request", "response")
}

/// One diagnostic: what is marked, and the beginning of its message.
fn assert_one(examples: &str, marked: &str, message: &str) {
    let found = found(examples);
    assert!(
        matches!(&found[..], [(place, text)] if place == marked && text.starts_with(message)),
        "{examples}\nexpected {marked:?}, {message:?}\nfound {found:#?}"
    );
}

#[test]
fn valid_examples_have_no_diagnostics() {
    let signed = r#""signed": { "key": "test", "text": "**********|1", "signature": "00000000000000000000000000000000000000ff" }"#;
    for examples in [
        request(WHOLE),
        request(&format!(r#"{WHOLE}, "amount": "1000", "currency": "GEL", "kind": "sale", "phone": null"#)),
        request(&format!(r#"{WHOLE}, "receiver": [{{ "sum": 5, "bank": {{ "bic": "B" }} }}]"#)),
        request(r#""currency": "GEL""#).replace("\"values\"", "\"partial\": true, \"values\""),
        response(r#""url": "https://a""#),
        response(r#""order_id": "1", "eci": "05", "currency": "gel", "fee": "-0.5", "info": "{\"a\": \"|\"}""#),
        response(r#""order_id": "1", "info": { "a": 1 }, "token": "x""#)
            .replace("\"values\"", "\"protocol\": \"2.0\", \"values\""),
        response(r#""order_id": "1""#).replace("}]", &format!(", {signed} }}]")),
        "[]".to_owned(),
    ] {
        let found = found(&examples);
        assert!(found.is_empty(), "{examples}: {found:#?}");
    }
}

#[test]
fn an_example_has_its_values_and_their_places() {
    let examples = format!(
        r#"[{{ "of": "request", "source": "words", "doc": "d", "values": {{ {WHOLE}, "receiver": [ {{ "sum" : 5 }} ], "phone": null }} }}]"#
    );
    let (text, endpoint) = with(&examples);
    let [example] = &endpoint.examples()[..] else { panic!("one example") };
    assert_eq!(
        (example.of, example.protocol),
        (ExampleOf::Request, Protocol::Data),
        "a parameter of `data_when` is set"
    );
    let value = |name: &str| example.value(name).expect("it is there");
    assert_eq!((value("receiver").text.as_str(), value("receiver").kind), (r#"[{"sum":5}]"#, ExampleKind::Nested));
    assert_eq!(&text[value("receiver").span.clone()], r#"[ { "sum" : 5 } ]"#);
    assert_eq!(&text[value("merchant_id").name_span.clone()], "\"merchant_id\"");
    assert_eq!((value("merchant_id").kind, value("order_id").kind), (ExampleKind::Number, ExampleKind::Text));
    assert_eq!((value("phone").kind, example.text("phone")), (ExampleKind::Null, None));
    assert_eq!(&text[example.values_begin.clone()], "{");
}

#[test]
fn wrong_values_of_requests_are_marked() {
    let case = |more: &str, marked: &str, message: &str| {
        assert_one(&request(&format!("{WHOLE}, {more}")), marked, message);
    };
    case(r#""amuont": 1"#, r#""amuont""#, "unknown parameter `amuont` in an example of a request");
    case(r#""amount": 0"#, "0", "invalid example: `amount` is below the minimum of 1");
    case(r#""amount": 123456"#, "123456", "invalid example: `amount` has 6 digits; at most 5 are allowed");
    case(r#""amount": "ten""#, "\"ten\"", "invalid example: `amount` is not an integer");
    case(r#""amount": true"#, "true", "invalid value of `amount`: a boolean");
    case(r#""phone": { "a": 1 }"#, r#"{ "a": 1 }"#, "invalid value of `phone`: an object or a list, where its type is");
    case(r#""currency": "gel""#, "\"gel\"", "invalid example: `currency` is not a currency");
    case(r#""kind": "gift""#, "\"gift\"", "invalid example: `kind` is not `sale` or `hold`");
    case(r#""phone": "+995|5""#, "\"+995|5\"", "invalid example: `phone` contains `|`");
    case(r#""signature": "00ff""#, "\"signature\"", "unexpected `signature` in the values of an example");
    case(r#""kind": "hold", "phone": "1", "email": "a""#, "\"a\"", "invalid example: exactly one of `phone`, `email`");
    case(r#""kind": "hold""#, "{", "invalid example: exactly one of `phone`, `email`");
    case(r#""receiver": [{ "sum": 1 }, { "sum": 1234 }]"#, "1234", "invalid example: `receiver[1].sum` has 4 digits");
    case(
        r#""receiver": [{ "sum": 1, "bank": { "bci": "" } }]"#,
        "\"\"",
        "invalid example: `receiver[0].bank.bci` is not a",
    );
    case(r#""receiver": [{ "bank": {} }]"#, "{", "invalid example: `receiver[0].sum` is mandatory");
    case(r#""receiver": "x""#, "\"x\"", "invalid example: `receiver` is not a JSON list of objects");
    assert_one(&request(r#""order_id": "1", "merchant_id": 7"#), "{", "invalid example: `mode` is always `web`");
    let other = request(&WHOLE.replace("web", "app"));
    assert_one(&other, "\"app\"", "invalid example: `mode` is always `web`");
}

#[test]
fn what_is_missing_is_asked_for_unless_the_example_is_partial() {
    let missing = request(r#""merchant_id": 7, "kind": "hold", "mode": "web""#);
    let messages: Vec<String> = found(&missing).into_iter().map(|(_, message)| message).collect();
    assert_eq!(
        messages,
        [
            "invalid example: `order_id` is mandatory and not set",
            "invalid example: exactly one of `phone`, `email` must be set when `kind` is `hold`"
        ]
    );
    let partial = missing.replace("\"values\"", "\"partial\": true, \"values\"");
    assert_eq!(found(&partial), []);
    assert_one(&response(r#""eci": 5"#), "{", "invalid example: every response has `order_id`");
}

#[test]
fn wrong_values_of_responses_are_marked() {
    let case = |more: &str, marked: &str, message: &str| {
        assert_one(&response(&format!(r#""order_id": "1", {more}"#)), marked, message);
    };
    case(r#""eci": "x""#, "\"x\"", "invalid example: `eci` is not an integer");
    case(r#""eci": "123""#, "\"123\"", "invalid example: `eci` has 3 digits");
    case(r#""currency": "GE1""#, "\"GE1\"", "invalid example: `currency` is not a currency");
    case(r#""info": "{""#, "\"{\"", "invalid example: `info` is not JSON");
    case(r#""token": "x""#, "\"x\"", "unexpected `token`: only responses of protocol 2.0 have it");
    case(r#""phone": "1""#, "\"phone\"", "unknown parameter `phone` in an example of a response");
    assert_one(
        &response(r#""order_id": "1234567890""#),
        "\"1234567890\"",
        "invalid example: `order_id` is 10 characters",
    );
}

#[test]
fn keys_of_an_example_are_checked() {
    let signed = |signed: &str| {
        format!(r#"[{{ "of": "request", "source": "words", "values": {{ {WHOLE} }}, "signed": {signed} }}]"#)
    };
    let digits = "\"00000000000000000000000000000000000000FF\"";
    assert_one("{}", "{}", "`examples` must be a list");
    assert_one("[1]", "1", "an example must be an object");
    assert_one(r#"[{ "source": "words", "values": {} }]"#, "{", "missing key `of` in an example");
    assert_one(
        r#"[{ "of": "requests", "source": "words", "values": {} }]"#,
        "\"requests\"",
        "invalid `of`: `requests`",
    );
    assert_one(r#"[{ "of": "request", "values": {} }]"#, "{", "missing key `source` in an example");
    assert_one(r#"[{ "of": "request", "source": "", "values": {} }]"#, "\"\"", "`source` is empty");
    assert_one(r#"[{ "of": "request", "source": "words" }]"#, "{", "missing key `values` in an example");
    assert_one(r#"[{ "of": "request", "source": "words", "values": [] }]"#, "[]", "`values` must be an object");
    assert_one(&request(&format!(r#"{WHOLE}, "mode": "web""#)), "\"mode\"", "duplicate value `mode` in an example");
    assert_one(&signed(r#"{ "key": "test", "text": "a" }"#), "{", "missing key `signature` in `signed`");
    assert_one(
        &signed(&format!(r#"{{ "key": "test", "text": "a", "signature": {digits} }}"#)),
        digits,
        "invalid signature: it has 40 lower-case hexadecimal digits",
    );
    let unsigned = response(r#""url": "https://a""#).replace(
        "}]",
        &format!(r#", "signed": {{ "key": "test", "text": "a", "signature": {} }} }}]"#, digits.to_lowercase()),
    );
    assert_one(&unsigned, &digits.to_lowercase(), "unexpected `signed`: only responses of the last form are signed");
    let version =
        request(&format!(r#"{WHOLE}, "version": "2.0""#)).replace("\"values\"", "\"protocol\": \"2.0\", \"values\"");
    assert_one(&version, "\"version\"", "unexpected `version` in an example of protocol 2.0");
}

#[test]
fn a_build_does_not_read_examples() {
    for (examples, message) in
        [("7", "`examples` must be a list, not a number"), (&"[".repeat(40), "nesting exceeds 32 levels")]
    {
        let examples = if examples == "7" { examples.to_owned() } else { format!("{examples}{}", "]".repeat(40)) };
        let (_, endpoint) = with(&examples);
        assert_eq!(endpoint.examples(), []);
        let found: Vec<String> = endpoint.check_examples(|_| None).iter().map(|one| one.message().to_owned()).collect();
        assert_eq!(found, [message]);
    }
    let text = PAY.replace("EXAMPLES", "[{ \"of\": }]");
    let library = Library::read_folder(&InMemory::from_iter([("pay.json", text)]));
    assert_eq!(library.diagnostics.len(), 1, "syntax is that of the whole file: {:?}", library.diagnostics);
}

#[test]
fn an_older_file_has_no_examples() {
    let text = PAY.replace("EXAMPLES", "[]").replacen('{', "{ \"meta_format\": 1,", 1);
    let library = Library::read_folder(&InMemory::from_iter([("pay.json", text)]));
    let messages: Vec<&str> = library.diagnostics.iter().map(Diagnostic::message).collect();
    assert!(messages.contains(&"the key `examples` needs meta_format 2; this file has meta_format 1"), "{messages:?}");
}

#[test]
fn examples_of_files_with_errors_are_not_checked() {
    let wrong = PAY.replace("EXAMPLES", &request("\"a\": 1"));
    let other = wrong.replace("\"pay\"", "\"other\"").replace("/api/pay", "/api/other");
    let checkable = |files: &[(&str, String)]| -> Vec<String> {
        let library = Library::read_folder(&files.iter().cloned().collect::<InMemory>());
        library.with_checkable_examples().map(|loaded| loaded.model.name.to_string()).collect()
    };
    let broken = wrong.replace("\"amount\"", "\"a mount\"").replace("\"key\"", "\"kye\"");
    let broken = broken.replacen("\"doc\"", "\"docs\"", 1);
    let files = [("pay.json", wrong.clone()), ("other.json", other.clone())];
    assert_eq!(checkable(&files), ["other", "pay"]);
    assert_eq!(checkable(&[("pay.json", broken), ("other.json", other.clone())]), ["other"]);
    let shared = ("tables/t.json", "{}".to_owned());
    assert!(checkable(&[("pay.json", wrong), ("other.json", other), shared]).is_empty());
}

#[test]
fn the_canonical_form_orders_keys_and_keeps_values() {
    let text = PAY.replace(
        "EXAMPLES",
        r#"[{ "values": { "order_id": "1", "amount": 1.50 }, "signed": { "signature": "a", "key": "b", "text": "c" }, "of": "request", "source": "s" }]"#,
    );
    let (_, endpoint) = loaded(&text);
    let text = canonical("pay.json", &endpoint.source).expect("it is JSON");
    let examples = text.split("\"examples\": ").nth(1).expect("they are last");
    let expected = r#"[
    {
      "of": "request",
      "source": "s",
      "values": { "order_id": "1", "amount": 1.50 },
      "signed": { "key": "b", "text": "c", "signature": "a" }
    }
  ]
}
"#;
    assert_eq!(examples, expected);
}

/// Values can be named like the keys of a parameter.
#[test]
fn values_are_no_parameters() {
    let text =
        PAY.replace("EXAMPLES", r#"[{ "of": "request", "source": "s", "values": { "name": "token", "type": "x" } }]"#);
    let library = Library::read_folder(&InMemory::from_iter([("pay.json", text)]));
    let warnings: Vec<String> = library.warnings().iter().map(|one| one.message().to_owned()).collect();
    assert_eq!(warnings, ["`token` looks like a secret and is not redacted"], "that of the response's parameter");
}
