//! Compile time of the generated API: our derive over `schemas/` beside the same structs, with the same comments, and
//! serde's Serialize and Deserialize. Dependencies are built before; only the crate itself is timed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use flitt_schema::{Folder, Library, Parameter, Table, ValueType, rust_type_name};

use crate::timing::{median, ratio};
use crate::{Outcome, Row, Target};

const ROUNDS: usize = 9;

/// The rows of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the bench has no parent folder")?;
    let work = root.join("bench/target/compile");
    let library = Library::read_folder(&Folder::new(root.join("schemas"), "schemas"));
    let ours = ours(&work, root)?;
    let serde = serde(&work, &library)?;
    let endpoints = library.endpoints.len();
    let rows: usize = tables(&library).iter().map(|(_, table)| table.rows.len()).sum();
    let mut table = Vec::new();
    for (what, arguments) in [("check", &["check"][..]), ("build", &["build"][..])] {
        let mut times = (Vec::new(), Vec::new());
        for _ in 0..=ROUNDS {
            times.0.push(time(&ours, arguments)?);
            times.1.push(time(&serde, arguments)?);
        }
        // The first of each built the dependencies.
        let (ours, serde) = (median(times.0.split_off(1)), median(times.1.split_off(1)));
        table.push(Row {
            what: format!("`cargo {what}` of {endpoints} endpoints, {rows} rows"),
            ours: format!("{ours:.2?}"),
            beside: "serde".to_owned(),
            theirs: format!("{serde:.2?}"),
            ratio: ratio(ours, serde),
            target: Target::AtMost(0.3),
        });
    }
    Ok(table)
}

fn time(package: &Path, arguments: &[&str]) -> Outcome<Duration> {
    let source = package.join("src/lib.rs");
    let text = fs::read_to_string(&source)?;
    fs::write(&source, text)?;
    let started = Instant::now();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(arguments)
        .args(["--quiet", "--offline"])
        .stderr(Stdio::null())
        .current_dir(package)
        .env("CARGO_INCREMENTAL", "0");
    let status = cargo.env_remove("CARGO_TARGET_DIR").stdout(Stdio::null()).status()?;
    let elapsed = started.elapsed();
    if status.success() { Ok(elapsed) } else { Err(format!("{} does not compile", package.display()).into()) }
}

fn package(work: &Path, name: &str, dependencies: &str, source: &str) -> Outcome<PathBuf> {
    let folder = work.join(name);
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/lib.rs"), source)?;
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(folder)
}

fn ours(work: &Path, root: &Path) -> Outcome<PathBuf> {
    let client = root.join("flitt-client");
    let dependency = format!("flitt-client = {{ path = {client:?}, default-features = false }}\n");
    let source =
        "//! Ours.\n\n/// The API.\n#[derive(flitt_client::Api)]\n#[flitt(schemas = \"schemas\")]\npub struct Flitt;\n";
    let folder = package(work, "ours", &dependency, source)?;
    copy(&root.join("schemas"), &folder.join("schemas"))?;
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The tables that our derive makes types of: a request for each endpoint, each form of answers once, and each nested
/// table once.
fn tables(library: &Library) -> Vec<(String, &Table)> {
    let mut tables: Vec<(String, &Table)> = Vec::new();
    for read in &library.endpoints {
        let name = rust_type_name(&read.model.name);
        add(&mut tables, format!("{name}Request"), &read.model.request);
        for form in read.model.response.forms.iter() {
            let own = format!("{name}Response");
            add(
                &mut tables,
                if form.table.name.is_empty() { own } else { rust_type_name(&form.table.name) },
                &form.table,
            );
        }
    }
    tables
}

fn add<'t>(tables: &mut Vec<(String, &'t Table)>, name: String, table: &'t Table) {
    if tables.iter().any(|(known, _)| *known == name) {
        return;
    }
    tables.push((name, table));
    for nested in table.rows.iter().filter_map(|row| row.details.table.as_ref()) {
        add(tables, rust_type_name(&nested.name), nested);
    }
}

fn serde(work: &Path, library: &Library) -> Outcome<PathBuf> {
    let mut source = String::from("//! Serde's.\n\nuse serde::{Deserialize, Serialize};\n");
    for (name, table) in tables(library) {
        write!(
            source,
            "\n/// The table.\n#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\npub struct {name} {{\n"
        )?;
        for row in table.rows.iter() {
            for line in row.details.doc.lines() {
                writeln!(source, "    /// {line}")?;
            }
            let kind = kind(row);
            let (optional, kind) = if row.mandatory || row.always {
                ("", kind)
            } else {
                ("    #[serde(default, skip_serializing_if = \"Option::is_none\")]\n", format!("Option<{kind}>"))
            };
            let (name, renamed) = match row.details.rust.as_deref() {
                None => (row.name.as_ref(), String::new()),
                Some(rust) => (rust, format!("    #[serde(rename = {:?})]\n", row.name)),
            };
            writeln!(source, "{renamed}{optional}    pub r#{name}: {kind},")?;
        }
        source.push_str("}\n");
    }
    let dependencies = "serde = { version = \"1\", features = [\"derive\"] }\n";
    package(work, "serde-structs", dependencies, &source)
}

fn kind(row: &Parameter) -> String {
    let nested = row.details.table.as_ref().map(|table| rust_type_name(&table.name));
    match (row.value_type, nested) {
        (ValueType::Integer, _) => "i64".to_owned(),
        (ValueType::Boolean, _) => "bool".to_owned(),
        (ValueType::Texts, _) => "Vec<String>".to_owned(),
        (ValueType::Object, Some(table)) => table,
        (ValueType::List, Some(table)) => format!("Vec<{table}>"),
        (ValueType::Map, Some(table)) => format!("std::collections::BTreeMap<String, {table}>"),
        _ => "String".to_owned(),
    }
}
