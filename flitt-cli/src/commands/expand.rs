//! `flitt expand`: the code that the derive macros generate.

use std::path::{Path, PathBuf};

use flitt_codegen::{DeriveContext, File};
use flitt_schema::{Diagnostic, Library, rust_type_name};
use proc_macro2::{Ident, Span, TokenStream};

use crate::output::{CommandError, CommandOutput, count};
use crate::schemas::{self, SchemaFile};

/// Print the Rust code that the derive macro generates from a schema file, or from a folder
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The schema file of an endpoint, or a folder of schema files
    schema: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let path = &arguments.schema;
    let shown = path.display();
    if path.symlink_metadata().is_err() {
        return Err(CommandError::usage(format!("there is no file or folder `{shown}`")).help("check the path"));
    }
    let expanded = if path.is_dir() { folder(path) } else { endpoint(&SchemaFile::at(path)?) };
    let (library, tokens) = expanded.map_err(|reason| {
        CommandError::usage(reason)
            .context(format!("cannot expand `{shown}`"))
            .help("name the file of an endpoint, or a whole folder")
    })?;
    if !library.diagnostics.is_empty() {
        let diagnostics: Vec<String> = library.diagnostics.iter().map(Diagnostic::to_string).collect();
        let errors = count(diagnostics.len(), "error");
        return Err(CommandError::failed(format!("cannot expand `{shown}`: {errors}\n{}", diagnostics.join("\n\n")))
            .help("correct these errors; `flitt check` reports them too"));
    }
    // Code that does not parse is a bug of the generator; its tokens help to find it.
    let file = syn::parse2::<syn::File>(tokens.clone());
    Ok(CommandOutput::new(file.map_or_else(|_| format!("{tokens}\n"), |file| prettyplease::unparse(&file))))
}

fn endpoint(file: &SchemaFile) -> Result<(Library, TokenStream), String> {
    if file.is_shared {
        return Err("endpoints share it, and it is expanded with them".to_owned());
    }
    let library = Library::read_endpoint(&file.folder(), &file.name);
    let marker = rust_type_name(file.name.trim_end_matches(".json"));
    let tokens = flitt_codegen::endpoint(&library, &files(&library, file.root())?, &site(&marker)?);
    Ok((library, tokens))
}

fn folder(path: &Path) -> Result<(Library, TokenStream), String> {
    let library = Library::read_folder(&schemas::folder(path));
    if library.files.is_empty() && library.diagnostics.is_empty() {
        return Err("it contains no schema files".to_owned());
    }
    let code = flitt_codegen::folder(&library, &files(&library, path)?, &site("Api")?);
    Ok((library, code))
}

/// The files of a folder that were read.
fn files(library: &Library, folder: &Path) -> Result<Vec<File>, String> {
    let file = |name: &String| {
        let path = serde_json::Value::from(folder.join(name).display().to_string()).to_string();
        Ok(File { name: name.clone(), path: tokens(&path)? })
    };
    library.files.iter().map(file).collect()
}

/// The context of a derive on a public type of this name.
fn site(marker: &str) -> Result<DeriveContext, String> {
    if syn::parse_str::<Ident>(marker).is_err() {
        return Err(format!("`{marker}` is not a valid name of a type"));
    }
    let marker = Ident::new(marker, Span::call_site());
    Ok(DeriveContext {
        client: tokens("::flitt_client")?,
        visibility: tokens("pub")?,
        marker,
        status: None,
        is_documentation: false,
        names_deprecated: false,
    })
}

fn tokens(text: &str) -> Result<TokenStream, String> {
    text.parse().map_err(|error: proc_macro2::LexError| error.to_string())
}
