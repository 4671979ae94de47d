//! The modules of shared tables, which responses, requests and nested values have in common.

use proc_macro2::TokenStream;
use quote::quote;

use crate::markdown::{code, link};
use crate::scope::Scope;
use crate::types::{enums, parameters, request, response};
use crate::{docs, names, statics};

/// The module `tables`.
pub(crate) fn modules(scope: Scope<'_>) -> TokenStream {
    // Two folders in one module would both have an empty one, and neither could be named.
    if scope.used.is_empty() {
        return TokenStream::new();
    }
    let import = scope.import();
    let modules = scope.used.iter().map(|used| {
        let table = used.table;
        let module = names::ident(&table.name);
        let doc = format!("The table {}.", code(&table.name));
        let facts = statics::table(table, scope);
        let lists = enums::of_rows(table.rows.iter());
        let record = used.in_response.then(|| {
            let source = match table.source.as_ref() {
                "" => String::new(),
                address => format!("\n\nSource: {}", link(address)),
            };
            let text =
                docs::or_else(&table.doc, &format!("A response with the table {}.", code(&table.name))) + &source;
            response::record(table, &names::type_name(&table.name), &text, scope)
        });
        let is_request = scope.library.endpoints.iter().any(|loaded| loaded.model.request.name == table.name);
        let parameters = is_request.then(|| parameters::parameters(table, scope));
        let value = used.in_request.then(|| request::value(used.loaded, scope));
        quote! {
            #[doc = #doc]
            pub mod #module {
                #import

                /// The embedded table.
                pub static TABLE: __flitt::LazyTable = #facts;

                #record
                #value
                #parameters
                #lists
            }
        }
    });
    quote! {
        /// Tables that several endpoints share, and tables of nested values.
        pub mod tables { #(#modules)* }
    }
}
