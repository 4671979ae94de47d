//! Which shared tables are emitted, and what is generated from them.

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
#[derive(Clone, Copy, PartialEq, Eq)]
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
    let mut used = Vec::new();
    for loaded in &library.endpoints {
        add(&mut used, library, &loaded.model.request, Side::Request, HasType::No);
        for variant in loaded.model.response.variants.iter() {
            let has_type = if variant.table.name.is_empty() { HasType::No } else { HasType::Yes };
            add(&mut used, library, &variant.table, Side::Response, has_type);
        }
    }
    for loaded in library.tables.iter().filter(|loaded| !loaded.model.callback.is_empty()) {
        add(&mut used, library, &loaded.model, Side::Response, HasType::Yes);
    }
    used.sort_by(|one, other| one.table.name.cmp(&other.table.name));
    used
}

/// Adds a table and the tables that are nested in it.
fn add<'l>(used: &mut Vec<UsedTable<'l>>, library: &'l Library, table: &Table, side: Side, has_type: HasType) {
    let found = library.tables.iter().find(|loaded| !table.name.is_empty() && loaded.model.name == table.name);
    if let Some(loaded) = found {
        let position = used.iter().position(|known| known.table.name == table.name).unwrap_or_else(|| {
            used.push(UsedTable { loaded, table: &loaded.model, in_response: false, in_request: false });
            used.len() - 1
        });
        used[position].in_response |= has_type == HasType::Yes && side == Side::Response;
        used[position].in_request |= has_type == HasType::Yes && side == Side::Request;
    }
    for nested in table.rows.iter().filter_map(|row| row.details.table.as_ref()) {
        add(used, library, nested, side, HasType::Yes);
    }
}
