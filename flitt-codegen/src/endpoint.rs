//! The module of one endpoint.

use flitt_schema::{Endpoint, Library, Read, rust_type_name};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::paths::Scope;
use crate::tables::{self, used_tables};
use crate::{Site, docs, lists, names, request, response, statics};

/// Everything in the module of an endpoint.
pub(crate) fn module(read: &Read<Endpoint>, scope: Scope<'_>) -> TokenStream {
    let endpoint = &read.model;
    let import = scope.import();
    let (request_items, request_table) = request_table(endpoint, scope);
    let request = request::request(endpoint, &read.places, scope);
    let answer = response::of_endpoint(endpoint, scope);
    let schema = statics::endpoint(endpoint, &request_table, &answer.tables);
    let answer_items = answer.items;
    quote! {
        #import

        /// What the schema file says, without the words of its documentation.
        pub static SCHEMA: __flitt::LazyEndpoint = #schema;

        #request_items
        #request
        #answer_items
    }
}

/// The `static` of the request's table, and the enumerations of its rows.
fn request_table(endpoint: &Endpoint, scope: Scope<'_>) -> (TokenStream, TokenStream) {
    let table = &endpoint.request;
    if table.name.is_empty() {
        let facts = statics::table(table, scope);
        let lists = lists::of_rows(table.rows.iter());
        let items = quote! {
            static REQUEST: __flitt::LazyTable = #facts;
            #lists
        };
        return (items, quote!(REQUEST));
    }
    let module = scope.table_module(&table.name);
    let lists = table.rows.iter().filter(|row| row.has_own_type()).map(names::type_of);
    (quote!(#(pub use #module::#lists;)*), quote!(#module::TABLE))
}

/// What stands beside the module: the ways in, and the traits.
pub(crate) fn entrance(endpoint: &Endpoint, marker: &Ident, module: &Ident, import: &TokenStream) -> TokenStream {
    let name = endpoint.name.as_ref();
    let doc = format!("A builder of requests to `{name}`.");
    quote! {
        const _: () = {
            #import

            impl #marker {
                #[doc = #doc]
                #[inline]
                pub fn request() -> #module::Builder { #module::Builder::new() }
            }

            impl __flitt::EndpointTrait for #marker {
                type Response = #module::Response;
                const SCHEMA: &'static __flitt::LazyEndpoint = &#module::SCHEMA;
            }
        };
    }
}

/// The documentation of an endpoint.
pub(crate) fn doc(endpoint: &Endpoint) -> String {
    let what = docs::or_else(&endpoint.doc, &format!("The endpoint `{}`.", endpoint.name));
    let host = endpoint.host.as_deref().unwrap_or_default();
    let source = match endpoint.source.as_ref() {
        "" => String::new(),
        address => format!(", documented at <{address}>"),
    };
    format!("{what}\n\n`POST {host}{}`{source}", endpoint.path)
}

/// The enumerations of reference lists.
pub(crate) fn reference(library: &Library, scope: Scope<'_>) -> TokenStream {
    let lists: Vec<TokenStream> = library.lists.iter().filter_map(|read| lists::of_list(&read.model)).collect();
    if lists.is_empty() {
        return TokenStream::new();
    }
    let import = scope.import();
    quote! {
        /// Values that many rows share.
        pub mod reference { #import #(#lists)* }
    }
}

/// The Rust of a derive over one file.
pub(crate) fn single(library: &Library, site: &Site) -> TokenStream {
    let marker = &site.marker;
    let Some(read) = library.endpoints.first() else { return TokenStream::new() };
    let module_name = if read.model.name.is_empty() {
        names::ident(&snake_case(&marker.to_string()))
    } else {
        names::ident(&read.model.name)
    };
    let used = used_tables(library);
    let scope = Scope { library, used: &used, site, depth: 0 };
    let module = module(read, scope);
    let tables = tables::modules(Scope { depth: 2, ..scope });
    let reference = reference(library, scope);
    let entrance = entrance(&read.model, marker, &module_name, &scope.import());
    let visibility = &site.visibility;
    let doc = format!("Request and answer of [`{marker}`].\n\n{}", doc(&read.model));
    quote! {
        #[doc = #doc]
        #visibility mod #module_name {
            #module
            #tables
            #reference

            #[doc(hidden)]
            pub struct __Marker;

            impl __flitt::EndpointTrait for __Marker {
                type Response = Response;
                const SCHEMA: &'static __flitt::LazyEndpoint = &SCHEMA;
            }
        }
        #entrance
    }
}

/// The name of a module for the name of a type: `LoyaltyPoints` gives `loyalty_points`.
fn snake_case(type_name: &str) -> String {
    let mut name = String::new();
    for (position, character) in type_name.char_indices() {
        if character.is_ascii_uppercase() && position > 0 {
            name.push('_');
        }
        name.push(character.to_ascii_lowercase());
    }
    name
}

/// The marker type that a folder's derive emits for an endpoint.
pub(crate) fn marker(endpoint: &Endpoint) -> Ident {
    names::ident(&rust_type_name(&endpoint.name))
}
