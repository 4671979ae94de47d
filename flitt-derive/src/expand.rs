//! From a derive to Rust: finds the files, reads them, reports every diagnostic, and emits what could be read, so that one
//! mistake gives one message and editors keep working.

use std::path::{Path, PathBuf};

use flitt_codegen::{DeriveContext, File};
use flitt_schema::{Diagnostic, Folder, Library, MAX_FILE_SIZE};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{DeriveInput, Error, LitStr, Result};

use crate::attribute::{self, Attribute, Kind, is_bare_struct};
use crate::find::find;

pub(crate) fn endpoint(input: &DeriveInput) -> Result<TokenStream> {
    let attribute = attribute::read(input, Kind::File)?;
    let file = find(&attribute.path)?;
    let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
        return Err(Error::new(attribute.path.span(), "the path does not end in a file name"));
    };
    let shown = attribute.path.value();
    let shown = Path::new(&shown).parent().map(|parent| parent.display().to_string()).unwrap_or_default();
    let library = Library::read_endpoint(&Folder::new(&folder, &shown), name);
    let code = flitt_codegen::endpoint(&library, &files(&folder, &library), &derive_context(input, &attribute));
    let placeholder = if library.endpoints.is_empty() { placeholder(&input.ident) } else { TokenStream::new() };
    let errors = errors(&library.diagnostics, &attribute.path);
    Ok(quote! {
        #code
        #placeholder
        #errors
    })
}

/// What is emitted for an endpoint whose files cannot be found.
pub(crate) fn recover(input: &DeriveInput, error: &Error) -> TokenStream {
    let error = error.to_compile_error();
    let placeholder = if is_bare_struct(input) { placeholder(&input.ident) } else { TokenStream::new() };
    quote!(#placeholder #error)
}

pub(crate) fn api(input: &DeriveInput) -> Result<TokenStream> {
    let attribute = attribute::read(input, Kind::Folder)?;
    let folder = find(&attribute.path)?;
    if !folder.is_dir() {
        return Err(Error::new(attribute.path.span(), "this is a file; name the folder that holds the schema files"));
    }
    let files_on_disk = Folder::new(&folder, &attribute.path.value());
    let library = match attribute.kind {
        Kind::Lists => Library::read_lists(&files_on_disk),
        Kind::File | Kind::Folder => Library::read_folder(&files_on_disk),
    };
    let code = flitt_codegen::folder(&library, &files(&folder, &library), &derive_context(input, &attribute));
    let unread = warnings(&library.unread, &attribute.path);
    if library.files.is_empty() {
        let message = "there are no schema files in this folder: endpoints are its `*.json` files, shared tables are in \
                       `tables/`, lists in `reference/`; other folders and files with other names are not read";
        let unread = library.unread.iter().map(|unread| format!("\n  {}: {}", unread.path(), unread.message()));
        let message = unread.fold(message.to_owned(), |message, unread| message + &unread);
        return Err(Error::new(attribute.path.span(), message));
    }
    let errors = errors(&library.diagnostics, &attribute.path);
    let same_name = same_name(&library, &input.ident);
    Ok(quote! { #code #errors #unread #same_name })
}

/// An error if an endpoint has the name of the deriving type, which would hide the type of the endpoint.
fn same_name(library: &Library, marker: &Ident) -> Option<TokenStream> {
    let same = library.endpoints.iter().find(|loaded| marker == &loaded.model.type_name())?;
    let message = format!(
        "the type of the endpoint `{}` has this name too: give this type another name, or the endpoint by `rust`",
        same.model.name
    );
    Some(Error::new(marker.span(), message).to_compile_error())
}

fn derive_context(input: &DeriveInput, attribute: &Attribute) -> DeriveContext {
    DeriveContext {
        client: attribute.client.clone(),
        visibility: input.vis.to_token_stream(),
        marker: input.ident.clone(),
        status: attribute.status.clone(),
        is_documentation: is_documentation(),
        names_deprecated: attribute.status.is_some()
            || input.attrs.iter().any(|attribute| attribute.path().is_ident("deprecated")),
    }
}

/// Whether rustdoc runs this: only it reads the examples in documentation, which would cost every build.
fn is_documentation() -> bool {
    std::env::current_exe().is_ok_and(|program| program.file_stem().is_some_and(|name| name == "rustdoc"))
}

/// The files that were read. Including them makes the compiler watch them, for which stable toolchains have no other way.
fn files(folder: &Path, library: &Library) -> Vec<File> {
    // The compiler reads what is included, whatever its size: a file that was too large is left out.
    let is_small = |metadata: std::fs::Metadata| metadata.is_file() && metadata.len() <= MAX_FILE_SIZE as u64;
    let exists = |name: &&String| folder.join(name).metadata().is_ok_and(is_small);
    let path = |name: &String| -> PathBuf { folder.join(name) };
    library
        .files
        .iter()
        .filter(exists)
        .filter_map(|name| Some(File { name: name.clone(), path: path(name).to_str()?.to_token_stream() }))
        .collect()
}

/// The entry point of an endpoint whose file cannot be read. Alongside a `compile_error!`, the compiler reports neither
/// the unknown type nor the calls on it.
fn placeholder(marker: &Ident) -> TokenStream {
    quote! {
        impl #marker {
            /// The schema file cannot be read.
            pub fn request() -> TheSchemaFileCannotBeRead { loop {} }
        }
    }
}

/// One warning of the compiler for each. Macros have no warnings of their own on stable toolchains: what warns is the use of
/// a deprecated constant.
fn warnings(diagnostics: &[Diagnostic], path: &LitStr) -> TokenStream {
    let span = path.span();
    let warning = |diagnostic: &Diagnostic| {
        let note = diagnostic.to_string();
        quote_spanned! {span=>
            const _: () = {
                #[deprecated = #note]
                const UNREAD: () = ();
                UNREAD
            };
        }
    };
    diagnostics.iter().map(warning).collect()
}

/// One compile error for each diagnostic.
fn errors(diagnostics: &[Diagnostic], path: &LitStr) -> TokenStream {
    let span: Span = path.span();
    let messages = diagnostics.iter().map(ToString::to_string);
    messages.map(|message| quote_spanned!(span=> ::core::compile_error!(#message);)).collect()
}
