//! The embedded tables, as expressions of statics.

use flitt_schema::{Endpoint, Table};
use proc_macro2::TokenStream;
use quote::quote;

use crate::scope::Scope;

/// An expression of type `LazyTable`.
pub(crate) fn table(table: &Table, scope: Scope<'_>) -> TokenStream {
    let text = table.to_embedded();
    let nested = table.rows.iter().filter_map(|row| row.details.table.as_ref()).map(|table| {
        let module = scope.table_module(&table.name);
        quote!(&#module::TABLE)
    });
    quote!(__flitt::LazyTable::new(#text, &[#(#nested),*]))
}

/// An expression of type `LazyEndpoint`; the tables are given as paths of statics.
pub(crate) fn endpoint(endpoint: &Endpoint, request: &TokenStream, forms: &[TokenStream]) -> TokenStream {
    let text = endpoint.to_embedded();
    quote!(__flitt::LazyEndpoint::new(#text, &#request, &[#(&#forms),*]))
}
