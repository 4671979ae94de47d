//! Which shared tables are emitted, and what is generated from them.

use std::collections::{BTreeMap, BTreeSet};

use flitt_schema::{Library, Loaded, Table};

/// A shared table that is emitted.
pub(crate) struct UsedTable<'l> {
    pub(crate) loaded: &'l Loaded<Table>,
    pub(crate) table: &'l Table,
    /// Whether it is the table of a response, or nested in one.
    pub(crate) in_response: bool,
    /// Whether it is nested in a request.
    pub(crate) in_request: bool,
}

/// Where a table is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Request,
    Response,
}

/// Whether a type is generated from a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HasType {
    Yes,
    /// Only from the tables nested in it.
    No,
}

/// The shared tables that are emitted, in alphabetical order.
pub(crate) fn used_tables(library: &Library) -> Vec<UsedTable<'_>> {
    let mut walk = Walk::new(library);
    for loaded in &library.endpoints {
        walk.add(&loaded.model.request, Side::Request, HasType::No);
        for variant in loaded.model.response.variants.iter() {
            let has_type = if variant.table.name.is_empty() { HasType::No } else { HasType::Yes };
            walk.add(&variant.table, Side::Response, has_type);
        }
    }
    for loaded in library.tables.iter().filter(|loaded| !loaded.model.callback.is_empty()) {
        walk.add(&loaded.model, Side::Response, HasType::Yes);
    }
    walk.used.into_values().collect()
}

/// A walk through all tables, of which each is entered once for each side.
struct Walk<'l> {
    tables: BTreeMap<&'l str, &'l Loaded<Table>>,
    used: BTreeMap<&'l str, UsedTable<'l>>,
    entered: BTreeSet<(&'l str, Side)>,
}

impl<'l> Walk<'l> {
    fn new(library: &'l Library) -> Self {
        let mut tables = BTreeMap::new();
        for loaded in library.tables.iter().filter(|loaded| !loaded.model.name.is_empty()) {
            tables.entry(loaded.model.name.as_ref()).or_insert(loaded);
        }
        Self { tables, used: BTreeMap::new(), entered: BTreeSet::new() }
    }

    /// Adds a table and the tables that are nested in it.
    fn add(&mut self, table: &Table, side: Side, has_type: HasType) {
        if let Some((&name, &loaded)) = self.tables.get_key_value(table.name.as_ref()) {
            let unused = UsedTable { loaded, table: &loaded.model, in_response: false, in_request: false };
            let used = self.used.entry(name).or_insert(unused);
            used.in_response |= has_type == HasType::Yes && side == Side::Response;
            used.in_request |= has_type == HasType::Yes && side == Side::Request;
            if !self.entered.insert((name, side)) {
                return;
            }
        }
        for nested in table.rows.iter().filter_map(|row| row.details.table.as_ref()) {
            self.add(nested, side, HasType::Yes);
        }
    }
}
