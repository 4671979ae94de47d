//! Compiles many callers at once, each against another folder, and says which do not compile.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use super::edits::Folder;

/// Why a caller does not compile.
pub(crate) struct Error {
    /// The position of the folder.
    pub(crate) number: usize,
    /// The message of the compiler.
    pub(crate) text: String,
    /// Whether the generated code itself does not compile, whoever uses it.
    pub(crate) is_of_derive: bool,
}

/// In the text of a caller, the path of its folder.
pub(crate) const FOLDER: &str = "FOLDER_OF_SCHEMAS";

/// A crate with one module for each folder.
pub(crate) struct Callers {
    root: PathBuf,
    /// Attributes of the crate, about lints.
    lints: &'static str,
}

impl Callers {
    /// A new crate that depends on the `flitt-client` of this workspace, without its features. The profile is that of
    /// `tests/compile`, whose target folder it shares.
    pub(crate) fn new(name: &str, lints: &'static str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if root.exists() {
            fs::remove_dir_all(&root).expect("what the last run left is removed");
        }
        fs::create_dir_all(root.join("src")).expect("there is a folder for temporary files");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("it is in a workspace");
        fs::copy(workspace.join("Cargo.lock"), root.join("Cargo.lock"))
            .expect("the versions are those of the workspace");
        let client = workspace.join("flitt-client").display().to_string().replace('\\', "/");
        let manifest = format!(
            "[package]\nname = \"callers\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
             flitt-client = {{ path = \"{client}\", default-features = false }}\n\n[workspace]\n\n\
             [profile.dev.package.\"*\"]\nincremental = false\n"
        );
        fs::write(root.join("Cargo.toml"), manifest).expect("it can be written");
        Self { root, lints }
    }

    /// The first error of each folder with which the caller does not compile.
    pub(crate) fn broken(&self, folders: &[&Folder], caller: &str) -> Vec<Error> {
        for (number, folder) in folders.iter().enumerate() {
            let path = self.root.join(format!("edits/{number}"));
            if path.exists() {
                fs::remove_dir_all(&path).expect("what the last batch left is removed");
            }
            for (name, text) in *folder {
                let path = path.join(name);
                fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
                fs::write(path, text).expect("it can be written");
            }
            let derive =
                format!("#[derive(::flitt_client::Api)] #[flitt(schemas = \"edits/{number}\")] pub struct Api;");
            let caller = caller.replace(FOLDER, &format!("edits/{number}"));
            let module = format!("pub mod api {{ {derive} }}\n{caller}");
            fs::write(self.root.join(format!("src/e{number}.rs")), module).expect("it can be written");
        }
        // One kind of error can hide another one in other modules: what does not compile is left out, and the rest is tried
        // again.
        let mut broken: Vec<Error> = Vec::new();
        loop {
            let known: BTreeSet<usize> = broken.iter().map(|error| error.number).collect();
            let mut modules = format!("{}\n", self.lints);
            for number in (0..folders.len()).filter(|number| !known.contains(number)) {
                writeln!(modules, "pub mod e{number};").expect("it is a `String`");
            }
            fs::write(self.root.join("src/lib.rs"), modules).expect("it can be written");
            let found = self.check();
            if found.is_empty() {
                return broken;
            }
            broken.extend(found);
        }
    }

    /// The modules with errors.
    fn check(&self) -> Vec<Error> {
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--quiet", "--message-format=json"])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output()
            .expect("cargo runs");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let messages = stdout.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let errors = messages.filter(|message| message["message"]["level"] == "error");
        let mut found: Vec<Error> = Vec::new();
        for error in errors {
            let rendered = error["message"]["rendered"].as_str().unwrap_or_default();
            let spans = error["message"]["spans"].as_array().into_iter().flatten();
            let place = spans.filter(|span| span["is_primary"] == true).find_map(|span| {
                let number = span["file_name"].as_str()?.strip_prefix("src/e")?.strip_suffix(".rs")?.parse().ok()?;
                Some((number, span["line_start"] == 1))
            });
            if let Some((number, is_of_derive)) = place
                && found.iter().all(|error| error.number != number)
            {
                found.push(Error { number, text: rendered.to_owned(), is_of_derive });
            }
        }
        assert!(
            output.status.success() || !found.is_empty(),
            "the callers do not compile: {}\n{stdout}",
            String::from_utf8_lossy(&output.stderr)
        );
        found
    }
}
