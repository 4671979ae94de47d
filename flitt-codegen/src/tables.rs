//! The modules of shared tables: answers, requests and nested values are made of them.

use flitt_schema::{Library, Read, Table};
use proc_macro2::TokenStream;
use quote::quote;

use crate::paths::Scope;
use crate::{docs, lists, names, request, response, statics};

/// A shared table, and what is made of it.
pub(crate) struct Used<'l> {
    pub(crate) read: &'l Read<Table>,
    pub(crate) table: &'l Table,
    /// An answer, or a value nested in one.
    pub(crate) in_answer: bool,
    /// A value nested in a request.
    pub(crate) in_request: bool,
}

/// The modules of the shared tables.
pub(crate) fn modules(scope: Scope<'_>) -> TokenStream {
    let import = scope.import();
    let modules = scope.used.iter().map(|used| {
        let table = used.table;
        let module = names::ident(&table.name);
        let doc = format!("The table `{}`.", table.name);
        let facts = statics::table(table, scope);
        let lists = lists::of_rows(table.rows.iter());
        let record = used.in_answer.then(|| {
            let source = match table.source.as_ref() {
                "" => String::new(),
                address => format!("\n\nSource: <{address}>"),
            };
            let text = docs::or_else(&table.doc, &format!("An answer made of the table `{}`.", table.name)) + &source;
            response::record(table, &names::type_name(&table.name), &text, scope)
        });
        let value = used.in_request.then(|| request::value(used.read, scope));
        quote! {
            #[doc = #doc]
            pub mod #module {
                #import

                /// The facts of this table.
                pub static TABLE: __flitt::LazyTable = #facts;

                #record
                #value
                #lists
            }
        }
    });
    quote! {
        /// Tables that several endpoints share, and tables of nested values.
        pub mod tables { #(#modules)* }
    }
}

/// Which shared tables are emitted, and what is made of them, in alphabetical order.
pub(crate) fn used_tables(library: &Library) -> Vec<Used<'_>> {
    let mut used = Vec::new();
    for read in &library.endpoints {
        add(&mut used, library, &read.model.request, false, false);
        for form in read.model.response.forms.iter() {
            add(&mut used, library, &form.table, true, !form.table.name.is_empty());
        }
    }
    for read in library.tables.iter().filter(|read| !read.model.callback.is_empty()) {
        add(&mut used, library, &read.model, true, true);
    }
    used.sort_by(|one, other| one.table.name.cmp(&other.table.name));
    used
}

/// Adds a table and the tables that are nested in it. `is_made` says that a type is made of the table itself.
fn add<'l>(used: &mut Vec<Used<'l>>, library: &'l Library, table: &Table, in_answer: bool, is_made: bool) {
    let found = library.tables.iter().find(|read| !table.name.is_empty() && read.model.name == table.name);
    if let Some(read) = found {
        let position = used.iter().position(|known| known.table.name == table.name).unwrap_or_else(|| {
            used.push(Used { read, table: &read.model, in_answer: false, in_request: false });
            used.len() - 1
        });
        used[position].in_answer |= is_made && in_answer;
        used[position].in_request |= is_made && !in_answer;
    }
    for nested in table.rows.iter().filter_map(|row| row.details.table.as_ref()) {
        add(used, library, nested, in_answer, true);
    }
}
