//! Values against a table: the checks that a request passes before it is sent, and that the sandbox makes when it
//! arrives. Formats and lists refuse only what the gateway is documented to refuse.

use std::fmt;

use crate::model::{Format, Group, GroupRule, Items, Origin, Parameter, Table, Text, ValueType};
use crate::nested::{check_nested, is_list_of_texts};
use crate::text::holds_byte;

/// Separates the values of a signed text; no value of a request may hold it (the gateway's error 1034).
pub const SEPARATOR: char = '|';

/// One way in which the values of a request break their table. Never holds or shows a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The parameter, by its name on the wire; for a rule over several, the first of them.
    pub parameter: Text,
    /// The rule that is broken.
    pub rule: Rule,
}

/// A rule of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// A mandatory parameter is absent.
    Missing,
    /// A mandatory parameter is an empty text, which the gateway takes for absent.
    Empty,
    /// It is longer than the table allows.
    TooLong {
        /// The largest length, in Unicode scalar values; for integers, decimal digits.
        limit: u32,
        /// The actual length, counted likewise.
        length: usize,
        /// Whether digits are counted.
        digits: bool,
    },
    /// An integer is written with something else than digits, or with zeros in front.
    NotAnInteger,
    /// `true` and `false` are the only booleans.
    NotABoolean,
    /// A decimal number is written with something else than digits and one point.
    NotADecimal,
    /// A nested value is not the JSON of an object, a list or a map, as its row says.
    NotNested(ValueType),
    /// It stands more than once in a nested value.
    Twice,
    /// A value that travels as a header holds what no header can: anything else than visible ASCII.
    Header,
    /// The number is below the smallest one.
    TooSmall {
        /// The smallest number.
        smallest: i64,
    },
    /// The number is above the largest one.
    TooLarge {
        /// The largest number.
        largest: i64,
    },
    /// The value is not among the only ones that the gateway takes.
    NotListed {
        /// The values that it takes.
        values: Items<Text>,
    },
    /// The text is not of its format.
    Format(Format),
    /// The text holds the separator `|` of the signed text.
    Separator,
    /// What holds between parameters does not.
    Group(Group),
    /// The table has no such parameter.
    Unknown {
        /// One with a similar name.
        similar: Option<Text>,
    },
    /// The caller cannot set it: the credentials, the signature or the protocol give it.
    NotFromCaller,
}

/// Checks the values that a caller has set.
///
/// `value` gives the text of a row by its position in the table, `None` where it is not set. All violations come, in
/// the order of the table. Rows that others than the caller set are left out; `check_received` looks at those too.
pub fn check_values<'v>(table: &Table, value: impl Fn(usize) -> Option<&'v str>) -> Vec<Violation> {
    check(table, value, Parameter::is_set_by_caller)
}

/// Checks the values of a request that was received: the rows of every origin.
pub fn check_received<'v>(table: &Table, value: impl Fn(usize) -> Option<&'v str>) -> Vec<Violation> {
    check(table, value, |_| true)
}

pub(crate) fn check<'v>(
    table: &Table,
    value: impl Fn(usize) -> Option<&'v str>,
    is_checked: impl Fn(&Parameter) -> bool,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (position, row) in table.rows.iter().enumerate() {
        let value = value(position);
        // Most rows are neither set nor mandatory.
        if (value.is_none_or(str::is_empty) && !row.mandatory) || !is_checked(row) {
            continue;
        }
        let mut tell = |rule| violations.push(Violation { parameter: row.name.clone(), rule });
        match value {
            None => tell(Rule::Missing),
            Some("") => tell(Rule::Empty),
            Some(text) => check_text(row, text, &mut tell),
        }
        if let Some(text) = value.filter(|text| row.is_nested() && !text.is_empty()) {
            violations.extend(check_nested(row, text));
        }
    }
    let by_name = |name: &str| table.position(name).and_then(&value).filter(|text| !text.is_empty());
    let broken = table.groups.iter().filter(|group| !group_holds(group, by_name));
    violations.extend(broken.map(|group| Violation { parameter: first_name(group), rule: Rule::Group(group.clone()) }));
    violations
}

