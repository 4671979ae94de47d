//! The values of a response: a client must accept them, so that what the gateway is known to send otherwise passes.

use std::collections::HashSet;

use super::{broken, span_of};
use crate::check::rows::Rows;
use crate::model::{Example, Format, Parameter, Protocol, ValueType};
use crate::parse::Report;
use crate::values::{Rule, Violation, check_nested, check_value, is_currency};

/// Every value has the type, the length and the format of its parameter, and what is always there is there.
pub(super) fn response(example: &Example, rows: &Rows<'_>, reported: &HashSet<&str>, report: &mut Report) {
    for row in rows.table.rows.iter().filter(|row| !reported.contains(row.name.as_ref())) {
        let Some(text) = example.text(&row.name) else {
            if row.always && !example.is_partial {
                let message = format!("invalid example: every response has `{}`", row.name);
                let help = "add the value, or \"partial\": true if the example leaves parameters out";
                report.error(span_of(example, &row.name), message, "", help);
            }
            continue;
        };
        let rules = check_value(row, text).into_iter().filter(|rule| rejects(rule, row, text));
        let mut violations: Vec<Violation> =
            rules.map(|rule| Violation { parameter: row.name.clone(), rule }).collect();
        if row.is_nested() {
            violations.extend(check_nested(row, text).into_iter().filter(|inner| is_of_shape(&inner.rule)));
        }
        for violation in &violations {
            broken(example, violation, report);
        }
        if row.details.protocol == Some(Protocol::Data) && example.protocol != Protocol::Data {
            let message = format!("unexpected `{}`: only responses of protocol 2.0 have it", row.name);
            report.error(
                span_of(example, &row.name),
                message,
                "",
                "add \"protocol\": \"2.0\" to the example, or remove it",
            );
        }
    }
}

/// Whether a rule of requests holds for this value of a response, too.
fn rejects(rule: &Rule, row: &Parameter, text: &str) -> bool {
    let is_number = || {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    match rule {
        _ if row.details.informational => {
            !matches!(row.value_type, ValueType::Integer) && matches!(rule, Rule::TooLong { .. })
        }
        // Leading zeros are known, and bounds are of requests.
        Rule::NotAnInteger => !is_number() || !row.accepts_integer(text),
        Rule::TooSmall { .. } | Rule::TooLarge { .. } => !row.accepts_integer(text),
        Rule::Zero { .. } => false,
        Rule::Separator => !row.separator,
        Rule::Format(Format::Currency) => !is_currency(text),
        _ => true,
    }
}

/// Whether a rule is about the shape of a nested value, which is the same in requests and responses.
fn is_of_shape(rule: &Rule) -> bool {
    matches!(rule, Rule::Unknown { .. } | Rule::Duplicate | Rule::NotNested(_) | Rule::TooLong { .. })
}
