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
/// holds the derive. Shared tables and lists are next to the file, in `tables/` and `reference/`. Editing a file that was
/// read recompiles the crate.
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
/// #[derive(flitt_client::Api)]
/// #[flitt(schemas = "schemas")]
/// pub struct Loyalty;
/// ```
///
/// Paths are found as for `Endpoint`. A *new* file in the folder is noticed if the crate has a build script that names
/// the folder: `fn main() { println!("cargo::rerun-if-changed=schemas"); }`.
#[proc_macro_derive(Api, attributes(flitt))]
pub fn api(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::api(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
