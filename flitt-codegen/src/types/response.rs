//! Types of responses: a newtype over the received fields, with one function for each parameter.

use flitt_schema::{Endpoint, Format, Parameter, ResponseVariant, Shape, Table, ValueType};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::enums;
use crate::markdown::code;
use crate::scope::Scope;
use crate::{docs, names, statics};

/// The type of one table, for the module with its `static` and the enumerations of its parameters.
pub(crate) fn record(table: &Table, name: &Ident, doc: &str, scope: Scope<'_>) -> TokenStream {
    let rows = table.rows.iter().enumerate();
    let getters: TokenStream = rows.map(|(position, row)| getter(table, row, position, scope)).collect();
    let label = name.to_string();
    quote! {
        #[doc = #doc]
        #[derive(__flitt::Clone)]
        #[non_exhaustive]
        pub struct #name(__flitt::Rows);

        impl __flitt::PartialEq for #name {
            #[inline]
            fn eq(&self, other: &Self) -> bool { self.0 == other.0 }
        }

        impl #name { #getters }

        impl __flitt::Deref for #name {
            type Target = __flitt::RawResponse;
            #[inline]
            fn deref(&self) -> &__flitt::RawResponse { &self.0 }
        }

        impl __flitt::Debug for #name {
            #[inline]
            fn fmt(&self, formatter: &mut __flitt::Formatter<'_>) -> __flitt::FmtResult {
                __flitt::debug_response(&self.0, #label, formatter)
            }
        }

        impl __flitt::TableResponse for #name {
            const TABLE: &'static __flitt::LazyTable = &TABLE;
            #[inline]
            fn from_rows(rows: __flitt::Rows) -> Self { Self(rows) }
        }
    }
}

/// The type of an endpoint's own table, with its `static` and the enumerations of its parameters.
fn own_record(table: &Table, name: &Ident, doc: &str, scope: Scope<'_>) -> TokenStream {
    let import = scope.import();
    let facts = statics::table(table, scope);
    let record = record(table, name, doc, scope);
    let lists = enums::of_rows(table.rows.iter());
    quote! {
        #import

        /// The embedded table.
        pub static TABLE: __flitt::LazyTable = #facts;

        #record
        #lists
    }
}

