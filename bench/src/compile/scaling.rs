//! Compile time and memory with more and more endpoints.

use std::time::Duration;

use flitt_schema::{Folder, Library};

use super::packages::{Package, Step, in_turn, project};
use super::records::Records;
use super::structs::Flavour;
use super::{OF_SERDE, peers, synthetic};
use crate::{Outcome, Row, Target};

/// How many endpoints, and how often each is compiled, compared with serde's.
const SIZES: [(u32, usize); 3] = [(10, 9), (100, 5), (1_000, 1)];
/// How often all sizes are compiled in turn.
const ROUNDS: usize = 3;

/// The rows of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let mut table = Vec::new();
    let mut all = Vec::new();
    for (endpoints, rounds) in SIZES {
        let (ours, serde) = packages(endpoints)?;
        let both = in_turn(rounds, &[&ours, &serde], Step::Check)?;
        let what = format!("`cargo check`: {endpoints} equal endpoints");
        table.push(Row::of_times(&what, (both[0], both[1]), "serde", OF_SERDE));
        if endpoints == SIZES[2].0 {
            table.push(memory(endpoints, &ours, &serde)?);
        }
        all.push(ours);
    }
    let times = in_turn(ROUNDS, &all.iter().collect::<Vec<_>>(), Step::Check)?;
    let time = |position: usize| (SIZES[position].0, times[position]);
    let (few, many) = (growth(time(0), time(1)), growth(time(1), time(2)));
    let what = "time for one more endpoint: from 100 to 1000, compared with from 10 to 100";
    table.push(Row::of_times(what, (many, few), "ours", Target::AtMost(1.2)));
    Ok(table)
}

fn packages(endpoints: u32) -> Outcome<(Package, Package)> {
    let folder = synthetic::folder(&project().join("bench/target/generated"), usize::try_from(endpoints)?)?;
    let library = Library::read_folder(&Folder::new(&folder, "schemas"));
    if let Some(diagnostic) = library.diagnostics.first() {
        return Err(format!("a generated schema file has an error: {diagnostic}").into());
    }
    let ours = peers::ours(&format!("ours-{endpoints}"), &folder)?;
    let serde = peers::structs(&format!("serde-{endpoints}"), &Records::of(&library), Flavour::Serde)?;
    Ok((ours, serde))
}

fn memory(endpoints: u32, ours: &Package, serde: &Package) -> Outcome<Row> {
    const MEGABYTE: u64 = 1 << 20;
    let megabytes =
        |package: &Package| -> Outcome<f64> { Ok(f64::from(u32::try_from(package.memory(Step::Check)? / MEGABYTE)?)) };
    let (ours, theirs) = (megabytes(ours)?, megabytes(serde)?);
    Ok(Row {
        what: format!("the most memory of `cargo check`: {endpoints} equal endpoints"),
        ours: format!("{ours} MiB"),
        compared_with: "serde".to_owned(),
        theirs: format!("{theirs} MiB"),
        ratio: ours / theirs,
        target: Target::AtMost(1.0),
    })
}

/// The time that each endpoint adds.
fn growth((few, before): (u32, Duration), (many, after): (u32, Duration)) -> Duration {
    after.saturating_sub(before) / (many - few)
}
