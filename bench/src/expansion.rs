//! What the derive makes of the shipped schema files.

use std::path::Path;

use flitt_codegen::{DeriveContext, File};
use flitt_schema::{Folder, Library};

use crate::Outcome;

/// How many lines it makes of all endpoints, comments left out, and how many endpoints there are.
pub fn lines() -> Outcome<(usize, usize)> {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let library = Library::read_folder(&Folder::new(schemas, "schemas"));
    let files = library.files.iter().map(|name| Ok(File { name: name.clone(), path: "\"\"".parse()? }));
    let files = files.collect::<Outcome<Vec<File>>>()?;
    let site = DeriveContext {
        client: "::flitt_client".parse()?,
        visibility: "pub".parse()?,
        marker: syn::parse_str("Flitt")?,
        status: None,
        is_documentation: false,
        names_deprecated: false,
    };
    let tokens = flitt_codegen::folder(&library, &files, &site);
    let code = prettyplease::unparse(&syn::parse2(tokens)?);
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    Ok((code.lines().filter(is_code).count(), library.endpoints.len()))
}
