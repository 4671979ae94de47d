//! `flitt show`: what the schema file of one endpoint says, as tables.

use clap_complete::ArgValueCompleter;
use flitt_client::schema::{
    Digest, Endpoint, Form, Group, Key, Origin, Parameter, Retry, Rule, Shape, Signed, Table, Unit, ValueType,
};

use crate::complete;
use crate::endpoints::{SchemaArguments, find};
use crate::layout::{columns, paragraph};
use crate::output::{Done, Fault, heading};

/// More values than these are not listed in a description.
const MOST_VALUES: usize = 12;

/// Show the tables of one endpoint
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The name of the endpoint, as `flitt list` shows it
    #[arg(add = ArgValueCompleter::new(complete::endpoints))]
    endpoint: String,
    #[command(flatten)]
    schemas: SchemaArguments,
}

/// Whose rows a table has.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Request,
    Answer,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let library = arguments.schemas.library()?;
    let endpoint = find(&library, &arguments.endpoint)?;
    let mut text = format!("{}\n{}\n{}", heading(&endpoint.name), paragraph(&endpoint.doc), facts(endpoint));
    text.push_str(&table("Request", &endpoint.request, Side::Request));
    for form in endpoint.response.forms.iter() {
        text.push_str(&table(&title(endpoint, form), &form.table, Side::Answer));
    }
    Ok(Done::new(text))
}

fn facts(endpoint: &Endpoint) -> String {
    let host = endpoint.host.as_deref().unwrap_or_default();
    let mut facts = vec![("path", format!("POST {host}{}", endpoint.path)), ("signed with", key(endpoint))];
    let data_when: Vec<String> = endpoint.data_when.iter().map(|name| format!("`{name}`")).collect();
    let protocol = endpoint.protocol.word();
    facts.push(if data_when.is_empty() {
        ("protocol", protocol.to_owned())
    } else {
        ("protocol", format!("{protocol}; 2.0 when {} is set", data_when.join(" or ")))
    });
    facts.push(("answer", answer(endpoint.response.signed).to_owned()));
    facts.push(("repeat", retry(endpoint)));
    if !endpoint.source.is_empty() {
        facts.push(("source", endpoint.source.to_string()));
    }
    columns(facts.into_iter().map(|(name, words)| vec![format!("  {name}"), words]))
}

fn key(endpoint: &Endpoint) -> String {
    match (endpoint.key, endpoint.digest) {
        (Key::None, _) => "nothing".to_owned(),
        (key, Digest::Sha1) => format!("the {} key", key.word()),
        (key, Digest::Sha512) => format!("the {} key, by SHA-512", key.word()),
    }
}

fn answer(signed: Signed) -> &'static str {
    match signed {
        Signed::Always => "signed, unless it tells of a failure",
        Signed::Final => "signed in its last form only",
        Signed::Never => "never signed: confirm what matters",
        Signed::Unproven => "documented as signed, but no known answer verifies: confirm what matters",
    }
}

fn retry(endpoint: &Endpoint) -> String {
    let confirm = endpoint.confirm_with.as_ref().map(|name| format!("ask `{name}` what became of it"));
    match &endpoint.retry {
        Retry::Freely => "at any time: it changes nothing".to_owned(),
        Retry::With(name) => format!("safe with the same `{name}`"),
        Retry::Never => {
            confirm.map_or("never".to_owned(), |confirm| format!("never while the outcome is unknown: {confirm}"))
        }
    }
}

