//! The parameters of a request: a newtype over its values, with one function for each.

use flitt_schema::{Parameter, Table, ValueType};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::markdown::code;
use crate::names;
use crate::scope::Scope;

/// Emits `Parameters`, for the module with the enumerations of the table.
pub(crate) fn parameters(table: &Table, scope: Scope<'_>) -> TokenStream {
    let rows = table.rows.iter().enumerate().filter(|(_, row)| row.is_set_by_caller());
    let getters: TokenStream = rows.map(|(position, row)| getter(row, position, scope)).collect();
    quote! {
        /// The parameters of a request, as they are sent. `None` is one that is not set.
        #[derive(__flitt::Clone)]
        pub struct Parameters(__flitt::ValidValues);

        impl Parameters { #getters }

        __flitt::parameters!(Parameters);
    }
}

fn getter(row: &Parameter, position: usize, scope: Scope<'_>) -> TokenStream {
    let name = names::function(row);
    let (kind, function) = value(row, scope);
    let (kind, function) = if row.mandatory {
        (kind, format_ident!("{function}_always"))
    } else {
        (quote!(__flitt::Option<#kind>), format_ident!("{function}"))
    };
    let doc = format!("The value of {}.", code(&row.name));
    let deprecated = row.details.deprecated.as_deref().map(crate::docs::note).map(|note| quote!(#[deprecated = #note]));
    quote! {
        #[doc = #doc]
        #deprecated
        #[inline]
        #[must_use]
        pub fn #name(&self) -> #kind { self.0.#function(#position) }
    }
}

/// The type of a value, and the function that reads it. A nested value, and a list, is its JSON.
fn value(row: &Parameter, scope: Scope<'_>) -> (TokenStream, &'static str) {
    if row.contains_sensitive() {
        return (quote!(__flitt::Sensitive<'_>), "sensitive");
    }
    if let Some(list) = scope.list_type(row, &TokenStream::new()).filter(|_| row.details.table.is_none()) {
        return (quote!(__flitt::OpenEnum<#list>), "open");
    }
    match row.value_type {
        ValueType::Integer if row.details.smallest.is_some_and(|smallest| smallest < 0) => {
            (quote!(i64), "signed_number")
        }
        ValueType::Integer => (quote!(u64), "number"),
        ValueType::Boolean => (quote!(bool), "boolean"),
        _ => (quote!(&str), "text"),
    }
}