fn first_name(group: &Group) -> Text {
    group.of.iter().flat_map(|names| names.iter()).next().cloned().unwrap_or_default()
}

fn group_holds<'v>(group: &Group, value: impl Fn(&str) -> Option<&'v str>) -> bool {
    let applies = group.when.as_ref().is_none_or(|condition| condition.holds(value(&condition.parameter)));
    if !applies {
        return true;
    }
    let is_set = |name: &Text| value(name).is_some();
    let begun = group.of.iter().filter(|alternative| alternative.iter().any(is_set)).count();
    let complete = group.of.iter().filter(|alternative| alternative.iter().all(is_set)).count();
    let mut all = group.of.iter().flat_map(|alternative| alternative.iter());
    match group.rule {
        GroupRule::ExactlyOne => begun == 1 && complete == 1,
        GroupRule::AtLeastOne => complete >= 1,
        GroupRule::Excludes => begun <= 1,
        GroupRule::Together => begun == 0 || all.all(is_set),
        GroupRule::Requires => all.all(is_set),
    }
}

/// Checks the text of one row, which is not empty. Lengths count Unicode scalar values.
#[must_use]
pub fn check_value(row: &Parameter, text: &str) -> Vec<Rule> {
    let mut broken = Vec::new();
    check_text(row, text, &mut |rule| broken.push(rule));
    broken
}

/// Tells each rule that the text of a row breaks.
fn check_text(row: &Parameter, text: &str, tell: &mut impl FnMut(Rule)) {
    if row.details.header.is_some() {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            tell(Rule::Header);
        }
    } else if holds_byte(text, |byte| byte == SEPARATOR as u8) && row.origin != Origin::Signature {
        tell(Rule::Separator);
    }
    if let Some(limit) = row.limit {
        let digits = row.value_type == ValueType::Integer;
        let counted = if digits { text.strip_prefix('-').unwrap_or(text) } else { text };
        // Bytes are never fewer than scalar values: most texts need no count.
        let length = if counted.len() > limit as usize { counted.chars().count() } else { 0 };
        if length > limit as usize {
            tell(Rule::TooLong { limit, length, digits });
        }
    }
    match row.value_type {
        ValueType::Integer => check_integer(row, text).into_iter().for_each(&mut *tell),
        ValueType::Boolean if !matches!(text, "true" | "false") => tell(Rule::NotABoolean),
        ValueType::Texts if !is_list_of_texts(text) => tell(Rule::NotNested(ValueType::Texts)),
        ValueType::Decimal if !is_decimal(text) => tell(Rule::NotADecimal),
        _ => {}
    }
    let values = &row.details.values;
    if row.closed && !values.iter().any(|listed| listed.value == text) {
        tell(Rule::NotListed { values: values.iter().map(|listed| listed.value.clone()).collect() });
    }
    if let Some(format) = row.format
        && !has_format(format, text)
    {
        tell(Rule::Format(format));
    }
}

