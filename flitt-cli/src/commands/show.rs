//! `flitt show`: what the schema file of one endpoint says, as tables.

use clap_complete::ArgValueCompleter;
use flitt_client::schema::{Endpoint, Group, Origin, Parameter, Rule, Table};

use crate::complete;
use crate::endpoints::{SchemaArguments, find};
use crate::layout::{columns, paragraph};
use crate::output::{Done, Fault, heading};
use crate::words::{self, Side};

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

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let library = arguments.schemas.library()?;
    let endpoint = find(&library, &arguments.endpoint)?;
    let mut text = format!("{}\n{}\n{}", heading(&endpoint.name), paragraph(&endpoint.doc), facts(endpoint));
    text.push_str(&table("Request", &endpoint.request, Side::Request));
    for form in endpoint.response.forms.iter() {
        text.push_str(&table(&words::title(endpoint, form), &form.table, Side::Answer));
    }
    Ok(Done::new(text))
}

fn facts(endpoint: &Endpoint) -> String {
    let host = endpoint.host.as_deref().unwrap_or_default();
    let mut facts = vec![
        ("path", format!("POST {host}{}", endpoint.path)),
        ("signed with", words::signed_with(endpoint)),
        ("protocol", words::protocol(endpoint)),
        ("answer", words::answer(endpoint).to_owned()),
        ("repeat", words::retry(endpoint)),
    ];
    if !endpoint.source.is_empty() {
        facts.push(("source", endpoint.source.to_string()));
    }
    columns(facts.into_iter().map(|(name, words)| vec![format!("  {name}"), words]))
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
    let mut cells = vec![parameter.name.to_string(), words::type_of(parameter)];
    match side {
        Side::Request => {
            cells.extend([yes(parameter.mandatory), default.map(ToString::to_string).unwrap_or_default()]);
        }
        Side::Answer => cells.push(yes(parameter.always)),
    }
    cells.push(description(parameter, side));
    cells
}

/// What the file says of a parameter, and what follows from its other keys.
fn description(parameter: &Parameter, side: Side) -> String {
    let details = &parameter.details;
    let mut sentences = vec![details.doc.to_string()];
    if parameter.origin == Origin::Protocol && side == Side::Request {
        sentences.push(format!("Set by itself; `{}=` leaves it out.", parameter.name));
    }
    sentences.extend(words::facts(parameter, side));
    if parameter.sensitive && side == Side::Request {
        sentences.push("Taken from a file or stdin only.".to_owned());
    }
    match (&details.list, details.values.len()) {
        (Some(list), _) => sentences.push(format!("Values: the list `{list}`.")),
        (None, 1..=MOST_VALUES) => {
            let values: Vec<String> = details.values.iter().map(|listed| format!("`{}`", listed.value)).collect();
            sentences.push(format!("{}: {}.", if parameter.closed { "Only" } else { "Values" }, values.join(", ")));
        }
        (None, 0) => {}
        (None, number) => sentences.push(format!("{number} values.")),
    }
    if details.fixed.is_some() {
        sentences.push("Always this value.".to_owned());
    }
    if let Some(quirk) = &details.quirk {
        sentences.push(format!("Quirk: {quirk}"));
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}
