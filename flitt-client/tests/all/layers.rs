//! The layers of this crate: `src/runtime` does not know `src/gateway` or anything of the gateway's own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use flitt_client::Api;
use flitt_client::api::Flitt;
use flitt_schema::{Endpoint, InMemory, Library};
use proc_macro2::{TokenStream, TokenTree};

/// The only module of the runtime that has names of parameters: those that the protocol itself defines.
const PROTOCOL: &str = "wire_names.rs";

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
    files.sort();
    files
}

/// The identifiers, punctuation and string literals of a file, without comments, attributes and unit tests.
fn words(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut words = Vec::new();
    collect(code.parse().unwrap(), &mut words);
    words
}

fn collect(tokens: TokenStream, words: &mut Vec<String>) {
    let mut is_attribute = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) if !is_attribute => collect(group.stream(), words),
            TokenTree::Ident(ident) => words.push(ident.to_string()),
            TokenTree::Literal(literal) => words.push(literal.to_string()),
            TokenTree::Punct(punct) => {
                words.push(punct.to_string());
                is_attribute = punct.as_char() == '#';
                continue;
            }
            TokenTree::Group(_) => {}
        }
        is_attribute = false;
    }
}

#[test]
fn the_runtime_does_not_know_the_gateway() {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/runtime");
    let files = files(&runtime);
    assert!(files.len() > 40, "{files:?}");
    let library = Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>());
    let endpoints = || library.endpoints.iter().map(|loaded| &loaded.model);
    let types: BTreeSet<String> = endpoints().map(Endpoint::type_name).collect();
    assert!(types.contains("GetOrderStatus"), "{types:?}");
    // Names that are also ordinary words of the runtime; `request_id` is a field of the span of a call.
    let ordinary =
        ["request_id", "description", "type", "url", "data", "comment", "key", "message", "version", "token", "name"];
    let parameters: BTreeSet<String> = endpoints()
        .flat_map(|endpoint| {
            let responses = endpoint.response.variants.iter().flat_map(|variant| variant.table.rows.iter());
            endpoint.request.rows.iter().chain(responses).map(|row| row.name.to_string()).collect::<Vec<_>>()
        })
        .filter(|name| !ordinary.contains(&name.as_str()))
        .map(|name| format!("{name:?}"))
        .collect();
    assert!(parameters.contains("\"order_id\""));
    let mut found = Vec::new();
    for path in files.into_iter().filter(|path| !path.ends_with("tests.rs")) {
        let is_protocol = path.file_name().is_some_and(|name| name == PROTOCOL);
        let words = words(&path);
        for (position, word) in words.iter().enumerate() {
            let is_path = words.get(position + 1..position + 3).is_some_and(|next| next == [":", ":"]);
            let is_upward = (is_path && ["gateway", "api"].contains(&word.as_str())) || types.contains(word);
            if is_upward || (!is_protocol && parameters.contains(word)) {
                found.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
