//! What `Debug` shows of schemas.

use flitt_schema::{InMemory, Library, Source};

#[test]
fn debug_shows_no_value_that_may_be_secret() {
    let text = r#"{ "endpoint": "pay", "path": "/api/pay", "key": "payment", "request": [
        { "name": "rectoken", "type": "string", "max_length": 40, "sensitive": true, "default": "canary1" },
        { "name": "card_token", "type": "string", "max_length": 40, "sensitive": true, "fixed": "canary2" },
        { "name": "signature", "type": "string", "max_length": 40, "from": "signature" } ],
        "response": { "signed": "never", "rows": [] },
        "examples": [{ "of": "request", "source": "words", "values": { "rectoken": "canary3" },
            "signed": { "key": "canary4", "text": "canary5", "signature": "0123456789012345678901234567890123456789" } }] }"#;
    let files = InMemory::from_iter([("pay.json", text)]);
    let library = Library::read_folder(&files);
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    let loaded = library.endpoint("pay").expect("it is there");
    let examples = loaded.examples();
    let source = Source::new("pay.json", text);
    let node = flitt_schema::json::read(&source).expect("it is JSON");
    for (shown, expected) in [
        (format!("{node:?}"), format!("an object at 0..{}", text.len())),
        (format!("{files:?}"), format!(r#"InMemory {{"pay.json": {}}}"#, text.len())),
        (format!("{:?}", loaded.model), "default: Some([redacted]), fixed: None".to_owned()),
        (format!("{:?}", loaded.model), "default: None, fixed: Some([redacted])".to_owned()),
        (format!("{library:#?}"), "name: \"rectoken\"".to_owned()),
        (format!("{examples:?}"), r#"ExampleValue { name: "rectoken", text: [redacted], kind: Text"#.to_owned()),
        (format!("{examples:?}"), "key: LocatedText { text: [redacted], span: ".to_owned()),
    ] {
        assert!(shown.contains(&expected) && !shown.contains("canary"), "{expected}: {shown}");
    }
}
