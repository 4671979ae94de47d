//! The paths by which generated items refer to each other.

use std::iter::repeat_n;

use flitt_schema::{Endpoint, Format, Library, Parameter, Table};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::library::UsedTable;
use crate::{DeriveContext, names};

/// The position of a generated module.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'l> {
    pub(crate) library: &'l Library,
    /// The shared tables that are emitted, in alphabetical order.
    pub(crate) used: &'l [UsedTable<'l>],
    pub(crate) context: &'l DeriveContext,
    /// The number of modules between this one and the parent of `tables` and `reference`.
    pub(crate) depth: usize,
}

impl Scope<'_> {
    pub(crate) fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    /// Imports the runtime of generated code as `__flitt`. The name is short because every token costs compile time.
    pub(crate) fn import(self) -> TokenStream {
        let client = &self.context.client;
        quote!(
            use #client::__private::v1 as __flitt;
        )
    }

    /// Allows what is deprecated, where the deriving type or its status endpoint can be. An attribute that is always there
    /// would not compile where the lint is forbidden.
    pub(crate) fn allow_deprecated(self) -> Option<TokenStream> {
        self.context.names_deprecated.then(|| quote!(#[allow(deprecated)]))
    }

    /// The marker of an endpoint, from its module. A derive over one file can be inside a function, whose items no module
    /// can name: its module has a marker of its own.
    pub(crate) fn marker(self, endpoint: &Endpoint) -> TokenStream {
        let name = names::marker(endpoint);
        if self.depth > 0 { quote!(super::#name) } else { quote!(__Marker) }
    }

    /// The marker of the endpoint that confirms the outcome of another one, from the module of that one in a folder.
    pub(crate) fn status(self, endpoint: &Endpoint) -> TokenStream {
        let name = endpoint.confirm_with.as_ref().map(|with| &with.endpoint);
        let status = name.and_then(|name| self.library.endpoint(name)).map(|loaded| names::marker(&loaded.model));
        status.map_or_else(|| quote!(__flitt::NoStatus), |marker| quote!(super::#marker))
    }

    /// The module that holds `tables` and `reference`, followed by `::`.
    pub(crate) fn root(self) -> TokenStream {
        let up = repeat_n(quote!(super::), self.depth);
        if self.depth == 0 { quote!(self::) } else { quote!(#(#up)*) }
    }

    /// The module of a shared table.
    pub(crate) fn table_module(self, name: &str) -> TokenStream {
        let (root, module) = (self.root(), names::ident(name));
        quote!(#root tables::#module)
    }

    /// The type of a nested value in a request.
    pub(crate) fn value_type(self, table: &Table) -> TokenStream {
        let (module, name) = (self.table_module(&table.name), self.value_name(table));
        quote!(#module::#name)
    }

    /// The name of that type. If responses have the same table, theirs has the plain name.
    pub(crate) fn value_name(self, table: &Table) -> Ident {
        let name = names::type_name(&table.name);
        let used = self.used.binary_search_by(|used| used.table.name.cmp(&table.name)).ok();
        let is_in_response = used.is_some_and(|position| self.used[position].in_response);
        if is_in_response { format_ident!("{name}Value") } else { name }
    }

    /// The type of a nested value in a response.
    pub(crate) fn record_type(self, table: &Table) -> TokenStream {
        let (module, name) = (self.table_module(&table.name), names::type_name(&table.name));
        quote!(#module::#name)
    }

    /// The type of a parameter's listed values; `None` if it lists none. `own` is the module of the enumerations of its
    /// table, followed by `::`.
    pub(crate) fn list_type(self, row: &Parameter, own: &TokenStream) -> Option<TokenStream> {
        match row.format {
            Some(Format::Currency) => return Some(quote!(__flitt::reference::Currency)),
            Some(Format::Flag) => return Some(quote!(__flitt::Flag)),
            _ => {}
        }
        if let Some(name) = &row.details.list {
            let own = self.library.lists.iter().find(|loaded| loaded.model.name == *name);
            return match own {
                Some(loaded) => {
                    let (root, type_name) = (self.root(), names::ident(loaded.model.rust.as_deref()?));
                    Some(quote!(#root reference::#type_name))
                }
                None => {
                    let type_name = names::ident(self.library.list(name)?.rust.as_deref()?);
                    Some(quote!(__flitt::reference::#type_name))
                }
            };
        }
        let type_name = names::type_of(row);
        (!row.details.values.is_empty()).then(|| quote!(#own #type_name))
    }
}
