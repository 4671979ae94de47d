//! What the facts of a schema mean, in words: for the terminal and for pages. What stands in backticks is code.

use flitt_client::schema::{
    Digest, Endpoint, Form, Key, Origin, Parameter, Protocol, Retry, Shape, Signed, Unit, ValueType,
};

/// Whose rows a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Request,
    Answer,
}

impl Side {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Answer => "answer",
        }
    }
}

/// What signs the requests of an endpoint.
pub(crate) fn signed_with(endpoint: &Endpoint) -> String {
    match (endpoint.key, endpoint.digest) {
        (Key::None, _) => "nothing".to_owned(),
        (key, Digest::Sha1) => format!("the {} key", key.word()),
        (key, Digest::Sha512) => format!("the {} key, by SHA-512", key.word()),
    }
}

/// Its protocol, and when it speaks another one.
pub(crate) fn protocol(endpoint: &Endpoint) -> String {
    let word = endpoint.protocol.word();
    let names: Vec<String> = endpoint.data_when.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() || endpoint.protocol != Protocol::Flat {
        word.to_owned()
    } else {
        format!("{word}; 2.0 when {} is set", names.join(" or "))
    }
}

/// How its answers are signed.
pub(crate) fn answer(endpoint: &Endpoint) -> &'static str {
    match endpoint.response.signed {
        Signed::Always => "signed, unless it tells of a failure",
        Signed::Final => "signed in its last form only",
        Signed::Never => "never signed: confirm what matters",
        Signed::Unproven => "documented as signed, but no known answer verifies: confirm what matters",
    }
}

/// Whether a request may be repeated.
pub(crate) fn retry(endpoint: &Endpoint) -> String {
    match (&endpoint.retry, &endpoint.confirm_with) {
        (Retry::Freely, _) => "at any time: it changes nothing".to_owned(),
        (Retry::With(name), _) => format!("safe with the same `{name}`"),
        (Retry::Never, Some(name)) => format!("never while the outcome is unknown: ask `{name}` what became of it"),
        (Retry::Never, None) => "never".to_owned(),
    }
}

/// What stands over the table of one form of an answer.
pub(crate) fn title(endpoint: &Endpoint, form: &Form) -> String {
    let shape = match endpoint.response.shape {
        Shape::Object => "Answer",
        Shape::List => "Answer: a list of",
        Shape::Map => "Answer: by any name,",
    };
    match &form.when {
        Some(name) => format!("{shape} with `{name}`"),
        None if endpoint.response.forms.len() > 1 => format!("{shape} otherwise"),
        None => shape.to_owned(),
    }
}

/// The type of a row with its length.
pub(crate) fn type_of(row: &Parameter) -> String {
    let word = row.value_type.word();
    row.limit.map_or_else(|| word.to_owned(), |limit| format!("{word}({limit})"))
}

/// What follows from the keys of a row, beside its description and its values.
pub(crate) fn facts(row: &Parameter, side: Side) -> Vec<String> {
    let details = &row.details;
    let mut facts: Vec<String> = Vec::new();
    let mut say = |sentence: String| facts.push(sentence);
    match (row.origin, side) {
        (Origin::Credentials, Side::Request) => say("Comes from the credentials.".to_owned()),
        (Origin::Signature, Side::Request) => say("Made by signing.".to_owned()),
        _ => {}
    }
    if let Some(header) = &details.header {
        say(format!("Travels as the header `{}: {}..`.", header.name, header.prefix));
    }
    match row.unit {
        Some(Unit::Minor) => say("In minor units: 1020 is 10.20.".to_owned()),
        Some(Unit::Seconds) => say("In seconds.".to_owned()),
        Some(Unit::Identifier) | None => {}
    }
    if let Some(format) = row.format
        && row.value_type == ValueType::String
    {
        say(format!("Format: {}.", format.word()));
    }
    match (details.smallest, details.largest) {
        (Some(smallest), Some(largest)) => say(format!("From {smallest} to {largest}.")),
        (Some(smallest), None) => say(format!("At least {smallest}.")),
        (None, Some(largest)) => say(format!("At most {largest}.")),
        (None, None) => {}
    }
    if row.sensitive {
        say("Sensitive: never shown.".to_owned());
    }
    if let Some(instead) = &details.deprecated {
        say(format!("Deprecated: {instead}"));
    }
    if let Some(documented) = details.documented_length {
        let enforced = if row.limit.is_some() { "" } else { ", not enforced" };
        say(format!("Documented length: {documented}{enforced}."));
    }
    if details.undocumented {
        say("In no table of the documentation.".to_owned());
    }
    facts
}
