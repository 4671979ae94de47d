use flitt_schema::{InMemory, Library, quoted};

use super::{Fields, Policy, Shown, TextRedactor};
use crate::runtime::credentials::Credentials;
use crate::runtime::redact::shown_value;

const ORDER: &str = r#"{ "endpoint": "look", "path": "/look", "key": "none", "request": [
        { "name": "number", "type": "string", "max_length": null }, { "name": "token", "type": "string", "max_length": null, "sensitive": true },
        { "name": "goods", "type": "string", "max_length": null, "format": "base64_json", "table": "part" } ],
    "response": { "signed": "never", "rows": [
        { "name": "text", "type": "string", "max_length": null }, { "name": "sum", "type": "integer", "max_length": null },
        { "name": "parts", "type": "list", "table": "part" }, { "name": "by_id", "type": "map", "table": "part" },
        { "name": "info", "type": "string", "max_length": null, "format": "json", "table": "part" } ] } }"#;
const PART: &str = r#"{ "table": "part", "rows": [
    { "name": "price", "type": "integer", "max_length": null }, { "name": "iban", "type": "string", "max_length": null, "sensitive": true } ] }"#;

const MORE: &str = r#"{ "endpoint": "more", "path": "/more", "key": "none", "request": [
        { "name": "page", "type": "string", "max_length": null, "format": "url" },
        { "name": "call", "type": "string", "max_length": null, "format": "callback_url" },
        { "name": "back", "type": "string", "max_length": null, "format": "return_url" },
        { "name": "notes", "type": "string", "max_length": null, "format": "json", "table": "note" } ],
    "response": { "table": "part", "shape": "list", "signed": "never" } }"#;
const NOTE: &str = r#"{ "table": "note", "rows": [ { "name": "price", "type": "integer", "max_length": null } ] }"#;