fn title(endpoint: &Endpoint, form: &Form) -> String {
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

/// A table with its heading, its groups, and the tables of its nested values.
fn table(title: &str, table: &Table, side: Side) -> String {
    let name = if table.name.is_empty() { String::new() } else { format!(" (table `{}`)", table.name) };
    let mut text = format!("\n{}\n", heading(&format!("{title}{name}")));
    if table.rows.is_empty() {
        text.push_str("no parameters\n");
    } else {
        text.push_str(&columns(std::iter::once(header(side)).chain(table.rows.iter().map(|it| row(it, side)))));
    }
    if !table.groups.is_empty() {
        text.push('\n');
    }
    for group in table.groups.iter() {
        text.push_str(&paragraph(&rule(group)));
    }
    for parameter in table.rows.iter() {
        if let Some(nested) = &parameter.details.table {
            text.push_str(&self::table(&format!("Inside `{}`", parameter.name), nested, side));
        }
    }
    text
}

fn rule(group: &Group) -> String {
    let why = if group.doc.is_empty() { String::new() } else { format!(": {}", group.doc) };
    format!("- {}{why}", Rule::Group(group.clone()).words())
}

fn header(side: Side) -> Vec<String> {
    let names: &[&str] = match side {
        Side::Request => &["PARAMETER", "TYPE", "MANDATORY", "DEFAULT", "DESCRIPTION"],
        Side::Answer => &["PARAMETER", "TYPE", "ALWAYS", "DESCRIPTION"],
    };
    names.iter().map(ToString::to_string).collect()
}

fn row(parameter: &Parameter, side: Side) -> Vec<String> {
    let yes = |needed: bool| if needed { "yes" } else { "" }.to_owned();
    let default = parameter.details.fixed.as_ref().or(parameter.details.default.as_ref());
    let mut cells = vec![parameter.name.to_string(), type_of(parameter)];
    match side {
        Side::Request => {
            cells.extend([yes(parameter.mandatory), default.map(ToString::to_string).unwrap_or_default()]);
        }
        Side::Answer => cells.push(yes(parameter.always)),
    }
    cells.push(description(parameter, side));
    cells
}

fn type_of(parameter: &Parameter) -> String {
    let word = parameter.value_type.word();
    parameter.limit.map_or_else(|| word.to_owned(), |limit| format!("{word}({limit})"))
}

/// What the file says of a parameter, and what follows from its other keys.
fn description(parameter: &Parameter, side: Side) -> String {
    let details = &parameter.details;
    let mut sentences = vec![details.doc.to_string()];
    let mut say = |sentence: String| sentences.push(sentence);
    match (parameter.origin, side) {
        (Origin::Credentials, Side::Request) => say("Comes from the credentials.".to_owned()),
        (Origin::Signature, Side::Request) => say("Made by signing.".to_owned()),
        (Origin::Protocol, Side::Request) => say(format!("Set by itself; `{}=` leaves it out.", parameter.name)),
        _ => {}
    }
    match parameter.unit {
        Some(Unit::Minor) => say("In minor units: 1020 is 10.20.".to_owned()),
        Some(Unit::Seconds) => say("In seconds.".to_owned()),
        Some(Unit::Identifier) | None => {}
    }
    if let Some(format) = parameter.format
        && parameter.value_type == ValueType::String
    {
        say(format!("Format: {}.", format.word()));
    }
    match (details.smallest, details.largest) {
        (Some(smallest), Some(largest)) => say(format!("From {smallest} to {largest}.")),
        (Some(smallest), None) => say(format!("At least {smallest}.")),
        (None, Some(largest)) => say(format!("At most {largest}.")),
        (None, None) => {}
    }
    match (&details.list, details.values.len()) {
        (Some(list), _) => say(format!("Values: the list `{list}`.")),
        (None, 1..=MOST_VALUES) => {
            let values: Vec<String> = details.values.iter().map(|listed| format!("`{}`", listed.value)).collect();
            say(format!("{}: {}.", if parameter.closed { "Only" } else { "Values" }, values.join(", ")));
        }
        (None, 0) => {}
        (None, number) => say(format!("{number} values.")),
    }
    if details.fixed.is_some() {
        say("Always this value.".to_owned());
    }
    if parameter.sensitive {
        let source = if side == Side::Request { ", and taken from a file or stdin only" } else { "" };
        say(format!("Sensitive: never shown{source}."));
    }
    if let Some(instead) = &details.deprecated {
        say(format!("Deprecated: {instead}"));
    }
    if let Some(documented) = details.documented_length {
        let enforced = if parameter.limit.is_some() { "" } else { ", not enforced" };
        say(format!("Documented length: {documented}{enforced}."));
    }
    if details.undocumented {
        say("In no table of the documentation.".to_owned());
    }
    if let Some(quirk) = &details.quirk {
        say(format!("Quirk: {quirk}"));
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}
