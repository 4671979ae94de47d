//! The modules of a folder of schema files.

use flitt_schema::{Library, Table};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{endpoint, tables};
use crate::library::used_tables;
use crate::scope::Scope;
use crate::{DeriveContext, names};

/// A file that was read: its name in the folder, and the path that `include_str!` finds it under.
pub struct File {
    /// The name in the folder, with `/`.
    pub name: String,
    /// An expression that gives the path as a string literal.
    pub path: TokenStream,
}

/// The names of files with their texts.
pub(crate) fn texts(files: &[File]) -> TokenStream {
    let texts = files.iter().map(|File { name, path }| quote!((#name, ::core::include_str!(#path))));
    quote!(&[#(#texts),*])
}

/// Includes files that nothing else includes: the compiler watches what is included.
pub(crate) fn watched(files: &[File]) -> TokenStream {
    let paths = files.iter().map(|file| &file.path);
    quote!(#(const _: &[u8] = ::core::include_bytes!(#paths);)*)
}

pub(crate) fn folder(library: &Library, files: &[File], context: &DeriveContext) -> TokenStream {
    let used = used_tables(library);
    let scope = Scope { library, used: &used, context, depth: 1 };
    let import = scope.import();
    let endpoints = library.endpoints.iter().filter(|loaded| !loaded.model.name.is_empty()).map(|loaded| {
        let model = &loaded.model;
        let (marker, module_name) = (names::marker(model), names::module(model));
        let doc = endpoint::doc(loaded, context);
        let alias = endpoint::alias(model, context);
        let module_doc = format!("Request and response of [`{marker}`].");
        let module = endpoint::module(loaded, scope);
        let marker_impls = endpoint::marker_impls(model, &scope.status(model), scope);
        quote! {
            #[doc = #doc]
            #alias
            pub struct #marker;
            __flitt::marker!(#marker);
            #[doc = #module_doc]
            pub mod #module_name { #module #marker_impls }
        }
    });
    let made = library
        .endpoints
        .iter()
        .flat_map(|loaded| loaded.model.response.variants.iter())
        .map(|form| form.table.name.as_ref());
    let made: Vec<&str> = made.collect();
    let is_made = |table: &Table| made.contains(&table.name.as_ref()) || !table.callback.is_empty();
    let records = used.iter().map(|used| used.table).filter(|table| is_made(table)).map(|table| {
        let (module, name) = (names::ident(&table.name), names::type_name(&table.name));
        quote!(pub use tables::#module::#name;)
    });
    let tables = tables::modules(Scope { depth: 2, ..scope });
    let reference = endpoint::reference(library, scope);
    let schemas = library.endpoints.iter().filter(|loaded| !loaded.model.name.is_empty()).map(|loaded| {
        let module_name = names::module(&loaded.model);
        quote!(&#module_name::SCHEMA)
    });
    let markers = library.endpoints.iter().filter(|loaded| !loaded.model.name.is_empty());
    let markers: Vec<_> = markers.map(|loaded| names::marker(&loaded.model)).collect();
    let texts = texts(files);
    let marker = &context.marker;
    let visibility = &context.visibility;
    let allow = scope.allow_deprecated();
    let module = format_ident!("__{}_endpoints", names::ident(&marker.to_string().to_lowercase()));
    quote! {
        #[doc(hidden)]
        #[allow(non_snake_case)]
        mod #module {
            #import
            #(#endpoints)*
            #(#records)*
            #tables
            #reference

            /// The embedded endpoints.
            pub static ENDPOINTS: &[&__flitt::LazyEndpoint] = &[#(#schemas),*];
        }

        #[doc(inline)]
        #visibility use #module::*;

        #allow
        const _: () = {
            #import
            impl __flitt::Api for #marker {
                const ENDPOINTS: &'static [&'static __flitt::LazyEndpoint] = #module::ENDPOINTS;
                const FILES: &'static [(&'static str, &'static str)] = #texts;
                fn visit<V: __flitt::EndpointVisitor>(visitor: &mut V) {
                    #(visitor.visit::<#module::#markers>();)*
                }
            }
        };
    }
}
