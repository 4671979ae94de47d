//! The schemas: built in, or read from a folder.

mod file;
mod find;

use std::path::{Path, PathBuf};

use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_schema::{InMemory, Library, RustName};

pub(crate) use self::file::{SchemaFile, folder, is_editor_schema, shared_kind};
pub(crate) use self::find::find_endpoint;
use crate::output::{CommandError, count, shell_word};

/// The environment variable of the folder of schema files.
const SCHEMAS_VARIABLE: &str = "FLITT_SCHEMAS";

/// The schemas that are part of the program.
pub(crate) fn built_in() -> Library {
    Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>())
}

/// The folder that the environment names.
pub(crate) fn folder_from_environment() -> Option<PathBuf> {
    std::env::var_os(SCHEMAS_VARIABLE).filter(|text| !text.is_empty()).map(PathBuf::from)
}

/// Reads a folder whose files have no errors. `flitt check` reports the errors; other commands only count them.
pub(crate) fn read_folder(path: &Path) -> Result<Library, CommandError> {
    let shown = path.display();
    if !path.is_dir() {
        return Err(CommandError::usage(format!("there is no folder `{shown}`"))
            .help(format!("--schemas and {SCHEMAS_VARIABLE} name a folder of schema files")));
    }
    let library = Library::read_folder(&folder(path));
    if !library.diagnostics.is_empty() {
        let errors = count(library.diagnostics.len(), "error");
        return Err(CommandError::usage(format!("cannot use the schemas of `{shown}`: {errors}"))
            .help(format!("`flitt check {}` reports them", shell_word(&shown.to_string()))));
    }
    Ok(library)
}

/// The rules for names of endpoints.
pub(crate) const NAME_HELP: &str = "use lower-case letters, digits and `_`, such as order_status; keywords of Rust, `tables` and `reference` are reserved";

/// Whether an endpoint can have this name: it names a file, and a module in Rust.
pub(crate) fn is_endpoint_name(name: &str) -> bool {
    let is_plain = RustName::of(name) == RustName::Plain && !name.contains(|it: char| it.is_ascii_uppercase());
    // The generated code has modules of these names next to those of the endpoints.
    is_plain && !matches!(name, "tables" | "reference")
}
