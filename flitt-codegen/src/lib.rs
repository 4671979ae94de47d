//! Generates Rust from the model of schema files.
//!
//! It emits data rather than code: a `static` with the embedded form of each table, and one function with documentation
//! for each parameter. `flitt-client` validates, signs, encodes and decodes by the embedded tables.
//!
//! This is a plain library, so that its output can be tested and printed; the derive macros only find the files.
//!
//! Data flow: `library`, which leaves out what has diagnostics -> `modules` (a folder, an endpoint, the shared tables) ->
//! `types` (requests with their builders, responses, enumerations) and `statics`, with names from `names`, paths from
//! `scope` and documentation from `docs`.

mod docs;
mod examples;
mod library;
pub mod markdown;
mod modules;
mod names;
mod scope;
mod statics;
mod types;

use std::borrow::Cow;

use flitt_schema::Library;
use proc_macro2::TokenStream;

pub use docs::{Side, parameter as parameter_documentation};
pub use modules::folder::File;

/// The facts about a derive that schema files do not contain.
pub struct DeriveContext {
    /// The absolute path of `flitt-client`, such as `::flitt_client`.
    pub client: TokenStream,
    /// The visibility of the deriving type.
    pub visibility: TokenStream,
    /// The name of that type.
    pub marker: proc_macro2::Ident,
    /// For a derive over one file: the absolute path of the marker of its status endpoint, if given.
    pub status: Option<TokenStream>,
    /// Whether the code is for documentation, which has the examples of the schema files.
    pub is_documentation: bool,
    /// Whether generated code may name something deprecated: the deriving type is, or the status endpoint can be.
    pub names_deprecated: bool,
}

/// The Rust of one endpoint: a module with its types, and `Endpoint` for the marker. Every file is included.
#[must_use]
pub fn endpoint(library: &Library, files: &[File], context: &DeriveContext) -> TokenStream {
    modules::endpoint::single(&emitted(library), files, context)
}

/// The Rust of a folder: a marker type and a module for each endpoint, and `Api` for the marker of the folder.
#[must_use]
pub fn folder(library: &Library, files: &[File], context: &DeriveContext) -> TokenStream {
    modules::folder::folder(&emitted(library), files, context)
}

/// The part of a library that is emitted: all of it, unless it has diagnostics.
fn emitted(library: &Library) -> Cow<'_, Library> {
    if library::recovery::is_needed(library) {
        Cow::Owned(library::recovery::of(library))
    } else {
        Cow::Borrowed(library)
    }
}
