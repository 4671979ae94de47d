//! `new`.

use snapbox::str;

use crate::flitt::flitt;

#[test]
fn a_new_schema_file_has_no_diagnostics() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let flitt = |arguments: &str| flitt(arguments).current_dir(folder.path());
    flitt("new loyalty_points")
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
schemas/loyalty_points.json

"#]])
        .stderr_eq(str![[r#"
add the parameters of the documentation's table to `request`, one by one; then
  flitt check schemas
  flitt show loyalty_points --schemas schemas
and in Rust:
  #[derive(flitt_client::Endpoint)]
  #[flitt(schema = "schemas/loyalty_points.json")]
  pub struct LoyaltyPoints;

"#]]);
    flitt("check --deny-warnings").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
schemas: 1 endpoint: no errors or warnings

"#]]);
    flitt("new loyalty_points").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the file `schemas/loyalty_points.json` already exists
help: choose another name, or edit that file

"#]]);
    flitt("new Points").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `Points` is not a valid name of an endpoint
help: use lower-case letters, digits and `_`, such as order_status; keywords of Rust, `tables` and `reference` are reserved

"#]]);
    // A name that the modules of a folder have.
    flitt("new reference").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `reference` is not a valid name of an endpoint
help: use lower-case letters, digits and `_`, such as order_status; keywords of Rust, `tables` and `reference` are reserved

"#]]);
    flitt("new points --folder schemas/loyalty_points.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot write `schemas/loyalty_points.json/points.json`: File exists (os error 17)
help: name another folder with --folder, or check its permissions

"#]]);
}

/// A name that would hide one of the prelude is written with another one in Rust.
#[test]
fn a_name_of_the_prelude_gets_another_one() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let flitt = |arguments: &str| flitt(arguments).current_dir(folder.path());
    flitt("new send").assert().code(0).stdout_eq("schemas/send.json\n");
    let text = std::fs::read_to_string(folder.path().join("schemas/send.json")).expect("it was written");
    assert!(text.contains("\"rust\": \"SendEndpoint\""), "{text}");
    flitt("check --deny-warnings").assert().code(0);
}

/// A link can lead to a file or a folder that nobody named, and that need not be there yet. Then nothing is written at all.
#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let outside = tempfile::tempdir().expect("there is a folder for temporary files");
    for link in ["schemas", "schemas/points.json", "schemas/endpoint.schema.json"] {
        let own = tempfile::tempdir().expect("there is a folder for temporary files");
        let path = own.path().join(link);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        let target = if link == "schemas" { outside.path().to_owned() } else { outside.path().join("missing") };
        std::os::unix::fs::symlink(target, &path).expect("it can be made");
        let absolute = format!("new points --folder {}", own.path().join("schemas").display());
        for arguments in ["new points", "new points --folder schemas/", &absolute] {
            let output = flitt(arguments).current_dir(own.path()).output().expect("it runs");
            let message = String::from_utf8(output.stderr).expect("it is text");
            let expected = format!("{link}` is a symbolic link, and nothing is written through it");
            assert!(output.status.code() == Some(2) && message.contains(&expected), "{message}");
        }
        assert_eq!(std::fs::read_dir(outside.path()).expect("it can be read").count(), 0);
        assert_eq!(std::fs::read_dir(path.parent().expect("it has one")).expect("it can be read").count(), 1);
    }
}

#[cfg(unix)]
#[test]
fn commands_to_copy_are_quoted() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let flitt = |arguments: &[&str]| flitt("").args(arguments).current_dir(folder.path());
    flitt(&["new", "points", "--folder", "nd$(id)"]).assert().code(0).stderr_eq(str![[r##"
add the parameters of the documentation's table to `request`, one by one; then
  flitt check 'nd$(id)'
  flitt show points --schemas 'nd$(id)'
and in Rust:
  #[derive(flitt_client::Endpoint)]
  #[flitt(schema = "nd$(id)/points.json")]
  pub struct Points;

"##]]);
    let output = flitt(&["new", "points", "--folder", "a\"b"]).output().expect("it runs");
    let note = String::from_utf8(output.stderr).expect("it is text");
    assert!(note.contains(r#"schema = "a\"b/points.json")"#), "{note}");
    std::fs::write(folder.path().join("nd$(id)/points.json"), "{}").expect("it can be written");
    let page = folder.path().join("page.txt");
    std::fs::write(&page, "Request parameters\nParameter\tType\tDescription\na\tstring(6)\tOne.\n")
        .expect("it can be written");
    flitt(&["list", "--schemas", "nd$(id)"]).assert().code(2).stderr_eq(str![[r##"
...
help: `flitt check 'nd$(id)'` reports them

"##]]);
    flitt(&["diff", "nd$(id)/points.json", "page.txt"]).assert().code(2).stderr_eq(str![[r##"
...
help: `flitt check 'nd$(id)/points.json'` reports why

"##]]);
}
