use super::{Items, Text};
use crate::text::words;

/// What holds between rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The rule.
    pub rule: GroupRule,
    /// The alternatives; each is a set of parameters that belong together.
    pub of: Items<Items<Text>>,
    /// The rule holds only then.
    pub when: Option<Condition>,
    /// Why.
    pub doc: Text,
}

/// A condition on another parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The parameter.
    pub parameter: Text,
    /// It has one of these values; without values, it is set.
    pub is: Items<Text>,
}

words! {
    /// The rule of a [`Group`].
    pub enum GroupRule {
        /// One alternative, and not two.
        ExactlyOne = "exactly_one",
        /// One alternative or more.
        AtLeastOne = "at_least_one",
        /// All of them or none.
        Together = "together",
        /// At most one alternative.
        Excludes = "excludes",
        /// All of them, when the condition holds.
        Requires = "requires",
    }
}

impl Condition {
    /// Whether it holds, given the value of its parameter.
    #[must_use]
    pub fn holds(&self, value: Option<&str>) -> bool {
        match value {
            None | Some("") => false,
            Some(value) => self.is.is_empty() || self.is.iter().any(|expected| expected == value),
        }
    }
}
