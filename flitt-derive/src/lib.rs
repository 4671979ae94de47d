//! Derive macros that make typed endpoints of schema files. Use them through `flitt-client`, which re-exports them.
//!
//! The macros only find the files: `flitt-schema` reads and checks them, `flitt-codegen` writes the Rust.

mod attribute;
mod expand;
mod find;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes an endpoint of one schema file: a module with the types of its request and answer, and the trait `Endpoint`
/// for the type that the derive stands on.
///
/// ```text
/// #[derive(flitt_client::Endpoint)]
/// #[flitt(schema = "schemas/loyalty_points.json")]
/// pub struct LoyaltyPoints;
/// ```
///
/// The path is relative to the folder of the crate's `Cargo.toml`; where there is no such file, to the source file that
/// holds the derive. Shared tables and lists stand beside the file, in `tables/` and `reference/`. Editing a file that
/// was read compiles the crate again.
///
/// `#[flitt(crate = path)]` says where `flitt-client` is found, if it is not under its own name.
#[proc_macro_derive(Endpoint, attributes(flitt))]
pub fn endpoint(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::endpoint(&input).unwrap_or_else(|error| expand::refused(&input, &error)).into()
}

/// Makes endpoints of all schema files in a folder: for each a type, a module with its request and answer, and the
/// trait `Endpoint`; the type that the derive stands on gets the trait `Api`.
///
/// ```text
/// #[derive(flitt_client::Api)]
/// #[flitt(schemas = "schemas")]
/// pub struct Loyalty;
/// ```
///
/// Paths are found as for `Endpoint`. A *new* file in the folder is seen when the crate has a build script that names
/// the folder: `fn main() { println!("cargo::rerun-if-changed=schemas"); }`.
#[proc_macro_derive(Api, attributes(flitt))]
pub fn api(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::api(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
