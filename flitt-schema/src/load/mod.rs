//! From files to checked endpoints: reads the files of a folder, resolves the tables and lists that they refer to, and
//! collects the diagnostics of all of them.

mod endpoints;
mod library;
mod lists;
mod loader;
mod reference;
mod tables;

pub use library::Library;

use crate::source::Files;
use loader::Loader;

/// Whether a name is that of a file in the folder itself, without its extension.
fn is_file_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

impl Library {
    /// Reads a whole folder: endpoints are `*.json` except `*.schema.json`, shared tables are in `tables/`, reference
    /// lists in `reference/`. Other files are not read.
    #[must_use]
    pub fn read_folder(files: &dyn Files) -> Self {
        let mut loader = Loader::new(files);
        loader.library.unread = files.unread();
        for name in loader.names("reference") {
            loader.list_file(&name);
        }
        for name in loader.names("tables") {
            loader.table_file(&name);
        }
        for name in loader.names("") {
            loader.endpoint_file(&name);
        }
        loader.finish()
    }

    /// Reads the reference lists of a folder alone.
    #[must_use]
    pub fn read_lists(files: &dyn Files) -> Self {
        let mut loader = Loader::new(files);
        for name in loader.names("reference") {
            loader.list_file(&name);
        }
        loader.finish()
    }

    /// Reads the file of one endpoint, and the files that it refers to: tables, lists, and the endpoint that `confirm_with`
    /// names, which is only checked.
    #[must_use]
    pub fn read_endpoint(files: &dyn Files, name: &str) -> Self {
        let mut loader = Loader::new(files);
        loader.endpoint_file(name);
        loader.read_status_endpoints();
        loader.finish()
    }

    /// Reads one file of any kind. Its folder determines the kind: a table in `tables/`, a list in `reference/`, else an
    /// endpoint.
    #[must_use]
    pub fn read_file(files: &dyn Files, name: &str) -> Self {
        let mut loader = Loader::new(files);
        match name.split_once('/') {
            Some(("tables", _)) => loader.table_file(name),
            Some(("reference", _)) => loader.list_file(name),
            _ => loader.endpoint_file(name),
        }
        loader.must_exist(name);
        loader.read_status_endpoints();
        loader.finish()
    }
}
