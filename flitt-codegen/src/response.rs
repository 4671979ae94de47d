//! Types of answers: a newtype over the raw fields, with one function for each row.

use flitt_schema::{Endpoint, Form, Format, Parameter, Shape, Table, ValueType, rust_type_name};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::names;
use crate::paths::Scope;
use crate::{docs, lists, statics};

/// The type of one table. Its `static` and the enumerations of its rows stand in the same module.
pub(crate) fn record(table: &Table, name: &Ident, doc: &str, scope: Scope<'_>) -> TokenStream {
    let rows = table.rows.iter().enumerate();
    let getters: TokenStream = rows.map(|(position, row)| getter(table, row, position, scope)).collect();
    let shown = name.to_string();
    quote! {
        #[doc = #doc]
        #[derive(__flitt::Clone, __flitt::PartialEq)]
        #[non_exhaustive]
        pub struct #name(__flitt::Rows);

        impl #name { #getters }

        impl __flitt::Deref for #name {
            type Target = __flitt::Answer;
            #[inline]
            fn deref(&self) -> &__flitt::Answer { &self.0 }
        }

        impl __flitt::Debug for #name {
            #[inline]
            fn fmt(&self, formatter: &mut __flitt::Formatter<'_>) -> __flitt::Shown {
                __flitt::debug_answer(&self.0, #shown, formatter)
            }
        }

        impl __flitt::Record for #name {
            const TABLE: &'static __flitt::LazyTable = &TABLE;
            #[inline]
            fn from_rows(rows: __flitt::Rows) -> Self { Self(rows) }
        }
    }
}

/// The type of an endpoint's own table, with its `static` and the enumerations of its rows.
fn own_record(table: &Table, name: &Ident, doc: &str, scope: Scope<'_>) -> TokenStream {
    let import = scope.import();
    let facts = statics::table(table, scope);
    let record = record(table, name, doc, scope);
    let lists = lists::of_rows(table.rows.iter());
    quote! {
        #import

        /// The facts of this table.
        pub static TABLE: __flitt::LazyTable = #facts;

        #record
        #lists
    }
}

