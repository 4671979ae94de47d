//! Turns the model of schema files into Rust.
//!
//! Emits data rather than code: a `static` with the facts of each table, types that hold one text a row, and for each
//! parameter one function with its documentation. One loop in `flitt-client` checks, signs, writes and reads all of
//! them.
//!
//! A plain library, so that what it emits can be tested and printed; the derive macros only find the files.

mod builder;
mod docs;
mod endpoint;
mod folder;
mod lists;
mod names;
mod paths;
mod request;
mod response;
mod skeleton;
mod statics;
mod tables;

use std::borrow::Cow;

use flitt_schema::Library;
use proc_macro2::TokenStream;

pub use docs::parameter as parameter_documentation;
pub use folder::File;

/// What the caller knows and the schema files do not say.
pub struct Site {
    /// The absolute path of `flitt-client`, such as `::flitt_client`.
    pub client: TokenStream,
    /// The visibility of the type that the derive stands on.
    pub visibility: TokenStream,
    /// The name of that type.
    pub marker: proc_macro2::Ident,
}

/// The Rust of one endpoint: a module with its types, and `Endpoint` for the marker.
#[must_use]
pub fn endpoint(library: &Library, site: &Site) -> TokenStream {
    endpoint::single(&emitted(library), site)
}

/// The Rust of a folder: a marker type and a module for each endpoint, and `Api` for the marker of the folder.
#[must_use]
pub fn folder(library: &Library, files: &[File], site: &Site) -> TokenStream {
    folder::folder(&emitted(library), files, site)
}

/// What of a library is emitted: all of it, where it is faultless.
fn emitted(library: &Library) -> Cow<'_, Library> {
    if skeleton::is_needed(library) { Cow::Owned(skeleton::of(library)) } else { Cow::Borrowed(library) }
}
