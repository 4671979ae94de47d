//! Redacted bodies as JSON for the terminal: one field per line.

use flitt_client::__private::redact::{Policy, Shown, TextRedactor, printable_json};
use flitt_client::response::Fields;
use flitt_schema::{Endpoint, Table, quoted};

/// What happens to sensitive values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SensitiveValues {
    Redact,
    Show,
}

/// Renders values as JSON, and redacts the sensitive ones.
pub(crate) struct JsonView<'v> {
    policy: Policy<'v>,
    texts: TextRedactor,
}

/// Values as JSON.
pub(crate) struct Rendered {
    pub(crate) text: String,
    /// The number of values that were redacted.
    pub(crate) redacted: usize,
}

impl<'v> JsonView<'v> {
    /// For the values of a table. A value outside it may be sensitive, and is redacted.
    pub(crate) fn of_table(table: &'v Table) -> Self {
        Self { policy: Policy::of_table(table), texts: TextRedactor::default() }
    }

    /// For a response. A value that its tables lack may be sensitive, and is redacted too.
    pub(crate) fn of_response(endpoint: &'v Endpoint, sensitive: SensitiveValues) -> Self {
        Self::new(Policy::of_response(endpoint), sensitive)
    }

    /// For a request, whose envelope has names that its table lacks.
    pub(crate) fn of_request(endpoint: &'v Endpoint, sensitive: SensitiveValues) -> Self {
        Self::new(Policy::of_request(endpoint).with_unknown(), sensitive)
    }

    fn new(policy: Policy<'v>, sensitive: SensitiveValues) -> Self {
        let policy = if sensitive == SensitiveValues::Show { policy.with_sensitive() } else { policy };
        Self { policy, texts: TextRedactor::default() }
    }

    /// Redacts further secrets in texts that are shown.
    pub(crate) fn with_texts(self, texts: TextRedactor) -> Self {
        Self { texts, ..self }
    }

    /// An object with one field per line, in the order received; a list of objects as an array.
    pub(crate) fn render(&self, fields: &Fields) -> Rendered {
        let body = self.policy.fields(fields, &self.texts);
        let text = match &body.shown {
            Shown::List(items) if items.is_empty() => "[]\n".to_owned(),
            Shown::List(items) => format!("[\n{}\n]\n", lines(items.iter().map(on_one_line))),
            Shown::Object(members) => format!("{{\n{}\n}}\n", lines(members.iter().map(member))),
            Shown::Value(json) => format!("{json}\n"),
        };
        Rendered { text: printable_json(&text).into_owned(), redacted: body.count }
    }

    /// The text of a parameter of a form.
    pub(crate) fn text(&self, name: &str, text: &str) -> String {
        self.policy.text(name, text, &self.texts)
    }
}

fn lines(parts: impl Iterator<Item = String>) -> String {
    parts.map(|part| format!("  {part}")).collect::<Vec<_>>().join(",\n")
}

fn member((name, value): &(String, Shown)) -> String {
    format!("{}: {}", quoted(name), on_one_line(value))
}

fn on_one_line(shown: &Shown) -> String {
    match shown {
        Shown::Value(json) => json.clone(),
        Shown::Object(members) => format!("{{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", ")),
        Shown::List(items) => format!("[{}]", items.iter().map(on_one_line).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use flitt_client::response::Fields;
    use flitt_schema::{InMemory, Library};

    use super::{JsonView, SensitiveValues};

    const LIST: &str = r#"{ "endpoint": "look", "path": "/look", "key": "none", "request": [],
        "response": { "shape": "list", "signed": "never", "rows": [
            { "name": "id", "type": "integer" }, { "name": "card", "type": "string", "sensitive": true },
            { "name": "parts", "type": "list", "table": "part" } ] } }"#;
    const PART: &str = r#"{ "table": "part", "rows": [
        { "name": "sum", "type": "integer" }, { "name": "iban", "type": "string", "sensitive": true } ] }"#;

    #[test]
    fn sensitive_values_are_redacted_at_every_depth() {
        let library = Library::read_folder(&InMemory::from_iter([("look.json", LIST), ("tables/part.json", PART)]));
        assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
        let endpoint = &library.endpoints[0].model;
        let fields = r#"{"0": {"id": 1.0, "card": "4444", "new": "4444", "parts": [{"sum": 5, "iban": "GE44"}]}}"#;
        let fields = Fields::from_json(fields).expect("it is an object");
        let view = JsonView::of_response(endpoint, SensitiveValues::Redact);
        let expected = "[\n  { \"id\": 1.0, \"card\": \"[card]\", \"new\": \"[redacted]\", \"parts\": [{ \"sum\": 5, \"iban\": \"[iban]\" }] }\n]\n";
        let rendered = view.render(&fields);
        assert_eq!((rendered.text.as_str(), rendered.redacted), (expected, 3));
        let full = JsonView::of_response(endpoint, SensitiveValues::Show).render(&fields).text;
        assert!(full.contains("GE44") && full.contains("4444"), "{full}");
        assert_eq!(view.render(&Fields::default()).text, "[]\n");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let library = Library::read_folder(&InMemory::from_iter([("look.json", LIST), ("tables/part.json", PART)]));
        let fields = Fields::from_json("{\"0\": {\"\u{9b}2J\": \"\u{9b}\"}}").expect("it is an object");
        for sensitive in [SensitiveValues::Redact, SensitiveValues::Show] {
            let text = JsonView::of_response(&library.endpoints[0].model, sensitive).render(&fields).text;
            assert!(!text.contains('\u{9b}'), "{text:?}");
        }
    }
}
