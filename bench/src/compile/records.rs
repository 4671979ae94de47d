//! The tables of a library as plain records and lists, from which every peer's input is made: equal tables for all.

use flitt_schema::{Endpoint, Format, Library, Parameter, Table, ValueType, rust_type_name};

/// The tables of a library as peers are given them.
#[derive(Default)]
pub struct Records {
    pub records: Vec<Record>,
    pub lists: Vec<List>,
    pub calls: Vec<Call>,
}

/// A table.
pub struct Record {
    pub name: String,
    pub doc: String,
    pub fields: Vec<Field>,
    /// Requests are made of it, itself or nested in another.
    pub in_request: bool,
    /// Responses are made of it, likewise.
    pub in_response: bool,
}

/// A row.
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The name in Rust.
    pub name: String,
    /// The documentation that our derive gives it.
    pub doc: String,
    pub kind: Kind,
    pub optional: bool,
}

/// The type of a row. Names are those of records and lists.
pub enum Kind {
    Integer,
    Boolean,
    Text,
    Texts,
    Listed(String),
    Record(String),
    ListOf(String),
    MapOf(String),
}

/// Listed values.
pub struct List {
    pub name: String,
    pub doc: String,
    pub values: Vec<Listed>,
}

/// One of them.
pub struct Listed {
    pub wire: String,
    pub name: String,
    pub doc: String,
}

/// A call: a request, and one form of its response.
pub struct Call {
    pub name: String,
    pub path: String,
    pub doc: String,
    pub request: String,
    pub response: String,
}

/// The direction that a table describes.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Request,
    Response,
}

impl Records {
    /// The tables that our derive makes types of: a request for each endpoint, each form of responses once, and each nested
    /// table once.
    pub fn of(library: &Library) -> Self {
        let mut records = Self::default();
        for list in library.lists.iter().filter(|read| read.model.rust.is_some()) {
            let values = list.model.values.iter();
            records.lists.push(List {
                name: list.model.rust.as_deref().unwrap_or_default().to_owned(),
                doc: list.model.doc.to_string(),
                values: values.map(|value| listed(&value.value, value.rust.as_deref(), &value.doc)).collect(),
            });
        }
        for read in &library.endpoints {
            records.endpoint(&read.model, library);
        }
        records
    }

    /// How many rows the records have together.
    pub fn rows(&self) -> usize {
        self.records.iter().map(|record| record.fields.len()).sum()
    }

    fn endpoint(&mut self, endpoint: &Endpoint, library: &Library) {
        let name = rust_type_name(&endpoint.name);
        let request = format!("{name}Request");
        self.table(&request, &endpoint.request, Side::Request, library);
        for (number, form) in endpoint.response.variants.iter().enumerate() {
            let (call, own) = match number {
                0 => (name.clone(), format!("{name}Response")),
                _ => (format!("{name}{number}"), format!("{name}Response{number}")),
            };
            let response = if form.table.name.is_empty() { own } else { rust_type_name(&form.table.name) };
            self.table(&response, &form.table, Side::Response, library);
            let (path, doc) = (endpoint.path.to_string(), endpoint.doc.to_string());
            self.calls.push(Call { name: call, path, doc, request: request.clone(), response });
        }
    }

    fn table(&mut self, name: &str, table: &Table, side: Side, library: &Library) {
        let nested = table.rows.iter().filter_map(|row| row.details.table.as_ref());
        nested.for_each(|table| self.table(&rust_type_name(&table.name), table, side, library));
        if let Some(known) = self.records.iter_mut().find(|record| record.name == name) {
            known.in_request |= side == Side::Request;
            known.in_response |= side == Side::Response;
            return;
        }
        let fields = table.rows.iter().map(|row| self.field(name, row, side, library)).collect();
        self.records.push(Record {
            name: name.to_owned(),
            doc: if table.doc.is_empty() { format!("The table `{name}`.") } else { table.doc.to_string() },
            fields,
            in_request: side == Side::Request,
            in_response: side == Side::Response,
        });
    }

    fn field(&mut self, record: &str, row: &Parameter, side: Side, library: &Library) -> Field {
        Field {
            wire: row.name.to_string(),
            name: row.details.rust.as_deref().unwrap_or(&row.name).to_owned(),
            doc: flitt_codegen::parameter_documentation(
                row,
                if side == Side::Request { flitt_codegen::Side::Request } else { flitt_codegen::Side::Response },
            ),
            kind: self.kind(record, row, library),
            optional: !(row.mandatory || row.always),
        }
    }

    fn kind(&mut self, record: &str, row: &Parameter, library: &Library) -> Kind {
        let nested = row.details.table.as_ref().map(|table| rust_type_name(&table.name));
        match (row.value_type, nested) {
            (ValueType::Integer, _) => Kind::Integer,
            (ValueType::Boolean, _) => Kind::Boolean,
            (ValueType::Texts, _) => Kind::Texts,
            (ValueType::Object, Some(table)) => Kind::Record(table),
            (ValueType::List, Some(table)) => Kind::ListOf(table),
            (ValueType::Map, Some(table)) => Kind::MapOf(table),
            _ => self.list(record, row, library).map_or(Kind::Text, Kind::Listed),
        }
    }

    /// The list of a row: a shared one by its name, or one of its own.
    fn list(&mut self, record: &str, row: &Parameter, library: &Library) -> Option<String> {
        let shared = match row.format {
            Some(Format::Currency) => Some("currencies"),
            Some(Format::Flag) => return None,
            _ => row.details.list.as_deref(),
        };
        if let Some(name) = shared {
            return library.list(name)?.rust.as_deref().map(str::to_owned);
        }
        if row.details.values.is_empty() {
            return None;
        }
        let name = format!("{record}{}", rust_type_name(row.details.rust.as_deref().unwrap_or(&row.name)));
        let values = row.details.values.iter();
        self.lists.push(List {
            name: name.clone(),
            doc: format!("Values of `{}`. {}", row.name, row.details.doc),
            values: values.map(|value| listed(&value.value, value.rust.as_deref(), &value.doc)).collect(),
        });
        Some(name)
    }
}

fn listed(wire: &str, rust: Option<&str>, doc: &str) -> Listed {
    let name = rust.map_or_else(|| rust_type_name(wire), str::to_owned);
    Listed { wire: wire.to_owned(), name, doc: format!("`{wire}`: {doc}") }
}
