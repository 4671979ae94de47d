//! The documentation of generated items.

use flitt_schema::{Condition, Format, Origin, Parameter, Unit, ValueType};

use crate::markdown::{code, line, paragraphs};

/// A description, or another sentence if it is empty.
pub(crate) fn or_else(written: &str, otherwise: &str) -> String {
    let text = paragraphs(written);
    if text.is_empty() { otherwise.to_owned() } else { text }
}

/// A note that the compiler prints and the documentation shows: a line without markup and, as far as that goes, without
/// the escapes of Markdown.
pub(crate) fn note(written: &str) -> String {
    let without_links =
        written.replace(['[', '<'], "(").replace([']', '>'], ")").replace(['\\', '&', '~', '*', '#'], " ");
    line(&without_links).replace("\\_", "_").replace('\\', "")
}

/// Where a parameter is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In a request, or a value nested in one.
    Request,
    /// In a response, or a value nested in one.
    Response,
}

/// The documentation of a parameter's function.
#[must_use]
pub fn parameter(row: &Parameter, side: Side) -> String {
    let mut lines = vec![or_else(&row.details.doc, &format!("The parameter {}.", code(&row.name))), String::new()];
    let mut fact = |text: String| lines.push(format!("- {text}"));
    fact(format!("{}: {}", code(&row.name), type_words(row)));
    if row.mandatory {
        fact("mandatory".to_owned());
    } else if row.always {
        fact("always present; a response without it is rejected".to_owned());
    }
    if let Some(default) = &row.details.default {
        fact(format!("default: {}", code(default)));
    }
    for value in row.details.values.iter().filter(|_| row.details.list.is_none()) {
        let meaning = if value.doc.is_empty() { String::new() } else { format!(": {}", line(&value.doc)) };
        fact(format!("{}{meaning}", code(&value.value)));
    }
    if let Some(smallest) = row.details.smallest {
        fact(format!("at least {smallest}"));
    }
    if !row.details.zero_when.is_empty() {
        let conditions: Vec<String> = row.details.zero_when.iter().map(condition).collect();
        fact(format!("0 if {}", conditions.join(" and ")));
    }
    if row.details.informational {
        fact("informational: its exact text, which can have a sign or a fraction".to_owned());
    }
    if let Some(largest) = row.details.largest {
        fact(format!("at most {largest}"));
    }
    if row.sensitive {
        fact("sensitive: always redacted".to_owned());
    }
    if !row.details.documented && side == Side::Response {
        fact("not documented; seen in real responses".to_owned());
    }
    if let Some(deprecated) = &row.details.deprecated {
        fact(format!("deprecated: {}", line(deprecated)));
    }
    if let Some(quirk) = &row.details.quirk {
        lines.push(String::new());
        lines.push(format!("Note: {}", line(quirk)));
    }
    lines.join("\n")
}

/// A condition after a conjunction.
fn condition(condition: &Condition) -> String {
    let parameter = code(&condition.parameter);
    let values: Vec<String> = condition.is.iter().map(|value| code(value)).collect();
    if values.is_empty() { format!("{parameter} is set") } else { format!("{parameter} is {}", values.join(" or ")) }
}

fn type_words(row: &Parameter) -> String {
    let mut words = vec![row.value_type.as_str().to_owned()];
    let unit = if row.value_type == ValueType::Integer { "digits" } else { "characters" };
    match (row.limit, row.details.documented_length) {
        (Some(limit), None) => words.push(format!("at most {limit} {unit}")),
        (Some(limit), Some(documented)) => {
            words.push(format!("at most {limit} {unit} (documented: {documented})"));
        }
        (None, Some(documented)) => words.push(format!("documented as at most {documented} {unit}, not enforced")),
        (None, None) => {}
    }
    match row.unit {
        Some(Unit::Minor) => words.push("in minor units of the currency".to_owned()),
        Some(Unit::Seconds) => words.push("in seconds".to_owned()),
        Some(Unit::Identifier) | None => {}
    }
    match row.format {
        Some(Format::Currency) => words.push("three capital letters".to_owned()),
        Some(Format::Flag) => words.push("`Y` or `N`".to_owned()),
        Some(Format::DateTime) => words.push("`DD.MM.YYYY hh:mm:ss`, time zone not documented".to_owned()),
        Some(Format::Date) => words.push("`DD.MM.YYYY`".to_owned()),
        Some(Format::Expiry) => words.push("`MMYY`".to_owned()),
        Some(Format::Json) => words.push("JSON in a string".to_owned()),
        Some(Format::Base64Json) => words.push("JSON in base64".to_owned()),
        Some(Format::CallbackUrl) => words.push("absolute http or https address".to_owned()),
        Some(Format::ReturnUrl) => words.push("absolute address, on the web or of an application".to_owned()),
        Some(Format::Url | Format::Email | Format::Ip | Format::CardNumber) | None => {}
    }
    if let Some(protocol) = row.details.protocol {
        words.push(format!("in protocol {} only", protocol.as_str()));
    }
    if let Some(header) = &row.details.header {
        words.push(format!("sent as the header {}, not signed", code(&header.name)));
    } else if row.origin == Origin::Signature {
        words.push("not part of the signed text".to_owned());
    }
    words.join(", ")
}
