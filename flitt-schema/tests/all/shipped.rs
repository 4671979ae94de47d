//! The schema files that this project ships.

use flitt_schema::{Folder, Library};

#[test]
fn the_shipped_folder_is_clean() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");
    let library = Library::read_folder(&Folder::new(root, "schemas"));
    let errors: Vec<String> = library.diagnostics.iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n\n"));
    assert!(!library.endpoints.is_empty(), "no endpoint was read");
}