fn getter(table: &Table, row: &Parameter, position: usize, scope: Scope<'_>) -> TokenStream {
    let name = names::function(row);
    let doc = docs::parameter(row, docs::Side::Response);
    let deprecated = row.details.deprecated.as_deref().map(docs::note).map(|note| quote!(#[deprecated = #note]));
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
            #deprecated
            #[inline]
            #[must_use]
            pub fn #name(&self) -> #kind { self.0.#call }
        };
    }
    if row.value_type == ValueType::Texts {
        return quote! {
            #[doc = #doc]
            #deprecated
            #[inline]
            #[must_use]
            pub fn #name(&self) -> __flitt::Vec<__flitt::String> { self.0.texts(#position) }
        };
    }
    let (kind, function, has_always) = match scope.list_type(row, &TokenStream::new()) {
        Some(list) => (quote!(__flitt::OpenEnum<#list>), "open", true),
        None => match row.value_type {
            // Its exact text: it can have a sign or a fraction.
            ValueType::Integer if row.details.informational => (quote!(&str), "text", true),
            ValueType::Integer if row.details.smallest.is_some_and(|smallest| smallest < 0) => {
                (quote!(i64), "signed_number", false)
            }
            // Responses with other text than digits are rejected.
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
            #deprecated
            #[inline]
            #[must_use]
            pub fn #name(&self) -> #kind { self.0.#function(#position) }
        };
    }
    let function = format_ident!("{function}");
    quote! {
        #[doc = #doc]
        #deprecated
        #[inline]
        #[must_use]
        pub fn #name(&self) -> __flitt::Option<#kind> { self.0.#function(#position) }
    }
}

/// A nested value is returned as the type of its table, `None` if it cannot be read. The fields keep its text.
fn nested_getter(row: &Parameter, kind: &TokenStream) -> (TokenStream, TokenStream) {
    match (row.value_type, row.format) {
        (ValueType::List, _) => (quote!(__flitt::Vec<#kind>), quote!(nested_list)),
        (ValueType::Map, _) => (quote!(__flitt::Vec<(__flitt::String, #kind)>), quote!(nested_map)),
        (_, Some(Format::Base64Json)) => (quote!(__flitt::Option<#kind>), quote!(embedded_base64)),
        _ => (quote!(__flitt::Option<#kind>), quote!(nested)),
    }
}

/// The generated items of an endpoint's response.
pub(crate) struct ResponseItems {
    /// Items of the endpoint's module.
    pub(crate) items: TokenStream,
    /// The paths of the statics of its tables, relative to the endpoint's module.
    pub(crate) tables: Vec<TokenStream>,
}

/// Emits `Response` for the module of an endpoint.
pub(crate) fn of_endpoint(endpoint: &Endpoint, scope: Scope<'_>) -> ResponseItems {
    let forms = &endpoint.response.variants;
    if let [form] = forms.as_ref() {
        return match endpoint.response.shape {
            Shape::Object => single(endpoint, form, scope),
            Shape::List => several(endpoint, form, &quote!(ListResponse), scope),
            Shape::Map => several(endpoint, form, &quote!(MapResponse), scope),
        };
    }
    let mut items = TokenStream::new();
    let mut tables = Vec::new();
    let mut variants = Vec::new();
    for form in forms.iter() {
        let module = names::ident(form.rust_name());
        let type_name = names::ident(&form.type_name());
        let declared = if form.table.name.is_empty() {
            let doc = format!("A form of the response of {}: it has `{module}`.", code(&endpoint.name));
            let record = own_record(&form.table, &type_name, &doc, scope.deeper());
            items.extend(quote! {
                /// One form of the response.
                pub mod #module { #record }
            });
            tables.push(quote!(#module::TABLE));
            quote!(#module::#type_name)
        } else {
            let (module, name) = (scope.table_module(&form.table.name), names::type_name(&form.table.name));
            tables.push(quote!(#module::TABLE));
            quote!(#module::#name)
        };
        variants.push((type_name, declared));
    }
    items.extend(choice(endpoint, &variants));
    ResponseItems { items, tables }
}

/// A response with one form: the type of the shared table, or one of its own.
fn single(endpoint: &Endpoint, form: &ResponseVariant, scope: Scope<'_>) -> ResponseItems {
    if form.table.name.is_empty() {
        let name = names::ident("Response");
        let doc = format!("The response of {}.", code(&endpoint.name));
        let record = own_record(&form.table, &name, &doc, scope.deeper());
        let items = quote! {
            /// The response and the enumerations of its values.
            pub mod response { #record }
            pub use response::Response;
        };
        return ResponseItems { items, tables: vec![quote!(response::TABLE)] };
    }
    let module = scope.table_module(&form.table.name);
    let name = names::type_name(&form.table.name);
    ResponseItems { items: quote!(pub use #module::#name as Response;), tables: vec![quote!(#module::TABLE)] }
}

/// A response of several objects: a type of the runtime with the type of one object.
fn several(endpoint: &Endpoint, form: &ResponseVariant, container: &TokenStream, scope: Scope<'_>) -> ResponseItems {
    let doc = format!("The response of {}.", code(&endpoint.name));
    let (own, item, table) = if form.table.name.is_empty() {
        let doc = format!("One object of the response of {}.", code(&endpoint.name));
        let record = own_record(&form.table, &names::ident("Item"), &doc, scope.deeper());
        let module = quote! {
            /// One object of the response and the enumerations of its values.
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
    ResponseItems { items, tables: vec![table] }
}

/// The enumeration of a response with several forms.
fn choice(endpoint: &Endpoint, variants: &[(Ident, TokenStream)]) -> TokenStream {
    let doc = format!("The response of {}: one of several forms.", code(&endpoint.name));
    let declared = variants.iter().map(|(name, kind)| {
        let doc = format!("A response of the form {}.", code(&name.to_string()));
        quote!(#[doc = #doc] #name(#kind),)
    });
    let names: Vec<&Ident> = variants.iter().map(|(name, _)| name).collect();
    let built = variants.iter().enumerate().map(|(number, (name, kind))| {
        let pattern = if number + 1 == variants.len() { quote!(_) } else { quote!(#number) };
        quote!(#pattern => Self::#name(<#kind as __flitt::FromResponse>::from_response(response, form)),)
    });
    if variants.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[doc = #doc]
        #[derive(__flitt::Clone, __flitt::Debug)]
        #[non_exhaustive]
        pub enum Response { #(#declared)* }

        impl __flitt::PartialEq for Response {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                match (self, other) {
                    #((Self::#names(one), Self::#names(other)) => one == other,)*
                    _ => false,
                }
            }
        }

        impl __flitt::FromResponse for Response {
            #[inline]
            fn from_response(response: __flitt::RawResponse, form: usize) -> Self {
                match form { #(#built)* }
            }
        }
    }
}
