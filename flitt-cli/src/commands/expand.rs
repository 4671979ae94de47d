//! `flitt expand`: the Rust that the derive macros make.

use std::path::{Path, PathBuf};

use flitt_client::schema::{Diagnostic, Library, rust_type_name};
use flitt_codegen::{File, Site};
use proc_macro2::{Ident, Span, TokenStream};

use crate::output::{Done, Fault, count};
use crate::schema_file::{self, SchemaFile};

/// Print the Rust that the derive makes of a schema file, or of a folder
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The schema file of an endpoint, or a folder of schema files
    schema: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let path = &arguments.schema;
    let shown = path.display();
    if path.symlink_metadata().is_err() {
        return Err(Fault::cannot(format_args!("there is no file or folder `{shown}`")).help("check the path"));
    }
    let expanded = if path.is_dir() { folder(path) } else { endpoint(&SchemaFile::at(path)?) };
    let (library, tokens) = expanded.map_err(|why| {
        Fault::cannot(format_args!("`{shown}` cannot be expanded: {why}"))
            .help("name the file of an endpoint, or a whole folder")
    })?;
    if !library.diagnostics.is_empty() {
        let found: Vec<String> = library.diagnostics.iter().map(Diagnostic::to_string).collect();
        let number = count(found.len(), "finding");
        return Err(Fault::no(format_args!("`{shown}` cannot be expanded: {number}\n{}", found.join("\n\n")))
            .help("correct what is found; `flitt check` shows it too"));
    }
    // What does not parse would be a fault of the generator; its tokens show it.
    let file = syn::parse2::<syn::File>(tokens.clone());
    Ok(Done::new(file.map_or_else(|_| format!("{tokens}\n"), |file| prettyplease::unparse(&file))))
}

fn endpoint(file: &SchemaFile) -> Result<(Library, TokenStream), String> {
    if file.is_shared {
        return Err("it is shared by endpoints, and is expanded with them".to_owned());
    }
    let library = Library::read_endpoint(&file.folder(), &file.name);
    let marker = rust_type_name(file.name.trim_end_matches(".json"));
    let tokens = flitt_codegen::endpoint(&library, &site(&marker)?);
    Ok((library, tokens))
}

fn folder(path: &Path) -> Result<(Library, TokenStream), String> {
    let library = Library::read_folder(&schema_file::folder(path));
    if library.files.is_empty() && library.diagnostics.is_empty() {
        return Err("there are no schema files in it".to_owned());
    }
    let files = library.files.iter().map(|name| {
        let path = serde_json::Value::from(path.join(name).display().to_string()).to_string();
        Ok(File { name: name.clone(), path: tokens(&path)? })
    });
    let files = files.collect::<Result<Vec<File>, String>>()?;
    let code = flitt_codegen::folder(&library, &files, &site("Api")?);
    Ok((library, code))
}

/// As if the derive stood on a public type of this name.
fn site(marker: &str) -> Result<Site, String> {
    if syn::parse_str::<Ident>(marker).is_err() {
        return Err(format!("`{marker}` is no name of a type"));
    }
    let marker = Ident::new(marker, Span::call_site());
    Ok(Site { client: tokens("::flitt_client")?, visibility: tokens("pub")?, marker })
}

fn tokens(text: &str) -> Result<TokenStream, String> {
    text.parse().map_err(|error: proc_macro2::LexError| error.to_string())
}
