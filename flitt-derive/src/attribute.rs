//! The attribute `#[flitt(schema = "..", crate = path, status = path)]`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields, Ident, LitStr, Path, Result, Token};

/// What a derive reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `schema`: one file.
    File,
    /// `schemas`: a folder.
    Folder,
    /// `lists`: the reference lists of a folder, for `flitt-client` without its API.
    Lists,
}

/// The content of the attribute.
pub(crate) struct Attribute {
    /// What the path names.
    pub(crate) kind: Kind,
    /// The path as it is written.
    pub(crate) path: LitStr,
    /// The absolute path of `flitt-client`.
    pub(crate) client: TokenStream,
    /// The absolute path of the marker of the status endpoint.
    pub(crate) status: Option<TokenStream>,
}

/// Reads the attribute: of one file, which can have a `status`, or of a folder.
pub(crate) fn read(input: &DeriveInput, mut kind: Kind) -> Result<Attribute> {
    must_be_bare_struct(input)?;
    let key = if kind == Kind::File { "schema" } else { "schemas" };
    let (mut path, mut client, mut status) = (None, None, None);
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("flitt")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                let written: Path = meta.value()?.parse()?;
                set(&mut client, absolute(&written)?, meta.path.span(), "crate")
            } else if meta.path.is_ident("status") && key == "schema" {
                let written: Path = meta.value()?.parse()?;
                set(&mut status, absolute(&written)?, meta.path.span(), "status")
            } else if meta.path.is_ident(key) {
                set(&mut path, text(&meta)?, meta.path.span(), key)
            } else if meta.path.is_ident("lists") && key == "schemas" {
                kind = Kind::Lists;
                set(&mut path, text(&meta)?, meta.path.span(), "lists")
            } else {
                let name = meta.path.to_token_stream();
                Err(meta.error(format!(
                    "unknown key `{name}`: `{key}` names the schema files, `crate` the path of flitt-client"
                )))
            }
        })?;
    }
    let example = if key == "schema" { "schemas/name_of_endpoint.json" } else { "schemas" };
    let path = path.ok_or_else(|| {
        Error::new(
            Span::call_site(),
            format!("missing `#[flitt({key} = \"{example}\")]`, the path of the schema files"),
        )
    })?;
    Ok(Attribute { kind, path, client: client.unwrap_or_else(|| quote!(::flitt_client)), status })
}

/// The path of schema files. A macro is not expanded there: many write `concat!(env!("OUT_DIR"), ..)` at first.
fn text(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    let value = meta.value()?;
    let is_macro = value.peek(Ident) && value.peek2(Token![!]);
    value.parse().map_err(|error: Error| {
        let hint = if is_macro {
            ": macros are not expanded here; what a build script writes is found as \"$OUT_DIR/name.json\""
        } else {
            ""
        };
        Error::new(error.span(), format!("{error}{hint}"))
    })
}

fn set<T>(slot: &mut Option<T>, value: T, span: Span, key: &str) -> Result<()> {
    match slot.replace(value) {
        Some(_) => Err(Error::new(span, format!("duplicate key `{key}`"))),
        None => Ok(()),
    }
}

/// The generated modules are deeper than the derive, so relative paths would not work in them.
fn absolute(path: &Path) -> Result<TokenStream> {
    let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    if first == "self" || first == "super" {
        return Err(Error::new(path.span(), "the path must be absolute: `crate::..`, or the name of a dependency"));
    }
    let written = if first == "crate" || path.leading_colon.is_some() { quote!(#path) } else { quote!(::#path) };
    // There it is part of generated code, which lints about superfluous words pass over.
    let of_macro = |mut token: TokenTree| {
        token.set_span(Span::mixed_site().located_at(token.span()));
        token
    };
    Ok(written.into_iter().map(of_macro).collect())
}

/// A struct without fields and parameters.
pub(crate) fn is_bare_struct(input: &DeriveInput) -> bool {
    has_no_fields(input) && input.generics.params.is_empty()
}

fn has_no_fields(input: &DeriveInput) -> bool {
    matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Unit))
}

fn must_be_bare_struct(input: &DeriveInput) -> Result<()> {
    if !has_no_fields(input) {
        return Err(Error::new(input.ident.span(), "derive this on a struct without fields: `pub struct Name;`"));
    }
    match input.generics.params.first() {
        Some(parameter) => {
            Err(Error::new(parameter.span(), "derive this on a struct without parameters: `pub struct Name;`"))
        }
        None => Ok(()),
    }
}
