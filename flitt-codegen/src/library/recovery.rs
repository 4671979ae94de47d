//! Error recovery: the part of a library with diagnostics that is emitted alongside the errors. It causes no further
//! errors, so that each mistake gives one message of the compiler and editors keep working.

use std::collections::{BTreeMap, BTreeSet};

use flitt_schema::{
    CowSlice, CowStr, Library, ListedValue, Parameter, Shared, Table, Value, is_reserved_endpoint, rust_type_name,
};
use proc_macro2::Ident;

use crate::names;

/// Whether a library has diagnostics.
pub(crate) fn is_needed(library: &Library) -> bool {
    !library.diagnostics.is_empty()
}

/// Removes duplicates and references to what is missing.
pub(crate) fn of(library: &Library) -> Library {
    let mut library = library.clone();
    let mut tables = Tables::new();
    for loaded in &mut library.tables {
        let kept = table(&mut loaded.model);
        tables.entry(loaded.model.name.clone()).or_insert_with(|| (loaded.model.clone().into(), kept));
    }
    library.lists.iter_mut().for_each(|loaded| {
        let mut seen = BTreeSet::new();
        loaded
            .model
            .values
            .to_mut()
            .retain(|value: &ListedValue| seen.insert(variant(&value.value, value.rust.as_deref())));
    });
    for loaded in &mut library.endpoints {
        loaded.locations.keep(&use_of_table(&mut loaded.model.request, &tables));
        let forms = loaded.model.response.variants.to_mut();
        for form in forms.iter_mut() {
            use_of_table(&mut form.table, &tables);
            let names = ["Item".to_owned(), form.type_name()];
            without_values_of(&mut form.table, &names);
        }
        let mut seen = BTreeSet::new();
        forms.retain(|form| seen.insert(form.rust_name().to_owned()) && seen.insert(form.type_name()));
    }
    let mut seen = BTreeSet::new();
    library.lists.retain(|loaded| loaded.model.rust.as_ref().is_none_or(|name| seen.insert(name.clone())));
    let mut seen = BTreeSet::new();
    library.endpoints.retain(|loaded| {
        let name = loaded.model.name.as_ref();
        let is_reserved = is_reserved_endpoint(&loaded.model);
        let mut is_first = || seen.insert(names::module(&loaded.model)) && seen.insert(names::marker(&loaded.model));
        name.is_empty() || (!is_reserved && is_first())
    });
    library
}

/// Removes the listed values of parameters of an endpoint's own table whose type would be one of these.
fn without_values_of(table: &mut Shared<Table>, types: &[String]) {
    let is_taken = |row: &Parameter| row.has_own_type() && types.contains(&rust_type_name(row.rust_name()));
    if table.name.is_empty() && table.rows.iter().any(is_taken) {
        for row in table.to_mut().rows.to_mut().iter_mut().filter(|row| is_taken(row)) {
            row.details.values = Shared::from(Vec::new());
        }
    }
}

/// What recovery leaves of the named tables, and for each of their parameters whether it was kept.
type Tables = BTreeMap<CowStr, (Shared<Table>, Vec<bool>)>;

/// Uses what is left of a shared table; a missing one is treated as one without a name.
fn use_of_table(used: &mut Shared<Table>, known: &Tables) -> Vec<bool> {
    if !used.name.is_empty() {
        if let Some((shared, kept)) = known.get(&used.name) {
            *used = shared.clone();
            return kept.clone();
        }
        used.to_mut().name = CowStr::default();
    }
    table(used.to_mut())
}

/// Removes parameters with reserved or duplicate names; returns for each whether it was kept.
fn table(table: &mut Table) -> Vec<bool> {
    let whole = table.clone();
    // Parameters that are mandatory, or list values, have a type of their own.
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
            let is_reserved = whole.has_type(&rust_type_name(row.rust_name()));
            let mut is_first = |value: &Value| seen.insert(variant(&value.value, value.rust.as_deref()));
            let kept = row.details.values.iter().filter(|value| !is_reserved && is_first(value)).cloned();
            row.details.values = kept.collect();
        }
    }
    table.signature_order = CowSlice::Owned(Table::order_by_name(rows));
    kept
}

fn variant(value: &str, rust: Option<&str>) -> Ident {
    names::ident(&rust.map_or_else(|| rust_type_name(value), ToOwned::to_owned))
}
