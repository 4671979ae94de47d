//! The properties of a parameter in words.

use flitt_schema::{Origin, Parameter, Unit, ValueType};

use crate::direction::Direction;

/// The type with its length.
pub(crate) fn type_with_length(parameter: &Parameter) -> String {
    let name = parameter.value_type.as_str();
    parameter.limit.map_or_else(|| name.to_owned(), |limit| format!("{name}({limit})"))
}

/// Sentences about the keys of a parameter, except for its description and its values.
pub(crate) fn properties(parameter: &Parameter, direction: Direction) -> Vec<String> {
    let details = &parameter.details;
    let mut sentences: Vec<String> = Vec::new();
    let mut add = |sentence: String| sentences.push(sentence);
    match (parameter.origin, direction) {
        (Origin::Credentials, Direction::Request) => add("Set from the credentials.".to_owned()),
        (Origin::Signature, Direction::Request) => add("Set by signing.".to_owned()),
        _ => {}
    }
    if let Some(header) = &details.header {
        add(format!("Sent as the header `{}: {}..`.", header.name, header.prefix));
    }
    match parameter.unit {
        Some(Unit::Minor) => add("In minor units: 1020 is 10.20.".to_owned()),
        Some(Unit::Seconds) => add("In seconds.".to_owned()),
        Some(Unit::Identifier) | None => {}
    }
    if let Some(format) = parameter.format
        && parameter.value_type == ValueType::String
    {
        add(format!("Format: {}.", format.as_str()));
    }
    match (details.smallest, details.largest) {
        (Some(smallest), Some(largest)) => add(format!("From {smallest} to {largest}.")),
        (Some(smallest), None) => add(format!("At least {smallest}.")),
        (None, Some(largest)) => add(format!("At most {largest}.")),
        (None, None) => {}
    }
    if !details.zero_when.is_empty() {
        let conditions: Vec<String> = details.zero_when.iter().map(ToString::to_string).collect();
        add(format!("0 if {}.", conditions.join(" and ")));
    }
    if details.informational {
        add("Informational: it decides nothing, and its text can have a sign or a fraction.".to_owned());
    }
    if parameter.sensitive {
        add("Sensitive: never shown.".to_owned());
    }
    if let Some(replacement) = &details.deprecated {
        add(format!("Deprecated: {replacement}"));
    }
    if let Some(documented) = details.documented_length {
        let enforced = if parameter.limit.is_some() { "" } else { ", not enforced" };
        add(format!("Documented length: {documented}{enforced}."));
    }
    if !details.documented {
        add("Undocumented.".to_owned());
    }
    sentences
}

/// Whether a parameter with listed values has others, as the end of a sentence about those.
pub(crate) fn other_values(parameter: &Parameter, direction: Direction) -> &'static str {
    match (parameter.closed, direction) {
        (true, _) => ", and no others",
        (false, Direction::Request) => "; others are sent, too",
        (false, Direction::Response) => "; there can be others",
    }
}