fn getter(table: &Table, row: &Parameter, position: usize, scope: Scope<'_>) -> TokenStream {
    let name = names::function(row);
    let doc = docs::parameter(row, false);
    let rows = names::field(0);
    if let Some(nested) = &row.details.table {
        let kind = scope.record_type(nested);
        let columns = row.details.columns.as_deref().and_then(|name| table.position(name));
        let (kind, call) = match columns {
            Some(columns) => (quote!(__flitt::Vec<#kind>), quote!(column_list(#position, #columns))),
            None => {
                let (kind, function) = nested_getter(row, &kind);
                (kind, quote!(#function(#position)))
            }
        };
        return quote! {
            #[doc = #doc]
            #[inline]
            #[must_use]
            pub fn #name(&self) -> #kind { self.#rows.#call }
        };
    }
    if row.value_type == ValueType::Texts {
        return quote! {
            #[doc = #doc]
            #[inline]
            #[must_use]
            pub fn #name(&self) -> __flitt::Vec<__flitt::String> { self.#rows.texts(#position) }
        };
    }
    let (kind, function, has_always) = match scope.list_type(row, &TokenStream::new()) {
        Some(list) => (quote!(__flitt::Open<#list>), "open", true),
        None => match row.value_type {
            ValueType::Integer if row.details.smallest.is_some_and(|smallest| smallest < 0) => {
                (quote!(i64), "signed_number", false)
            }
            // What is not refused unless it is digits can be counted on.
            ValueType::Integer => (quote!(u64), "number", row.is_digits()),
            ValueType::Boolean => (quote!(bool), "boolean", false),
            _ if row.format == Some(Format::DateTime) => (quote!(__flitt::DateTime), "date", false),
            _ if row.format == Some(Format::Date) => (quote!(__flitt::Date), "date", false),
            _ => (quote!(&str), "text", true),
        },
    };
    if row.always && has_always {
        let function = format_ident!("{function}_always");
        return quote! {
            #[doc = #doc]
            #[inline]
            #[must_use]
            pub fn #name(&self) -> #kind { self.#rows.#function(#position) }
        };
    }
    let function = format_ident!("{function}");
    quote! {
        #[doc = #doc]
        #[inline]
        #[must_use]
        pub fn #name(&self) -> __flitt::Option<#kind> { self.#rows.#function(#position) }
    }
}

/// A nested value is given as the type of its table; none, where it cannot be read. Its raw text stays in the fields.
fn nested_getter(row: &Parameter, kind: &TokenStream) -> (TokenStream, TokenStream) {
    match (row.value_type, row.format) {
        (ValueType::List, _) => (quote!(__flitt::Vec<#kind>), quote!(nested_list)),
        (ValueType::Map, _) => (quote!(__flitt::Vec<(__flitt::String, #kind)>), quote!(nested_map)),
        (_, Some(Format::Base64Json)) => (quote!(__flitt::Option<#kind>), quote!(packed_base64)),
        _ => (quote!(__flitt::Option<#kind>), quote!(nested)),
    }
}

/// The answer of an endpoint: its type, and the statics of its forms.
pub(crate) struct Answer {
    /// Items of the endpoint's module.
    pub(crate) items: TokenStream,
    /// The statics of the forms' tables, from the endpoint's module.
    pub(crate) tables: Vec<TokenStream>,
}

/// Emits `Response` for an endpoint's module.
pub(crate) fn of_endpoint(endpoint: &Endpoint, scope: Scope<'_>) -> Answer {
    let forms = &endpoint.response.forms;
    if let [form] = forms.as_ref() {
        return match endpoint.response.shape {
            Shape::Object => single(endpoint, form, scope),
            Shape::List => many(endpoint, form, &quote!(ListAnswer), scope),
            Shape::Map => many(endpoint, form, &quote!(MapAnswer), scope),
        };
    }
    let mut items = TokenStream::new();
    let mut tables = Vec::new();
    let mut variants = Vec::new();
    for form in forms.iter() {
        let module = names::ident(&form_name(form));
        let type_name = names::type_name(&form_name(form));
        let declared = if form.table.name.is_empty() {
            let doc = format!("One form of the answer of `{}`: it has `{module}`.", endpoint.name);
            let record = own_record(&form.table, &type_name, &doc, scope.deeper());
            items.extend(quote! {
                /// One form of the answer.
                pub mod #module { #record }
            });
            tables.push(quote!(#module::TABLE));
            quote!(#module::#type_name)
        } else {
            let module = scope.table_module(&form.table.name);
            tables.push(quote!(#module::TABLE));
            quote!(#module::#type_name)
        };
        variants.push((type_name, declared, form_name(form)));
    }
    items.extend(choice(endpoint, &variants));
    Answer { items, tables }
}

/// An answer with one form: the type of the shared table, or one of its own.
fn single(endpoint: &Endpoint, form: &Form, scope: Scope<'_>) -> Answer {
    if form.table.name.is_empty() {
        let name = names::ident("Response");
        let doc = format!("The answer of `{}`.", endpoint.name);
        let record = own_record(&form.table, &name, &doc, scope.deeper());
        let items = quote! {
            /// The answer and the values that it lists.
            pub mod response { #record }
            pub use response::Response;
        };
        return Answer { items, tables: vec![quote!(response::TABLE)] };
    }
    let module = scope.table_module(&form.table.name);
    let name = names::type_name(&form.table.name);
    Answer { items: quote!(pub use #module::#name as Response;), tables: vec![quote!(#module::TABLE)] }
}

/// An answer of many objects: a type of the runtime over that of one of them.
fn many(endpoint: &Endpoint, form: &Form, container: &TokenStream, scope: Scope<'_>) -> Answer {
    let doc = format!("The answer of `{}`.", endpoint.name);
    let (own, item, table) = if form.table.name.is_empty() {
        let doc = format!("One of the objects in the answer of `{}`.", endpoint.name);
        let record = own_record(&form.table, &names::ident("Item"), &doc, scope.deeper());
        let module = quote! {
            /// One of the answer's objects, and the values that it lists.
            pub mod response { #record }
        };
        (module, quote!(response::Item), quote!(response::TABLE))
    } else {
        let module = scope.table_module(&form.table.name);
        let name = names::type_name(&form.table.name);
        (TokenStream::new(), quote!(#module::#name), quote!(#module::TABLE))
    };
    let items = quote! {
        #own
        #[doc = #doc]
        pub type Response = __flitt::#container<#item>;
    };
    Answer { items, tables: vec![table] }
}

/// The name of a form: that of its shared table, or of the parameter that tells it.
fn form_name(form: &Form) -> String {
    match (form.table.name.as_ref(), form.when.as_deref()) {
        ("", Some(when)) => when.to_owned(),
        ("", None) => "other".to_owned(),
        (name, _) => name.to_owned(),
    }
}

/// An answer that is one of several tables.
fn choice(endpoint: &Endpoint, variants: &[(Ident, TokenStream, String)]) -> TokenStream {
    let doc = format!("The answer of `{}`: one of several forms.", endpoint.name);
    let declared = variants.iter().map(|(name, kind, form)| {
        let doc = format!("An answer of the form `{}`.", rust_type_name(form));
        quote!(#[doc = #doc] #name(#kind),)
    });
    let built = variants.iter().enumerate().map(|(number, (name, kind, _))| {
        let pattern = if number + 1 == variants.len() { quote!(_) } else { quote!(#number) };
        quote!(#pattern => Self::#name(<#kind as __flitt::FromAnswer>::from_answer(answer, form)),)
    });
    if variants.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[doc = #doc]
        #[derive(__flitt::Clone, __flitt::Debug, __flitt::PartialEq)]
        #[non_exhaustive]
        pub enum Response { #(#declared)* }

        impl __flitt::FromAnswer for Response {
            #[inline]
            fn from_answer(answer: __flitt::Answer, form: usize) -> Self {
                match form { #(#built)* }
            }
        }
    }
}
