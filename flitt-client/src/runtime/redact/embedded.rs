//! The sensitive values within a nested value of a request.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::{Format, Parameter};

use super::policy::Policy;
use super::text::TextRedactor;

/// The sensitive values within the text of a parameter, with their names.
pub(super) fn secrets_in(parameter: &Parameter, text: &str) -> Vec<(String, String)> {
    let Some(policy) = Policy::of_nested(parameter).filter(Policy::contains_sensitive) else { return Vec::new() };
    let decoded = || STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let json = match parameter.format {
        Some(Format::Base64Json) => Cow::Owned(decoded().unwrap_or_default()),
        _ => Cow::Borrowed(text),
    };
    policy.json(&json, &TextRedactor::default()).secrets
}

#[cfg(test)]
mod tests {
    use flitt_schema::{InMemory, Library};

    use super::secrets_in;

    #[test]
    fn the_sensitive_values_of_nested_tables_are_found() {
        let endpoint = r#"{ "endpoint": "look", "path": "/look", "key": "none", "request": [
                { "name": "number", "type": "string", "max_length": null },
                { "name": "goods", "type": "string", "max_length": null, "format": "base64_json", "table": "part" },
                { "name": "info", "type": "string", "max_length": null, "format": "json", "table": "part" },
                { "name": "notes", "type": "string", "max_length": null, "format": "json", "table": "note" } ],
            "response": { "signed": "never", "rows": [ { "name": "text", "type": "string", "max_length": null } ] } }"#;
        let part = r#"{ "table": "part", "rows": [ { "name": "price", "type": "integer", "max_length": null },
            { "name": "iban", "type": "string", "max_length": null, "sensitive": true } ] }"#;
        let note = r#"{ "table": "note", "rows": [ { "name": "price", "type": "integer", "max_length": null } ] }"#;
        let files =
            InMemory::from_iter([("look.json", endpoint), ("tables/part.json", part), ("tables/note.json", note)]);
        let library = Library::read_folder(&files);
        assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
        let json = r#"{"price":1,"iban":"GE1"}"#;
        for (name, text, is_found) in [
            ("info", json, true),
            ("goods", "eyJwcmljZSI6MSwiaWJhbiI6IkdFMSJ9", true),
            ("number", json, false),
            ("notes", json, false),
        ] {
            let parameter = library.endpoints[0].model.request.row(name).unwrap();
            let expected = is_found.then(|| ("iban".to_owned(), "GE1".to_owned()));
            assert_eq!(secrets_in(parameter, text), Vec::from_iter(expected), "{name}");
        }
    }
}
