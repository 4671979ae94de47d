//! Types of requests and of the values that are nested in them.

use flitt_schema::{Endpoint, Places, Read, Table};
use proc_macro2::TokenStream;
use quote::quote;

use crate::builder::{Built, emit};
use crate::paths::Scope;
use crate::{docs, names};

/// Emits `Request` with its builder. `facts` is the `static` of its table.
pub(crate) fn request(endpoint: &Endpoint, places: &Places, facts: &TokenStream, scope: Scope<'_>) -> TokenStream {
    let own = match endpoint.request.name.as_ref() {
        "" => TokenStream::new(),
        shared => {
            let module = scope.table_module(shared);
            quote!(#module::)
        }
    };
    let name = endpoint.name.as_ref();
    let built = Built {
        table: &endpoint.request,
        places,
        facts: facts.clone(),
        own,
        type_name: names::ident("Request"),
        shown: name,
        visibility: scope.visibility_of_marker(),
        doc: format!("A request to `{name}` that passed every check of its table."),
    };
    emit(&built, scope)
}

/// Emits the type of a nested value with its builder, for the module of its table.
pub(crate) fn value(read: &Read<Table>, scope: Scope<'_>) -> TokenStream {
    let table = &read.model;
    let type_name = scope.value_name(table);
    let name = table.name.as_ref();
    let built = Built {
        table,
        places: &read.places,
        facts: quote!(TABLE),
        own: TokenStream::new(),
        type_name: type_name.clone(),
        shown: name,
        visibility: quote!(pub),
        doc: docs::or_else(&table.doc, &format!("A value of the table `{name}`.")),
    };
    let items = emit(&built, scope);
    let doc = docs::comment(&format!("A builder of `{name}`."));
    quote! {
        #items

        impl #type_name {
            #doc
            pub fn builder() -> Builder { Builder::new() }
        }

        impl __flitt::Nested for #type_name {
            const TABLE: &'static __flitt::LazyTable = &TABLE;
            fn values(&self) -> &__flitt::Values { &self.0 }
        }
    }
}
