//! The invariants of any page.

use std::sync::LazyLock;

use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_schema::{InMemory, Library, Parameter};

use super::read_page;
use crate::import::{Heading, write_schema};

/// The built-in schemas.
pub(crate) static BUILT_IN: LazyLock<Library> =
    LazyLock::new(|| Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>()));

/// Whether the page has the name and the length of a parameter. Layouts may break a name after an underscore.
fn is_on_page(parameter: &Parameter, page: &str) -> bool {
    let length = parameter.limit.map(|limit| limit.to_string()).unwrap_or_default();
    page.contains(parameter.name.as_ref()) && page.contains(&length)
}

/// The text of a page without what may be between the letters of a word.
fn letters(page: &str) -> String {
    let is_between = |it: &char| {
        it.is_whitespace()
            || matches!(it, '\\' | '|' | '*' | '`' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
    };
    let page = page.replace("&shy;", "").replace("<wbr>", "");
    page.chars().filter(|it| !is_between(it)).collect()
}

/// Imports any text as a page.
///
/// # Panics
///
/// If a parameter or value is not on the page, or the schema file has an error.
pub(crate) fn assert_invariants(page: &str) {
    let imported = read_page(page, &BUILT_IN);
    let parameters = || [&imported.request, &imported.response].into_iter().flatten().flatten();
    let on_page = letters(page);
    for parameter in parameters() {
        assert!(is_on_page(parameter, &on_page), "`{}` is not in\n{page}", parameter.name);
        for value in parameter.details.values.iter() {
            assert!(on_page.contains(&letters(&value.value)), "the value `{}` is not in\n{page}", value.value);
        }
    }
    let heading = Heading { endpoint: "imported".to_owned(), path: "/api/imported".to_owned() };
    let files: InMemory = [("imported.json", write_schema(&heading, &imported))].into_iter().collect();
    let diagnostics = Library::read_endpoint(&files, "imported.json").diagnostics;
    assert!(diagnostics.is_empty(), "{}\n{page}", diagnostics[0]);
}
