//! `flitt new`: the first version of a schema file, and the JSON Schema by which editors complete it.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use flitt_schema::{Fix, InMemory, Library, MetaSchema, rust_type_name};

use crate::output::{CommandError, CommandOutput, must_not_be_linked, shell_word};
use crate::schemas::{NAME_HELP, folder_from_environment, is_endpoint_name};

/// A template without diagnostics that says what belongs where.
const STARTER: &str = include_str!("starter.json");

/// Write the first version of a schema file
#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 written, 2 cannot run")]
pub(crate) struct Arguments {
    /// The name of the endpoint: lower-case letters, digits and `_`
    endpoint: String,
    /// The folder of the schema files [default: the folder `schemas`]
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let name = &arguments.endpoint;
    if !is_endpoint_name(name) {
        return Err(CommandError::usage(format!("`{name}` is not a valid name of an endpoint")).help(NAME_HELP));
    }
    let folder = arguments.folder.clone().or_else(folder_from_environment).unwrap_or_else(|| PathBuf::from("schemas"));
    let path = folder.join(format!("{name}.json"));
    let shown = path.display();
    let text = STARTER.replace("starter", name);
    // A name of the prelude needs another one in Rust.
    let file = format!("{name}.json");
    let library = Library::read_endpoint(&InMemory::from_iter([(file.as_str(), text.as_str())]), &file);
    let text = Fix::apply(&text, &library.diagnostics);
    let write_error = |error: std::io::Error| {
        CommandError::usage(error)
            .context(format!("cannot write `{shown}`"))
            .help("name another folder with --folder, or check its permissions")
    };
    let editor = folder.join(MetaSchema::Endpoint.file_name());
    // One that is there stays as it is.
    let new_editor = (!editor.exists()).then_some(&editor);
    [&folder, &path].into_iter().chain(new_editor).try_for_each(|path| must_not_be_linked(path))?;
    fs::create_dir_all(&folder).map_err(write_error)?;
    let mut file = fs::File::create_new(&path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => CommandError::usage(format!("the file `{shown}` already exists"))
            .help("choose another name, or edit that file"),
        _ => write_error(error),
    })?;
    file.write_all(text.as_bytes()).map_err(write_error)?;
    if !editor.exists() {
        fs::write(&editor, MetaSchema::Endpoint.text()).map_err(write_error)?;
    }
    let marker = rust_type_name(name);
    let folder = shell_word(&folder.display().to_string());
    let schema = shown.to_string();
    Ok(CommandOutput::new(format!("{shown}\n")).with_note(format!(
        "add the parameters of the documentation's table to `request`, one by one; then\n  \
         flitt check {folder}\n  flitt show {name} --schemas {folder}\n\
         and in Rust:\n  #[derive(flitt_client::Endpoint)]\n  #[flitt(schema = {schema:?})]\n  pub struct {marker};"
    )))
}
