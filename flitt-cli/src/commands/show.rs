//! `flitt show`: the schema file of one endpoint as tables.

use clap_complete::ArgValueCompleter;
use flitt_schema::{Endpoint, Group, Library, Loaded, Origin, Parameter, Rule, Table};

use crate::arguments::SchemaArguments;
use crate::complete;
use crate::describe::endpoint::{protocol, response_signature, response_title, retry, signed_with};
use crate::describe::examples::summary;
use crate::describe::parameter::{other_values, properties, type_with_length};
use crate::direction::Direction;
use crate::output::{CommandError, CommandOutput, columns, heading, paragraph};
use crate::schemas::find_endpoint;

/// A description lists at most this many values.
const MAX_LISTED_VALUES: usize = 12;

/// Show the tables of one endpoint
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The name of the endpoint, as listed by `flitt list`
    #[arg(add = ArgValueCompleter::new(complete::endpoints))]
    endpoint: String,
    #[command(flatten)]
    schemas: SchemaArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let library = arguments.schemas.library()?;
    let endpoint = find_endpoint(&library, &arguments.endpoint)?;
    let (name, doc) = (heading(&endpoint.name), paragraph(&endpoint.doc));
    let mut text = format!("{name}\n{doc}\n{}", endpoint_properties(endpoint, &library));
    text.push_str(&table("Request", &endpoint.request, Direction::Request));
    for variant in endpoint.response.variants.iter() {
        text.push_str(&table(&response_title(endpoint, variant), &variant.table, Direction::Response));
    }
    Ok(CommandOutput::new(text))
}

fn endpoint_properties(endpoint: &Endpoint, library: &Library) -> String {
    let host = endpoint.host.as_deref().unwrap_or_default();
    let mut properties = vec![
        ("path", format!("POST {host}{}", endpoint.path)),
        ("signed with", signed_with(endpoint)),
        ("protocol", protocol(endpoint)),
        ("response", response_signature(endpoint).to_owned()),
        ("retry", retry(endpoint)),
    ];
    if !endpoint.source.is_empty() {
        properties.push(("source", endpoint.source.to_string()));
    }
    let examples = library.endpoint(&endpoint.name).map(Loaded::examples).unwrap_or_default();
    if !examples.is_empty() {
        properties.push(("examples", summary(&examples)));
    }
    columns(properties.into_iter().map(|(name, value)| vec![format!("  {name}"), value]))
}

/// A table with its heading, its groups, and its nested tables.
fn table(title: &str, table: &Table, direction: Direction) -> String {
    let name = if table.name.is_empty() { String::new() } else { format!(" (table `{}`)", table.name) };
    let mut text = format!("\n{}\n", heading(&format!("{title}{name}")));
    if table.rows.is_empty() {
        text.push_str("no parameters\n");
    } else {
        let lines = table.rows.iter().map(|parameter| line(parameter, direction));
        text.push_str(&columns(std::iter::once(header(direction)).chain(lines)));
    }
    if !table.groups.is_empty() {
        text.push('\n');
    }
    for group in table.groups.iter() {
        text.push_str(&paragraph(&rule(group)));
    }
    for parameter in table.rows.iter() {
        if let Some(nested) = &parameter.details.table {
            text.push_str(&self::table(&format!("Within `{}`", parameter.name), nested, direction));
        }
    }
    text
}

fn rule(group: &Group) -> String {
    let reason = if group.doc.is_empty() { String::new() } else { format!(": {}", group.doc) };
    format!("- {}{reason}", Rule::Group(group.clone()))
}

fn header(direction: Direction) -> Vec<String> {
    let names: &[&str] = match direction {
        Direction::Request => &["PARAMETER", "TYPE", "MANDATORY", "DEFAULT", "DESCRIPTION"],
        Direction::Response => &["PARAMETER", "TYPE", "ALWAYS", "DESCRIPTION"],
    };
    names.iter().map(ToString::to_string).collect()
}

fn line(parameter: &Parameter, direction: Direction) -> Vec<String> {
    let yes = |condition: bool| if condition { "yes" } else { "" }.to_owned();
    let default = parameter.details.fixed.as_ref().or(parameter.details.default.as_ref());
    let mut cells = vec![parameter.name.to_string(), type_with_length(parameter)];
    match direction {
        Direction::Request => {
            cells.extend([yes(parameter.mandatory), default.map(ToString::to_string).unwrap_or_default()]);
        }
        Direction::Response => cells.push(yes(parameter.always)),
    }
    cells.push(description(parameter, direction));
    cells
}

/// The description in the file, and sentences about the other keys of the parameter.
fn description(parameter: &Parameter, direction: Direction) -> String {
    let details = &parameter.details;
    let mut sentences = vec![details.doc.to_string()];
    if parameter.origin == Origin::Protocol && direction == Direction::Request {
        sentences.push(format!("Set automatically; `{}=` omits it.", parameter.name));
    }
    sentences.extend(properties(parameter, direction));
    if parameter.sensitive && direction == Direction::Request {
        sentences.push("Accepted from a file or stdin only.".to_owned());
    }
    let others = other_values(parameter, direction);
    match (&details.list, details.values.len()) {
        (None, 0) => {}
        (Some(list), _) => sentences.push(format!("Values: the list `{list}`{others}.")),
        (None, 1..=MAX_LISTED_VALUES) => {
            let values: Vec<String> = details.values.iter().map(|listed| format!("`{}`", listed.value)).collect();
            sentences.push(format!("Values: {}{others}.", values.join(", ")));
        }
        (None, number) => sentences.push(format!("{number} values{others}.")),
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
