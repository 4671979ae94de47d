//! Builds of crates that are not of this workspace.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A crate, or a workspace, of its own in a folder of the target directory. It resolves as this workspace does, and
/// without a network: what it needs was fetched for this workspace.
pub(crate) struct Nested {
    root: PathBuf,
    target: PathBuf,
}

/// The folder of this workspace.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the tests are a member of a workspace")
}

impl Nested {
    /// An empty folder. `scratch` is `env!("CARGO_TARGET_TMPDIR")`; tests that run at the same time take different
    /// names.
    pub(crate) fn new(scratch: &str, name: &str) -> Self {
        let root = Path::new(scratch).join(name);
        if root.exists() {
            fs::remove_dir_all(&root).expect("the folder of the last run goes");
        }
        fs::create_dir_all(&root).expect("the folder is made");
        fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")).expect("the versions are those of here");
        Self { root, target: Path::new(scratch).join("target") }
    }

    /// Its folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a file, and its folders.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file in the folder")).expect("its folder is made");
        fs::write(path, text).expect("it is written");
    }

    /// Writes a `Cargo.toml` of a package that depends on this workspace's `flitt-client`. `{workspace}` in `rest`
    /// becomes the path of this workspace. The package itself is built incrementally, as users build theirs.
    pub(crate) fn manifest(&self, name: &str, rest: &str) {
        let path = toml_path(workspace());
        let rest = rest.replace("{workspace}", &path);
        let package =
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n");
        let profile = "[profile.dev.package.\"*\"]\nincremental = false\n";
        self.write("Cargo.toml", &format!("{package}\n{rest}\n\n[workspace]\n\n{profile}"));
    }

    /// A run of cargo in the folder.
    pub(crate) fn cargo<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never")
            // Nobody debugs these programs: building them without debug information is quicker, and smaller.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            // What the outer cargo says to this test is not meant for the inner one.
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("RUSTFLAGS")
            .env_remove("RUSTDOCFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        command
    }

    /// Runs cargo, and gives what it writes to its standard output.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> String {
        let output = self.output(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo fails in {}:\n{stderr}", self.root.display());
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs cargo, whatever comes of it.
    pub(crate) fn output<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        self.cargo(arguments).output().expect("cargo runs")
    }
}

/// A path as a TOML string takes it.
pub(crate) fn toml_path(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// Copies a folder with everything in it; links become what they lead to.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is made");
    for entry in fs::read_dir(from).expect("the folder is read") {
        let path = entry.expect("the folder is read").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("the file is copied");
        }
    }
}
