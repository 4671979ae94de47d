//! Rules over a whole file, and over the files of a folder. Each function checks one rule.

mod address;
mod confirmation;
mod endpoint;
mod example;
mod folder;
mod group;
mod list;
mod names;
mod parameter;
mod rows;
mod values;

use std::collections::HashSet;

use crate::model::{Parameter, Table};
use crate::parse::{Report, TableSpans};

pub(crate) use confirmation::{StatusEndpoints, confirmation};
pub(crate) use endpoint::{Tables, endpoint, file_name, source};
pub(crate) use example::example;
pub(crate) use folder::folder;
pub(crate) use group::is_parameter;
pub(crate) use list::{list, stages};
pub(crate) use rows::Rows;

/// The use of a table; some rules depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TableUse {
    /// A request of flat parameters that are signed one by one.
    FlatRequest,
    /// A response of flat parameters that are signed one by one.
    FlatResponse,
    /// A request whose values may be nested.
    NestedRequest,
    /// A response whose values may be nested, or that is never signed.
    NestedResponse,
    /// The nested value of a parameter.
    NestedValue,
    /// No file uses it.
    Unused,
}

impl TableUse {
    pub(crate) fn is_flat(self) -> bool {
        matches!(self, Self::FlatRequest | Self::FlatResponse)
    }

    pub(crate) fn is_request(self) -> bool {
        matches!(self, Self::FlatRequest | Self::NestedRequest)
    }

    pub(crate) fn is_response(self) -> bool {
        matches!(self, Self::FlatResponse | Self::NestedResponse)
    }
}

/// Whether values of a parameter may be nested although its table is flat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nesting {
    /// The parameter switches the request to protocol 2.0 (`data_when`).
    Allowed,
    /// The rules of the table apply.
    OfTable,
}

/// Checks a table for one of its uses. `data_when` are the parameters that switch a request to protocol 2.0.
pub(crate) fn table(
    table: &Table,
    spans: &TableSpans,
    used: TableUse,
    data_when: &[crate::CowStr],
    report: &mut Report,
) {
    let rows = Rows::new(table);
    names::parameters(&rows, spans, report);
    let data_when: HashSet<&str> = data_when.iter().map(AsRef::as_ref).collect();
    for (row, row_spans) in table.rows.iter().zip(&spans.rows) {
        let nesting = if data_when.contains(row.name.as_ref()) { Nesting::Allowed } else { Nesting::OfTable };
        parameter::parameter(row, row_spans, used, nesting, report);
        names::values(row, row_spans, report);
    }
    group::groups(&rows, spans, report);
    group::zero_when(&rows, spans, report);
    group::columns(&rows, spans, used, report);
    group::callback(&rows, spans, report);
    decline(&rows, spans, used, report);
}

/// The parameters of a decline are in a table of a response.
fn decline(rows: &Rows<'_>, spans: &TableSpans, used: TableUse, report: &mut Report) {
    let Some(fields) = &rows.table.decline else { return };
    if used.is_request() {
        let message = "unexpected key `decline` in the table of a request";
        report.error(&spans.decline.begin, message, "", "remove it; only responses tell why an operation was declined");
        return;
    }
    group::names_parameter(rows, spans, &fields.code, spans.decline.of("code"), report);
    if let Some(description) = &fields.description {
        group::names_parameter(rows, spans, description, spans.decline.of("description"), report);
    }
}

/// The name of a parameter in messages.
fn quoted_name(row: &Parameter) -> String {
    format!("`{}`", row.name)
}
