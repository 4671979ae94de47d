use super::{Condition, Group, Items, Key, Parameter, Text};
use crate::text::quoted;

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
    /// The rows in byte order of their names: the order of the signed text.
    pub signature_order: Items<Turn>,
    /// What holds between the rows.
    pub groups: Items<Group>,
    /// Which key signs a callback made of this table: the first rule that applies. Without rules, no callback is made
    /// of it.
    pub callback: Items<KeyRule>,
}

/// The turn of a row in the order of the signed text, with what most walks along it ask of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Its position in the rows.
    pub row: u16,
    /// The caller of an endpoint sets it, and nobody else: where it is not set, it is not sent.
    pub is_set_by_caller: bool,
    /// Its name as it stands in JSON, with the colon: `"order_id":`.
    pub label: Box<str>,
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
        self.rows.iter().position(|row| row.name == name)
    }

    /// A row, by its name on the wire.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<&Parameter> {
        self.position(name).map(|position| &self.rows[position])
    }

    /// The rows in the order of the signed text.
    pub fn in_signature_order(&self) -> impl Iterator<Item = (&Turn, &Parameter)> {
        self.signature_order.iter().filter_map(|turn| Some((turn, self.rows.get(usize::from(turn.row))?)))
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
    pub fn order_by_name(rows: &[Parameter]) -> Vec<Turn> {
        let mut order: Vec<Turn> = (0..=u16::MAX).zip(rows).map(|(position, row)| Turn::of(position, row)).collect();
        order.sort_by(|left, right| rows[usize::from(left.row)].name.cmp(&rows[usize::from(right.row)].name));
        order
    }
}

impl Turn {
    /// The turn of a row that stands at this position.
    pub(crate) fn of(position: u16, row: &Parameter) -> Self {
        let label = quoted(&row.name) + ":";
        Self { row: position, is_set_by_caller: row.is_set_by_caller(), label: label.into_boxed_str() }
    }
}
