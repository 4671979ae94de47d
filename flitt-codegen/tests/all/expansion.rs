//! What is emitted for the shipped schema files.

use flitt_codegen::{DeriveContext, File};
use flitt_schema::{Folder, Library};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

fn shipped() -> Library {
    Library::read_folder(&Folder::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas"), "schemas"))
}

fn expand(library: &Library) -> String {
    expand_for(library, false)
}

fn expand_for(library: &Library, is_documentation: bool) -> String {
    let context = DeriveContext {
        client: quote!(::flitt_client),
        visibility: quote!(pub),
        marker: Ident::new("Flitt", Span::call_site()),
        status: None,
        is_documentation,
        names_deprecated: false,
    };
    let files: Vec<File> = library.files.iter().map(|name| File { name: name.clone(), path: quote!(#name) }).collect();
    flitt_codegen::folder(library, &files, &context).to_string()
}

#[test]
fn the_same_files_give_the_same_code() {
    assert_eq!(expand(&shipped()), expand(&shipped()));
}

#[test]
fn every_endpoint_gets_its_type_its_module_and_its_facts() {
    let library = shipped();
    let code = expand(&library);
    for read in &library.endpoints {
        let (name, facts) = (read.model.module_name(), read.model.to_embedded());
        for expected in [format!("pub mod {name} "), format!("{facts:?}")] {
            assert!(code.contains(&expected), "{name}: `{expected}` is not emitted");
        }
    }
}

/// Who knows the gateway's documents looks for a path. A build does not pay for it.
#[test]
fn the_documentation_finds_an_endpoint_by_its_path() {
    let library = shipped();
    let documented = expand_for(&library, true);
    for alias in ["checkout/url", "p2pcredit", "3dsecure_step1"] {
        assert!(documented.contains(&format!("doc (alias = \"{alias}\")")), "{alias}");
    }
    assert!(!expand(&library).contains("alias"));
}

#[test]
fn facts_are_emitted_once_for_a_shared_table() {
    let library = shipped();
    let uses = library.endpoints.iter().flat_map(|read| read.model.response.variants.iter());
    assert!(uses.filter(|form| form.table.name == "final_order").count() > 0, "no endpoint returns a final order");
    let table = library.tables.iter().find(|read| read.model.name == "final_order").expect("it is shipped");
    let statics = expand(&library).matches(&format!("{:?}", table.model.to_embedded())).count();
    assert_eq!(statics, 1, "the table is emitted {statics} times");
}

#[test]
fn no_serde_and_no_panic_is_emitted() {
    let code = expand(&shipped());
    for word in ["serde", "Serialize", "unwrap", "expect (", "panic", "unsafe"] {
        assert!(!code.contains(word), "`{word}` is emitted");
    }
}

#[test]
fn an_empty_library_emits_an_empty_api() {
    let code: TokenStream = expand(&Library::default()).parse().unwrap();
    assert!(code.to_string().contains("ENDPOINTS"));
    assert!(!code.to_string().contains("mod tables") && !code.to_string().contains("mod reference"));
}