fn library() -> Library {
    let library = Library::read_folder(&InMemory::from_iter([
        ("look.json", ORDER),
        ("more.json", MORE),
        ("tables/part.json", PART),
        ("tables/note.json", NOTE),
    ]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    library
}

/// What a policy shows, and which values it redacts.
fn shown(policy: &Policy<'_>, json: &str) -> (String, Vec<String>) {
    let texts = TextRedactor::of_keys(&Credentials::new(1, "k3y/of=mine"));
    let body = policy.json(json, &texts);
    (body.shown.to_json(), body.secrets.into_iter().map(|(name, text)| format!("{name}={text}")).collect())
}

#[test]
fn sensitive_values_are_redacted_in_lists_maps_and_embedded_json() {
    let library = library();
    let policy = Policy::of_response(&library.endpoints[0].model);
    for (json, expected, secrets) in [
        (
            r#"{"parts":[{"price":1.0,"iban":"GE1"}]}"#,
            r#"{"parts":[{"price":1.0,"iban":"[iban]"}]}"#,
            &["iban=GE1"][..],
        ),
        (r#"{"parts":["GE1"]}"#, r#"{"parts":["[value]"]}"#, &["value=GE1"]),
        (
            r#"{"by_id":{"a":{"iban":"GE1","price":2}}}"#,
            r#"{"by_id":{"a":{"iban":"[iban]","price":2}}}"#,
            &["iban=GE1"],
        ),
        (
            r#"{"by_id":{"iban":{"iban":"GE1","price":2}}}"#,
            r#"{"by_id":{"iban":{"iban":"[iban]","price":2}}}"#,
            &["iban=GE1"],
        ),
        (r#"{"info":"{\"iban\":\"GE1\"}"}"#, r#"{"info":"[info]"}"#, &["iban=GE1", "info={\"iban\":\"GE1\"}"]),
        (r#"{"new":"x","sum":7}"#, r#"{"new":"[redacted]","sum":7}"#, &["redacted=x"]),
        (r#"{"new":{"a":"x","b":[2]},"sum":7}"#, r#"{"new":"[redacted]","sum":7}"#, &["redacted=x", "redacted=2"]),
        (r#"{"sum":null,"text":""}"#, r#"{"sum":null,"text":""}"#, &[]),
        ("no JSON", r#""[redacted]""#, &["redacted=no JSON"]),
    ] {
        let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
        assert_eq!(shown(&policy, json), (expected.to_owned(), secrets), "{json}");
    }
}

#[test]
fn texts_and_names_that_are_shown_contain_no_secret() {
    let library = library();
    let policy = Policy::of_response(&library.endpoints[0].model);
    let json = r#"{"text":"4444 5555 6666 1111 k3y%2Fof%3Dmine","sum":4444555566661111,"4444555566661111":1}"#;
    let expected = r#"{"text":"[card_number] [payment key]","sum":"[card_number]","[redacted]":"[redacted]"}"#;
    assert_eq!(shown(&policy, json).0, expected);
    assert_eq!(shown(&policy.with_sensitive(), json).0, json, "unless all is shown");
}

#[test]
fn a_value_of_a_sensitive_parameter_that_another_value_names_is_redacted() {
    let filter = r#"{ "table": "filter", "rows": [ { "name": "s", "type": "string", "max_length": null },
        { "name": "m", "type": "string", "max_length": null }, { "name": "v", "type": "string", "max_length": null } ] }"#;
    let report = r#"{ "endpoint": "report", "path": "/report", "protocol": "plain", "key": "none", "request": [
        { "name": "filters", "type": "list", "table": "filter" },
        { "name": "token", "type": "string", "max_length": null, "sensitive": true } ],
        "response": { "signed": "never", "rows": [ { "name": "sum", "type": "integer", "max_length": null } ] } }"#;
    let library = Library::read_folder(&InMemory::from_iter([("report.json", report), ("tables/filter.json", filter)]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    let of_tables = Policy::of_request(&library.endpoints[0].model);
    for policy in [of_tables, Policy::of_library(&library).with_unknown()] {
        for name in ["rectoken", "token", "cvv2", "api_key"] {
            let json = format!(r#"{{"filters":[{{"s":"{name}","m":"=","v":"x9"}},{{"v":"tea","s":"order_id"}}]}}"#);
            let expected =
                format!(r#"{{"filters":[{{"s":"{name}","m":"=","v":"[{name}]"}},{{"v":"tea","s":"order_id"}}]}}"#);
            assert_eq!(shown(&policy, &json), (expected, vec![format!("{name}=x9")]));
            let json = format!(r#"{{"filters":[{{"v":7,"s":"{name}"}}]}}"#);
            let expected = format!(r#"{{"filters":[{{"v":"[{name}]","s":"{name}"}}]}}"#);
            assert_eq!(shown(&policy, &json), (expected, vec![format!("{name}=7")]));
        }
    }
}

#[test]
fn what_nests_sensitive_values_is_redacted_in_every_form() {
    let library = library();
    let policy = Policy::of_response(&library.endpoints[0].model);
    for (json, expected, secrets) in [
        (r#"{"info":{"iban":"GE1","price":1}}"#, r#"{"info":{"iban":"[iban]","price":1}}"#, &["iban=GE1"][..]),
        (r#"{"info":7,"parts":"GE1"}"#, r#"{"info":"[info]","parts":"[parts]"}"#, &["info=7", "parts=GE1"]),
        (r#"{"info":" {\"iban\":\"GE1\"}"}"#, r#"{"info":"[info]"}"#, &["iban=GE1", r#"info= {"iban":"GE1"}"#]),
        (r#"{"info":"[{\"iban\":\"GE1\"}]"}"#, r#"{"info":"[info]"}"#, &["iban=GE1", r#"info=[{"iban":"GE1"}]"#]),
        (r#"{"info":"GE1"}"#, r#"{"info":"[info]"}"#, &["info=GE1"]),
        (r#"{"parts":["",null,[7]]}"#, r#"{"parts":["",null,["[value]"]]}"#, &["value=7"]),
        (r#"{"text":[7,[8]]}"#, r#"{"text":[7,[8]]}"#, &[]),
        (
            r#"{"sum":1,"new":[true,false,null,"true","",7]}"#,
            r#"{"sum":1,"new":"[redacted]"}"#,
            &["redacted=true", "redacted=", "redacted=7"],
        ),
        (r#"{"data":"eyJzdW0iOjF9"}"#, r#"{"data":"[redacted]"}"#, &["redacted=eyJzdW0iOjF9"]),
        (r#"{"a":{"sum":1},"b":{"sum":2}}"#, r#"{"a":{"sum":1},"b":{"sum":2}}"#, &[]),
    ] {
        let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
        assert_eq!(shown(&policy, json), (expected.to_owned(), secrets), "{json}");
    }
    let unknown = Policy::of_request(&library.endpoints[0].model).with_unknown();
    let json = r#"{"number":"1","new":{"number":"2","token":"x"}}"#;
    assert_eq!(shown(&unknown, json).0, r#"{"number":"1","new":{"number":"2","token":"[token]"}}"#);
}

#[test]
fn addresses_of_a_request_are_shown_without_secrets() {
    let library = library();
    let request = &library.endpoints.iter().find(|endpoint| endpoint.model.name == "more").unwrap().model;
    let texts = TextRedactor::default();
    let json = r#"{"page":"https://u:p@shop.example/?t=1","call":"https://shop.example/?t=2","back":["https://shop.example/?t=3"]}"#;
    let expected = r#"{"page":"https://[redacted]@shop.example/?[redacted]","call":"https://shop.example/?[redacted]","back":"[back]"}"#;
    let body = Policy::of_request(request).json(json, &texts);
    let names: Vec<&str> = body.secrets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((body.shown.to_json().as_str(), names, body.count), (expected, vec!["page", "call", "back"], 3));
    let harmless = r#"{"page":"https://shop.example/","back":"https://shop.example/ok","notes":"{\"price\":1}"}"#;
    let body = Policy::of_request(request).json(harmless, &texts);
    assert_eq!((body.shown.to_json().as_str(), body.secrets.len(), body.count), (harmless, 0, 0));
    let nested = Policy::of_request(request).json(r#"{"notes":{"price":1,"new":"x"}}"#, &texts);
    assert_eq!(nested.shown.to_json(), r#"{"notes":{"price":1,"new":"[redacted]"}}"#);
    let whole = json.replace(r#"["https://shop.example/?t=3"]"#, r#""[back]""#);
    assert_eq!(Policy::of_table(&request.request).json(json, &texts).shown.to_json(), whole, "those of a response");
    assert_eq!(Policy::of_library(&library).json(json, &texts).shown.to_json(), expected);
    assert_eq!(Policy::of_table(&request.request).json("[7]", &texts).shown.to_json(), r#"["[redacted]"]"#);
    assert_eq!(Policy::of_table(&request.request).with_unknown().json("[7]", &texts).shown.to_json(), "[7]");
    let parameter = |name: &str| request.request.row(name).unwrap();
    assert_eq!(shown_value(parameter("page"), "https://u:p@shop.example"), "https://[redacted]@shop.example");
    assert_eq!(shown_value(parameter("notes"), "4444555566661111 and more"), "[card_number] and more");
    assert_eq!(shown_value(parameter("page"), "k3yS3cret"), "[redacted]", "no address, but a word");
    assert_eq!(shown_value(parameter("notes"), "no address"), "no address");
}

/// A payer, or a shop with a bug, sends an object where an address is due.
#[test]
fn what_is_nested_in_an_address_is_not_shown() {
    let library = library();
    let request = &library.endpoints.iter().find(|endpoint| endpoint.model.name == "more").unwrap().model;
    let json =
        r#"{"page":{"cvv2":"847","rectoken":"tokABCDEF123"},"call":["https://u:pw@h.example/?tok=1"],"back":[[7]]}"#;
    let hidden = r#"{"page":"[page]","call":"[call]","back":"[back]"}"#;
    for policy in [Policy::of_request(request), Policy::of_library(&library), Policy::of_table(&request.request)] {
        assert_eq!(policy.json(json, &TextRedactor::default()).shown.to_json(), hidden);
    }
}

#[test]
fn a_token_is_not_shown_within_other_values() {
    let library = library();
    let policy = Policy::of_request(&library.endpoints[0].model);
    for (token, number, expected) in [
        ("7f3a9c1e5b2d4f60aa11", "charge of 7f3a9c1e5b2d4f60aa11", "charge of [token]"),
        ("7f3a9c1e5b2d4f60aa11", "N2YzYTljMWU1YjJkNGY2MGFhMTE=", "[token]="),
        // Many values are equal to a short one.
        ("7f3a9c1e5b2", "charge of 7f3a9c1e5b2", "charge of 7f3a9c1e5b2"),
    ] {
        let json = format!(r#"{{"number":"{number}","token":"{token}"}}"#);
        let expected = format!(r#"{{"number":"{expected}","token":"[token]"}}"#);
        assert_eq!(shown(&policy, &json).0, expected);
    }
}

#[test]
fn secret_parts_of_addresses_are_not_shown_in_texts() {
    let library = library();
    let policy = Policy::of_request(&library.endpoints[0].model);
    let json = r#"{"number":"x https://u:pw0rdx@h.example/?q=zz"}"#;
    assert_eq!(shown(&policy, json).0, r#"{"number":"x https://[redacted]@h.example/?[redacted]"}"#);
}

#[test]
fn what_no_table_describes_is_not_shown_in_nested_values() {
    let library = library();
    let request = &library.endpoints.iter().find(|endpoint| endpoint.model.name == "more").unwrap().model;
    let notes = request.request.row("notes").unwrap();
    for (text, expected) in [
        (r#"{"price":1,"new":"t0ken"}"#, r#"{"price":1,"new":"[redacted]"}"#),
        (r#"[{"price": 1},{"new":["t0ken"]}]"#, r#"[{"price":1},{"new":["[redacted]"]}]"#),
        (r#"{"price":1,"new":"t0"#, "[notes]"),
        // {"new":"t0ken"} and {"price":1}
        ("eyJuZXciOiJ0MGtlbiJ9", "[notes]"),
        ("eyJwcmljZSI6MX0=", "eyJwcmljZSI6MX0="),
        (r#" {"price": 1}"#, r#" {"price": 1}"#),
        ("", ""),
    ] {
        assert_eq!(shown_value(notes, text), expected, "{text}");
        let member = format!(r#"{{"notes":{}}}"#, quoted(text));
        let expected = format!(r#"{{"notes":{}}}"#, quoted(expected));
        let policy = Policy::of_request(request);
        assert_eq!(policy.json(&member, &TextRedactor::default()).shown.to_json(), expected, "{text}");
    }
}

#[test]
fn json_in_a_text_without_a_table_shows_its_names_alone() {
    let library = library();
    let response = &library.endpoints.iter().find(|endpoint| endpoint.model.name == "look").unwrap().model;
    for (text, expected) in [
        (r#"{"cvv2":"987","card":{"token":"t0ken"}}"#, r#"{"cvv2":"[redacted]","card":{"token":"[redacted]"}}"#),
        (r#"[1,"two",["three"]]"#, r#"[1,"two",["three"]]"#),
        (r#"[{"cvv2":987}]"#, r#"[{"cvv2":"[redacted]"}]"#),
        // {"cvv2":"987"}
        ("eyJjdnYyIjoiOTg3In0=", "[text]"),
        ("{order} of 7", "{order} of 7"),
        ("{}", "{}"),
    ] {
        let parameter = response.response.variants[0].table.row("text").unwrap();
        assert_eq!(shown_value(parameter, text), expected, "{text}");
        let json = format!(r#"{{"text":{}}}"#, quoted(text));
        let expected = format!(r#"{{"text":{}}}"#, quoted(expected));
        for policy in [Policy::of_response(response), Policy::of_response(response).with_unknown()] {
            assert_eq!(shown(&policy, &json).0, expected, "{text}");
        }
    }
}

/// To look through a megabyte of encoded text would take seconds.
#[test]
fn of_long_values_the_length_is_shown() {
    let library = library();
    let policy = Policy::of_response(&library.endpoints[0].model);
    let text = |length: usize| "N".repeat(length);
    let json = format!(r#"{{"text":"{}"}}"#, text(64 * 1024));
    assert_eq!(shown(&policy, &json).0, json);
    let json = format!(r#"{{"text":"{}"}}"#, text(64 * 1024 + 1));
    assert_eq!(shown(&policy, &json).0, r#"{"text":"[65537 bytes]"}"#);
    let parameter = library.endpoints[0].model.response.variants[0].table.row("text").unwrap();
    assert_eq!(shown_value(parameter, &text(64 * 1024 + 1)), "[65537 bytes]");
    let many: Vec<String> = (0..5).map(|_| format!("{:?}", text(60_000))).collect();
    let parts = format!(r#"{{"text":[{}],"sum":7}}"#, many.join(","));
    let shown = shown(&policy, &parts).0;
    assert!(shown.ends_with(r#","[60000 bytes]"],"sum":7}"#) && shown.len() > 240_000, "{}", shown.len());
}

#[test]
fn addresses_in_base64_are_shown_without_secrets() {
    // https://a:b@h?a=1c
    let text = "aHR0cHM6Ly9hOmJAaD9hPTFj";
    let shown = TextRedactor::default().redact_text_value(text).into_owned();
    assert!(shown != text && !shown.contains("aHR0cHM6Ly9hOmJAaD9hPTFj"), "{shown}");
}

#[test]
fn values_are_shown_by_the_names_of_their_columns() {
    let endpoint = r#"{ "endpoint": "report", "path": "/report", "key": "none", "request": [], "response": { "signed": "never", "rows": [
        { "name": "fields", "type": "texts", "max_length": null },
        { "name": "data", "type": "list", "table": "line", "columns": "fields" } ] } }"#;
    let line = PART.replace("part", "line");
    let library =
        Library::read_folder(&InMemory::from_iter([("report.json", endpoint), ("tables/line.json", line.as_str())]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    let report = &library.endpoints[0].model;
    for (json, expected) in [
        (
            r#"{"fields":["new","price","iban"],"data":[["t0ken",1,"GE1"],["t0ken",null,""]]}"#,
            r#"{"fields":["new","price","iban"],"data":[["[redacted]",1,"[iban]"],["[redacted]",null,""]]}"#,
        ),
        (
            r#"{"fields":["price"],"data":[[1,"t0ken"],{"price":1,"new":"t0ken"},"t0ken",7]}"#,
            r#"{"fields":["price"],"data":[[1,"[redacted]"],{"price":1,"new":"[redacted]"},"[redacted]","[redacted]"]}"#,
        ),
        (r#"{"data":[["t0ken"]]}"#, r#"{"data":[["[redacted]"]]}"#),
        (r#"{"data":{"price":1}}"#, r#"{"data":"[data]"}"#),
    ] {
        for policy in [Policy::of_response(report), Policy::of_library(&library)] {
            assert_eq!(shown(&policy, json).0, expected, "{json}");
        }
    }
}

#[test]
fn a_name_that_is_sensitive_in_one_form_is_sensitive() {
    let endpoint = r#"{ "endpoint": "pay", "path": "/pay", "key": "none", "request": [], "response": { "signed": "never", "forms": [
        { "when": "step", "rows": [ { "name": "step", "type": "string", "max_length": null, "always": true },
            { "name": "memo", "type": "string", "max_length": null } ] },
        { "rows": [ { "name": "done", "type": "string", "max_length": null, "always": true },
            { "name": "memo", "type": "string", "max_length": null, "sensitive": true } ] } ] } }"#;
    let library = Library::read_folder(&InMemory::from_iter([("pay.json", endpoint)]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    let policy = Policy::of_response(&library.endpoints[0].model);
    assert_eq!(shown(&policy, r#"{"done":"1","memo":"S3nsT0ken"}"#).0, r#"{"done":"1","memo":"[memo]"}"#);
}

#[test]
fn a_collection_has_objects_of_one_table() {
    let library = library();
    let response = &library.endpoints.iter().find(|endpoint| endpoint.model.name == "more").unwrap().model;
    let policy = Policy::of_response(response);
    let list = Fields::from_json_list(r#"[{"price":1,"iban":"GE1"},7,[8]]"#).unwrap();
    let map = Fields::from_json(r#"{"0":{"price":1,"iban":"GE1"},"b":7}"#).unwrap();
    let shown = |policy: &Policy<'_>, fields: &Fields| policy.fields(fields, &TextRedactor::default()).shown.to_json();
    assert_eq!(shown(&policy, &list), r#"[{"price":1,"iban":"[iban]"},"[redacted]",["[redacted]"]]"#);
    assert_eq!(shown(&policy, &map), r#"{"0":{"price":1,"iban":"[iban]"},"b":"[redacted]"}"#);
    assert_eq!(shown(&policy.clone().with_unknown(), &list), r#"[{"price":1,"iban":"[iban]"},7,["[value]"]]"#);
    assert_eq!(shown(&policy.with_sensitive(), &list), r#"[{"price":1,"iban":"GE1"},7,[8]]"#);
    let object = Policy::of_response(&library.endpoints[0].model);
    assert_eq!(shown(&object, &Fields::from_json(r#"{"sum":1,"0":7}"#).unwrap()), r#"{"sum":1,"0":"[redacted]"}"#);
}

#[test]
fn one_value_is_shown_as_its_text() {
    let library = library();
    let (policy, texts) = (Policy::of_request(&library.endpoints[0].model), TextRedactor::default());
    for (name, text, expected) in
        [("number", "a \"7\"", "a \"7\""), ("number", "", ""), ("token", "x", "[token]"), ("new", "x", "[redacted]")]
    {
        assert_eq!(policy.text(name, text, &texts), expected, "{name} {text}");
    }
    let json = r#"{"sum":null,"text":"a","parts":[{"price":1}]}"#;
    let Shown::Object(members) = Policy::of_response(&library.endpoints[0].model).json(json, &texts).shown else {
        panic!("it is an object");
    };
    let members: Vec<String> = members.into_iter().map(|(_, value)| value.into_text()).collect();
    assert_eq!(members, ["", "a", r#"[{"price":1}]"#]);
    assert_eq!(Shown::Value("17".to_owned()).into_text(), "17");
}

#[test]
fn what_was_redacted_is_counted() {
    let library = library();
    let policy = Policy::of_response(&library.endpoints[0].model);
    for (json, count) in
        [("{}", 0), (r#"{"text":"a","sum":7}"#, 0), (r#"{"text":"4444555566661111","sum":7,"a":1,"b":2}"#, 3)]
    {
        assert_eq!(policy.json(json, &TextRedactor::default()).count, count, "{json}");
    }
}

#[test]
fn a_request_shows_its_envelope() {
    let library = library();
    let policy = Policy::of_request(&library.endpoints[0].model).with_unknown();
    // {"iban":"GE1"}
    let json = r#"{"request":{"version":1,"number":"7","token":"x","goods":"eyJpYmFuIjoiR0UxIn0="}}"#;
    let expected = r#"{"request":{"version":1,"number":"7","token":"[token]","goods":"[goods]"}}"#;
    let secrets = ["token=x", "iban=GE1", "goods=eyJpYmFuIjoiR0UxIn0="].map(str::to_owned).to_vec();
    assert_eq!(shown(&policy, json), (expected.to_owned(), secrets));
}

#[test]
fn a_library_is_a_policy_of_names() {
    let library = library();
    let policy = Policy::of_library(&library);
    // {"order":{"number":"7","iban":"GE1"}}
    let json = r#"{"order":{"sum":7,"iban":"GE1","new":[1],"goods":"e30="},"data":"eyJvcmRlciI6eyJudW1iZXIiOiI3IiwiaWJhbiI6IkdFMSJ9fQ=="}"#;
    let expected = r#"{"order":{"sum":7,"iban":"[iban]","new":"[redacted]","goods":"[goods]"},"data":{"order":{"number":"7","iban":"[iban]"}}}"#;
    assert_eq!(shown(&policy, json).0, expected);
    let json = r#"{"request":{"version":1},"response":{"response_status":"failure","error_code":1,"error_message":"a","request_id":"b"}}"#;
    assert_eq!(shown(&policy, json).0, json, "the names of the protocol");
    let json = r#"{"info":["GE1",{"price":1,"sum":[7]},["GE2"]],"text":["a"]}"#;
    let expected = r#"{"info":["[value]",{"price":1,"sum":[7]},["[value]"]],"text":["a"]}"#;
    assert_eq!(shown(&policy, json).0, expected, "a plain value where an object is due");
    assert_eq!(shown(&policy, r#"{"token":{"price":1}}"#).0, r#"{"token":"[token]"}"#);
    assert_eq!(shown(&policy, r#"{"text":[7]}"#).0, r#"{"text":[7]}"#);
    let json = r#"{"new":{"sum":1},"data":"Wzdd","info":{"iban":"GE1","price":1},"token":"x","number":"7"}"#;
    let expected = r#"{"new":"[redacted]","data":["[redacted]"],"info":{"iban":"[iban]","price":1},"token":"[token]","number":"7"}"#;
    assert_eq!(shown(&policy, json).0, expected);
    let json = r#"{"text":"{\"sum\":7,\"iban\":\"GE1\"}"}"#;
    let expected = r#"{"text":"{\"sum\":\"[redacted]\",\"iban\":\"[redacted]\"}"}"#;
    assert_eq!(shown(&policy, json).0, expected, "names in a text without a table are those of somebody else");
    let json = r#"{"notes":"{\"price\":7}"}"#;
    assert_eq!(shown(&policy, json).0, json, "a table describes this text");
    let json = r#"{"order":{"sum":7,"iban":"GE1"},"new":[1]}"#;
    let none = shown(&Policy::default(), json).0;
    assert!(!none.contains("GE1") && !none.contains('7') && !none.contains("[1]"), "{none}");
}
