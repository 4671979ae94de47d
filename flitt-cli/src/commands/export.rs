//! `flitt export`: documents generated from the schemas.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::arguments::SchemaArguments;
use crate::export::{self, File, Origin};
use crate::output::{CommandError, CommandOutput, count};

/// Generate documents from the schemas: an API description, JSON Schemas, a reference site
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
    #[value(help = "OpenAPI 3.1, with examples signed with the test key")]
    Openapi,
    /// A JSON Schema for each request and each response
    JsonSchema,
    /// A reference site for offline use: a page for each endpoint
    Html,
    /// The JSON Schemas by which editors complete schema files
    Editor,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let library = arguments.schemas.library()?;
    let files = match arguments.format {
        Format::Openapi => {
            let text = export::openapi(&library);
            return match &arguments.out {
                None => Ok(CommandOutput::new(text)),
                Some(path) => write(path, &text).map(|()| CommandOutput::new(format!("{}\n", path.display()))),
            };
        }
        Format::JsonSchema => export::json_schemas(&library),
        Format::Html => {
            let folder = arguments.schemas.folder();
            export::html(&library, folder.as_deref().map_or(Origin::BuiltIn, Origin::Folder))
        }
        Format::Editor => export::editor_schemas(),
    };
    let Some(folder) = &arguments.out else {
        let name = arguments.format.to_possible_value();
        let name = name.as_ref().map_or("", |value| value.get_name());
        return Err(CommandError::usage(format!("`{name}` consists of several files, but no folder is given"))
            .help(format!("name a folder: flitt export {name} --out DIR")));
    };
    write_all(folder, &files)?;
    let first = if arguments.format == Format::Html { folder.join("index.html") } else { folder.clone() };
    Ok(CommandOutput::new(format!("{}\n", first.display())).with_note(format!("wrote {}", count(files.len(), "file"))))
}

fn write_all(folder: &Path, files: &[File]) -> Result<(), CommandError> {
    fs::create_dir_all(folder).map_err(|error| write_error(folder, error))?;
    files.iter().try_for_each(|file| write(&folder.join(&file.name), &file.text))
}

fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    fs::write(path, text).map_err(|error| write_error(path, error))
}

fn write_error(path: &Path, error: std::io::Error) -> CommandError {
    CommandError::usage(error)
        .context(format!("cannot write `{}`", path.display()))
        .help("name another path with --out, or check its permissions")
}
