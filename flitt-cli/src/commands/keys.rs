//! `flitt keys`: the keys of schema files. The guide's chapter on them is made by its option `--markdown`.

use flitt_schema::{KeyReference, ObjectReference, closest_match, key_reference};

use crate::output::{CommandError, CommandOutput, columns};

/// Show the keys of schema files: which object has them, what they can be, what they mean
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Show this key alone, in every object that has it
    key: Option<String>,
    /// Write tables in Markdown
    #[arg(long)]
    markdown: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let mut objects = key_reference();
    if let Some(name) = &arguments.key {
        let names: Vec<&str> = objects.iter().flat_map(|object| &object.keys).map(|key| key.name).collect();
        if !names.contains(&name.as_str()) {
            return Err(unknown(name, &names));
        }
        for object in &mut objects {
            object.keys.retain(|key| key.name == name);
        }
        objects.retain(|object| !object.keys.is_empty());
    }
    let section = if arguments.markdown { markdown } else { text };
    Ok(CommandOutput::new(objects.iter().map(section).collect::<Vec<_>>().join("\n")))
}

fn unknown(name: &str, names: &[&str]) -> CommandError {
    let error = CommandError::usage(format!("no object of schema files has the key `{name}`"));
    match closest_match(name, names.iter().copied()) {
        Some(similar) => error.help(format!("there is `{similar}`")),
        None => error.help("`flitt keys` lists all"),
    }
}

/// An object for a terminal.
fn text(object: &ObjectReference) -> String {
    let rows = object.keys.iter().map(|key| {
        vec![format!("  {}", key.name), key.value.replace('`', ""), [presence(key), key.doc.to_owned()].concat()]
    });
    format!("{}\n{}", title(object), columns(rows))
}

/// An object as a table of Markdown, below a heading.
fn markdown(object: &ObjectReference) -> String {
    let cell = |text: &str| text.replace('|', r"\|");
    let rows = object
        .keys
        .iter()
        .map(|key| format!("| `{}` | {} | {}{} |\n", key.name, cell(&key.value), presence(key), cell(key.doc)));
    format!("## {}\n\n| key | value | |\n|---|---|---|\n{}", title(object), rows.collect::<String>())
}

/// The label of an object without its article, and of which keys it has exactly one.
fn title(object: &ObjectReference) -> String {
    let label = object.label.trim_start_matches("an ").trim_start_matches("a ");
    let mut letters = label.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let rule = match object.one_of {
        [] => String::new(),
        names => {
            format!(": exactly one of {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    };
    format!("{first}{}{rule}", letters.as_str())
}

fn presence(key: &KeyReference) -> String {
    if key.required { "Required. ".to_owned() } else { String::new() }
}
