//! The first build of a program with all its dependencies.

use crate::compile::packages::{Package, medians, project};
use crate::{Outcome, Row, Target};

const ROUNDS: usize = 3;

/// The rows of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let client = project().join("flitt-client");
    let alone = format!("flitt-client = {{ path = {client:?}, default-features = false }}\n");
    let with_http = format!("flitt-client = {{ path = {client:?} }}\n");
    let by_hand =
        "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\nsha1 = \"0.11\"\nhex = \"0.4\"\n";
    let http = "reqwest = { version = \"0.13\", default-features = false, features = [\"rustls\"] }\n";
    Ok(vec![
        row("types and signing", &alone, "serde + serde_json + sha1 + hex", by_hand, 1.5)?,
        row("the default HTTP client", &with_http, "reqwest", http, 1.15)?,
    ])
}

fn row(what: &str, ours: &str, compared_with: &str, theirs: &str, target: f64) -> Outcome<Row> {
    let source = "//! Nothing but dependencies.\n";
    let ours = Package::library("first-ours", ours, source)?;
    let theirs = Package::library("first-theirs", theirs, source)?;
    let times = medians(ROUNDS, &[&ours, &theirs], Package::first_build)?;
    let what = format!("first build with dependencies: {what}");
    Ok(Row::of_times(&what, (times[0], times[1]), compared_with, Target::AtMost(target)))
}
