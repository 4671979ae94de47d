//! The rules of tables, and their violations.

use std::fmt;

use crate::model::{Condition, CowSlice, CowStr, Format, Group, GroupRule, ValueType};
use crate::text::one_of;

/// A rule of a table that values violate. It never contains a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The name of the parameter on the wire; the first one for a rule over several.
    pub parameter: CowStr,
    /// The rule.
    pub rule: Rule,
}

/// A rule of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// A mandatory parameter is absent.
    Missing,
    /// A mandatory parameter is an empty text, which the gateway treats as absent.
    Empty,
    /// The value is longer than the table allows.
    TooLong {
        /// The maximum length in Unicode scalar values; for integers in decimal digits.
        limit: u32,
        /// The actual length in the same unit.
        length: usize,
        /// Whether the unit is digits.
        digits: bool,
    },
    /// The value is not an integer, or has leading zeros.
    NotAnInteger,
    /// The value is not `true` or `false`.
    NotABoolean,
    /// The value is not a decimal number.
    NotADecimal,
    /// The value is a number with a fraction, a boolean, an object or a list, where a string or an integer is due.
    NotStringOrInteger,
    /// The value is not JSON of the nested type.
    NotNested(ValueType),
    /// A name appears more than once in a nested value.
    Duplicate,
    /// A value that is sent as a header contains other characters than visible ASCII.
    Header,
    /// The number is below the minimum.
    TooSmall {
        /// The minimum.
        smallest: i64,
    },
    /// The number is 0, which is accepted under conditions only.
    Zero {
        /// The conditions, which all have to hold.
        when: CowSlice<Condition>,
    },
    /// The number is above the maximum.
    TooLarge {
        /// The maximum.
        largest: i64,
    },
    /// The value is not one of those that the gateway accepts.
    NotListed {
        /// The accepted values.
        values: CowSlice<CowStr>,
    },
    /// The text does not have its format.
    Format(Format),
    /// The text contains the separator `|` of the signed text.
    Separator,
    /// The currency is another one than that of the amount, which knows its own.
    OtherCurrency,
    /// A rule between parameters.
    Group(Group),
    /// The table has no such parameter.
    Unknown {
        /// A parameter with a similar name.
        similar: Option<CowStr>,
    },
    /// The caller cannot set the parameter: it comes from the credentials, the signature or the protocol.
    NotFromCaller,
}

/// The violation as a predicate, to follow the name of the parameter: "is mandatory and not set".
impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => formatter.write_str("is mandatory and not set"),
            Self::Empty => formatter.write_str("is mandatory and empty"),
            Self::TooLong { limit, length, digits: true } => {
                write!(formatter, "has {length} digits; at most {limit} are allowed")
            }
            Self::TooLong { limit, length, digits: false } => {
                write!(formatter, "is {length} characters long; at most {limit} are allowed")
            }
            Self::NotAnInteger => formatter.write_str("is not an integer"),
            Self::NotABoolean => formatter.write_str("is not `true` or `false`"),
            Self::NotADecimal => formatter.write_str("is not a decimal number"),
            Self::NotStringOrInteger => formatter.write_str("is not a string or an integer"),
            Self::NotNested(ValueType::List) => formatter.write_str("is not a JSON list of objects"),
            Self::NotNested(ValueType::Texts) => formatter.write_str("is not a JSON list of strings"),
            Self::NotNested(_) => formatter.write_str("is not a JSON object"),
            Self::Duplicate => formatter.write_str("is a duplicate"),
            Self::Header => formatter.write_str("contains a character that is not allowed in a header"),
            Self::TooSmall { smallest } => write!(formatter, "is below the minimum of {smallest}"),
            Self::Zero { when } => {
                let conditions: Vec<String> = when.iter().map(ToString::to_string).collect();
                write!(formatter, "is 0, which is accepted only when {}", conditions.join(" and "))
            }
            Self::TooLarge { largest } => write!(formatter, "is above the maximum of {largest}"),
            Self::NotListed { values } => {
                write!(formatter, "is not {}", one_of(values.iter().map(AsRef::as_ref)))
            }
            Self::Format(Format::Currency) => {
                formatter.write_str("is not a currency of three capital letters, such as GEL")
            }
            Self::Format(Format::Flag) => formatter.write_str("is not `Y` or `N`"),
            Self::Format(Format::Expiry) => formatter.write_str("is not an expiry date MMYY"),
            Self::Format(Format::CardNumber) => formatter.write_str("is not a card number of digits"),
            Self::Format(Format::CallbackUrl) => formatter.write_str(
                "is not an address to which the gateway can post: write an absolute http or https address with a host, \
                 such as https://shop.example/callback",
            ),
            Self::Format(Format::ReturnUrl) => formatter.write_str(
                "is not an address to which a browser can return: write an absolute address, such as \
                 https://shop.example/thanks or, of an application, myapp://paid",
            ),
            Self::Format(Format::Json) => {
                formatter.write_str("is not JSON, or not an object where a table describes one")
            }
            Self::Format(Format::Base64Json) => formatter
                .write_str("is not JSON in base64: encode the text of the JSON in standard base64, with padding"),
            Self::Format(format) => write!(formatter, "does not have the format `{}`", format.as_str()),
            Self::Separator => formatter.write_str("contains `|`, the separator of the signed text"),
            Self::OtherCurrency => formatter.write_str("is another currency than that of the amount"),
            Self::Group(group) => formatter.write_str(&describe_group(group)),
            Self::Unknown { similar: None } => formatter.write_str("is not a parameter of this endpoint"),
            Self::Unknown { similar: Some(similar) } => {
                write!(formatter, "is not a parameter of this endpoint; did you mean `{similar}`?")
            }
            Self::NotFromCaller => formatter
                .write_str("cannot be set: its value comes from the credentials, the signature or the protocol"),
        }
    }
}

fn describe_group(group: &Group) -> String {
    let alternatives: Vec<String> = group
        .of
        .iter()
        .map(|names| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" with "))
        .collect();
    let all = alternatives.join(", ");
    let rule = match group.rule {
        GroupRule::ExactlyOne => format!("exactly one of {all} must be set"),
        GroupRule::AtLeastOne => format!("at least one of {all} must be set"),
        GroupRule::Together => format!("{all} must be set together or not at all"),
        GroupRule::Excludes => format!("only one of {all} may be set"),
        GroupRule::Requires => format!("{all} must be set"),
    };
    match &group.when {
        None => rule,
        Some(condition) => format!("{rule} when {condition}"),
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rule {
            rule @ Rule::Group(_) => rule.fmt(formatter),
            rule => write!(formatter, "`{}` {rule}", self.parameter),
        }
    }
}
