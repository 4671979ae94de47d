//! `breaking --against` where a link or git leads to files of somebody else.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use snapbox::str;

use crate::breaking::{copy, edit, git, shops};
use crate::flitt::flitt;

/// Lets a folder lead git to the repository of another one in the folder above.
type Lead = fn(&Path, &Path);

/// Ways to lead git to another repository. `own` is the work tree of the hostile folder, `other` that of the reader.
const LEADS: [(&str, Lead); 10] = [
    ("file", |own, other| write(&own.join(".git"), &format!("gitdir: {}", other.join(".git").display()))),
    ("link", |own, other| link(&other.join(".git"), &own.join(".git"))),
    ("link to a file", |own, other| link(&worktree(other).join(".git"), &own.join(".git"))),
    ("file of a work tree", |own, other| {
        fs::copy(worktree(other).join(".git"), own.join(".git")).expect("it can be copied");
    }),
    ("alternates", |own, other| {
        init(own);
        write(&own.join(".git/objects/info/alternates"), &format!("{}\n", other.join(".git/objects").display()));
        git(own, &["update-ref", "refs/heads/main", git(other, &["rev-parse", "main"]).trim()]);
    }),
    ("objects", |own, other| replaced(own, other, &["objects", "refs/heads/main"])),
    ("refs", |own, other| replaced(own, other, &["objects", "refs"])),
    ("parts of objects", |own, other| {
        init(own);
        copy(&other.join(".git/refs"), &own.join(".git/refs"));
        for entry in other.join(".git/objects").read_dir().expect("it can be read") {
            let path = entry.expect("it can be read").path();
            let own = own.join(".git/objects").join(path.file_name().expect("it has a name"));
            // A folder that is there is empty.
            let _ = fs::remove_dir(&own);
            link(&path, &own);
        }
    }),
    ("common directory", |own, other| {
        init(own);
        write(&own.join(".git/commondir"), &other.join(".git").display().to_string());
    }),
    ("work tree of its own", |own, other| {
        let registered = own.join("copy/worktrees/own");
        fs::create_dir_all(&registered).expect("it can be made");
        write(&registered.join("commondir"), &other.join(".git").display().to_string());
        write(&registered.join("gitdir"), &own.join(".git").display().to_string());
        write(&registered.join("HEAD"), "ref: refs/heads/main");
        write(&own.join(".git"), &format!("gitdir: {}", registered.display()));
    }),
];

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("it can be written");
}

fn link(target: &Path, path: &Path) {
    symlink(target, path).expect("a link can be made");
}

fn init(folder: &Path) {
    git(folder, &["init", "-q", "-b", "main"]);
}

fn commit_all(folder: &Path) {
    git(folder, &["add", "."]);
    git(folder, &["-c", "user.name=a", "-c", "user.email=a@shop.example", "commit", "-q", "-m", "all"]);
}

/// A second work tree of a repository.
fn worktree(of: &Path) -> PathBuf {
    let path = of.with_file_name("second");
    git(of, &["worktree", "add", "-q", "--detach", "--force", &path.display().to_string()]);
    path
}

/// A repository with links for some of its parts.
fn replaced(own: &Path, other: &Path, parts: &[&str]) {
    init(own);
    for part in parts {
        let (own, other) = (own.join(".git").join(part), other.join(".git").join(part));
        if own.is_dir() {
            fs::remove_dir_all(&own).expect("it can be removed");
        }
        link(&other, &own);
    }
}

