//! Packages that are written to be compiled: their versions are those of the bench's lock file, their dependencies are
//! in one target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

use crate::Outcome;
use crate::instructions::{of_command, valgrind};
use crate::timing::median;

/// The folder of the project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn generated() -> PathBuf {
    project().join("bench/target/generated")
}

/// Downloads what any package depends on: they are built without a network.
pub fn fetch() -> Outcome<()> {
    let status = cargo().args(["fetch", "--locked", "--quiet"]).current_dir(project().join("bench")).status()?;
    if status.success() { Ok(()) } else { Err("`cargo fetch` fails in bench/".into()) }
}

/// A package that was written.
pub struct Package {
    folder: PathBuf,
    source: PathBuf,
}

/// What cargo is to do.
#[derive(Clone, Copy, PartialEq)]
pub enum Step {
    /// `cargo check`.
    Check,
    /// `cargo build`.
    Build,
    /// `cargo check` after an item was added, with what the compiler has kept of the last time.
    Edit,
}

impl Step {
    /// What a table calls it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Check => "`cargo check`",
            Self::Build => "`cargo build`",
            Self::Edit => "incremental edit, `cargo check`",
        }
    }
}

impl Package {
    /// Writes a library. `dependencies` are lines of its manifest.
    pub fn library(name: &str, dependencies: &str, source: &str) -> Outcome<Self> {
        Self::write(name, dependencies, "src/lib.rs", source)
    }

    /// Writes a program.
    pub fn program(name: &str, dependencies: &str, source: &str) -> Outcome<Self> {
        Self::write(name, dependencies, "src/main.rs", source)
    }

    fn write(name: &str, dependencies: &str, file: &str, source: &str) -> Outcome<Self> {
        let folder = generated().join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let package = Self { source: folder.join(file), folder };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n\
             [profile.release]\nstrip = true\n\n[workspace]\n"
        );
        package.file("Cargo.toml", &manifest)?;
        package.file(file, source)?;
        fs::copy(project().join("bench/Cargo.lock"), package.folder.join("Cargo.lock"))?;
        Ok(package)
    }

    /// Writes another file of the package.
    pub fn file(&self, name: &str, text: &str) -> Outcome<()> {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        Ok(fs::write(path, text)?)
    }

    /// The folder of the package.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The time that a step takes when nothing but the package itself must be compiled.
    fn time(&self, step: Step) -> Outcome<Duration> {
        self.edit(step)?;
        self.run(&mut self.cargo(cargo(), step))
    }

    /// The instructions of cargo and the compiler in that step.
    pub fn instructions(&self, step: Step) -> Outcome<u64> {
        self.edit(step)?;
        let mut valgrind = valgrind();
        valgrind.arg(env!("CARGO"));
        of_command(&mut self.cargo(valgrind, step))
    }

    /// Makes the package one that must be compiled.
    fn edit(&self, step: Step) -> Outcome<()> {
        let mut text = fs::read_to_string(&self.source)?;
        if step == Step::Edit {
            let item = format!("\npub struct Item{};\n", text.len());
            text.push_str(&item);
        }
        Ok(fs::write(&self.source, text)?)
    }

    /// The most memory that a process needed to do a step, in bytes.
    pub fn memory(&self, step: Step) -> Outcome<u64> {
        self.edit(step)?;
        // Its messages go nowhere: nobody would read them before it has ended.
        let used = self.cargo(cargo(), step).stderr(Stdio::null()).spawn()?.wait4()?;
        if used.status.success() {
            return Ok(used.rusage.maxrss);
        }
        Err(format!("{} does not compile: run `cargo check` there", self.folder.display()).into())
    }

    /// The time that it takes to build the package in a target folder that is empty before.
    pub fn first_build(&self) -> Outcome<Duration> {
        let target = self.folder.join("target");
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        self.run(&mut self.command(cargo(), &["build"], &target))
    }

    /// Builds a program for release, and gives its size in bytes.
    pub fn size(&self) -> Outcome<u64> {
        let target = generated().join("target");
        self.run(&mut self.command(cargo(), &["build", "--release"], &target))?;
        let name = self.folder.file_name().unwrap_or_default();
        Ok(fs::metadata(target.join("release").join(name))?.len())
    }

    fn cargo(&self, cargo: Command, step: Step) -> Command {
        let (word, target, incremental) = match step {
            Step::Check => ("check", "target", "0"),
            Step::Build => ("build", "target", "0"),
            // Of its own, or the dependencies would be compiled anew whenever the setting changes.
            Step::Edit => ("check", "incremental", "1"),
        };
        let mut cargo = self.command(cargo, &[word], &generated().join(target));
        cargo.env("CARGO_INCREMENTAL", incremental);
        cargo
    }

    /// What cargo is to do, behind a command that starts it.
    fn command(&self, mut cargo: Command, arguments: &[&str], target: &Path) -> Command {
        cargo.args(arguments).args(["--quiet", "--offline", "--target-dir"]).arg(target).current_dir(&self.folder);
        cargo.env("CARGO_INCREMENTAL", "0").stdout(Stdio::null()).stderr(Stdio::piped());
        cargo
    }

    fn run(&self, cargo: &mut Command) -> Outcome<Duration> {
        let started = Instant::now();
        let output = cargo.output()?;
        let elapsed = started.elapsed();
        if output.status.success() {
            return Ok(elapsed);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{} does not compile, {}: {said}", self.folder.display(), output.status).into())
    }
}

fn cargo() -> Command {
    Command::new(env!("CARGO"))
}

/// Times a step of some packages in turn, and gives the median of each. Dependencies are built before.
pub fn in_turn(rounds: usize, packages: &[&Package], step: Step) -> Outcome<Vec<Duration>> {
    for package in packages {
        package.time(step)?;
    }
    medians(rounds, packages, |package| package.time(step))
}

/// Times something of some packages in turn, and gives the median of each.
pub fn medians(
    rounds: usize,
    packages: &[&Package],
    time: impl Fn(&Package) -> Outcome<Duration>,
) -> Outcome<Vec<Duration>> {
    let mut times = vec![Vec::new(); packages.len()];
    for _ in 0..rounds {
        for (times, package) in times.iter_mut().zip(packages) {
            times.push(time(package)?);
        }
    }
    Ok(times.into_iter().map(median).collect())
}
