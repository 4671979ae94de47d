//! Types of requests and of values nested in them.

use flitt_schema::{Endpoint, Loaded, Locations, Table};
use proc_macro2::TokenStream;
use quote::quote;

use super::builder::{BuilderSpec, emit, empty};
use crate::markdown::code;
use crate::scope::Scope;
use crate::{docs, names};

/// Emits `Request` with its builder.
pub(crate) fn request(
    endpoint: &Endpoint,
    locations: &Locations,
    table: &TokenStream,
    scope: Scope<'_>,
) -> TokenStream {
    let own = match endpoint.request.name.as_ref() {
        "" => TokenStream::new(),
        shared => {
            let module = scope.table_module(shared);
            quote!(#module::)
        }
    };
    let name = endpoint.name.as_ref();
    let built = BuilderSpec {
        table: &endpoint.request,
        path: table.clone(),
        locations,
        own,
        type_name: names::ident("Request"),
        validated: quote!(__flitt::checked(self.0)),
        label: name,
    };
    let items = emit(&built, scope);
    let marker = scope.marker(endpoint);
    let doc = format!("A validated request to {}.", code(name));
    quote! {
        #[doc = #doc]
        pub type Request = __flitt::Request<#marker>;

        #items
    }
}

/// Emits the type of a nested value with its builder, for the module of its table.
pub(crate) fn value(loaded: &Loaded<Table>, scope: Scope<'_>) -> TokenStream {
    let table = &loaded.model;
    let type_name = scope.value_name(table);
    let name = table.name.as_ref();
    let built = BuilderSpec {
        table,
        path: quote!(TABLE),
        locations: &loaded.locations,
        own: TokenStream::new(),
        type_name: type_name.clone(),
        validated: quote! {
            __flitt::check(&self.0, &TABLE, #name)?;
            __flitt::Ok(#type_name(self.0))
        },
        label: name,
    };
    let items = emit(&built, scope);
    let empty = empty(table);
    let doc = docs::or_else(&table.doc, &format!("A value of the table {}.", code(name)));
    let builder_doc = format!("A builder of {}.", code(name));
    quote! {
        #[doc = #doc]
        #[derive(__flitt::Clone)]
        pub struct #type_name(__flitt::Values);

        impl #type_name {
            #[doc = #builder_doc]
            #[inline]
            pub fn builder() -> Builder { #empty }

            /// The value of a parameter by its name on the wire, as it will be sent; `None` where it is not set.
            #[must_use]
            pub fn get(&self, name: &str) -> __flitt::Option<&str> { __flitt::get(&self.0, &TABLE, name) }
        }

        __flitt::value!(#type_name, TABLE, #name);

        #items
    }
}
