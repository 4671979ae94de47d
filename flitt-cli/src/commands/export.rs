//! `flitt export`: documents made of the schemas.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::endpoints::SchemaArguments;
use crate::export::{self, File};
use crate::output::{Done, Fault, count};

/// Write documents made of the schemas: an API description, JSON Schemas, a reference site
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to write
    #[arg(value_enum)]
    format: Format,
    /// Where to write: a file for `openapi` [default: stdout], a folder for all others
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    schemas: SchemaArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    #[value(help = "OpenAPI 3.1, with examples that are signed with the test key")]
    Openapi,
    /// A JSON Schema for each request and each answer
    JsonSchema,
    /// A reference site: a page for each endpoint, without any network
    Html,
    /// The JSON Schemas by which editors complete schema files
    Editor,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let library = arguments.schemas.library()?;
    let files = match arguments.format {
        Format::Openapi => {
            let text = export::openapi(&library);
            return match &arguments.out {
                None => Ok(Done::new(text)),
                Some(path) => write(path, &text).map(|()| Done::new(format!("{}\n", path.display()))),
            };
        }
        Format::JsonSchema => export::json_schemas(&library),
        Format::Html => export::html(&library),
        Format::Editor => export::editor_schemas(),
    };
    let Some(folder) = &arguments.out else {
        let name = arguments.format.to_possible_value();
        let name = name.as_ref().map_or("", |value| value.get_name());
        return Err(Fault::cannot(format_args!("`{name}` is several files, and no folder is given"))
            .help(format!("name a folder: flitt export {name} --out DIR")));
    };
    write_all(folder, &files)?;
    let first = if arguments.format == Format::Html { folder.join("index.html") } else { folder.clone() };
    Ok(Done::new(format!("{}\n", first.display())).with_note(format!("wrote {}", count(files.len(), "file"))))
}

fn write_all(folder: &Path, files: &[File]) -> Result<(), Fault> {
    fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    files.iter().try_for_each(|file| write(&folder.join(&file.name), &file.text))
}

fn write(path: &Path, text: &str) -> Result<(), Fault> {
    fs::write(path, text).map_err(|error| cannot(path, &error))
}

fn cannot(path: &Path, error: &std::io::Error) -> Fault {
    Fault::cannot(format_args!("cannot write `{}`: {error}", path.display()))
        .help("name another place with --out, or check its permissions")
}
