//! `flitt new`: a first version of a schema file, and beside it the JSON Schema by which editors complete it.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use flitt_client::schema::{EditorSchema, rust_type_name};

use crate::endpoints::{NAME_HELP, folder_of_environment, is_name};
use crate::output::{Done, Fault};

/// A file that checks clean and says what to put where.
const STARTER: &str = include_str!("starter.json");

/// Write a first version of a schema file: 0 written, 2 cannot run
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The name of the endpoint: lower-case letters, digits and `_`
    endpoint: String,
    /// The folder of the schema files [default: the folder `schemas`]
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let name = &arguments.endpoint;
    if !is_name(name) {
        return Err(Fault::cannot(format_args!("`{name}` cannot be the name of an endpoint")).help(NAME_HELP));
    }
    let folder = arguments.folder.clone().or_else(folder_of_environment).unwrap_or_else(|| PathBuf::from("schemas"));
    let path = folder.join(format!("{name}.json"));
    let shown = path.display();
    let text = STARTER.replace("starter", name);
    let cannot = |error: &std::io::Error| {
        Fault::cannot(format_args!("cannot write `{shown}`: {error}"))
            .help("name another folder with --folder, or check its permissions")
    };
    fs::create_dir_all(&folder).map_err(|error| cannot(&error))?;
    let mut file = fs::File::create_new(&path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Fault::cannot(format_args!("there is a file `{shown}` already"))
            .help("choose another name, or edit that file"),
        _ => cannot(&error),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| cannot(&error))?;
    let editor = folder.join(EditorSchema::Endpoint.file_name());
    if !editor.exists() {
        fs::write(&editor, EditorSchema::Endpoint.text()).map_err(|error| cannot(&error))?;
    }
    let marker = rust_type_name(name);
    let folder = folder.display();
    Ok(Done::new(format!("{shown}\n")).with_note(format!(
        "put the rows of the documentation's table into `request`, one by one; then\n  \
         flitt check {folder}\n  flitt show {name} --schemas {folder}\n\
         and in Rust:\n  #[derive(flitt_client::Endpoint)]\n  #[flitt(schema = \"{shown}\")]\n  pub struct {marker};"
    )))
}
