//! Rules over a whole file, and over the files of a folder. Each function checks one rule.

mod address;
mod confirmation;
mod endpoint;
mod example;
mod folder;
mod forms;
mod group;
mod list;
mod names;
mod parameter;
mod proposal;
mod rows;
mod values;

use std::collections::HashSet;

use crate::limits::MAX_MANDATORY;
use crate::model::{Origin, Parameter, Table, hidden_by_type};
use crate::parse::{ParameterSpans, Report, TableSpans};
use crate::rust_name::rust_type_name;

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
    hides_nothing(table, spans, used, report);
    mandatory(table, spans, report);
    names::parameters(&rows, spans, report);
    let data_when: HashSet<&str> = data_when.iter().map(AsRef::as_ref).collect();
    for (row, row_spans) in table.rows.iter().zip(&spans.rows) {
        let nesting = if data_when.contains(row.name.as_ref()) { Nesting::Allowed } else { Nesting::OfTable };
        parameter::parameter(row, row_spans, used, nesting, report);
        names::values(row, row_spans, report);
    }
    group::groups(&rows, spans, used, report);
    group::zero_when(&rows, spans, used, report);
    group::columns(&rows, spans, used, report);
    group::callback(&rows, spans, report);
    decline(&rows, spans, used, report);
    one_signature(table, spans, used, report);
}

/// A request is sent with one signature.
fn one_signature(table: &Table, spans: &TableSpans, used: TableUse, report: &mut Report) {
    let is_signature = |(row, _): &(&Parameter, &ParameterSpans)| row.origin == Origin::Signature;
    let mut signatures = table.rows.iter().zip(&spans.rows).filter(is_signature);
    let Some((first, _)) = signatures.next().filter(|_| used.is_request()) else { return };
    // A duplicate name is reported as such.
    for (row, row_spans) in signatures.filter(|(row, _)| row.name != first.name) {
        let message =
            format!("unexpected `from` of {}: the signature of this request is `{}`", quoted_name(row), first.name);
        report.error(
            row_spans.keys.of("from"),
            message,
            "second signature",
            "a request has one signature: remove the other",
        );
    }
}

/// The type of a shared table hides nothing that every program uses: that of a response is next to the endpoints.
fn hides_nothing(table: &Table, spans: &TableSpans, used: TableUse, report: &mut Report) {
    let type_name = rust_type_name(&table.name);
    let is_next_to_endpoints = spans.keys.has("table") && (used.is_response() || !table.callback.is_empty());
    if let Some(why) = hidden_by_type(&type_name).filter(|_| is_next_to_endpoints) {
        let message = format!("reserved type name `{type_name}` of a table: {why}");
        report.error(spans.keys.of("table"), message, "", "give the table and its file another name");
    }
}

/// A builder has a type parameter for each mandatory parameter, so their number has a limit.
fn mandatory(table: &Table, spans: &TableSpans, report: &mut Report) {
    if let Some(spans) = table.mandatory_from_caller().nth(MAX_MANDATORY).and_then(|first| spans.rows.get(first)) {
        let message = format!("more than {MAX_MANDATORY} mandatory parameters in a table");
        let help = "put parameters that belong together in a nested table, or leave out `mandatory`";
        report.error(spans.keys.of("mandatory"), message, "", help);
    }
}

/// The parameters of a decline are in a table of a response.
fn decline(rows: &Rows<'_>, spans: &TableSpans, used: TableUse, report: &mut Report) {
    let Some(fields) = &rows.table.decline else { return };
    if used.is_request() {
        let message = "unexpected key `decline` in the table of a request";
        report.error(&spans.decline.begin, message, "", "remove it; only responses say why an operation was declined");
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
