use std::collections::HashMap;

use crate::model::{Parameter, Table};

/// The parameters of a table by their names, for rules that look up many of them.
pub(crate) struct Rows<'t> {
    pub(crate) table: &'t Table,
    positions: HashMap<&'t str, usize>,
}

impl<'t> Rows<'t> {
    pub(crate) fn new(table: &'t Table) -> Self {
        let mut positions = HashMap::with_capacity(table.rows.len());
        for (position, row) in table.rows.iter().enumerate() {
            // Of duplicates, which are reported, the first counts.
            positions.entry(row.name.as_ref()).or_insert(position);
        }
        Self { table, positions }
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }

    pub(crate) fn row(&self, name: &str) -> Option<&'t Parameter> {
        self.position(name).map(|position| &self.table.rows[position])
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'t str> {
        self.table.rows.iter().map(|row| row.name.as_ref())
    }
}
