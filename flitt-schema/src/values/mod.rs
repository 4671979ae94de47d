//! Checks values against a table: those of a request before it is sent, and those that a sandbox receives. Formats and
//! lists reject only what the gateway is documented to reject.

mod address;
mod format;
mod nested;
mod rule;

use crate::model::{CowStr, Group, GroupRule, Origin, Parameter, Table, ValueType};
use crate::text::{closest_match, contains_byte};
use format::has_format;
pub use format::is_currency;
pub(crate) use nested::check_nested;
use nested::is_list_of_texts;
pub use rule::{Rule, Violation};

/// The separator of the values in a signed text; no value of a request may contain it (the gateway's error 1034).
pub const SEPARATOR: char = '|';

/// Checks the values that a caller has set.
///
/// `value` returns the text of a parameter by its position in the table, `None` if it is not set. All violations are
/// returned, in the order of the table. Parameters that the caller does not set are skipped; see [`check_received`].
pub fn check_values<'v>(table: &'v Table, value: impl Fn(usize) -> Option<&'v str>) -> Vec<Violation> {
    check(table, &value, |row| value(row).or_else(|| table.rows.get(row)?.fixed()), Parameter::is_set_by_caller)
}

/// Checks the values of a received request: parameters of every origin.
pub fn check_received<'v>(table: &Table, value: impl Fn(usize) -> Option<&'v str>) -> Vec<Violation> {
    check(table, &value, &value, |_| true)
}

/// `value` has the values that are checked, and `given` also those that rules between parameters see.
fn check<'v>(
    table: &Table,
    value: impl Fn(usize) -> Option<&'v str>,
    given: impl Fn(usize) -> Option<&'v str>,
    is_checked: impl Fn(&Parameter) -> bool,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    let by_name = |name: &str| table.position(name).and_then(&given).filter(|text| !text.is_empty());
    for (position, parameter) in table.rows.iter().enumerate() {
        let text = value(position);
        // Most parameters are neither set nor mandatory.
        if (text.is_none_or(str::is_empty) && !parameter.mandatory) || !is_checked(parameter) {
            continue;
        }
        let mut report = |rule| violations.push(Violation { parameter: parameter.name.clone(), rule });
        match text {
            None => report(Rule::Missing),
            Some("") => report(Rule::Empty),
            Some(text) if !parameter.details.zero_when.is_empty() && text == "0" => {
                check_zero(parameter, by_name, &mut report);
            }
            Some(text) => check_text(parameter, text, &mut report),
        }
        if let Some(text) = text.filter(|text| parameter.is_nested() && !text.is_empty()) {
            violations.extend(check_nested(parameter, text));
        }
    }
    let broken = table.groups.iter().filter(|group| !group_holds(group, by_name));
    violations.extend(broken.map(|group| Violation { parameter: first_name(group), rule: Rule::Group(group.clone()) }));
    violations
}

fn first_name(group: &Group) -> CowStr {
    group.of.iter().flat_map(|names| names.iter()).next().cloned().unwrap_or_default()
}

fn group_holds<'v>(group: &Group, value: impl Fn(&str) -> Option<&'v str>) -> bool {
    let applies = group.when.as_ref().is_none_or(|condition| condition.holds(value(&condition.parameter)));
    if !applies {
        return true;
    }
    let is_set = |name: &CowStr| value(name).is_some();
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

/// Checks the 0 of a parameter that accepts it under conditions, although it is below the minimum.
fn check_zero<'v>(parameter: &Parameter, value: impl Fn(&str) -> Option<&'v str>, report: &mut impl FnMut(Rule)) {
    let when = &parameter.details.zero_when;
    if !when.iter().all(|condition| condition.holds(value(&condition.parameter))) {
        report(Rule::Zero { when: when.clone() });
    }
}

/// Checks the text of one parameter, which is not empty. Lengths count Unicode scalar values.
#[must_use]
pub fn check_value(parameter: &Parameter, text: &str) -> Vec<Rule> {
    let mut broken = Vec::new();
    check_text(parameter, text, &mut |rule| broken.push(rule));
    broken
}

/// Checks the text of one listed value of a parameter.
pub(crate) fn check_listed_value(parameter: &Parameter, text: &str) -> Vec<Rule> {
    let mut broken = Vec::new();
    check_length(parameter, text, &mut |rule| broken.push(rule));
    check_type(parameter, text, &mut |rule| broken.push(rule));
    check_format(parameter, text, &mut |rule| broken.push(rule));
    broken
}

/// Reports each rule that the text of a parameter violates.
fn check_text(parameter: &Parameter, text: &str, report: &mut impl FnMut(Rule)) {
    check_length(parameter, text, report);
    check_type(parameter, text, report);
    let values = &parameter.details.values;
    if parameter.closed && !values.iter().any(|listed| listed.value == text) {
        report(Rule::NotListed { values: values.iter().map(|listed| listed.value.clone()).collect() });
    }
    check_format(parameter, text, report);
}

fn check_length(parameter: &Parameter, text: &str, report: &mut impl FnMut(Rule)) {
    if parameter.details.header.is_some() {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            report(Rule::Header);
        }
    } else if contains_byte(text, |byte| byte == SEPARATOR as u8) && parameter.origin != Origin::Signature {
        report(Rule::Separator);
    }
    if let Some(limit) = parameter.limit {
        let digits = parameter.value_type == ValueType::Integer;
        let counted = if digits { text.strip_prefix('-').unwrap_or(text) } else { text };
        // There are at least as many bytes as scalar values, so most texts need not be counted.
        let length = if counted.len() > limit as usize { counted.chars().count() } else { 0 };
        if length > limit as usize {
            report(Rule::TooLong { limit, length, digits });
        }
    }
}

fn check_type(parameter: &Parameter, text: &str, report: &mut impl FnMut(Rule)) {
    match parameter.value_type {
        ValueType::Integer => check_integer(parameter, text).into_iter().for_each(&mut *report),
        ValueType::Boolean if !matches!(text, "true" | "false") => report(Rule::NotABoolean),
        ValueType::Texts if !is_list_of_texts(text) => report(Rule::NotNested(ValueType::Texts)),
        ValueType::Decimal if !is_decimal(text) => report(Rule::NotADecimal),
        _ => {}
    }
}

fn check_format(parameter: &Parameter, text: &str, report: &mut impl FnMut(Rule)) {
    if let Some(format) = parameter.format
        && !has_format(format, parameter.details.table.is_some(), text)
    {
        report(Rule::Format(format));
    }
}

fn check_integer(parameter: &Parameter, text: &str) -> Option<Rule> {
    let smallest = parameter.details.smallest.unwrap_or(0);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let canonical = text == "0" || (!digits.starts_with('0') && !digits.is_empty());
    if !canonical || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Rule::NotAnInteger);
    }
    let largest = parameter.details.largest.unwrap_or(i64::MAX);
    match text.parse::<i64>() {
        Ok(number) if number < smallest => Some(Rule::TooSmall { smallest }),
        Ok(number) if number > largest => Some(Rule::TooLarge { largest }),
        Ok(_) => None,
        // A number that exceeds 64 bits is beyond every bound.
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

/// The parameter of a table that a misspelt name probably means.
#[must_use]
pub fn similar_parameter<'t>(table: &'t Table, name: &str) -> Option<&'t str> {
    closest_match(name, table.rows.iter().map(|row| row.name.as_ref()))
}
