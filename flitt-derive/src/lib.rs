//! Derive macros for typed endpoints from schema files. Use them through `flitt-client`, which re-exports them.
//!
//! The macros only find the files: `flitt-schema` reads and checks them, `flitt-codegen` generates the Rust.

mod attribute;
mod expand;
mod find;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Generates an endpoint from one schema file: a module with the types of its request and response, and the trait
/// `Endpoint` for the deriving type.
///
/// ```text
/// #[derive(flitt_client::Endpoint)]
/// #[flitt(schema = "schemas/loyalty_points.json")]
/// pub struct LoyaltyPoints;
/// ```
///
/// The path is relative to the folder of the crate's `Cargo.toml`; where there is no such file, to the source file that
/// holds the derive. A path that begins with `$OUT_DIR/` is in the folder of the files that the build script writes, and
/// `$OUT_DIR` is that folder. Shared tables and lists are next to the file, in `tables/` and `reference/`.
///
/// The module has the types `Request`, `Response`, `Builder` and `Parameters`, to which a request dereferences. A crate adds functions
/// of its own to its requests and responses by an `impl` of `Parameters` and of `Response`.
///
/// Editing a file that was read recompiles the crate. A *new* file, such as a list in `reference/` that takes the place of one
/// that every folder has, is noticed if the crate has a build script that names the folder:
/// `fn main() { println!("cargo::rerun-if-changed=schemas"); }`.
///
/// A derive cannot be used below `#![no_implicit_prelude]`, which hides the tool attributes of generated code.
///
/// `#[flitt(status = path)]` is the absolute path of the type of the endpoint that `confirm_with` names, by which the
/// client finds out the outcome of a request. Its file is next to this one.
///
/// `#[flitt(crate = path)]` is the path of `flitt-client`, if it is not available under its own name.
#[proc_macro_derive(Endpoint, attributes(flitt))]
pub fn endpoint(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::endpoint(&input).unwrap_or_else(|error| expand::recover(&input, &error)).into()
}

/// Generates endpoints from all schema files in a folder: for each a type, a module with its request and response, and
/// the trait `Endpoint`; the deriving type implements the trait `Api`.
///
/// ```text
/// pub mod loyalty {
///     #[derive(flitt_client::Api)]
///     #[flitt(schemas = "schemas")]
///     pub struct Loyalty;
/// }
///
/// let request = loyalty::LoyaltyPoints::request();
/// ```
///
/// The types and modules are in the module of the derive, with the modules `tables` and `reference` for what endpoints share. Give
/// each folder a module of its own: two in one module would both have `tables`, and names of endpoints would be among those of
/// other code. Names that would hide one of the prelude, a crate of the standard library or a primitive type are errors.
///
/// Paths are found, and files watched, as for `Endpoint`; a *new* file in the folder is noticed with the same build script.
/// Files in the folder that look like schema files and are not read, such as `points.JSON` or those of other folders, cause a
/// warning.
#[proc_macro_derive(Api, attributes(flitt))]
pub fn api(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::api(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
