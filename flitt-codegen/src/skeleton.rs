//! What is emitted beside the faults of schema files: all that could be read, such that none of it is a second fault. The
//! compiler then says one thing for each mistake, and editors keep working.

use std::collections::BTreeSet;

use flitt_schema::{Items, Library, ListedValue, Parameter, Table, Text, Value, is_taken_module, rust_type_name};
use proc_macro2::Ident;

use crate::names;

/// Whether files had faults.
pub(crate) fn is_needed(library: &Library) -> bool {
    !library.diagnostics.is_empty()
}

/// Leaves out what would be there twice, and what refers to what is not there.
pub(crate) fn of(library: &Library) -> Library {
    let mut library = library.clone();
    let tables: Vec<Text> = library.tables.iter().map(|read| read.model.name.clone()).collect();
    for read in &mut library.tables {
        table(&mut read.model);
    }
    library.lists.iter_mut().for_each(|read| {
        let mut seen = BTreeSet::new();
        read.model
            .values
            .to_mut()
            .retain(|value: &ListedValue| seen.insert(variant(&value.value, value.rust.as_deref())));
    });
    for read in &mut library.endpoints {
        read.places.keep(&use_of_table(read.model.request.to_mut(), &tables));
        for form in read.model.response.forms.to_mut() {
            use_of_table(form.table.to_mut(), &tables);
        }
    }
    let mut seen = BTreeSet::new();
    library.endpoints.retain(|read| {
        let name = read.model.name.as_ref();
        let mut is_first = || seen.insert(names::ident(name)) && seen.insert(names::type_name(name));
        name.is_empty() || (!is_taken_module(name) && is_first())
    });
    library
}

/// A shared table that is not there is one without rows.
fn use_of_table(used: &mut Table, known: &[Text]) -> Vec<bool> {
    if !used.name.is_empty() && !known.contains(&used.name) {
        used.name = Text::default();
    }
    table(used)
}

/// Tells of each row whether it was kept.
fn table(table: &mut Table) -> Vec<bool> {
    let whole = table.clone();
    // A type is named after each row that is mandatory, or that lists values.
    let (mut functions, mut wire, mut types) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut is_first = |row: &Parameter| {
        let function = names::function(row);
        let is_free =
            !whole.has_function(row.rust_name()) && functions.insert(function) && wire.insert(row.name.clone());
        let has_type = row.mandatory || row.has_own_type();
        is_free && (!has_type || types.insert(names::type_of(row)))
    };
    let kept: Vec<bool> = table.rows.iter().map(&mut is_first).collect();
    let rows = table.rows.to_mut();
    let mut each = kept.iter();
    rows.retain(|_| each.next().copied().unwrap_or_default());
    for row in rows.iter_mut() {
        if row.has_own_type() {
            let mut seen = BTreeSet::new();
            let is_taken = whole.has_type(&rust_type_name(row.rust_name()));
            let mut is_first = |value: &Value| seen.insert(variant(&value.value, value.rust.as_deref()));
            row.details.values.to_mut().retain(|value| !is_taken && is_first(value));
        }
    }
    table.signature_order = Items::Owned(Table::order_by_name(rows));
    kept
}

fn variant(value: &str, rust: Option<&str>) -> Ident {
    names::ident(&rust.map_or_else(|| rust_type_name(value), ToOwned::to_owned))
}
