//! Enumerations of listed values.

use flitt_schema::{List, Parameter, rust_type_name};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::docs;
use crate::markdown::{code, line, link};
use crate::names;

/// What is between the details of listed values; see `WireEnum::DETAILS`.
const SEPARATOR: &str = "\u{1f}";

/// One value of an enumeration.
struct Variant<'l> {
    value: &'l str,
    name: Ident,
    doc: &'l str,
    columns: Vec<&'l str>,
}

/// The enumerations of the parameters that list their own values.
pub(crate) fn of_rows<'r>(rows: impl Iterator<Item = &'r Parameter>) -> TokenStream {
    let lists = rows.filter(|row| row.has_own_type()).map(|row| {
        let variants: Vec<Variant<'_>> = row
            .details
            .values
            .iter()
            .map(|value| variant(&value.value, value.rust.as_deref(), &value.doc, Vec::new()))
            .collect();
        let doc = format!("Values of {}. {}", code(&row.name), line(&row.details.doc));
        enumeration(&names::type_of(row), &doc, &variants, &[])
    });
    quote!(#(#lists)*)
}

/// The enumeration of a reference list that has a Rust type.
pub(crate) fn of_list(list: &List) -> Option<TokenStream> {
    let name = names::ident(list.rust.as_deref()?);
    let variants: Vec<Variant<'_>> = list
        .values
        .iter()
        .map(|value| {
            let columns = value.columns.iter().map(AsRef::as_ref).collect();
            variant(&value.value, value.rust.as_deref(), &value.doc, columns)
        })
        .collect();
    let columns: Vec<&str> = list.columns.iter().map(|column| column.name.as_ref()).collect();
    let source = if list.source.is_empty() { String::new() } else { format!("\n\nSource: {}", link(&list.source)) };
    let doc = docs::or_else(&list.doc, &format!("The list {}.", code(&list.name))) + &source;
    Some(enumeration(&name, &doc, &variants, &columns))
}

fn variant<'l>(value: &'l str, rust: Option<&str>, doc: &'l str, columns: Vec<&'l str>) -> Variant<'l> {
    let name = rust.map_or_else(|| rust_type_name(value), ToOwned::to_owned);
    Variant { value, name: names::ident(&name), doc, columns }
}

fn enumeration(name: &Ident, doc: &str, variants: &[Variant<'_>], columns: &[&str]) -> TokenStream {
    let declared = variants.iter().map(|variant| {
        let meaning = line(variant.doc);
        let meaning = if meaning.is_empty() { "no description." } else { &meaning };
        let doc = format!("{}: {meaning}", code(variant.value));
        let name = &variant.name;
        quote!(#[doc = #doc] #name,)
    });
    let declared: TokenStream = declared.collect();
    let names = variants.iter().map(|variant| &variant.name);
    let texts = variants.iter().map(|variant| variant.value);
    let count = variants.len();
    let details = variants.iter().flat_map(|variant| [variant.doc].into_iter().chain(variant.columns.iter().copied()));
    let details: Vec<String> = details.map(|text| text.replace(SEPARATOR, " ")).collect();
    let details = details.join(SEPARATOR);
    let columns = (!columns.is_empty()).then(|| quote!(const COLUMNS: &'static [&'static str] = &[#(#columns),*];));
    quote! {
        #[doc = #doc]
        #[derive(__flitt::Debug, __flitt::PartialEq)]
        #[non_exhaustive]
        pub enum #name { #declared }

        impl __flitt::WireEnum for #name {
            const VALUES: &'static [Self] = &[#(Self::#names),*];
            const TEXTS: &'static [&'static str] = {
                // A constant would be duplicated for each codegen unit that uses it.
                static TEXTS: [&str; #count] = [#(#texts),*];
                &TEXTS
            };
            const DETAILS: &'static str = #details;
            #columns
        }

        __flitt::listed!(#name);
    }
}
