//! Examples of schema files: their signatures, the bytes that they are on the wire, and tests by the generated types.

mod body;
mod data;
mod run;
mod signed;

pub use body::body;
pub use run::{api_examples, endpoint_examples};
pub use signed::{full_text, key_of};

use flitt_schema::{Diagnostic, Endpoint, Library, Loaded};

/// What is wrong with the examples of schema files, by file and position: values that do not conform to their table, and
/// signatures that do not belong to the values. Examples of files with errors are not checked.
///
/// ```
/// use flitt_client::testing::check_examples;
/// use flitt_schema::{InMemory, Library};
///
/// let file = r#"{ "endpoint": "ping", "path": "/ping", "key": "none", "response": { "rows": [], "signed": "never" },
///     "request": [{ "name": "text", "type": "string", "max_length": 5 }],
///     "examples": [{ "of": "request", "source": "a letter", "values": { "text": "too long" } }] }"#;
/// let library = Library::read_folder(&InMemory::from_iter([("ping.json", file)]));
/// let found = check_examples(&library);
/// assert_eq!(found[0].line_and_column(), (3, 79));
/// assert_eq!(found[0].message(), "invalid example: `text` is 8 characters long; at most 5 are allowed");
/// ```
#[must_use]
pub fn check_examples(library: &Library) -> Vec<Diagnostic> {
    let of_endpoint = |loaded: &Loaded<Endpoint>| loaded.check_examples(|example| signed::check(example, loaded));
    library.with_checkable_examples().flat_map(of_endpoint).collect()
}
