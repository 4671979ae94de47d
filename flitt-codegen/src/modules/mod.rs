//! The modules of the generated code: of a folder, of each endpoint, and of the shared tables.

pub(crate) mod endpoint;
pub(crate) mod folder;
mod tables;
