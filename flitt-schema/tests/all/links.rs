//! What is not a file of the folder: pipes, devices, sockets, and links out of it.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use flitt_schema::{Files, Folder, Library, canonical};
use tempfile::TempDir;

/// A guard against hangs.
const LONG: Duration = Duration::from_secs(20);

const ENDPOINT: &str = r#"{ "endpoint": "pay", "path": "/pay", "key": "none", "request": { "table": "shared" },
  "response": { "rows": [{ "name": "a", "type": "string", "list": "colours" }], "signed": "never" } }"#;

fn read(folder: &Path) -> Vec<String> {
    let (sender, receiver) = mpsc::channel();
    let folder = folder.to_owned();
    thread::spawn(move || {
        let library = Library::read_folder(&Folder::new(folder, "schemas"));
        let texts =
            library.diagnostics.iter().map(|diagnostic| format!("{diagnostic}{}", diagnostic.to_colored_string()));
        sender.send(texts.collect())
    });
    receiver.recv_timeout(LONG).expect("reading does not wait")
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

#[test]
fn pipes_devices_and_sockets_are_not_read() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    for kind in ["tables", "reference"] {
        fs::create_dir(root.join(kind)).unwrap();
        pipe(&root.join(kind).join("pipe.json"));
    }
    fs::write(root.join("pay.json"), ENDPOINT).unwrap();
    pipe(&root.join("pipe.json"));
    pipe(&root.join("tables/shared.json"));
    pipe(&root.join("reference/colours.json"));
    symlink("pipe.json", root.join("linked.json")).unwrap();
    for device in ["zero", "null", "tty", "random", "stdin"] {
        symlink(Path::new("/dev").join(device), root.join(format!("{device}.json"))).unwrap();
    }
    let _socket = UnixListener::bind(root.join("socket.json")).unwrap();
    let messages = read(root);
    for name in
        ["pipe", "linked", "zero", "null", "random", "socket", "tables/pipe", "tables/shared", "reference/colours"]
    {
        let of_file: Vec<&String> =
            messages.iter().filter(|message| message.starts_with(&format!("schemas/{name}.json:1:1: "))).collect();
        assert!(of_file.len() == 1 && of_file[0].contains("not a file"), "{name}: {messages:?}");
    }
}

/// A secret in every form that a file outside of the folder can have.
const SECRETS: [&str; 12] = [
    "root:CANARY:0:0:root:/root:/bin/bash\n",
    "CANARY",
    "{ \"CANARY\": 1 }",
    "{ \"auths\": { \"https://registry.example\": { \"auth\": \"CANARY\" } } }",
    "[\"CANARY\"]",
    "{ \"endpoint\": \"CANARY\", \"path\": \"CANARY\", \"host\": \"CANARY\", \"request\": [] }",
    "{ \"table\": \"CANARY\", \"rows\": [{ \"name\": \"CANARY\", \"type\": \"CANARY\" }] }",
    "{ \"list\": \"CANARY\", \"values\": [{ \"value\": \"CANARY\" }, { \"value\": \"CANARY\" }] }",
    "{ \"table\": \"shared\", \"rows\": [{ \"name\": \"CANARY\", \"type\": \"object\", \"table\": \"CANARY\" }] }",
    "{ \"endpoint\": \"linked\", \"CANARY",
    "CANARY\u{0}\u{1b}[31m",
    "\"CANARY\"",
];

#[test]
fn nothing_of_a_linked_file_is_shown() {
    let outside = TempDir::new().unwrap();
    let secret = outside.path().join("secret.json");
    let invalid = outside.path().join("invalid.json");
    fs::write(&invalid, b"CANARY \xff\xfe").unwrap();
    let texts = SECRETS.iter().map(|text| (Some(*text), &secret));
    for (text, target) in texts.chain([(None, &invalid)]) {
        if let Some(text) = text {
            fs::write(&secret, text).unwrap();
        }
        let folder = TempDir::new().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("tables")).unwrap();
        fs::create_dir(root.join("reference")).unwrap();
        fs::write(root.join("pay.json"), ENDPOINT).unwrap();
        symlink(target, root.join("linked.json")).unwrap();
        symlink("linked.json", root.join("twice.json")).unwrap();
        symlink(target, root.join("tables/shared.json")).unwrap();
        symlink("../linked.json", root.join("reference/colours.json")).unwrap();
        let messages = read(root);
        let joined = messages.join("\n");
        assert!(!joined.contains("CANARY"), "{text:?}: {joined}");
        for name in ["linked", "twice", "tables/shared", "reference/colours"] {
            assert!(joined.contains(&format!("schemas/{name}.json:1:1: ")), "{name}, {text:?}: {joined}");
        }
        let files = Folder::new(root, "schemas");
        if let Some(Ok(source)) = files.read("linked.json") {
            assert!(source.is_linked());
            let error = canonical("linked.json", &source).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(!error.contains("CANARY"), "{error}");
        }
    }
}

