//! Bodies that cannot be read.

use flitt_client::Error;
use flitt_client::api::TransactionList;
use flitt_client::error::{FieldsError, SignatureError, UnknownReason, VerificationError};
use flitt_client::request::Exchange;

use super::{Draft, credentials, rejected, rejected_callback};

#[test]
fn bodies_that_are_not_a_response() {
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
        let (rejection, fields) = rejected(body.as_bytes());
        assert!(
            matches!(rejection, VerificationError::Unreadable(FieldsError::NotAnObject { .. })),
            "{shown}: {rejection:?}"
        );
        assert_eq!(fields, None, "{shown}");
        // A callback has no envelope: what is in one is a field like any other, and not signed.
        let (rejection, _) = rejected_callback(body.as_bytes());
        assert!(
            matches!(
                rejection,
                VerificationError::Unreadable(_) | VerificationError::Signature(SignatureError::Missing)
            ),
            "{shown}: {rejection:?}"
        );
    }
    let (rejection, _) = rejected(b"{}");
    assert_eq!(rejection, VerificationError::Unreadable(FieldsError::NoEnvelope("response".to_owned())));
    let (rejection, _) = rejected(br#"{"request":{"order_id":"order-1"}}"#);
    assert_eq!(rejection, VerificationError::Unreadable(FieldsError::NoEnvelope("response".to_owned())));
    // Deep, but JSON: the next reader of the value may overflow its stack.
    let (rejection, fields) = rejected(deep_closed.as_bytes());
    assert_eq!(rejection, VerificationError::Unreadable(FieldsError::TooDeep("a".to_owned())));
    assert_eq!(fields, None);
}

#[test]
fn how_deep_a_value_may_be() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let rejected = |value: &str| rejected(format!("{{\"response\":{{\"a\":{value}}}}}").as_bytes()).0;
    let brackets = "[".repeat(100);
    let shallow = [
        nested(64),
        format!("[{}0]", "[],".repeat(100)),
        format!("[{}0]", "{},".repeat(100)),
        format!("[\"{brackets}\"]"),
        format!("[\"\\\"{brackets}\"]"),
        format!("{{\"{brackets}\":0}}"),
    ];
    for value in shallow {
        assert_eq!(rejected(&value), VerificationError::Signature(SignatureError::Missing), "{value}");
    }
    let deep = [
        nested(65),
        format!("[\"a\",{}]", nested(64)),
        format!("[\"\\\\\",{}]", nested(64)),
        format!("{}0{}", "{\"b\":".repeat(65), "}".repeat(65)),
    ];
    for value in deep {
        assert_eq!(rejected(&value), VerificationError::Unreadable(FieldsError::TooDeep("a".to_owned())), "{value}");
    }
}

/// Also where the error is within the envelope.
#[test]
fn an_error_names_its_place_in_the_body() {
    for (body, place) in [("{\"response\":\n {\"a\":1,}}", (2, 9)), ("{\"response\":\n\n 7}", (3, 2))] {
        let (line, column) = place;
        assert_eq!(
            rejected(body.as_bytes()).0,
            VerificationError::Unreadable(FieldsError::NotAnObject { line, column }),
            "{body}"
        );
    }
}

/// Also where a response is a list.
#[test]
fn an_error_in_a_list_names_its_place_in_the_body() {
    let request = TransactionList::request().order_id("order-1").build().expect("a request");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("signed");
    for (body, place) in [
        ("{\"response\":\n\n 7}", (3, 2)),
        ("{\"response\": [{\"id\":1},\n  \"\\ud800\"]}", (2, 10)),
        ("{\"response\": [\n\n{\"id\":1,}]}", (3, 9)),
    ] {
        let (line, column) = place;
        let Err(Error::Unknown(unknown)) = exchange.parse_response(200, body.as_bytes()) else {
            panic!("{body} was read")
        };
        let UnknownReason::Rejected(rejection) = unknown.reason() else { panic!("{body}: {:?}", unknown.reason()) };
        assert_eq!(*rejection, VerificationError::Unreadable(FieldsError::NotAnObject { line, column }), "{body}");
    }
}

#[test]
fn bytes_that_are_not_text() {
    for body in [
        &b"\xff"[..],
        b"{\"response\":{\"a\":\"\xc3\x28\"}}",
        b"\xfe\xff\x00{",
        b"{\"response\":{\"a\":\"\xed\xa0\x80\"}}",
    ] {
        assert_eq!(rejected(body), (VerificationError::NotUtf8, None));
        assert_eq!(rejected_callback(body), (VerificationError::NotUtf8, None));
    }
}

#[test]
fn duplicate_names() {
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
        let expected = VerificationError::Unreadable(FieldsError::Duplicate(name.to_owned()));
        let bare = twice(addition);
        assert_eq!(rejected_callback(bare.as_bytes()).0, expected, "{addition}");
        assert_eq!(rejected(format!("{{\"response\":{bare}}}").as_bytes()).0, expected, "{addition}");
    }
    let envelopes = format!("{{\"response\":{bare},\"resp\\u006fnse\":{{}}}}");
    let expected = VerificationError::Unreadable(FieldsError::Duplicate("response".to_owned()));
    assert_eq!(rejected(envelopes.as_bytes()).0, expected);
}

#[test]
fn more_fields_than_any_response_has() {
    let fields: Vec<String> = (0..70_000).map(|number| format!("\"f{number}\":1")).collect();
    let body = format!("{{\"response\":{{{}}}}}", fields.join(","));
    assert_eq!(rejected(body.as_bytes()).0, VerificationError::Unreadable(FieldsError::TooMany));
}
