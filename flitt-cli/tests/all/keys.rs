//! `keys`, and the guide's chapter that it makes.

use std::fs;
use std::path::Path;

use snapbox::str;

use crate::flitt::flitt;

#[test]
fn shows_one_key_in_every_object_that_has_it() {
    flitt("keys table").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Table
  table  string  Required. The name of the table and of this file.

Parameter
  table  string  The shared table of a nested value: a file in the folder `tables`.

Request
  table  string  Required. The name of a shared table: a file in the folder `tables`, without `.json`.

Response: exactly one of `table`, `rows`, `forms`
  table  string  The name of a shared table: a file in the folder `tables`, without `.json`.

Form of the response: exactly one of `table`, `rows`
  table  string  The name of a shared table: a file in the folder `tables`, without `.json`.

"#]]);
}

#[test]
fn proposes_a_key_of_a_similar_name() {
    flitt("keys max_lenght").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: no object of schema files has the key `max_lenght`
help: there is `max_length`

"#]]);
    flitt("keys xyzzy").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: no object of schema files has the key `xyzzy`
help: `flitt keys` lists all

"#]]);
}

#[test]
fn shows_the_values_of_a_key() {
    flitt("keys retry").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Endpoint
  retry  freely, never, or object retry  Whether a request may be sent again if its outcome is unknown: freely (it is idempotent), never (the default), or with the same value of one parameter.

"#]]);
}

/// The chapter is what the command writes. `SNAPSHOTS=overwrite` writes it.
#[test]
fn the_guide_lists_every_key() {
    let output = flitt("keys --markdown").assert().code(0).get_output().stdout.clone();
    let text = format!(
        "The keys of schema files.\n\n\
         One table for each object: an endpoint, a shared table, a reference list, and what they contain. `flitt keys` prints \
         them in a terminal.\n\n{}",
        String::from_utf8(output).unwrap()
    );
    let chapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("../flitt-client/src/guide/schema_keys.md");
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(&chapter, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&chapter).unwrap(), text, "SNAPSHOTS=overwrite writes the chapter");
}
