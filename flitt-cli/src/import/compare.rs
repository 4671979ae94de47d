//! What differs between the table of a schema and the rows of a page.

use std::collections::BTreeSet;

use flitt_client::schema::{Endpoint, Format, Library, Parameter, Table};

use super::Side;

/// One difference.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// In words, the parameter first.
    pub(crate) words: String,
    /// The page lacks this row, and the schema says why: no table has it (`documented`), or another page (`quirk`).
    pub(crate) is_declared: bool,
}

/// All differences, in the order of the schema; then what only the page has.
pub(crate) fn compare(table: &Table, page: &[Parameter], side: Side, library: &Library) -> Vec<Difference> {
    let mut differences = Vec::new();
    for row in table.rows.iter() {
        let is_undocumented = row.details.undocumented;
        let (found, is_declared) = match page.iter().find(|other| other.name == row.name) {
            None => (vec!["is not on the page".to_owned()], is_undocumented || row.details.quirk.is_some()),
            Some(_) if is_undocumented => (vec!["is on the page, undocumented in the schema".to_owned()], false),
            Some(other) => (changes(row, other, side, library), false),
        };
        let words = found.into_iter().map(|words| format!("`{}` {words}", row.name));
        differences.extend(words.map(|words| Difference { words, is_declared }));
    }
    let added = page.iter().filter(|other| table.row(&other.name).is_none());
    let words = added.map(|other| format!("`{}` is on the page and not in the schema", other.name));
    differences.extend(words.map(|words| Difference { words, is_declared: false }));
    differences
}

fn changes(row: &Parameter, page: &Parameter, side: Side, library: &Library) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |what: &str, schema: String, page: String| {
        if schema != page {
            found.push(format!("has the {what} {schema} in the schema, {page} on the page"));
        }
    };
    let shown = |number: Option<String>| number.unwrap_or_else(|| "none".to_owned());
    differ("type", row.value_type.word().to_owned(), page.value_type.word().to_owned());
    let length = row.details.documented_length.or(row.limit);
    differ("length", shown(length.map(|it| it.to_string())), shown(page.limit.map(|it| it.to_string())));
    let default = row.details.fixed.as_deref().or(row.details.default.as_deref());
    differ("default", shown(default.map(quoted)), shown(page.details.default.as_deref().map(quoted)));
    let largest = |row: &Parameter| shown(row.details.largest.map(|it| it.to_string()));
    differ("largest number", largest(row), largest(page));
    if side == Side::Request && row.mandatory != page.mandatory {
        let word = |mandatory: bool| if mandatory { "mandatory" } else { "optional" };
        found.push(format!("is {} in the schema, {} on the page", word(row.mandatory), word(page.mandatory)));
    }
    found.extend(values(row, page, library));
    found
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}

/// A page that lists no values says nothing of them: they often stand on another page. Which currencies a page lists
/// says nothing either, as long as they are known: each merchant has some of them.
fn values(row: &Parameter, page: &Parameter, library: &Library) -> Option<String> {
    let on_page: BTreeSet<String> = page.details.values.iter().map(|listed| listed.value.to_string()).collect();
    if on_page.is_empty() {
        return None;
    }
    let is_currency = row.format == Some(Format::Currency);
    let list = row.details.list.as_deref().or(is_currency.then_some("currencies"));
    let in_schema: BTreeSet<String> = match list.and_then(|name| library.list(name)) {
        Some(list) => list.values.iter().map(|listed| listed.value.to_string()).collect(),
        None if row.details.values.is_empty() && row.format == Some(Format::Flag) => {
            ["Y", "N"].map(String::from).into()
        }
        None => row.details.values.iter().map(|listed| listed.value.to_string()).collect(),
    };
    let names = |of: &BTreeSet<String>, without: &BTreeSet<String>| {
        of.difference(without).map(|value| quoted(value)).collect::<Vec<_>>().join(", ")
    };
    let added = names(&on_page, &in_schema);
    let removed = if is_currency { String::new() } else { names(&in_schema, &on_page) };
    match (added.is_empty(), removed.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("lists on the page, and not in the schema: {added}")),
        (true, false) => Some(format!("lists in the schema, and not on the page: {removed}")),
        (false, false) => Some(format!("lists only on the page: {added}; only in the schema: {removed}")),
    }
}

/// The table that a page's answer is most likely the one of: a form of the endpoint's answer, or a table of callbacks.
pub(crate) fn nearest_answer<'l>(
    endpoint: &'l Endpoint,
    libraries: [&'l Library; 2],
    page: &[Parameter],
) -> Option<&'l Table> {
    let forms = endpoint.response.forms.iter().map(|form| form.table.as_ref());
    let tables = libraries.into_iter().flat_map(|library| library.tables.iter()).map(|read| &read.model);
    let shared = |table: &Table| page.iter().filter(|row| table.row(&row.name).is_some()).count();
    let mut all: Vec<&Table> = forms.chain(tables.filter(|table| !table.callback.is_empty())).collect();
    // The sort is stable: of equals, the endpoint's own stays the first.
    all.sort_by_key(|table| std::cmp::Reverse(shared(table)));
    all.into_iter().next()
}
