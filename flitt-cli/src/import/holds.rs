//! What holds of any page.

use std::sync::LazyLock;

use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_client::schema::{InMemory, Library, Parameter};

use crate::import::{Heading, read, write};

/// Whether one line begins with the row, and has its length.
fn stands_in(row: &Parameter, page: &str) -> bool {
    let begin = format!("{} {}", row.name, row.value_type.word()).to_lowercase();
    let length = row.limit.map(|limit| limit.to_string()).unwrap_or_default();
    page.lines().any(|line| {
        let line = line.replace('\u{feff}', "").split_whitespace().collect::<Vec<_>>().join(" ");
        line.to_lowercase().starts_with(&begin) && line[begin.len()..].contains(&length)
    })
}

/// Reads any text as a page.
///
/// # Panics
///
/// If a row is not in it, or the schema file that is made of it has a fault.
pub(crate) fn holds(page: &str) {
    static KNOWN: LazyLock<Library> =
        LazyLock::new(|| Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>()));
    let imported = read(page, &KNOWN);
    let rows = || [&imported.request, &imported.answer].into_iter().flatten().flatten();
    let words = page.replace('\u{feff}', "").split_whitespace().collect::<Vec<_>>().join(" ");
    for row in rows() {
        assert!(stands_in(row, page), "`{}` is not in\n{page}", row.name);
        for value in row.details.values.iter() {
            assert!(words.contains(value.value.as_ref()), "the value `{}` is not in\n{page}", value.value);
        }
    }
    let heading = Heading { endpoint: "imported".to_owned(), path: "/api/imported".to_owned() };
    let files: InMemory = [("imported.json", write(&heading, &imported))].into_iter().collect();
    let found = Library::read_endpoint(&files, "imported.json").diagnostics;
    assert!(found.is_empty(), "{}\n{page}", found[0]);
}
