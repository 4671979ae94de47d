//! `breaking`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command as Process;

use serde_json::Value;
use snapbox::cmd::Command;
use snapbox::str;
use tempfile::TempDir;

use crate::flitt::flitt;

/// A folder with copies of the fixture `shop` under `old` and `new`.
pub(crate) fn shops() -> TempDir {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    for name in ["old", "new"] {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/shop"), &folder.path().join(name));
    }
    folder
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("it can be read") {
        let path = entry.expect("it can be read").path();
        let target = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("it can be copied");
        }
    }
}

/// Replaces the only occurrence of a text in a file.
pub(crate) fn edit(folder: &TempDir, file: &str, from: &str, to: &str) {
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).expect("it can be read");
    assert_eq!(text.matches(from).count(), 1, "{from}");
    fs::write(path, text.replace(from, to)).expect("it can be written");
}

fn breaking(folder: &TempDir, arguments: &str) -> Command {
    flitt(&format!("breaking {arguments}")).current_dir(folder.path())
}

/// The findings, as JSON.
fn findings(folder: &TempDir) -> Vec<Value> {
    let output = breaking(folder, "--json old new").output().expect("the command runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let stdout = String::from_utf8(output.stdout).expect("it is UTF-8");
    stdout.lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect()
}

/// Class and verdict of each finding.
fn verdicts(folder: &TempDir) -> Vec<(String, String)> {
    let text = |finding: &Value, key: &str| finding[key].as_str().expect("it is a text").to_owned();
    findings(folder).iter().map(|finding| (text(finding, "class"), text(finding, "verdict"))).collect()
}

/// The file and the line of each finding, once.
fn places(folder: &TempDir) -> BTreeSet<(String, u64)> {
    let file = |finding: &Value| finding["file"].as_str().expect("it is a text").to_owned();
    let line = |finding: &Value| finding["line"].as_u64().expect("it is a number");
    findings(folder).iter().map(|finding| (file(finding), line(finding))).collect()
}

/// The place of a text in a file.
fn place_of(folder: &TempDir, file: &str, text: &str) -> (String, u64) {
    let whole = fs::read_to_string(folder.path().join(file)).expect("it can be read");
    let (before, _) = whole.split_once(text).expect("it has the text");
    (file.to_owned(), before.matches('\n').count() as u64 + 1)
}

#[test]
fn what_breaks_is_shown_where_it_is() {
    let folder = shops();
    edit(
        &folder,
        "new/charge.json",
        r#""amount", "type": "integer", "max_length": 6"#,
        r#""amount", "type": "integer", "max_length": 5"#,
    );
    edit(&folder, "new/pay_out.json", r#"{ "with": "order_id" }"#, r#""freely""#);
    edit(&folder, "new/tables/receipt.json", r#""max_length": null, "sensitive": true"#, r#""max_length": null"#);
    fs::remove_file(folder.path().join("new/greet.json")).expect("it can be removed");
    breaking(&folder, "old new").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
new/charge.json:14:58: major: `max_length` of `amount` of the endpoint `charge` was `6` and is `5`
   |
14 |     { "name": "amount", "type": "integer", "max_length": 5, "mandatory": true, "unit": "minor", "doc": "Sum." },
   |                                                          ^
   |
   = help: major, wire: longer values are rejected
           before: old/charge.json:14:58

new/pay_out.json:6:12: major: `retry` of the endpoint `pay_out` was `{"with":"order_id"}` and is `freely`
  |
6 |   "retry": "freely",
  |            ^^^^^^^^
  |
  = help: major, safety: a request whose outcome is unknown is sent again, and can be carried out twice
          before: old/pay_out.json:6:12

new/tables/receipt.json:10:15: major: `sensitive` of `card_token` of the table `receipt` was `true` and is `false`
   |
10 |     { "name": "card_token", "type": "string", "max_length": null },
   |               ^^^^^^^^^^^^
   |
   = help: major, safety: it is not redacted any more
           before: old/tables/receipt.json:10:80

old/greet.json:2:15: major: the endpoint `greet` is gone
  |
2 |   "endpoint": "greet",
  |               ^^^^^^^
  |
  = help: major, source: `Greet` is gone, and 13 other items of the generated code

4 major: the next version is a major one (1.4.2 -> 2.0.0, 0.4.2 -> 0.5.0)

"#]]);
    breaking(&folder, "old new --json").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
{"class":"wire","column":58,"file":"new/charge.json","line":14,"message":"`max_length` of `amount` of the endpoint `charge` was `6` and is `5`: longer values are rejected","verdict":"major"}
{"class":"safety","column":12,"file":"new/pay_out.json","line":6,"message":"`retry` of the endpoint `pay_out` was `{/"with/":/"order_id/"}` and is `freely`: a request whose outcome is unknown is sent again, and can be carried out twice","verdict":"major"}
{"class":"safety","column":15,"file":"new/tables/receipt.json","line":10,"message":"`sensitive` of `card_token` of the table `receipt` was `true` and is `false`: it is not redacted any more","verdict":"major"}
{"class":"source","column":15,"file":"old/greet.json","line":2,"message":"the endpoint `greet` is gone: `Greet` is gone, and 13 other items of the generated code","verdict":"major"}

"#]]);
}

#[test]
fn what_breaks_nothing_ends_with_0() {
    let folder = shops();
    breaking(&folder, "old new").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
no differences

"#]]);
    breaking(&folder, "old new --json").assert().code(0).stderr_eq("").stdout_eq("");
    // The canonical form is another text and no other contract.
    flitt("check --fix new").current_dir(folder.path()).assert().code(0);
    breaking(&folder, "old new").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
no differences

"#]]);
    edit(&folder, "new/charge.json", "Charges a card. The payer is not asked.", "Charges a card at once.");
    edit(&folder, "new/greet.json", r#""max_length": 20"#, r#""max_length": 25"#);
    breaking(&folder, "old new").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
new/greet.json:8:55: minor: `max_length` of `name` of the endpoint `greet` was `20` and is `25`
  |
8 |     { "name": "name", "type": "string", "max_length": 25 }
  |                                                       ^^
  |
  = help: minor, wire: longer values are accepted
          before: old/greet.json:7:65

new/charge.json:3:10: patch: `doc` of the endpoint `charge` was `Charges a card. The payer is not asked.` and is `Charges a card at once.`
  |
3 |   "doc": "Charges a card at once.",
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: patch, source: no program sees a difference
          before: old/charge.json:3:10

1 minor, 1 patch: the next version is a minor one (1.4.2 -> 1.5.0, 0.4.2 -> 0.4.3)

"#]]);
}

/// Class and verdict of each finding.
type Verdicts = [(&'static str, &'static str)];
/// A file, an edit of it, and what is reported.
type Case = (&'static str, &'static str, &'static str, &'static Verdicts);
/// The edits. A value that an absent key has is no edit.
const CASES: &[Case] = &[
    ("charge.json", r#""retry": "never""#, r#""retry": "freely""#, &[("safety", "major")]),
    ("look_up.json", r#""retry": "freely""#, r#""retry": "never""#, &[("behaviour", "major")]),
    ("pay_out.json", r#"{ "with": "order_id" }"#, r#""never""#, &[("behaviour", "major")]),
    ("charge.json", r#""signed": "always""#, r#""signed": "never""#, &[("behaviour", "major"), ("safety", "major")]),
    ("greet.json", r#""signed": "never""#, r#""signed": "never", "shape": "object""#, &[]),
    ("greet.json", r#""key": "none","#, r#""key": "none", "body": "json", "digest": "sha1","#, &[]),
    (
        "greet.json",
        r#""key": "none","#,
        r#""key": "none", "host": "https://a.example","#,
        &[("wire", "major"), ("safety", "major")],
    ),
    ("charge.json", r#""path": "/api/charge""#, r#""path": "/api/charged""#, &[("wire", "major")]),
    ("greet.json", r#""always": true"#, r#""always": false"#, &[("source", "major"), ("behaviour", "major")]),
    (
        "tables/receipt.json",
        r#""amount", "type": "integer", "max_length": 6, "unit": "minor""#,
        r#""amount", "type": "integer", "max_length": 6, "unit": "minor", "always": true"#,
        &[("source", "major"), ("wire", "major")],
    ),
    ("tables/receipt.json", r#""echo": true"#, r#""echo": false"#, &[("safety", "major")]),
    ("tables/receipt.json", r#""from": "credentials""#, r#""from": "caller""#, &[("safety", "major")]),
    (
        "charge.json",
        r#""card", "type": "string", "max_length": 19, "sensitive": true"#,
        r#""card", "type": "string", "max_length": 19, "sensitive": false"#,
        &[("source", "major"), ("safety", "major")],
    ),
    (
        "charge.json",
        r#""max_length": 40, "sensitive": true"#,
        r#""max_length": 40, "enforced_length": 90, "sensitive": true"#,
        &[("wire", "minor")],
    ),
    ("charge.json", r#""doc": "Sum.""#, r#""doc": "Sum.", "smallest": 1"#, &[("wire", "major")]),
    ("charge.json", r#""unit": "minor", "doc""#, r#""unit": "minor", "rust": "sum", "doc""#, &[("source", "major")]),
    (
        "charge.json",
        r#""max_length": 9, "values""#,
        r#""max_length": 9, "closed": true, "values""#,
        &[("source", "major"), ("wire", "major")],
    ),
    ("charge.json", r#", { "value": "repeat" }"#, "", &[("source", "major")]),
    (
        "charge.json",
        r#"{ "value": "repeat" }"#,
        r#"{ "value": "repeat" }, { "value": "last" }"#,
        &[("source", "minor")],
    ),
    ("charge.json", r#""default": "GEL", "#, r#""default": "USD", "#, &[("behaviour", "major")]),
    ("charge.json", r#""exactly_one""#, r#""at_least_one""#, &[("wire", "minor")]),
    ("charge.json", r#""confirm_with": { "endpoint": "look_up" },"#, "", &[("source", "major"), ("safety", "major")]),
    (
        "charge.json",
        r#"{ "endpoint": "look_up" }"#,
        r#"{ "endpoint": "look_up", "failures": { "before": ["7"] } }"#,
        &[("safety", "major")],
    ),
    (
        "charge.json",
        r#"{ "endpoint": "look_up" }"#,
        r#"{ "endpoint": "look_up", "needs_payer": true }"#,
        &[("safety", "major")],
    ),
    (
        "tables/receipt.json",
        r#"{ "key": "payment" }]"#,
        r#"{ "key": "none" }]"#,
        &[("wire", "major"), ("safety", "major")],
    ),
    ("charge.json", r#""quirk": "Real ones are longer.""#, r#""quirk": "Longer.""#, &[("source", "patch")]),
    (
        "greet.json",
        r#""request": [{"#,
        r#""request": [{ "name": "new_one", "type": "string", "max_length": 1 }, {"#,
        &[("source", "minor"), ("wire", "minor")],
    ),
    (
        "greet.json",
        r#""request": [{"#,
        r#""request": [{ "name": "new_one", "type": "string", "max_length": 1, "mandatory": true }, {"#,
        &[("source", "major"), ("wire", "major")],
    ),
    // `get` of every response is a function that programs call.
    (
        "greet.json",
        r#""rows": [{"#,
        r#""rows": [{ "name": "get", "type": "string", "max_length": 1 }, {"#,
        &[("source", "major")],
    ),
];

#[test]
fn each_kind_of_edit_has_its_verdict() {
    for (file, from, to, expected) in CASES {
        let folder = shops();
        edit(&folder, &format!("new/{file}"), from, to);
        let found = verdicts(&folder);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(class, verdict)| (class.as_str(), verdict.as_str())).collect();
        assert_eq!(found, *expected, "{file}: {from} -> {to}");
        // A key that was removed is missing in its object, which has a name.
        let edited = if to.is_empty() { &r#""endpoint":"# } else { to };
        let allowed =
            [("old", from), ("new", edited)].map(|(side, text)| place_of(&folder, &format!("{side}/{file}"), text));
        for place in places(&folder) {
            assert!(allowed.contains(&place), "{file}: {from} -> {to}: {place:?} instead of {allowed:?}");
        }
    }
}

/// The folder with another request of `greet` on each side: a value with these nested parameters.
fn nested(old: &str, new: &str) -> TempDir {
    let folder = shops();
    for (side, rows) in [("old", old), ("new", new)] {
        let note = r#"{ "name": "note", "type": "string", "max_length": 9 }"#;
        let value = format!(
            r#"{{ "name": "name", "type": "string", "max_length": 90, "format": "json", "rows": [{note}{rows}] }}"#
        );
        edit(
            &folder,
            &format!("{side}/greet.json"),
            r#"{ "name": "name", "type": "string", "max_length": 20 }"#,
            &value,
        );
    }
    folder
}

/// A fixed value is sent with every value that it is nested in.
#[test]
fn a_fixed_value_is_sent_in_a_nested_value() {
    let fixed =
        |value: &str| format!(r#", {{ "name": "kind", "type": "string", "max_length": 9, "fixed": "{value}" }}"#);
    let (first, second) = (fixed("first"), fixed("second"));
    let free = r#", { "name": "kind", "type": "string", "max_length": 9 }"#;
    let wire = ("wire", "major");
    let cases: [(&str, &str, &Verdicts); 6] = [
        (&first, &second, &[wire]),
        ("", &first, &[wire]),
        (&first, "", &[wire]),
        (&first, free, &[("source", "minor"), wire]),
        (free, &first, &[("source", "major"), wire]),
        ("", free, &[("source", "minor"), ("wire", "minor")]),
    ];
    for (old, new, expected) in cases {
        let found = verdicts(&nested(old, new));
        let found: Vec<(&str, &str)> =
            found.iter().map(|(class, verdict)| (class.as_str(), verdict.as_str())).collect();
        assert_eq!(found, *expected, "{old} -> {new}");
    }
}

/// A parameter of a response brings the same rules as an edit of its keys does; without them, it rejects nothing.
#[test]
fn a_new_parameter_of_a_response_can_reject_responses() {
    let (always, credentials) = (r#""string", "always": true"#, r#""integer", "from": "credentials""#);
    let cases: [(&str, &Verdicts); 11] = [
        (r#""string""#, &[("source", "minor")]),
        (always, &[("source", "minor"), ("wire", "major")]),
        (credentials, &[("source", "minor"), ("wire", "major")]),
        (r#""string", "echo": true"#, &[("source", "minor"), ("behaviour", "major")]),
        (r#""integer", "unit": "minor""#, &[("source", "minor"), ("wire", "major")]),
        (r#""integer", "unit": "identifier""#, &[("source", "minor"), ("wire", "major")]),
        (r#""integer", "unit": "minor", "smallest": -5"#, &[("source", "minor"), ("wire", "major")]),
        (r#""string", "format": "currency""#, &[("source", "minor"), ("wire", "major")]),
        (r#""string", "format": "json""#, &[("source", "minor"), ("wire", "major")]),
        (r#""string", "format": "currency", "informational": true"#, &[("source", "minor")]),
        (r#""integer", "unit": "minor", "informational": true"#, &[("source", "minor")]),
    ];
    for (keys, expected) in cases {
        let folder = shops();
        let rows = format!(r#""rows": [{{ "name": "merchant_id", "max_length": 12, "type": {keys} }}, {{"#);
        edit(&folder, "new/greet.json", r#""rows": [{"#, &rows);
        let found = verdicts(&folder);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(class, verdict)| (class.as_str(), verdict.as_str())).collect();
        assert_eq!(found, *expected, "{keys}");
    }
}

/// A minimum below 0 lets the client accept a negative value.
#[test]
fn the_sign_of_a_minimum_matters_to_responses() {
    let (without, below) =
        (r#""max_length": 6, "unit": "minor""#, r#""max_length": 6, "unit": "minor", "smallest": -5"#);
    for (old, new, verdict) in [(without, below, "minor"), (below, without, "major")] {
        let folder = shops();
        for (side, keys) in [("old", old), ("new", new)] {
            edit(&folder, &format!("{side}/tables/receipt.json"), without, keys);
        }
        let found = verdicts(&folder);
        assert!(found.contains(&("wire".to_owned(), verdict.to_owned())), "{old} -> {new}: {found:?}");
    }
}

/// The parameters of a request with groups.
const GROUPED: &str = r#"[{ "name": "name", "type": "string", "max_length": 20 },
    { "name": "alias", "type": "string", "max_length": 20 }]"#;

/// Moves the request of `greet` to a shared table: with these groups before, and those after.
fn moved(before: &str, after: &str) -> TempDir {
    let folder = shops();
    let request = r#""request": [{ "name": "name", "type": "string", "max_length": 20 }]"#;
    edit(&folder, "old/greet.json", request, &format!(r#""request": {GROUPED}, "groups": [{before}]"#));
    edit(&folder, "new/greet.json", request, r#""request": { "table": "greeting" }"#);
    let table = format!(r#"{{ "table": "greeting", "doc": "A greeting.", "rows": {GROUPED}, "groups": [{after}] }}"#);
    fs::write(folder.path().join("new/tables/greeting.json"), table).expect("it can be written");
    folder
}

/// The groups of a request are those of its table, wherever that is.
#[test]
fn groups_that_are_moved_to_a_shared_table_are_compared() {
    let exactly = r#"{ "rule": "exactly_one", "of": ["name", "alias"], "doc": "one name" }"#;
    let at_least = r#"{ "rule": "at_least_one", "of": ["name", "alias"], "doc": "one name" }"#;
    let cases = [(exactly, exactly, None), (exactly, at_least, Some("minor")), (at_least, exactly, Some("major"))];
    for (before, after, expected) in cases {
        let wire: Vec<String> = verdicts(&moved(before, after))
            .into_iter()
            .filter_map(|(class, verdict)| (class == "wire").then_some(verdict))
            .collect();
        assert_eq!(wire, Vec::from_iter(expected), "{before} -> {after}");
    }
    // The other way, and from a shared table to another one.
    let folder = moved(at_least, exactly);
    let names = ["old", "new", "third"].map(|name| folder.path().join(name));
    fs::rename(&names[0], &names[2]).expect("it can be renamed");
    fs::rename(&names[1], &names[0]).expect("it can be renamed");
    fs::rename(&names[2], &names[1]).expect("it can be renamed");
    assert!(verdicts(&folder).contains(&("wire".to_owned(), "minor".to_owned())));
    fs::remove_dir_all(&names[1]).expect("it can be removed");
    copy(&names[0], &names[1]);
    edit(&folder, "new/greet.json", r#""table": "greeting""#, r#""table": "welcome""#);
    edit(&folder, "new/tables/greeting.json", r#""table": "greeting""#, r#""table": "welcome""#);
    edit(&folder, "new/tables/greeting.json", "exactly_one", "excludes");
    fs::rename(names[1].join("tables/greeting.json"), names[1].join("tables/welcome.json")).expect("it can be renamed");
    assert!(verdicts(&folder).contains(&("wire".to_owned(), "minor".to_owned())));
}

/// An endpoint under another name whose type has the old one is compared with the old one: what it sends is another matter than
/// what it is called.
#[test]
fn a_renamed_endpoint_is_compared() {
    let folder = shops();
    let path = |name: &str| folder.path().join(name);
    edit(&folder, "new/greet.json", r#""endpoint": "greet","#, r#""endpoint": "salute", "rust": "Greet","#);
    fs::rename(path("new/greet.json"), path("new/salute.json")).expect("it can be renamed");
    // What a program stored has the old name; that of the type is written down and the same.
    let expected = [("behaviour", "major"), ("source", "patch")].map(|(class, verdict)| (class.into(), verdict.into()));
    assert_eq!(verdicts(&folder), expected);
    edit(&folder, "new/salute.json", r#""path": "/api/greet""#, r#""path": "/api/salute""#);
    assert!(verdicts(&folder).contains(&("wire".to_owned(), "major".to_owned())));
}

/// The error codes of a renamed endpoint are those of its own file.
#[test]
fn the_failures_of_a_renamed_endpoint_are_as_before() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    for side in ["old", "new"] {
        copy(&schemas, &folder.path().join(side));
    }
    let path = |name: &str| folder.path().join(name);
    edit(&folder, "new/recurring.json", r#""endpoint": "recurring""#, r#""endpoint": "recharge""#);
    fs::rename(path("new/recurring.json"), path("new/recharge.json")).expect("it can be renamed");
    let output = flitt("breaking old new").current_dir(folder.path()).assert().code(1).get_output().stdout.clone();
    let text = String::from_utf8_lossy(&output);
    assert!(text.contains("is not found any more") && !text.contains("`failures`"), "{text}");
}

/// What git prints, which has to succeed.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Process::new("git").arg("-C").arg(folder).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

/// A revision is read from the repository; the work tree, also where it has other changes, is as before.
#[test]
fn a_revision_is_read_from_git() {
    let folder = shops();
    fs::remove_dir_all(folder.path().join("old")).expect("it can be removed");
    let git = |arguments: &[&str]| git(folder.path(), arguments);
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["-c", "user.name=a", "-c", "user.email=a@shop.example", "commit", "-q", "-m", "shop"]);
    edit(&folder, "new/greet.json", r#""max_length": 20"#, r#""max_length": 8"#);
    let expected = str![[r#"
new/greet.json:7:65: major: `max_length` of `name` of the endpoint `greet` was `20` and is `8`
  |
7 |   "request": [{ "name": "name", "type": "string", "max_length": 8 }],
  |                                                                 ^
  |
  = help: major, wire: longer values are rejected
          before: main:new/greet.json:7:65

1 major: the next version is a major one (1.4.2 -> 2.0.0, 0.4.2 -> 0.5.0)

"#]];
    breaking(&folder, "--against main new").assert().code(1).stderr_eq("").stdout_eq(expected.clone());
    // From the folder itself, and from a hook, which git runs with variables of its own.
    let within = |arguments: &str| breaking(&folder, arguments).current_dir(folder.path().join("new"));
    within("--against HEAD . --json")
        .env("GIT_INDEX_FILE", "elsewhere")
        .env("GIT_DIR", "elsewhere")
        .assert()
        .code(1)
        .stderr_eq("")
        .stdout_eq(str![[r#"
{"class":"wire","column":65,"file":"greet.json","line":7,"message":"`max_length` of `name` of the endpoint `greet` was `20` and is `8`: longer values are rejected","verdict":"major"}

"#]]);
    breaking(&folder, "--against HEAD~1 new").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no revision `HEAD~1` of `new`: git does not know it
help: name a branch, a tag or a commit; a shallow clone does not have all of them (`git fetch`)

"#]]);
    breaking(&folder, "--against --output=stolen new").assert().code(2).stdout_eq("");
    breaking(&folder, "--against=--output=stolen new").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no revision `--output=stolen` of `new`: git does not know it
help: name a branch, a tag or a commit; a shallow clone does not have all of them (`git fetch`)

"#]]);
    assert!(!folder.path().join("stolen").exists() && !folder.path().join("new/stolen").exists());
    breaking(&folder, "--against main new/tables/..").assert().code(1).stderr_eq("");
    let text = fs::read_to_string(folder.path().join("new/greet.json")).expect("it can be read");
    assert!(text.contains(r#""max_length": 8"#), "the work tree is as before");
    fs::create_dir(folder.path().join("empty")).expect("it can be made");
    breaking(&folder, "--against main empty").assert().code(2).stdout_eq("");
}

/// A repository of somebody else runs no program, shows nothing of a file that a link leads to out of the folder, and takes no
/// memory beyond the limits.
#[cfg(unix)]
#[test]
fn a_hostile_repository_does_nothing() {
    let folder = shops();
    let path = |name: &str| folder.path().join(name);
    let git = |arguments: &[&str]| git(folder.path(), arguments);
    let commit = |message: &str| {
        git(&["add", "."]);
        git(&["-c", "user.name=a", "-c", "user.email=a@shop.example", "commit", "-q", "-m", message]);
    };
    git(&["init", "-q", "-b", "main"]);
    fs::write(path("private.json"), r#"{ "endpoint": "hunter2", "zzz": 1 }"#).expect("it can be written");
    std::os::unix::fs::symlink("../private.json", path("new/linked.json")).expect("a link can be made");
    std::os::unix::fs::symlink("greet.json", path("new/same.json")).expect("a link can be made");
    commit("links");
    fs::remove_file(path("new/linked.json")).expect("it can be removed");
    fs::remove_file(path("new/same.json")).expect("it can be removed");
    let output = breaking(&folder, "--against main new").output().expect("the command runs");
    let shown = [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("it is UTF-8")).concat();
    assert!(shown.contains("main:new/linked.json") && !shown.contains("hunter2") && !shown.contains("zzz"), "{shown}");
    // A link to a file of the folder is that file, whose name is wrong here.
    assert!(shown.contains("2 errors"), "{shown}");

    fs::write(path("new/large.json"), " ".repeat(300_000)).expect("it can be written");
    commit("large");
    fs::remove_file(path("new/large.json")).expect("it can be removed");
    breaking(&folder, "--against main new").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `main:new/large.json` has 300000 bytes; a schema file has at most 262144
help: compare folders of schema files alone

"#]]);

    commit("clean");
    let object = git(&["rev-parse", "HEAD:new/greet.json"]);
    let (begin, end) = object.trim().split_at(2);
    fs::remove_file(folder.path().join(".git/objects").join(begin).join(end)).expect("it can be removed");
    git(&["config", "core.repositoryformatversion", "1"]);
    git(&["config", "extensions.partialClone", "evil"]);
    git(&["config", "remote.evil.promisor", "true"]);
    git(&["config", "remote.evil.url", &folder.path().display().to_string()]);
    git(&["config", "remote.evil.uploadpack", &format!("sh -c 'touch {}; exit 1' --", path("stolen").display())]);
    breaking(&folder, "--against main new").assert().code(2).stdout_eq("");
    assert!(!path("stolen").exists());
}

/// A repository can have objects of any size, which take little space in it. git reads whole trees, and the whole target of a
/// symbolic link, also behind a zero byte, where the target ends.
#[test]
fn a_repository_of_any_size_takes_little_memory() {
    let folder = shops();
    let git = |arguments: &[&str]| git(folder.path(), arguments);
    git(&["init", "-q", "-b", "main"]);
    let object = |text: &[u8]| {
        fs::write(folder.path().join("object"), text).expect("it can be written");
        git(&["hash-object", "-w", "object"]).trim().to_owned()
    };
    let greet = object(&fs::read(folder.path().join("new/greet.json")).expect("it can be read"));
    let file = ("100644", "greet.json", greet.clone());
    let long = |length: usize| object(&[b"greet.json\0".as_slice(), &vec![0; length]].concat());
    let many = (0..60_000).map(|number| ("100644", format!("{number:050}"), greet.clone()));
    let cases = [
        (
            vec![("120000", "long.json", long(5_000))],
            "error: the target of the symbolic link `main:new/long.json` is too long\n",
        ),
        (
            vec![("120000", "twice.json", object(b"long")), ("120000", "long", long(70_000_000))],
            "error: `git cat-file` failed\n",
        ),
        // git prints the target of a link out of the repository on a line of its own.
        (
            vec![("120000", "out.json", object(b"../../a blob 18446744073709551615"))],
            "error: cannot read `out.json` of the revision: symlink 30\n",
        ),
    ];
    let owned = |(mode, name, object): &(&'static str, &str, String)| (*mode, (*name).to_owned(), object.clone());
    let cases = cases.iter().map(|(entries, error)| (entries.iter().map(owned).collect::<Vec<_>>(), *error));
    for (mut entries, error) in
        cases.chain([(many.collect(), "error: `git ls-tree` printed more than 4194304 bytes\n")])
    {
        entries.push(owned(&file));
        commit_entries(folder.path(), &entries);
        let output = breaking(&folder, "--against main new").output().expect("the command runs");
        let stderr = String::from_utf8(output.stderr).expect("it is UTF-8");
        assert!(stderr.starts_with(error) && output.status.code() == Some(2), "{error}: {stderr}");
    }
}

/// Commits files of the folder `new` of a repository, without the work tree: mode, name, object.
fn commit_entries(repository: &Path, entries: &[(&str, String, String)]) {
    let line = |(mode, name, object): &(&str, String, String)| format!("{mode} {object}\tnew/{name}\n");
    let lines: String = entries.iter().map(line).collect();
    let path = repository.join("entries");
    fs::write(&path, lines).expect("it can be written");
    git(repository, &["read-tree", "--empty"]);
    let mut update = Process::new("git");
    update.arg("-C").arg(repository).args(["update-index", "--index-info"]);
    let status = update.stdin(fs::File::open(path).expect("it can be read")).status().expect("git runs");
    assert!(status.success());
    git(repository, &["-c", "user.name=a", "-c", "user.email=a@shop.example", "commit", "-q", "-m", "entries"]);
}

/// git opens whatever the configuration of a repository includes, and a pipe to which nobody writes has no end.
#[cfg(unix)]
#[test]
fn a_repository_with_a_pipe_in_its_configuration_is_reported() {
    let folder = shops();
    let git = |arguments: &[&str]| git(folder.path(), arguments);
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["-c", "user.name=a", "-c", "user.email=a@shop.example", "commit", "-q", "-m", "all"]);
    let pipe = folder.path().join(".git/more");
    assert!(Process::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    git(&["config", "include.path", "more"]);
    breaking(&folder, "--against main new").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `git rev-parse` did not end within 10 seconds
help: look at the configuration of the repository (`.git/config`): a file that it includes may be a pipe

"#]]);
}

#[test]
fn what_cannot_be_compared_ends_with_2() {
    flitt("breaking").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is nothing to compare with
help: name the folder before and after the edit: flitt breaking OLD NEW; or a revision: flitt breaking --against main schemas

"#]]);
    flitt("breaking shop").assert().code(2).stdout_eq("");
    flitt("breaking shop nowhere").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no folder `nowhere`
help: name the folder that holds the schema files

"#]]);
    flitt("breaking shop shop/greet.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `shop/greet.json` is not a folder
help: name the folder that holds the schema files

"#]]);
    flitt("breaking shop pages").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there are no schema files in `pages`
help: name the folder that holds the schema files

"#]]);
    flitt("breaking --against main shop shop").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: two folders are given together with --against
help: with --against, name the new folder only

"#]]);
    flitt("breaking broken shop").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot compare `broken`: 3 errors
broken/refund.json:4:10: invalid `key`: `paymnet`
  |
4 |   "key": "paymnet",
  |          ^^^^^^^^^ did you mean `payment`?
  |
  = help: `key` must be `payment`, `payout`, `company` or `none`
help: correct the errors first, which `flitt check` reports; or compare with a revision that has none

"#]]);
    flitt("breaking shop broken --json").assert().code(2).stdout_eq("");
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/shop");
    copy(&shop, &folder.path().join("schemas"));
    flitt("breaking --against main").current_dir(folder.path()).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no revision `main` of `schemas`: it is in no git repository
help: --against needs the git repository of the folder; `flitt breaking OLD NEW` compares two folders

"#]]);
}

/// The way of somebody who adds an endpoint: a first version, an edit with five mistakes, each mended as its message says, and
/// what the edit breaks before it is committed.
#[test]
fn from_a_new_file_to_a_commit() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let run = |arguments: &str| flitt(arguments).current_dir(folder.path());
    let git = |arguments: &[&str]| {
        let arguments = [&["-c", "user.name=a", "-c", "user.email=a@shop.example"], arguments].concat();
        git(folder.path(), &arguments)
    };
    git(&["init", "-q", "-b", "main"]);
    run("new loyalty_points").assert().code(0);
    run("check").assert().code(0);
    run("check --fix").assert().code(0);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "loyalty points"]);

    let file = "schemas/loyalty_points.json";
    let mut text = fs::read_to_string(folder.path().join(file)).expect("it can be read");
    let mut replace = |from: &str, to: &str| {
        assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
        text = text.replace(from, to);
        fs::write(folder.path().join(file), &text).expect("it can be written");
    };
    // Five mistakes, each with what its message says, and the correction that it proposes.
    replace(r#""retry": "never""#, r#""retries": "freely""#);
    replace(r#""key": "payment""#, r#""key": "paymet""#);
    replace(r#""path": "/api/loyalty_points""#, r#""path": "api/loyalty_points""#);
    replace(r#""unit": "identifier""#, r#""unit": "identifer""#);
    replace(r#""values": ["success", "failure"]"#, r#""values": ["success", "success"]"#);
    run("check").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
schemas/loyalty_points.json:6:11: invalid path: it does not begin with `/`
  |
6 |   "path": "api/loyalty_points",
  |           ^^^^^^^^^^^^^^^^^^^^
  |
  = help: write it as "/api/capture/order_id"; use `host` for another host

schemas/loyalty_points.json:7:10: invalid `key`: `paymet`
  |
7 |   "key": "paymet",
  |          ^^^^^^^^ did you mean `payment`?
  |
  = help: `key` must be `payment`, `payout`, `company` or `none`

schemas/loyalty_points.json:8:3: unknown key `retries` in an endpoint
  |
8 |   "retries": "freely",
  |   ^^^^^^^^^
  |
  = help: known keys: `$schema`, `meta_format`, `endpoint`, `rust`, `doc`, `source`, `host`, `path`, `protocol`, `data_when`, `body`, `key`, `digest`, `retry`, `order`, `creates`, `confirm_with`, `request`, `groups`, `response` and `examples`

schemas/loyalty_points.json:30:15: invalid `unit`: `identifer`
   |
30 |       "unit": "identifer",
   |               ^^^^^^^^^^^ did you mean `identifier`?
   |
   = help: `unit` must be `minor`, `identifier` or `seconds`

schemas/loyalty_points.json:58:31: duplicate value `success`
   |
58 |         "values": ["success", "success"],
   |                               ^^^^^^^^^ second occurrence
   |
   = help: keep one of them

schemas: 1 endpoint: 5 errors in 1 file

"#]]);
    replace(r#""retries": "freely""#, r#""retry": "freely""#);
    replace(r#""key": "paymet""#, r#""key": "payment""#);
    replace(r#""path": "api/loyalty_points""#, r#""path": "/api/loyalty_points""#);
    replace(r#""unit": "identifer""#, r#""unit": "identifier""#);
    replace(r#""values": ["success", "success"]"#, r#""values": ["success"]"#);
    run("check --deny-warnings").assert().code(0).stderr_eq("");

    // What is left of the edit is less safe, and takes a value from its callers.
    run("breaking --against HEAD").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
HEAD:schemas/loyalty_points.json:58:31: major: `failure` of `response_status` of the endpoint `loyalty_points` is gone
   |
58 |         "values": ["success", "failure"],
   |                               ^^^^^^^^^
   |
   = help: major, source: `loyalty_points::response::ResponseStatus::Failure` is gone

schemas/loyalty_points.json:8:12: major: `retry` of the endpoint `loyalty_points` was `never` and is `freely`
  |
8 |   "retry": "freely",
  |            ^^^^^^^^
  |
  = help: major, safety: a request whose outcome is unknown is sent again, and can be carried out twice
          before: HEAD:schemas/loyalty_points.json:8:12

2 major: the next version is a major one (1.4.2 -> 2.0.0, 0.4.2 -> 0.5.0)

"#]]);
    replace(r#""retry": "freely""#, r#""retry": "never""#);
    replace(r#""values": ["success"]"#, r#""values": ["success", "failure", "pending"]"#);
    run("breaking --against HEAD").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
schemas/loyalty_points.json:58:42: minor: `pending` of `response_status` of the endpoint `loyalty_points` is new
   |
58 |         "values": ["success", "failure", "pending"],
   |                                          ^^^^^^^^^
   |
   = help: minor, source: `loyalty_points::response::ResponseStatus::Pending` is new

1 minor: the next version is a minor one (1.4.2 -> 1.5.0, 0.4.2 -> 0.4.3)

"#]]);
    git(&["commit", "-q", "-a", "-m", "one more status"]);
    run("breaking --against HEAD").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
no differences

"#]]);
}

/// That they have changed is said, without the values; other keys of the parameter are shown with theirs.
#[test]
fn sensitive_values_are_not_shown() {
    let folder = shops();
    let original = r#"{ "name": "name", "type": "string", "max_length": 20 }"#;
    let parameter = |key: &str, value: &str, length: u32, sensitive: &str| {
        format!(r#"{{ "name": "name", "type": "string", "max_length": {length}, "{key}": "{value}"{sensitive} }}"#)
    };
    let sensitive = r#", "sensitive": true"#;
    for key in ["default", "fixed"] {
        for (old, new) in [(sensitive, sensitive), ("", sensitive), (sensitive, "")] {
            edit(&folder, "old/greet.json", original, &parameter(key, "canary12", 20, old));
            edit(&folder, "new/greet.json", original, &parameter(key, "canary34", 30, new));
            for format in ["", " --json"] {
                let output = breaking(&folder, &format!("old new{format}")).output().expect("the command runs");
                let shown =
                    [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("it is UTF-8")).concat();
                assert!(shown.contains(&format!("`{key}` of `name` of the endpoint `greet` has changed")), "{shown}");
                assert!(shown.contains("was `20` and is `30`"), "{shown}");
                assert!(!shown.contains("canary12"), "{shown}");
                assert!(!shown.contains("canary34"), "{shown}");
            }
            edit(&folder, "old/greet.json", &parameter(key, "canary12", 20, old), original);
            edit(&folder, "new/greet.json", &parameter(key, "canary34", 30, new), original);
        }
    }
}
