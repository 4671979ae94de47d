//! A folder of schema files in a revision of its git repository. `git` reads it; nothing in the work tree changes.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flitt_schema::{Diagnostic, Files, Source};

use crate::output::CommandError;

/// The files of a folder as a revision has them.
pub(super) struct Revision {
    /// The revision and the folder, for messages: `main:schemas`.
    shown: String,
    files: BTreeMap<String, Vec<u8>>,
}

/// Variables with which git looks at another repository than that of the folder. Hooks are run with them.
const VARIABLES: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

impl Revision {
    /// Reads the JSON files of a folder and its subfolders of shared files.
    pub(super) fn read(folder: &Path, revision: &str) -> Result<Self, CommandError> {
        let name = folder.display().to_string();
        let name = name.trim_start_matches("./").trim_end_matches('/');
        let shown = format!("{revision}:{}", if name.is_empty() { "." } else { name });
        let commit = git(
            folder,
            ["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")],
        )
        .map_err(|error| {
            let has_repository = git(folder, ["rev-parse", "--git-dir"]).is_ok();
            let help = if has_repository {
                "name a branch, a tag or a commit; a shallow clone does not have all of them (`git fetch`)"
            } else {
                "--against needs the git repository of the folder; `flitt breaking OLD NEW` compares two folders"
            };
            error.context(format!("there is no revision `{revision}` of `{}`", folder.display())).help(help)
        })?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let names = git(folder, ["ls-tree", "-z", "-r", "--name-only", &commit, "--", "."])?;
        let is_wanted = |name: &&str| {
            let path = Path::new(name);
            let parent = path.parent().unwrap_or(Path::new(""));
            let is_json = path.extension().is_some_and(|extension| extension == "json");
            is_json && [Path::new(""), Path::new("tables"), Path::new("reference")].contains(&parent)
        };
        let names = String::from_utf8_lossy(&names).into_owned();
        let names: Vec<&str> = names.split('\0').filter(|name| !name.contains('\n')).filter(is_wanted).collect();
        if names.is_empty() {
            return Err(CommandError::usage(format!("there are no schema files in `{shown}`")).help(
                "the folder must have the same path in the revision; `flitt breaking OLD NEW` compares any two",
            ));
        }
        let files = contents(folder, &commit, &names)?;
        Ok(Self { shown, files })
    }

    pub(super) fn shown(&self) -> String {
        self.shown.clone()
    }
}

impl Files for Revision {
    fn read(&self, name: &str) -> Option<Result<Source, Diagnostic>> {
        let shown = format!("{}/{name}", self.shown);
        let bytes = self.files.get(name)?;
        Some(Source::from_bytes(&shown, bytes).map_err(|error| Diagnostic::of_source(&shown, &error)))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Diagnostic> {
        let parent = |name: &str| name.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
        Ok(self.files.keys().filter(|name| parent(name) == folder).cloned().collect())
    }
}

/// The contents of files, in one run of git, which follows symbolic links within the revision.
fn contents(folder: &Path, commit: &str, names: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, CommandError> {
    let mut files = BTreeMap::new();
    let wanted: Vec<String> = names.iter().map(|name| format!("{commit}:./{name}\n")).collect();
    let output = run(folder, ["cat-file", "--batch", "--follow-symlinks"], wanted.concat().as_bytes())?;
    let mut rest = output.as_slice();
    for name in names {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = rest.get(end + 1..).unwrap_or_default();
        // `<object> blob <size>`, or the reason why there is none.
        let size = head.rsplit_once(" blob ").and_then(|(_, size)| size.parse::<usize>().ok());
        let Some(bytes) = size.and_then(|size| rest.get(..size)) else {
            return Err(CommandError::usage(format!("cannot read `{name}` of the revision: {head}"))
                .help("a symbolic link must lead to a file of the same repository"));
        };
        files.insert((*name).to_owned(), bytes.to_vec());
        rest = rest.get(bytes.len() + 1..).unwrap_or_default();
    }
    Ok(files)
}

fn git<const N: usize>(folder: &Path, arguments: [&str; N]) -> Result<Vec<u8>, CommandError> {
    run(folder, arguments, b"")
}

/// Runs git in a folder, and returns what it prints.
fn run<const N: usize>(folder: &Path, arguments: [&str; N], input: &[u8]) -> Result<Vec<u8>, CommandError> {
    let cannot = |error: std::io::Error| CommandError::usage(error).context("cannot run `git`").help("install git");
    let mut command = Command::new("git");
    command.arg("-C").arg(absolute(folder)).args(arguments.map(OsStr::new));
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(cannot)?;
    let mut stdin = child.stdin.take();
    let input = input.to_vec();
    // git prints while it reads: written from here, a long input would wait for an output that nobody reads.
    let writer = std::thread::spawn(move || stdin.as_mut().map_or(Ok(()), |stdin| stdin.write_all(&input)));
    let output = child.wait_with_output().map_err(cannot)?;
    let _ = writer.join();
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(CommandError::usage(if message.is_empty() { "git does not know it".to_owned() } else { message }))
}

/// git takes a path that begins with `-` for an option.
fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf())
}
