use std::fmt;

use super::string_enum::string_enum;
use super::{CowSlice, CowStr};
use crate::text::one_of;

/// A rule between parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The rule.
    pub rule: GroupRule,
    /// The alternatives: each is a set of parameters that belong together.
    pub of: CowSlice<CowSlice<CowStr>>,
    /// The condition under which the rule applies; `None` if it always applies.
    pub when: Option<Condition>,
    /// The reason for the rule.
    pub doc: CowStr,
}

/// A condition on another parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The parameter.
    pub parameter: CowStr,
    /// The values with which the condition holds; if empty, it holds with any value.
    pub is: CowSlice<CowStr>,
}

/// The condition after a conjunction: "`verification` is `Y`".
impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is.is_empty() {
            write!(formatter, "`{}` is set", self.parameter)
        } else {
            write!(formatter, "`{}` is {}", self.parameter, one_of(self.is.iter().map(AsRef::as_ref)))
        }
    }
}

string_enum! {
    /// The rule of a [`Group`].
    pub enum GroupRule {
        /// Exactly one alternative is set.
        ExactlyOne = "exactly_one",
        /// One or more alternatives are set.
        AtLeastOne = "at_least_one",
        /// All parameters are set, or none.
        Together = "together",
        /// At most one alternative is set.
        Excludes = "excludes",
        /// All parameters are set if the condition holds.
        Requires = "requires",
    }
}

impl Condition {
    /// Whether it holds for a value of its parameter; absent and empty values never match.
    #[must_use]
    pub fn holds(&self, value: Option<&str>) -> bool {
        match value {
            None | Some("") => false,
            Some(value) => self.is.is_empty() || self.is.iter().any(|expected| expected == value),
        }
    }
}
