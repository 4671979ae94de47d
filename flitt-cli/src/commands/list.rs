//! `flitt list`: the endpoints.

use flitt_schema::Key;

use crate::arguments::SchemaArguments;
use crate::output::{CommandError, CommandOutput, columns};

/// List the endpoints
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    schemas: SchemaArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let library = arguments.schemas.library()?;
    let header = ["ENDPOINT", "KEY", "PATH", "DESCRIPTION"].map(str::to_owned).to_vec();
    let rows = library.endpoints.iter().map(|loaded| {
        let endpoint = &loaded.model;
        let key = if endpoint.key == Key::None { "-" } else { endpoint.key.as_str() };
        vec![endpoint.name.to_string(), key.to_owned(), endpoint.path.to_string(), first_sentence(&endpoint.doc)]
    });
    Ok(CommandOutput::new(columns(std::iter::once(header).chain(rows))))
}

fn first_sentence(text: &str) -> String {
    text.split_once(". ").map_or_else(|| text.to_owned(), |(first, _)| format!("{first}."))
}
