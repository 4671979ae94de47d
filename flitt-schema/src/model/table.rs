use super::{Condition, CowSlice, CowStr, Group, Key, NameKey, Parameter};
use crate::text::quoted;

/// The parameters of a request, a response or a nested value, and the rules between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The name of a shared or nested table; empty for the table of one endpoint.
    pub name: CowStr,
    /// The description.
    pub doc: CowStr,
    /// The URL of its documentation.
    pub source: CowStr,
    /// The parameters in the order of the file.
    pub rows: CowSlice<Parameter>,
    /// The parameters in byte order of their names: the order of the signed text.
    pub signature_order: CowSlice<SigningEntry>,
    /// The rules between the parameters.
    pub groups: CowSlice<Group>,
    /// The keys that can sign a callback that has this table: those of all rules that apply. One of them is enough. Without
    /// rules, no callback has this table.
    pub callback: CowSlice<KeyRule>,
    /// The parameters that say why an operation was declined, in a response.
    pub decline: Option<DeclineFields>,
}

/// The parameters that say why an operation was declined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclineFields {
    /// The parameter with the code.
    pub code: CowStr,
    /// The parameter with the description.
    pub description: Option<CowStr>,
}

/// One entry of the order of the signed text, with the facts about the parameter that encoding needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningEntry {
    /// The position of the parameter in the table.
    pub row: u16,
    /// Whether only the caller sets it: if the caller does not, it is not sent.
    pub is_set_by_caller: bool,
    /// The key of its name.
    pub key: NameKey,
    /// Its name in JSON with the colon: `"order_id":`.
    pub label: Box<str>,
}

/// A key, and the condition under which it signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRule {
    /// The key.
    pub key: Key,
    /// The condition; `None` if it always signs.
    pub when: Option<Condition>,
    /// The source of this rule.
    pub doc: CowStr,
}

impl Table {
    /// The position of a parameter, by its name on the wire.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.name == name)
    }

    /// A parameter, by its name on the wire.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<&Parameter> {
        self.position(name).map(|position| &self.rows[position])
    }

    /// The parameters in the order of the signed text.
    pub fn in_signature_order(&self) -> impl Iterator<Item = (&SigningEntry, &Parameter)> {
        self.signature_order.iter().filter_map(|entry| Some((entry, self.rows.get(usize::from(entry.row))?)))
    }

    /// Whether a value of it is sensitive.
    #[must_use]
    pub fn contains_sensitive(&self) -> bool {
        self.rows.iter().any(Parameter::contains_sensitive)
    }

    /// The positions of the parameters that the caller must set.
    pub fn mandatory_from_caller(&self) -> impl Iterator<Item = usize> {
        (0..self.rows.len()).filter(|&position| self.rows[position].mandatory && self.rows[position].is_set_by_caller())
    }

    /// The order of the signed text for a list of parameters.
    #[must_use]
    pub fn order_by_name(rows: &[Parameter]) -> Vec<SigningEntry> {
        let mut order: Vec<SigningEntry> =
            (0..=u16::MAX).zip(rows).map(|(position, row)| SigningEntry::new(position, row)).collect();
        order.sort_by(|left, right| rows[usize::from(left.row)].name.cmp(&rows[usize::from(right.row)].name));
        order
    }
}

impl SigningEntry {
    /// The entry of the parameter at this position.
    pub(crate) fn new(position: u16, row: &Parameter) -> Self {
        let label = quoted(&row.name) + ":";
        Self {
            row: position,
            is_set_by_caller: row.is_set_by_caller(),
            key: NameKey::of(&row.name),
            label: label.into_boxed_str(),
        }
    }
}
