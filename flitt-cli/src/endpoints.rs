//! The endpoints: the built-in ones, or those of a folder.

use std::path::{Path, PathBuf};

use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_client::schema::{Endpoint, InMemory, Library, RustName, nearest};

use crate::output::{Fault, count};
use crate::schema_file;

/// The variable of the folder of schema files.
pub(crate) const SCHEMAS_VARIABLE: &str = "FLITT_SCHEMAS";

#[derive(clap::Args)]
pub(crate) struct SchemaArguments {
    /// Use the schema files of this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
}

impl SchemaArguments {
    /// Everything that the schemas say.
    pub(crate) fn library(&self) -> Result<Library, Fault> {
        match self.schemas.clone().or_else(folder_of_environment) {
            Some(folder) => read(&folder),
            None => Ok(built_in()),
        }
    }
}

/// The schemas that are part of the program.
pub(crate) fn built_in() -> Library {
    Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>())
}

/// The folder that the environment names.
pub(crate) fn folder_of_environment() -> Option<PathBuf> {
    std::env::var_os(SCHEMAS_VARIABLE).filter(|text| !text.is_empty()).map(PathBuf::from)
}

/// The faults are told by `flitt check`; here, a folder works or it does not.
fn read(folder: &Path) -> Result<Library, Fault> {
    let shown = folder.display().to_string();
    if !folder.is_dir() {
        return Err(Fault::cannot(format_args!("there is no folder `{shown}`"))
            .help(format!("--schemas and {SCHEMAS_VARIABLE} name a folder of schema files")));
    }
    let library = Library::read_folder(&schema_file::folder(folder));
    if !library.diagnostics.is_empty() {
        let found = count(library.diagnostics.len(), "finding");
        return Err(Fault::cannot(format_args!("the schemas of `{shown}` cannot be used: {found}"))
            .help(format!("see them with `flitt check {shown}`")));
    }
    Ok(library)
}

/// What a name must be.
pub(crate) const NAME_HELP: &str =
    "use lower-case letters, digits and `_`, such as order_status; words of Rust, `tables` and `reference` are taken";

/// Whether an endpoint can have this name: it is a file's, and a module's in Rust.
pub(crate) fn is_name(name: &str) -> bool {
    let is_plain = RustName::of(name) == RustName::Plain && !name.contains(|it: char| it.is_ascii_uppercase());
    // Modules of these names stand beside those of the endpoints.
    is_plain && !matches!(name, "tables" | "reference")
}

/// An endpoint by its name.
pub(crate) fn find<'l>(library: &'l Library, name: &str) -> Result<&'l Endpoint, Fault> {
    let known = || library.endpoints.iter().map(|read| &read.model);
    if let Some(endpoint) = known().find(|endpoint| endpoint.name == name) {
        return Ok(endpoint);
    }
    let by_path = || known().find(|endpoint| endpoint.path.trim_start_matches("/api/") == trimmed(name));
    let by_part = || {
        let mut alike = known().filter(|endpoint| endpoint.name.contains(name));
        alike.next().filter(|_| !name.is_empty() && alike.next().is_none())
    };
    let similar = nearest(name, known().map(|endpoint| endpoint.name.as_ref()))
        .or_else(|| by_path().map(|endpoint| endpoint.name.as_ref()))
        .or_else(|| by_part().map(|endpoint| endpoint.name.as_ref()));
    let help = match similar {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "`flitt list` shows all of them".to_owned(),
    };
    Err(Fault::cannot(format_args!("there is no endpoint `{name}`")).help(help))
}

/// A path as people write it, without what all paths have.
fn trimmed(path: &str) -> &str {
    path.trim_start_matches('/').trim_start_matches("api/")
}
