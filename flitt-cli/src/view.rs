//! Values as JSON with their exact texts; hidden ones stand as `[name]`, in nested values too.

use std::cell::Cell;

use flitt_client::schema::{Endpoint, Parameter, Shape, Table, quoted};
use flitt_client::{Field, Fields};
use serde_json::value::RawValue;

/// Which values may be seen.
pub(crate) struct View<'v> {
    /// The tables that describe the values.
    tables: Vec<&'v Table>,
    /// Whether a value of the outermost level is one of many objects that these tables describe.
    is_many: bool,
    /// Whether a value may be seen that is in no table.
    shows_unknown: bool,
    shows_all: bool,
    hidden: Cell<usize>,
}

impl<'v> View<'v> {
    /// Of what a table describes: what is not in it may be anything.
    pub(crate) fn of_table(table: &'v Table) -> Self {
        let tables = vec![table];
        Self { tables, is_many: false, shows_unknown: false, shows_all: false, hidden: Cell::new(0) }
    }

    /// Of an answer: what is in no table may be anything.
    pub(crate) fn of_answer(endpoint: &'v Endpoint, shows_all: bool) -> Self {
        let tables = endpoint.response.forms.iter().map(|form| form.table.as_ref()).collect();
        let is_many = endpoint.response.shape != Shape::Object;
        Self { tables, is_many, shows_unknown: false, shows_all, hidden: Cell::new(0) }
    }

    /// Of a request, whose envelope has names that are in no table.
    pub(crate) fn of_request(endpoint: &'v Endpoint, shows_all: bool) -> Self {
        Self { tables: vec![&endpoint.request], is_many: false, shows_unknown: true, shows_all, hidden: Cell::new(0) }
    }

    /// How many values were hidden so far.
    pub(crate) fn hidden(&self) -> usize {
        self.hidden.get()
    }

    /// An object with one field a line, in the order received; a list of objects as a list.
    pub(crate) fn shown(&self, fields: &Fields) -> String {
        let is_list = self.is_many && fields.iter().enumerate().all(|(place, field)| field.name() == place.to_string());
        let lines = fields.iter().map(|field| match (self.is_many, is_list) {
            (true, true) => format!("  {}", self.item(field)),
            (true, false) => format!("  {}: {}", quoted(field.name()), self.item(field)),
            _ => format!("  {}: {}", quoted(field.name()), self.value(field, row_of(&self.tables, field.name()))),
        });
        let lines = lines.collect::<Vec<_>>().join(",\n");
        match (is_list, lines.is_empty()) {
            (true, true) => "[]\n".to_owned(),
            (true, false) => format!("[\n{lines}\n]\n"),
            (false, _) => format!("{{\n{lines}\n}}\n"),
        }
    }

    /// A text of a request, for forms.
    pub(crate) fn text(&self, name: &str, text: &str) -> String {
        if self.may_be_seen(row_of(&self.tables, name)) { text.to_owned() } else { self.hide(name) }
    }

    /// One of many objects; what came beside them is a plain value.
    fn item(&self, field: Field<'_>) -> String {
        match Fields::from_json(field.text()) {
            Ok(fields) => self.object(&fields, &self.tables),
            Err(_) => self.value(field, None),
        }
    }

    fn object(&self, fields: &Fields, tables: &[&Table]) -> String {
        let members = fields
            .iter()
            .map(|field| format!("{}: {}", quoted(field.name()), self.value(field, row_of(tables, field.name()))));
        format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
    }

    fn value(&self, field: Field<'_>, row: Option<&Parameter>) -> String {
        match field.text() {
            "" if field.is_string() => quoted(""),
            "" => "null".to_owned(),
            _ if !self.may_be_seen(row) => quoted(&self.hide(field.name())),
            text if field.is_string() => match row.and_then(|row| row.details.table.as_deref()) {
                // JSON as text is shown whole or not at all.
                Some(table) if !self.shows_all && table.holds_sensitive() => quoted(&self.hide(field.name())),
                _ => quoted(text),
            },
            text => match row.and_then(|row| row.details.table.as_deref()) {
                Some(table) if !self.shows_all => self.nested(text, table),
                _ => text.to_owned(),
            },
        }
    }

    /// The objects of a nested value, however deep they stand: in lists, and under the names of a map.
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
            // A plain value in a list of values: nobody knows which of the columns it is.
            Err(_) if table.holds_sensitive() => quoted(&self.hide("value")),
            Err(_) => text.to_owned(),
        }
    }

    fn may_be_seen(&self, row: Option<&Parameter>) -> bool {
        self.shows_all || row.map_or(self.shows_unknown, |row| !row.sensitive)
    }

    fn hide(&self, name: &str) -> String {
        self.hidden.set(self.hidden.get() + 1);
        format!("[{name}]")
    }
}

fn row_of<'t>(tables: &[&'t Table], name: &str) -> Option<&'t Parameter> {
    tables.iter().find_map(|table| table.row(name))
}

#[cfg(test)]
mod tests {
    use flitt_client::Fields;
    use flitt_client::schema::{InMemory, Library};

    use super::View;

    const LIST: &str = r#"{ "endpoint": "look", "path": "/look", "key": "none", "request": [],
        "response": { "shape": "list", "signed": "never", "rows": [
            { "name": "id", "type": "integer" }, { "name": "card", "type": "string", "sensitive": true },
            { "name": "parts", "type": "list", "table": "part" } ] } }"#;
    const PART: &str = r#"{ "table": "part", "rows": [
        { "name": "sum", "type": "integer" }, { "name": "iban", "type": "string", "sensitive": true } ] }"#;

    #[test]
    fn what_is_sensitive_is_hidden_at_every_depth() {
        let library = Library::read_folder(&InMemory::from_iter([("look.json", LIST), ("tables/part.json", PART)]));
        assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
        let endpoint = &library.endpoints[0].model;
        let fields = r#"{"0": {"id": 1.0, "card": "4444", "new": "4444", "parts": [{"sum": 5, "iban": "GE44"}]}}"#;
        let fields = Fields::from_json(fields).expect("it is an object");
        let view = View::of_answer(endpoint, false);
        let expected = "[\n  { \"id\": 1.0, \"card\": \"[card]\", \"new\": \"[new]\", \"parts\": [{ \"sum\": 5, \"iban\": \"[iban]\" }] }\n]\n";
        assert_eq!((view.shown(&fields).as_str(), view.hidden()), (expected, 3));
        let whole = View::of_answer(endpoint, true).shown(&fields);
        assert!(whole.contains("GE44") && whole.contains("4444"), "{whole}");
        assert_eq!(View::of_answer(endpoint, false).shown(&Fields::default()), "[]\n");
    }
}
