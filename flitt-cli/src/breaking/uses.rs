//! Where shared tables and reference lists are used.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Sides;
use super::contract::Trees;
use super::node::At;

/// The uses of the shared files of one folder.
#[derive(Default)]
pub(super) struct Uses {
    tables: BTreeMap<String, Sides>,
    /// Lists of parameters of requests that accept only listed values.
    closed_lists: BTreeSet<String>,
    /// Lists of parameters of responses.
    response_lists: BTreeSet<String>,
}

const REQUEST: Sides = Sides { request: true, response: false, direct: true };
const RESPONSE: Sides = Sides { request: false, response: true, direct: false };

impl Uses {
    pub(super) fn of(trees: &Trees<'_>) -> Self {
        let mut uses = Self::default();
        for endpoint in trees.endpoints() {
            if let Some(request) = endpoint.get("request") {
                uses.owner(trees, request, REQUEST);
                uses.rows(trees, request, REQUEST);
            }
            if let Some(response) = endpoint.get("response") {
                uses.owner(trees, response, RESPONSE);
                for form in response.get("forms").into_iter().flat_map(At::items) {
                    uses.owner(trees, form, RESPONSE);
                }
            }
        }
        let tables = trees.names().filter_map(|name| name.strip_prefix("tables/")?.strip_suffix(".json"));
        for name in tables {
            let has_callback =
                |table: At<'_>| table.get("callback").is_some_and(|rules| rules.items().next().is_some());
            if trees.table(name).is_some_and(has_callback) {
                uses.table(trees, name, RESPONSE);
            }
        }
        uses
    }

    /// The sides on which a shared table is used.
    pub(super) fn sides(&self, table: &str) -> Sides {
        self.tables.get(table).copied().unwrap_or_default()
    }

    /// The sides on which the values of a list matter.
    pub(super) fn sides_of_list(&self, list: &str) -> Sides {
        let (request, response) = (self.closed_lists.contains(list), self.response_lists.contains(list));
        Sides { request, response, direct: false }
    }

    /// An object with `table` or `rows`.
    fn owner(&mut self, trees: &Trees<'_>, owner: At<'_>, side: Sides) {
        if let Some(name) = owner.text_of("table") {
            self.table(trees, &name, side);
        }
        if let Some(rows) = owner.get("rows") {
            self.rows(trees, rows, side);
        }
    }

    fn table(&mut self, trees: &Trees<'_>, name: &str, side: Sides) {
        let known = self.tables.entry(name.to_owned()).or_default();
        let is_new = (side.request && !known.request) || (side.response && !known.response);
        known.direct |= side.direct;
        known.request |= side.request;
        known.response |= side.response;
        if let Some(rows) = trees.table(name).and_then(|table| table.get("rows")).filter(|_| is_new) {
            self.rows(trees, rows, side);
        }
    }

    fn rows(&mut self, trees: &Trees<'_>, rows: At<'_>, side: Sides) {
        for row in rows.items() {
            if let Some(list) = row.text_of("list") {
                if side.response {
                    self.response_lists.insert(list);
                } else if row.text_of("closed").as_deref() == Some("true") {
                    self.closed_lists.insert(list);
                }
            }
            self.owner(trees, row, Sides { direct: false, ..side });
        }
    }
}
