//! The shipped tables against a copy of the documentation's (`fixtures/tables.json`): names, types, lengths and what is
//! mandatory. A table that is not in the copy is not looked at, so that a new schema file leaves this test green.

use std::collections::{BTreeMap, BTreeSet};

use flitt_client::Api;
use flitt_client::api::Flitt;
use flitt_schema::{Endpoint, InMemory, Library, Parameter, Table};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    tables: BTreeMap<String, Copied>,
}

/// A table as the documentation has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Copied {
    source: String,
    rows: Vec<Row>,
    quirks: BTreeSet<String>,
}

/// Name, type and maximum length; in requests, whether it must be there.
#[derive(Deserialize)]
#[serde(untagged)]
enum Row {
    Request(String, String, Option<u32>, Presence),
    Response(String, String, Option<u32>),
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Presence {
    Mandatory,
    Optional,
}

impl Row {
    fn facts(&self) -> (&str, &str, Option<u32>) {
        match self {
            Self::Request(name, kind, length, _) | Self::Response(name, kind, length) => (name, kind, *length),
        }
    }

    fn is_mandatory(&self) -> bool {
        matches!(self, Self::Request(.., Presence::Mandatory))
    }
}

/// What the shipped files say, with the words of the documentation that compiled tables leave out.
fn library() -> Library {
    let library = Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>());
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    assert_eq!(library.endpoints.len(), Flitt::ENDPOINTS.len());
    library
}

fn copies() -> BTreeMap<String, Copied> {
    let file: File = serde_json::from_str(include_str!("../../../fixtures/tables.json")).expect("the copy is read");
    assert!(!file.about.is_empty());
    file.tables
}

/// Every table of an endpoint, nested ones too, by its name in the copy.
fn tables(endpoint: &Endpoint) -> Vec<(String, &Table)> {
    let mut found = Vec::new();
    nested(&endpoint.request, &format!("{} request", endpoint.name), &mut found);
    for form in endpoint.response.variants.iter() {
        let part = form.when.as_deref().unwrap_or("response");
        nested(&form.table, &format!("{} {part}", endpoint.name), &mut found);
    }
    found
}

/// A table, by the name of its own where it has one, and those of its rows.
fn nested<'t>(table: &'t Table, name: &str, found: &mut Vec<(String, &'t Table)>) {
    let name = if table.name.is_empty() { name } else { &table.name };
    found.push((name.to_owned(), table));
    for row in table.rows.iter() {
        if let Some(inner) = &row.details.table {
            nested(inner, &format!("{name} {}", row.name), found);
        }
    }
}

/// The length that the documentation gives, whatever is enforced.
fn documented_length(row: &Parameter) -> Option<u32> {
    row.details.documented_length.or(row.limit)
}

/// Whatever a table says that its copy does not, and the other way round.
fn differences(table: &Table, copy: &Copied) -> Vec<String> {
    let mut found = Vec::new();
    for copied in &copy.rows {
        let (name, kind, length) = copied.facts();
        let Some(row) = table.row(name) else {
            found.push(format!("`{name}` is not in the file"));
            continue;
        };
        if row.value_type.as_str() != kind {
            found.push(format!("`{name}` is {}, documented as {kind}", row.value_type.as_str()));
        }
        if documented_length(row) != length {
            found.push(format!("`{name}` has the length {:?}, documented {length:?}", documented_length(row)));
        }
        if row.mandatory != copied.is_mandatory() {
            found.push(format!("`{name}` is mandatory: {}, documented: {}", row.mandatory, copied.is_mandatory()));
        }
        if !row.details.documented {
            found.push(format!("`{name}` is documented"));
        }
    }
    let known: BTreeSet<&str> = copy.rows.iter().map(|row| row.facts().0).collect();
    assert_eq!(known.len(), copy.rows.len(), "{}: a duplicate row in the copy", copy.source);
    for row in table.rows.iter() {
        let (name, has_quirk) = (row.name.as_ref(), row.details.quirk.is_some());
        if !known.contains(name) && row.details.documented && !has_quirk {
            found.push(format!("`{name}` is not documented, and does not say so"));
        }
        if !known.contains(name) && row.mandatory {
            found.push(format!("`{name}` is not documented, and mandatory"));
        }
        if row.details.documented_length.is_some() && !has_quirk {
            found.push(format!("`{name}` does not enforce the documented length, and does not say why"));
        }
        match (has_quirk, copy.quirks.contains(name)) {
            (true, false) => found.push(format!("`{name}` has a quirk that the copy does not list")),
            (false, true) => found.push(format!("`{name}` has no quirk, the copy lists one")),
            _ => {}
        }
    }
    found.extend(
        copy.quirks
            .iter()
            .filter(|name| table.row(name).is_none())
            .map(|name| format!("`{name}` has a quirk in the copy and no row")),
    );
    found
}

#[test]
fn the_shipped_tables_are_those_of_the_documentation() {
    let (library, copies) = (library(), copies());
    let (mut compared, mut rows, mut differing) = (BTreeSet::new(), 0, Vec::new());
    for endpoint in &library.endpoints {
        for (name, table) in tables(&endpoint.model) {
            let Some(copy) = copies.get(&name) else { continue };
            if compared.insert(name.clone()) {
                rows += copy.rows.len();
                differing
                    .extend(differences(table, copy).into_iter().map(|difference| format!("{name}: {difference}")));
            }
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
    let missing: Vec<&String> = copies.keys().filter(|name| !compared.contains(*name)).collect();
    assert!(missing.is_empty(), "no shipped file has these tables of the documentation: {missing:?}");
    println!("{} tables, {rows} rows", compared.len());
    assert!(rows >= 230, "only {rows} rows");
}

/// The comparison finds what differs: a copy that says something else of one row, in each way.
#[test]
fn every_kind_of_difference_is_found() {
    let library = library();
    let endpoint = library.endpoints.iter().find(|endpoint| endpoint.model.name == "recurring").expect("it is shipped");
    let table = &endpoint.model.request;
    let copy = || copies().remove("recurring request").expect("it is in the copy");
    assert_eq!(differences(table, &copy()), Vec::<String>::new());
    let change = |row: Row| {
        let mut copy = copy();
        copy.rows.retain(|other| other.facts().0 != row.facts().0);
        copy.rows.push(row);
        differences(table, &copy).join("; ")
    };
    let row = |name: &str, kind: &str, length, presence| Row::Request(name.into(), kind.into(), length, presence);
    let optional = Presence::Optional;
    assert!(change(row("cvv2", "string", Some(3), optional)).contains("length"));
    assert!(change(row("rectoken", "string", None, Presence::Mandatory)).contains("length"), "the documented one");
    assert!(change(row("cvv2", "integer", Some(4), optional)).contains("documented as integer"));
    assert!(change(row("cvv2", "string", Some(4), Presence::Mandatory)).contains("is mandatory: false"));
    assert!(change(row("rectoken", "string", Some(40), optional)).contains("is mandatory: true"));
    assert!(change(row("new", "string", Some(4), optional)).contains("`new` is not in the file"));
    assert!(change(row("reservation_data", "string", Some(10_000), optional)).contains("is documented"));
    let mut without = copy();
    without.rows.retain(|row| row.facts().0 != "product_id");
    assert!(differences(table, &without).concat().contains("`product_id` is not documented, and does not say so"));
    let mut without = copy();
    without.quirks.remove("rectoken");
    assert!(differences(table, &without).concat().contains("a quirk that the copy does not list"));
    let mut with = copy();
    with.quirks.insert("cvv2".to_owned());
    assert!(differences(table, &with).concat().contains("`cvv2` has no quirk"));
}
