//! Values as JSON with their exact texts; those that are redacted are printed as `[name]`, in nested values too.

use std::cell::Cell;

use flitt_client::response::{Field, Fields};
use flitt_schema::{Endpoint, Parameter, Shape, Table, quoted};
use serde_json::value::RawValue;

/// What happens to sensitive values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SensitiveValues {
    Redact,
    Show,
}

/// What happens to values that no table describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UnknownValues {
    Redact,
    Show,
}

/// Renders values as JSON, and redacts the sensitive ones.
pub(crate) struct JsonView<'v> {
    /// The tables that describe the values.
    tables: Vec<&'v Table>,
    /// Whether the tables describe each value of the outermost level, and not the outermost level itself.
    is_collection: bool,
    unknown: UnknownValues,
    sensitive: SensitiveValues,
    redacted: Cell<usize>,
}

impl<'v> JsonView<'v> {
    /// For the values of a table. A value outside it may be sensitive, and is redacted.
    pub(crate) fn of_table(table: &'v Table) -> Self {
        Self::new(vec![table], UnknownValues::Redact, SensitiveValues::Redact)
    }

    /// For a response. A value that its tables lack may be sensitive, and is redacted too.
    pub(crate) fn of_response(endpoint: &'v Endpoint, sensitive: SensitiveValues) -> Self {
        let tables = endpoint.response.variants.iter().map(|variant| variant.table.as_ref()).collect();
        let is_collection = endpoint.response.shape != Shape::Object;
        Self { is_collection, ..Self::new(tables, UnknownValues::Redact, sensitive) }
    }

    /// For a request, whose envelope has names that its table lacks.
    pub(crate) fn of_request(endpoint: &'v Endpoint, sensitive: SensitiveValues) -> Self {
        Self::new(vec![&endpoint.request], UnknownValues::Show, sensitive)
    }

    fn new(tables: Vec<&'v Table>, unknown: UnknownValues, sensitive: SensitiveValues) -> Self {
        Self { tables, is_collection: false, unknown, sensitive, redacted: Cell::new(0) }
    }

    /// The number of values redacted so far.
    pub(crate) fn redacted(&self) -> usize {
        self.redacted.get()
    }

    /// An object with one field per line, in the order received; a list of objects as an array.
    pub(crate) fn render(&self, fields: &Fields) -> String {
        let is_list =
            self.is_collection && fields.iter().enumerate().all(|(index, field)| field.name() == index.to_string());
        let lines = fields.iter().map(|field| match (self.is_collection, is_list) {
            (true, true) => format!("  {}", self.item(field)),
            (true, false) => format!("  {}: {}", quoted(field.name()), self.item(field)),
            _ => {
                format!("  {}: {}", quoted(field.name()), self.value(field, find_parameter(&self.tables, field.name())))
            }
        });
        let lines = lines.collect::<Vec<_>>().join(",\n");
        match (is_list, lines.is_empty()) {
            (true, true) => "[]\n".to_owned(),
            (true, false) => format!("[\n{lines}\n]\n"),
            (false, _) => format!("{{\n{lines}\n}}\n"),
        }
    }

    /// The text of a parameter of a form.
    pub(crate) fn text(&self, name: &str, text: &str) -> String {
        if self.is_visible(find_parameter(&self.tables, name)) { text.to_owned() } else { self.redact(name) }
    }

    /// One object of a collection; anything else in it is a plain value.
    fn item(&self, field: Field<'_>) -> String {
        match Fields::from_json(field.text()) {
            Ok(fields) => self.object(&fields, &self.tables),
            Err(_) => self.value(field, None),
        }
    }

    fn object(&self, fields: &Fields, tables: &[&Table]) -> String {
        let members = fields.iter().map(|field| {
            format!("{}: {}", quoted(field.name()), self.value(field, find_parameter(tables, field.name())))
        });
        format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
    }

    fn value(&self, field: Field<'_>, parameter: Option<&Parameter>) -> String {
        match field.text() {
            "" if field.is_string() => quoted(""),
            "" => "null".to_owned(),
            _ if !self.is_visible(parameter) => quoted(&self.redact(field.name())),
            text if field.is_string() => match parameter.and_then(|parameter| parameter.details.table.as_deref()) {
                // Embedded JSON is shown or redacted as a whole.
                Some(table) if self.redacts() && table.contains_sensitive() => quoted(&self.redact(field.name())),
                _ => quoted(text),
            },
            text => match parameter.and_then(|parameter| parameter.details.table.as_deref()) {
                Some(table) if self.redacts() => self.nested(text, table),
                _ => text.to_owned(),
            },
        }
    }

    /// The objects of a nested value at any depth: in arrays, and in the members of a map.
    fn nested(&self, text: &str, table: &Table) -> String {
        if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(text) {
            let items = items.iter().map(|item| self.nested(item.get(), table));
            return format!("[{}]", items.collect::<Vec<_>>().join(", "));
        }
        match Fields::from_json(text) {
            Ok(fields) if fields.iter().any(|field| table.row(field.name()).is_some()) => {
                self.object(&fields, &[table])
            }
            Ok(fields) => {
                let members = fields.iter().map(|field| {
                    let value =
                        if field.is_nested() { self.nested(field.text(), table) } else { self.value(field, None) };
                    format!("{}: {value}", quoted(field.name()))
                });
                format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
            }
            // A plain value in a list of values may be that of any column.
            Err(_) if table.contains_sensitive() => quoted(&self.redact("value")),
            Err(_) => text.to_owned(),
        }
    }

    fn redacts(&self) -> bool {
        self.sensitive == SensitiveValues::Redact
    }

    fn is_visible(&self, parameter: Option<&Parameter>) -> bool {
        let is_shown = || parameter.map_or(self.unknown == UnknownValues::Show, |parameter| !parameter.sensitive);
        !self.redacts() || is_shown()
    }

    fn redact(&self, name: &str) -> String {
        self.redacted.set(self.redacted.get() + 1);
        format!("[{name}]")
    }
}

fn find_parameter<'t>(tables: &[&'t Table], name: &str) -> Option<&'t Parameter> {
    tables.iter().find_map(|table| table.row(name))
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
        let expected = "[\n  { \"id\": 1.0, \"card\": \"[card]\", \"new\": \"[new]\", \"parts\": [{ \"sum\": 5, \"iban\": \"[iban]\" }] }\n]\n";
        assert_eq!((view.render(&fields).as_str(), view.redacted()), (expected, 3));
        let full = JsonView::of_response(endpoint, SensitiveValues::Show).render(&fields);
        assert!(full.contains("GE44") && full.contains("4444"), "{full}");
        assert_eq!(view.render(&Fields::default()), "[]\n");
    }
}
