//! Differences between a table of a schema and a table of a page.

use std::collections::BTreeSet;

use flitt_schema::{Endpoint, Format, Library, Parameter, Table};

/// One difference.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The parameter, and how it differs.
    pub(crate) description: String,
    /// The page lacks this parameter, and the schema says why: it is undocumented, or has a `quirk`.
    pub(crate) is_declared: bool,
}

/// What of a page is compared.
#[derive(Clone, Copy)]
pub(crate) struct PageTable<'p> {
    pub(crate) parameters: &'p [Parameter],
    /// Whether it says which parameters are mandatory.
    pub(crate) says_mandatory: bool,
}

/// All differences, in the order of the schema; parameters that only the page has come last.
pub(crate) fn compare(table: &Table, page: PageTable<'_>, library: &Library) -> Vec<Difference> {
    let mut differences = Vec::new();
    for parameter in table.rows.iter() {
        let is_undocumented = !parameter.details.documented;
        let (found, is_declared) = match page.parameters.iter().find(|other| other.name == parameter.name) {
            None => (vec!["is not on the page".to_owned()], is_undocumented || parameter.details.quirk.is_some()),
            Some(_) if is_undocumented => (vec!["is on the page, but undocumented in the schema".to_owned()], false),
            Some(other) => (changes(parameter, other, page.says_mandatory, library), false),
        };
        let descriptions = found.into_iter().map(|change| format!("`{}` {change}", parameter.name));
        differences.extend(descriptions.map(|description| Difference { description, is_declared }));
    }
    let added = page.parameters.iter().filter(|other| table.row(&other.name).is_none());
    let descriptions = added.map(|other| format!("`{}` is on the page, but not in the schema", other.name));
    differences.extend(descriptions.map(|description| Difference { description, is_declared: false }));
    differences
}

fn changes(parameter: &Parameter, page: &Parameter, says_mandatory: bool, library: &Library) -> Vec<String> {
    let mut found = Vec::new();
    let differ = |found: &mut Vec<String>, property: &str, schema: String, page: String| {
        if schema != page {
            found.push(format!("has the {property} {schema} in the schema, {page} on the page"));
        }
    };
    let shown = |number: Option<String>| number.unwrap_or_else(|| "none".to_owned());
    differ(&mut found, "type", parameter.value_type.as_str().to_owned(), page.value_type.as_str().to_owned());
    let length = parameter.details.documented_length.or(parameter.limit);
    differ(&mut found, "length", shown(length.map(|it| it.to_string())), shown(page.limit.map(|it| it.to_string())));
    let default = parameter.details.fixed.as_deref().or(parameter.details.default.as_deref());
    let on_page = page.details.default.as_deref();
    // The default of a sensitive parameter is not shown.
    match (default, on_page) {
        _ if !(parameter.sensitive || page.sensitive) => {
            differ(&mut found, "default", shown(default.map(code)), shown(on_page.map(code)));
        }
        (Some(default), Some(on_page)) if default != on_page => {
            found.push("has another default in the schema than on the page".to_owned());
        }
        (Some(_), None) => found.push("has a default in the schema, none on the page".to_owned()),
        (None, Some(_)) => found.push("has a default on the page, none in the schema".to_owned()),
        _ => {}
    }
    let largest = |parameter: &Parameter| shown(parameter.details.largest.map(|it| it.to_string()));
    differ(&mut found, "largest number", largest(parameter), largest(page));
    if says_mandatory && parameter.mandatory != page.mandatory {
        let word = |mandatory: bool| if mandatory { "mandatory" } else { "optional" };
        found.push(format!("is {} in the schema, {} on the page", word(parameter.mandatory), word(page.mandatory)));
    }
    found.extend(values(parameter, page, library));
    found
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Compares the listed values. A page without values often refers to another page, so they are not compared then; nor are
/// currencies that the page lacks, because each merchant has only some of them.
fn values(parameter: &Parameter, page: &Parameter, library: &Library) -> Option<String> {
    let on_page: BTreeSet<String> = page.details.values.iter().map(|listed| listed.value.to_string()).collect();
    if on_page.is_empty() {
        return None;
    }
    let is_currency = parameter.format == Some(Format::Currency);
    let list = parameter.details.list.as_deref().or(is_currency.then_some("currencies"));
    let in_schema: BTreeSet<String> = match list.and_then(|name| library.list(name)) {
        Some(list) => list.values.iter().map(|listed| listed.value.to_string()).collect(),
        None if parameter.details.values.is_empty() && parameter.format == Some(Format::Flag) => {
            ["Y", "N"].map(String::from).into()
        }
        None => parameter.details.values.iter().map(|listed| listed.value.to_string()).collect(),
    };
    let only_in = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        one.difference(other).map(|value| code(value)).collect::<Vec<_>>().join(", ")
    };
    let added = only_in(&on_page, &in_schema);
    let removed = if is_currency { String::new() } else { only_in(&in_schema, &on_page) };
    match (added.is_empty(), removed.is_empty()) {
        (true, true) => None,
        // The values of a sensitive parameter are not shown.
        _ if parameter.sensitive || page.sensitive => {
            Some("has other values in the schema than on the page".to_owned())
        }
        (false, true) => Some(format!("has values on the page only: {added}")),
        (true, false) => Some(format!("has values in the schema only: {removed}")),
        (false, false) => Some(format!("has values on the page only: {added}; in the schema only: {removed}")),
    }
}

/// The table that shares most parameters with the response of a page: a response variant, or a table of callbacks.
pub(crate) fn closest_response<'l>(
    endpoint: &'l Endpoint,
    libraries: [&'l Library; 2],
    page: &[Parameter],
) -> Option<&'l Table> {
    let variants = endpoint.response.variants.iter().map(|variant| variant.table.as_ref());
    let tables = libraries.into_iter().flat_map(|library| library.tables.iter()).map(|loaded| &loaded.model);
    let shared = |table: &Table| page.iter().filter(|row| table.row(&row.name).is_some()).count();
    let mut candidates: Vec<&Table> = variants.chain(tables.filter(|table| !table.callback.is_empty())).collect();
    // The sort is stable: of equals, the variants of the endpoint precede.
    candidates.sort_by_key(|table| std::cmp::Reverse(shared(table)));
    candidates.into_iter().next()
}