/// A folder of links, and links within the folder.
#[test]
fn valid_files_may_be_linked() {
    let outside = TempDir::new().unwrap();
    fs::create_dir_all(outside.path().join("shared/tables")).unwrap();
    fs::create_dir_all(outside.path().join("shared/reference")).unwrap();
    fs::write(outside.path().join("shared/tables/shared.json"), r#"{ "table": "shared", "rows": [] }"#).unwrap();
    fs::write(outside.path().join("shared/reference/colours.json"), r#"{ "list": "colours", "values": [] }"#).unwrap();
    let folder = outside.path().join("schemas");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("pay.json"), ENDPOINT).unwrap();
    symlink("../shared/tables", folder.join("tables")).unwrap();
    symlink("../shared/reference", folder.join("reference")).unwrap();
    assert_eq!(read(&folder), [""; 0]);
    // The folder itself is a link, and its files are no links.
    symlink("schemas", outside.path().join("linked")).unwrap();
    fs::write(folder.join("broken.json"), "{ \"endpoint\": broken }").unwrap();
    let messages = read(&outside.path().join("linked"));
    assert!(messages.len() == 1 && messages[0].contains("\"endpoint\": broken"), "{messages:?}");
    fs::write(folder.join("tables/broken.json"), "{ \"endpoint\": other }").unwrap();
    let messages = read(&folder).join("\n");
    assert!(messages.contains("\"endpoint\": broken") && !messages.contains("\"endpoint\": other"), "{messages}");
}

/// The folder itself may be a link within the git work tree around the link, and without one within the folder of the link.
#[test]
fn nothing_of_a_linked_folder_is_shown() {
    let outside = TempDir::new().unwrap();
    let path = |name: &str| outside.path().join(name);
    for folder in ["other/tables", "shop/own/tables", "shop/client", "loose/own"] {
        fs::create_dir_all(path(folder)).unwrap();
    }
    for folder in ["other", "shop/own", "loose/own"] {
        fs::write(path(folder).join("broken.json"), "{ \"endpoint\": CANARY }").unwrap();
        fs::write(path(folder).join("marked.json"), "\u{feff}{ \"endpoint\": CANARY }").unwrap();
    }
    // Of a submodule, `.git` is a file.
    fs::write(path("shop/.git"), "").unwrap();
    for (link, target, is_shown) in [
        ("shop/client/schemas", "../own", true),
        ("shop/client/same", "schemas", true),
        ("shop/schemas", "../other", false),
        ("shop/client/twice", "../schemas", false),
        ("shop/client/above", "../../../", false),
        ("loose/schemas", "own", true),
        ("loose/out", "../other", false),
    ] {
        symlink(target, path(link)).unwrap();
        for shown in [link.to_owned(), format!("{link}/"), format!("{link}/.")] {
            let joined = read(&path(&shown)).join("\n");
            assert_eq!(joined.contains("CANARY"), is_shown, "{shown}: {joined}");
            let files = Folder::new(path(&shown), "schemas");
            assert_eq!(
                (files.is_linked(), files.without_mark("marked.json").is_some()),
                (!is_shown, is_shown),
                "{shown}"
            );
        }
    }
}

/// Names in a file lead to files of the folder alone.
#[test]
fn names_do_not_leave_the_folder() {
    let outside = TempDir::new().unwrap();
    let root = outside.path().join("schemas");
    fs::create_dir_all(root.join("tables")).unwrap();
    fs::write(outside.path().join("secret.json"), "CANARY").unwrap();
    for name in [
        "../../secret",
        "..\\\\..\\\\secret",
        "/etc/secret",
        "../secret",
        "./x",
        "a/../../../secret",
        "secret\\u0000",
        "",
    ] {
        for file in [
            format!(r#""request": {{ "table": "{name}" }}, "response": {{ "rows": [], "signed": "never" }}"#),
            format!(
                r#""request": [], "response": {{ "rows": [{{ "name": "a", "type": "string", "list": "{name}" }}], "signed": "never" }}"#
            ),
            format!(
                r#""order": "a", "confirm_with": {{ "endpoint": "{name}" }}, "request": [{{ "name": "a", "type": "string" }}],
                "response": {{ "rows": [], "signed": "never" }}"#
            ),
        ] {
            let text = format!(
                r#"{{ "$schema": "../secret.json", "endpoint": "pay", "path": "/pay", "key": "none", {file} }}"#
            );
            fs::write(root.join("pay.json"), text).unwrap();
            let files = Folder::new(&root, "schemas");
            for library in [Library::read_folder(&files), Library::read_endpoint(&files, "pay.json")] {
                assert_eq!(library.files, ["pay.json"], "{name}");
                assert!(!library.diagnostics.is_empty(), "{file}");
            }
        }
    }
}

/// Names of files reach terminals too.
#[test]
fn names_of_files_are_shown_harmlessly() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a\u{1b}[31m\n\u{202e}b.json"), "{").unwrap();
    let messages = read(folder.path());
    assert_eq!(messages.len(), 1);
    assert!(messages[0].starts_with("schemas/a\\u{1b}[31m\\n\\u{202e}b.json:1:"), "{messages:?}");
}

/// Whatever a file contains, what is shown of it does not act on a terminal or reorder the text.
#[test]
fn text_of_files_is_shown_harmlessly() {
    let folder = TempDir::new().unwrap();
    for hostile in
        ["\u{1b}]0;x\u{7}", "\u{9b}31m", "\u{202e}", "\u{2066}", "\u{85}", "\u{2028}", "\u{0}", "\u{8}", "\u{200b}"]
    {
        for text in [
            format!("{{ \"a{hostile}b\": 1 }}"),
            format!("{{ \"endpoint\": {hostile} }}"),
            format!("{{ \"endpoint\": \"{hostile}\", \"key\": \"{hostile}\", {hostile}"),
            hostile.to_owned(),
        ] {
            fs::write(folder.path().join("pay.json"), &text).unwrap();
            for diagnostic in Library::read_folder(&Folder::new(folder.path(), "schemas")).diagnostics {
                let shown = format!("{diagnostic}{}{:?}", diagnostic.message(), diagnostic.help());
                assert!(!shown.contains(hostile), "{text:?}: {shown:?}");
            }
        }
    }
}