/// Both outputs of a comparison with a revision of a work tree.
fn shown(tree: &Path, arguments: &str) -> String {
    let output = flitt(&format!("breaking --against main {arguments}")).current_dir(tree).output().expect("it runs");
    [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat()
}

/// A folder can lead git to a repository of its reader: it is compared, and nothing of it is shown.
#[test]
fn nothing_of_another_repository_is_shown() {
    let shop = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/shop/greet.json")).expect("a file");
    let valid = String::from_utf8(shop).expect("it is UTF-8").replace("\"max_length\": 20", "\"max_length\": 4711");
    let invalid: [&[u8]; 2] = [b"{ \"4711\": 1 }", b"{ \"4711\":\n4711 \xff"];
    let cases = LEADS.iter().map(|lead| (valid.as_bytes(), lead)).chain(invalid.map(|text| (text, &LEADS[0])));
    for (text, (name, lead)) in cases {
        let folder = shops();
        let [own, other] = ["hostile", "other"].map(|name| folder.path().join(name));
        for tree in [&own, &other] {
            copy(&folder.path().join("new"), &tree.join("new"));
        }
        fs::write(other.join("new/greet.json"), text).expect("it can be written");
        init(&other);
        commit_all(&other);
        lead(&own, &other);
        let output = ["new", "new --json"].map(|arguments| shown(&own, arguments)).concat();
        assert!(!output.contains("4711"), "{name}: {output}");
        let is_compared = output.contains("the file has changed") || output.contains("main:new/greet.json:1:1: ");
        assert!(is_compared, "{name}: {output}");
    }
    // The reader's own trees.
    let folder = shops();
    let tree = folder.path().join("new");
    write(&tree.join("greet.json"), &valid);
    init(&tree);
    commit_all(&tree);
    let second = worktree(&tree);
    for tree in [tree, second] {
        write(&tree.join("greet.json"), &valid.replace("4711", "20"));
        assert!(shown(&tree, ".").contains("was `4711` and is `20`"), "{}", tree.display());
    }
}

/// A folder that is a link out of the work tree has files of another one, also in a revision.
#[test]
fn nothing_of_a_linked_folder_is_shown() {
    let folder = shops();
    let [own, other] = ["hostile", "other"].map(|name| folder.path().join(name));
    for tree in [&own, &other] {
        copy(&folder.path().join("new"), &tree.join("new"));
        init(tree);
    }
    edit(&folder, "other/new/greet.json", "\"max_length\": 20", "\"max_length\": 4711");
    commit_all(&other);
    edit(&folder, "other/new/greet.json", "4711", "1147");
    link(Path::new("../other/new"), &own.join("schemas"));
    link(Path::new("../other"), &own.join("up"));
    for path in ["schemas", "schemas/", "./up/new", "up/new/tables/.."] {
        let output = [path.to_owned(), format!("{path} --json")].map(|arguments| shown(&own, &arguments)).concat();
        assert!(output.contains("the file has changed"), "{path}: {output}");
        assert!(!output.contains("4711") && !output.contains("1147"), "{path}: {output}");
    }
}

/// Where a repository can have a link to a file of its reader, whose lines git then quotes in its messages.
const QUOTED: [(&str, Lead); 5] = [
    ("shallow", |own, secret| link(secret, &own.join(".git/shallow"))),
    ("packed-refs", |own, secret| link(secret, &own.join(".git/packed-refs"))),
    ("config", |own, secret| replaced_with_link(secret, &own.join(".git/config"))),
    ("include", |own, secret| {
        git(own, &["config", "include.path", &secret.display().to_string()]);
    }),
    (".git", |own, secret| {
        fs::remove_dir_all(own.join(".git")).expect("it can be removed");
        link(secret, &own.join(".git"));
    }),
];

fn replaced_with_link(target: &Path, path: &Path) {
    fs::remove_file(path).expect("it can be removed");
    link(target, path);
}

#[test]
fn no_message_of_git_is_shown() {
    let texts = [
        "aws_secret = hunter2\n",
        "hunter2\n",
        "[core]\n\tbare = hunter2\n",
        "gitdir: hunter2\n",
        "[include]\n\tpath = ~hunter2\n",
    ];
    for text in texts {
        for (name, lead) in QUOTED {
            let folder = shops();
            let own = folder.path().join("new");
            let secret = folder.path().join("secret");
            write(&secret, text);
            init(&own);
            commit_all(&own);
            lead(&own, &secret);
            for arguments in [".", ". --json"] {
                let output = shown(&own, arguments);
                assert!(!output.contains("hunter2"), "{name}: {output}");
            }
        }
    }
}

/// What to do is said where git fails.
#[test]
fn a_failure_of_git_names_the_command_that_shows_its_message() {
    let folder = shops();
    let own = folder.path().join("new");
    init(&own);
    commit_all(&own);
    write(&own.join(".git/shallow"), "hunter2\n");
    assert_eq!(
        shown(&own, "."),
        "error: `git rev-parse` failed\n\
         help: if the repository is yours, `git -C '.' 'rev-parse' '--verify' '--quiet' '--end-of-options' 'main^{commit}'` shows \
         why; the message is not shown here, because it can quote other files\n",
    );
    // As in a container whose user is another one than that of the files.
    let output = flitt("breaking --against main .").current_dir(&own).env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    output.assert().code(2).stderr_eq(str![[r#"
error: the git repository belongs to another user
help: if you trust it, add it to `safe.directory` of your git configuration (`git help config`)

"#]]);
}