fn check_integer(row: &Parameter, text: &str) -> Option<Rule> {
    let smallest = row.details.smallest.unwrap_or(0);
    let digits = text.strip_prefix('-').filter(|_| smallest < 0).unwrap_or(text);
    let canonical = text == "0" || (!digits.starts_with('0') && !digits.is_empty());
    if !canonical || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Rule::NotAnInteger);
    }
    let largest = row.details.largest.unwrap_or(i64::MAX);
    match text.parse::<i64>() {
        Ok(number) if number < smallest => Some(Rule::TooSmall { smallest }),
        Ok(number) if number > largest => Some(Rule::TooLarge { largest }),
        Ok(_) => None,
        // Digits that do not fit into 64 bits are beyond every bound.
        Err(_) if text.starts_with('-') => Some(Rule::TooSmall { smallest }),
        Err(_) => Some(Rule::TooLarge { largest }),
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

/// Addresses, dates and JSON are hints for people and editors: a documented example sends `...` as an address.
fn has_format(format: Format, text: &str) -> bool {
    let digits = || text.bytes().all(|byte| byte.is_ascii_digit());
    match format {
        Format::Currency => is_currency(text),
        Format::Flag => matches!(text, "Y" | "N"),
        Format::Expiry => {
            let month = text.get(..2).and_then(|month| month.parse::<u8>().ok());
            text.len() == 4 && digits() && month.is_some_and(|month| (1..=12).contains(&month))
        }
        Format::CardNumber => digits(),
        Format::Url
        | Format::Email
        | Format::Ip
        | Format::DateTime
        | Format::Date
        | Format::Json
        | Format::Base64Json => true,
    }
}

/// The parameter of a table whose name is nearest to a misspelt one.
#[must_use]
pub fn similar_parameter<'t>(table: &'t Table, name: &str) -> Option<&'t str> {
    crate::text::nearest(name, table.rows.iter().map(|row| row.name.as_ref()))
}

/// Three letters.
#[must_use]
pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

impl Rule {
    /// The rule in words, to stand behind the parameter's name.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Missing => "is mandatory and not set".to_owned(),
            Self::Empty => "is mandatory and empty".to_owned(),
            Self::TooLong { limit, length, digits: true } => {
                format!("has {length} digits; at most {limit} are allowed")
            }
            Self::TooLong { limit, length, digits: false } => {
                format!("is {length} characters long; at most {limit} are allowed")
            }
            Self::NotAnInteger => "is not a whole number written in digits".to_owned(),
            Self::NotABoolean => "is neither true nor false".to_owned(),
            Self::NotADecimal => "is not a decimal number written in digits with a point".to_owned(),
            Self::NotNested(ValueType::List) => "is not a JSON list of objects".to_owned(),
            Self::NotNested(ValueType::Texts) => "is not a JSON list of texts".to_owned(),
            Self::Header => "holds a character that a header cannot carry".to_owned(),
            Self::NotNested(_) => "is not a JSON object".to_owned(),
            Self::Twice => "stands more than once".to_owned(),
            Self::TooSmall { smallest } => format!("is below the smallest number, {smallest}"),
            Self::TooLarge { largest } => format!("is above the largest number, {largest}"),
            Self::NotListed { values } => {
                format!("is not {}", crate::text::one_of(values.iter().map(AsRef::as_ref)))
            }
            Self::Format(Format::Currency) => "is not a currency of three letters, such as GEL".to_owned(),
            Self::Format(Format::Flag) => "is neither `Y` nor `N`".to_owned(),
            Self::Format(Format::Expiry) => "is not an expiry of the form MMYY".to_owned(),
            Self::Format(Format::CardNumber) => "is not a card number of digits alone".to_owned(),
            Self::Format(format) => format!("is not of the format `{}`", format.word()),
            Self::Separator => "holds `|`, which separates the signed values".to_owned(),
            Self::Group(group) => group_words(group),
            Self::Unknown { similar: None } => "is no parameter of this endpoint".to_owned(),
            Self::Unknown { similar: Some(similar) } => {
                format!("is no parameter of this endpoint; did you mean `{similar}`?")
            }
            Self::NotFromCaller => {
                "is not set by hand: the credentials, the signature or the protocol give it".to_owned()
            }
        }
    }
}

fn group_words(group: &Group) -> String {
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
        Some(condition) if condition.is.is_empty() => format!("{rule} when `{}` is set", condition.parameter),
        Some(condition) => {
            let values = crate::text::one_of(condition.is.iter().map(AsRef::as_ref));
            format!("{rule} when `{}` is {values}", condition.parameter)
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rule {
            Rule::Group(group) => formatter.write_str(&group_words(group)),
            rule => write!(formatter, "`{}` {}", self.parameter, rule.words()),
        }
    }
}
