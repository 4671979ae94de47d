use super::{Condition, Group, Items, Key, Parameter, Text};

/// Rows, and what holds between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The name of a shared table; empty for the table of one endpoint.
    pub name: Text,
    /// What it is.
    pub doc: Text,
    /// The address of its documentation.
    pub source: Text,
    /// The rows in the order of the file.
    pub rows: Items<Parameter>,
    /// Positions in `rows`, in byte order of the names: the order of the signed text.
    pub signature_order: Items<u16>,
    /// What holds between the rows.
    pub groups: Items<Group>,
    /// Which key signs a callback made of this table: the first rule that applies. Without rules, no callback is made
    /// of it.
    pub callback: Items<KeyRule>,
}

/// A key, and when it is the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRule {
    /// The key.
    pub key: Key,
    /// When it signs; always, without a condition.
    pub when: Option<Condition>,
    /// Where that is known from.
    pub doc: Text,
}

impl Table {
    /// The position of a parameter, by its name on the wire.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.signature_order
            .binary_search_by(|&position| self.rows[usize::from(position)].name.as_ref().cmp(name))
            .ok()
            .map(|found| usize::from(self.signature_order[found]))
    }

    /// A row, by its name on the wire.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<&Parameter> {
        self.position(name).map(|position| &self.rows[position])
    }

    /// The rows of the body in the order of the signed text, with their positions.
    pub fn in_signature_order(&self) -> impl Iterator<Item = (usize, &Parameter)> {
        let rows =
            self.signature_order.iter().map(|&position| (usize::from(position), &self.rows[usize::from(position)]));
        rows.filter(|(_, row)| row.details.header.is_none())
    }

    /// Whether a value of it is never shown to people.
    #[must_use]
    pub fn holds_sensitive(&self) -> bool {
        self.rows.iter().any(Parameter::holds_sensitive)
    }

    /// Positions of the rows that a caller must set.
    pub fn mandatory_from_caller(&self) -> impl Iterator<Item = usize> {
        (0..self.rows.len()).filter(|&position| self.rows[position].mandatory && self.rows[position].is_set_by_caller())
    }

    /// The order of the signed text of some rows.
    #[must_use]
    pub fn order_by_name(rows: &[Parameter]) -> Vec<u16> {
        let mut order: Vec<u16> = (0..=u16::MAX).take(rows.len()).collect();
        order.sort_by(|&left, &right| rows[usize::from(left)].name.cmp(&rows[usize::from(right)].name));
        order
    }
}
