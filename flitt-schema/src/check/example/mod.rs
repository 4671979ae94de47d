//! Rules over an example: its values conform to the table that they are of. Signatures are checked where they can be made.

mod place;
mod response;

use std::collections::HashSet;

use super::rows::Rows;
use crate::model::{
    Digest, Endpoint, Example, ExampleKind, ExampleOf, ExampleValue, Format, Key, Origin, Parameter, Protocol,
    ResponseVariant, Signed, ValueType,
};
use crate::parse::Report;
use crate::source::Span;
use crate::values::{Rule, Violation, check_received};

/// Checks one example.
pub(crate) fn example(example: &Example, endpoint: &Endpoint, report: &mut Report) {
    match example.of {
        ExampleOf::Request => {
            let rows = Rows::new(&endpoint.request);
            let reported = names(example, &rows, report);
            request(example, &rows, &reported, report);
            let is_signed = endpoint.key != Key::None;
            is_expected(example, is_signed, "requests to this endpoint are not signed", report);
        }
        ExampleOf::Response => {
            let Some((form, is_last)) = form(example, endpoint) else { return };
            let rows = Rows::new(&form.table);
            let reported = names(example, &rows, report);
            response::response(example, &rows, &reported, report);
            let (is_signed, why) = match endpoint.response.signed {
                Signed::Always => (true, ""),
                Signed::Final => (is_last, "only responses of the last form are signed"),
                Signed::Never => (example.protocol == Protocol::Data, "responses of this endpoint are not signed"),
                Signed::Unproven => (false, "no response of this endpoint verifies, as \"signed\": \"unproven\" says"),
            };
            is_expected(example, is_signed, why, report);
        }
    }
    signature_digits(example, endpoint, report);
}

/// The form that a response with these values has, and whether it is the last one.
fn form<'e>(example: &Example, endpoint: &'e Endpoint) -> Option<(&'e ResponseVariant, bool)> {
    let forms = &endpoint.response.variants;
    let has = |form: &ResponseVariant| form.when.as_deref().is_none_or(|name| example.text(name).is_some());
    let number = forms.iter().position(has)?;
    Some((&forms[number], number + 1 == forms.len()))
}

/// Each value is one of a parameter that the message itself contains, in a JSON type that it can have. Returns the names of
/// those that are not: no more is said of them.
fn names<'e>(example: &'e Example, rows: &Rows<'_>, report: &mut Report) -> HashSet<&'e str> {
    let mut reported = HashSet::new();
    for value in &example.values {
        let name = &value.name;
        match rows.row(name) {
            None => {
                let label = report.suggestion(name, rows.names());
                let message = format!("unknown parameter `{name}` in an example of a {}", example.of.as_str());
                let help = "correct the name, or add the parameter to the table; a failure is no example";
                report.error(&value.name_span, message, &label, help);
            }
            Some(row) if row.origin == Origin::Signature => {
                let message = format!("unexpected `{name}` in the values of an example");
                let help = "remove it from `values`; it belongs in `signed`";
                report.error(&value.name_span, message, "", help);
            }
            Some(row) if row.origin == Origin::Protocol && example.protocol == Protocol::Data => {
                let message = format!("unexpected `{name}` in an example of protocol 2.0");
                report.error(&value.name_span, message, "", "the envelope has it: remove it");
            }
            Some(row) if json_type(value, row, report) => continue,
            Some(_) => {}
        }
        reported.insert(name.as_str());
    }
    reported
}

/// Text and number are the same value, as for the signature; everything else has its own type. Whether it has it.
fn json_type(value: &ExampleValue, row: &Parameter, report: &mut Report) -> bool {
    let is_possible = match value.kind {
        ExampleKind::Text | ExampleKind::Number | ExampleKind::Null => true,
        ExampleKind::Boolean => row.value_type == ValueType::Boolean,
        ExampleKind::Nested => {
            row.is_nested() || row.value_type == ValueType::Texts || row.format == Some(Format::Json)
        }
    };
    if !is_possible {
        let written = if value.kind == ExampleKind::Boolean { "a boolean" } else { "an object or a list" };
        let message =
            format!("invalid value of `{}`: {written}, where its type is `{}`", value.name, row.value_type.as_str());
        report.error(&value.span, message, "", "write a value of the parameter's type");
    }
    is_possible
}

/// The values of a request pass every rule that the gateway has for them.
fn request(example: &Example, rows: &Rows<'_>, reported: &HashSet<&str>, report: &mut Report) {
    let table = rows.table;
    let value = |position: usize| {
        let value = example.value(&table.rows[position].name)?;
        (value.kind != ExampleKind::Null).then_some(value.text.as_str())
    };
    for violation in check_received(table, value) {
        let row = rows.row(&violation.parameter);
        let is_elsewhere = |row: &Parameter| match row.origin {
            Origin::Signature => true,
            Origin::Protocol => example.protocol == Protocol::Data,
            Origin::Caller | Origin::Credentials => false,
        };
        let is_left_out = example.is_partial && matches!(violation.rule, Rule::Missing | Rule::Empty | Rule::Group(_));
        if !is_left_out && !row.is_some_and(is_elsewhere) && !reported.contains(violation.parameter.as_ref()) {
            broken(example, &violation, report);
        }
    }
    fixed_values(example, rows, report);
}

/// What is always sent has its value.
fn fixed_values(example: &Example, rows: &Rows<'_>, report: &mut Report) {
    for row in rows.table.rows.iter() {
        let Some(fixed) = row.details.fixed.as_deref() else { continue };
        let text = example.text(&row.name);
        if text == Some(fixed) || (text.is_none() && example.is_partial) {
            continue;
        }
        let message = format!("invalid example: `{}` is always `{fixed}`", row.name);
        report.error(span_of(example, &row.name), message, "", "correct the example, or `fixed` of the parameter");
    }
}

/// Reports a rule that a value violates, at that value.
fn broken(example: &Example, violation: &Violation, report: &mut Report) {
    let span = place::of(example, violation, report.source().text());
    let help = match &violation.rule {
        Rule::Missing | Rule::Group(_) => "add the value, or \"partial\": true if the example leaves parameters out",
        _ => "correct the value, or the rules of the parameter",
    };
    report.error(&span, format!("invalid example: {violation}"), "", help);
}

/// What is never signed has no signature.
fn is_expected(example: &Example, is_signed: bool, why: &str, report: &mut Report) {
    if let Some(signed) = example.signed.as_ref().filter(|_| !is_signed) {
        report.error(&signed.signature.span, format!("unexpected `signed`: {why}"), "", "remove `signed`");
    }
}

/// A signature has the digits of its digest.
fn signature_digits(example: &Example, endpoint: &Endpoint, report: &mut Report) {
    let Some(signed) = &example.signed else { return };
    let is_long =
        (example.of, endpoint.digest) == (ExampleOf::Request, Digest::Sha512) && example.protocol != Protocol::Data;
    let length = if is_long { 128 } else { 40 };
    let signature = &signed.signature;
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if signature.text.len() != length || !signature.text.bytes().all(is_digit) {
        let message = format!("invalid signature: it has {length} lower-case hexadecimal digits");
        report.error(&signature.span, message, "", "copy it as the source has it");
    }
}

/// The range of a value, or where a missing one would be.
fn span_of<'e>(example: &'e Example, name: &str) -> &'e Span {
    example.value(name).map_or(&example.values_begin, |value| &value.span)
}
