//! Where emitted items find each other.

use std::iter::repeat_n;

use flitt_schema::{Endpoint, Format, Library, Parameter, Table};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::tables::Used;
use crate::{Site, endpoint, names};

/// The place of an emitted module.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'l> {
    pub(crate) library: &'l Library,
    /// The shared tables that are emitted.
    pub(crate) used: &'l [Used<'l>],
    pub(crate) site: &'l Site,
    /// How many modules up `tables` and `reference` stand.
    pub(crate) depth: usize,
}

impl Scope<'_> {
    pub(crate) fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    /// Makes what generated code calls known in a module, under the name `__flitt`. A short name: every token that is
    /// emitted costs compile time.
    pub(crate) fn import(self) -> TokenStream {
        let client = &self.site.client;
        quote!(
            use #client::__private as __flitt;
        )
    }

    /// The type that stands for an endpoint, from its module. A derive over one file can stand in a function, whose
    /// items no module can name: its module has a marker of its own.
    pub(crate) fn marker(self, endpoint: &Endpoint) -> TokenStream {
        let name = endpoint::marker(endpoint);
        if self.depth > 0 { quote!(super::#name) } else { quote!(__Marker) }
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

    /// The type of a value of a nested table, as requests take it.
    pub(crate) fn value_type(self, table: &Table) -> TokenStream {
        let (module, name) = (self.table_module(&table.name), self.value_name(table));
        quote!(#module::#name)
    }

    /// The name of that type. Where answers are made of the same table, theirs goes first.
    pub(crate) fn value_name(self, table: &Table) -> Ident {
        let name = names::type_name(&table.name);
        let is_answer = self.used.iter().any(|used| used.table.name == table.name && used.in_answer);
        if is_answer { format_ident!("{name}Value") } else { name }
    }

    /// The type of an answer made of a nested table.
    pub(crate) fn record_type(self, table: &Table) -> TokenStream {
        let (module, name) = (self.table_module(&table.name), names::type_name(&table.name));
        quote!(#module::#name)
    }

    /// The type of a row's listed values; `None` where it has none. `own` is the module of the row's table, where the
    /// types of its own lists stand.
    pub(crate) fn list_type(self, row: &Parameter, own: &TokenStream) -> Option<TokenStream> {
        let client = &self.site.client;
        match row.format {
            Some(Format::Currency) => return Some(quote!(#client::Currency)),
            Some(Format::Flag) => return Some(quote!(#client::Flag)),
            _ => {}
        }
        if let Some(name) = &row.details.list {
            let own = self.library.lists.iter().find(|read| read.model.name == *name);
            return match own {
                Some(read) => {
                    let (root, type_name) = (self.root(), names::ident(read.model.rust.as_deref()?));
                    Some(quote!(#root reference::#type_name))
                }
                None => {
                    let type_name = names::ident(self.library.list(name)?.rust.as_deref()?);
                    Some(quote!(#client::#type_name))
                }
            };
        }
        let type_name = names::type_of(row);
        (!row.details.values.is_empty()).then(|| quote!(#own #type_name))
    }
}
