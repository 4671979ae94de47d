//! `flitt list`: the endpoints.

use flitt_client::schema::Key;

use crate::endpoints::SchemaArguments;
use crate::layout::columns;
use crate::output::{Done, Fault};

/// List the endpoints
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    schemas: SchemaArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let library = arguments.schemas.library()?;
    let header = ["ENDPOINT", "KEY", "PATH", "DESCRIPTION"].map(str::to_owned).to_vec();
    let rows = library.endpoints.iter().map(|read| {
        let endpoint = &read.model;
        let key = if endpoint.key == Key::None { "-" } else { endpoint.key.word() };
        vec![endpoint.name.to_string(), key.to_owned(), endpoint.path.to_string(), first_sentence(&endpoint.doc)]
    });
    Ok(Done::new(columns(std::iter::once(header).chain(rows))))
}

fn first_sentence(text: &str) -> String {
    text.split_once(". ").map_or_else(|| text.to_owned(), |(first, _)| format!("{first}."))
}
