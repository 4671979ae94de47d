//! Which schemas a command uses.

use std::path::PathBuf;

use flitt_schema::Library;

use crate::output::CommandError;
use crate::schemas::{built_in, folder_from_environment, read_folder};

#[derive(clap::Args)]
pub(crate) struct SchemaArguments {
    /// Use the schema files of this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
}

impl SchemaArguments {
    /// The named folder, else the folder in the environment.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        self.schemas.clone().or_else(folder_from_environment)
    }

    /// The schemas of the named folder, else of the folder in the environment, else the built-in ones.
    pub(crate) fn library(&self) -> Result<Library, CommandError> {
        match self.folder() {
            Some(folder) => read_folder(&folder),
            None => Ok(built_in()),
        }
    }
}
