//! The invariants of any page.

use std::sync::LazyLock;

use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_schema::{InMemory, Library, Parameter};

use crate::import::{Heading, read_page, write_schema};

/// Whether a line of the page begins with the parameter, and has its length.
fn is_on_page(parameter: &Parameter, page: &str) -> bool {
    let begin = format!("{} {}", parameter.name, parameter.value_type.as_str()).to_lowercase();
    let length = parameter.limit.map(|limit| limit.to_string()).unwrap_or_default();
    page.lines().any(|line| {
        let line = line.replace('\u{feff}', "").split_whitespace().collect::<Vec<_>>().join(" ");
        line.to_lowercase().starts_with(&begin) && line[begin.len()..].contains(&length)
    })
}

/// Imports any text as a page.
///
/// # Panics
///
/// If a parameter or value is not on the page, or the schema file has an error.
pub(crate) fn assert_invariants(page: &str) {
    static BUILT_IN: LazyLock<Library> =
        LazyLock::new(|| Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>()));
    let imported = read_page(page, &BUILT_IN);
    let parameters = || [&imported.request, &imported.response].into_iter().flatten().flatten();
    let words = page.replace('\u{feff}', "").split_whitespace().collect::<Vec<_>>().join(" ");
    for parameter in parameters() {
        assert!(is_on_page(parameter, page), "`{}` is not in\n{page}", parameter.name);
        for value in parameter.details.values.iter() {
            assert!(words.contains(value.value.as_ref()), "the value `{}` is not in\n{page}", value.value);
        }
    }
    let heading = Heading { endpoint: "imported".to_owned(), path: "/api/imported".to_owned() };
    let files: InMemory = [("imported.json", write_schema(&heading, &imported))].into_iter().collect();
    let diagnostics = Library::read_endpoint(&files, "imported.json").diagnostics;
    assert!(diagnostics.is_empty(), "{}\n{page}", diagnostics[0]);
}
