//! Compile time of the generated API: our derive over `schemas/` compared with equal tables of others, with the same comments.
//! Dependencies are built before; only the crate itself is timed.

mod documents;
pub mod packages;
pub mod peers;
mod records;
pub mod scaling;
mod structs;
mod synthetic;

use flitt_schema::{Folder, Library};

use self::packages::{Package, Step, in_turn, project};
use self::records::Records;
use self::structs::Flavour;
use crate::{Outcome, Row, Target};

const ROUNDS: usize = 5;

/// The part of serde's time that we may take.
const OF_SERDE: Target = Target::AtMost(0.3);

/// The rows of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let schemas = project().join("schemas");
    let library = Library::read_folder(&Folder::new(&schemas, "schemas"));
    let tables = Records::of(&library);
    let ours = peers::ours("ours", &schemas)?;
    let others: Vec<(&str, Target, Package)> = vec![
        ("serde", OF_SERDE, peers::structs("serde-structs", &tables, Flavour::Serde)?),
        ("serde, listed values as texts", OF_SERDE, peers::structs("serde-texts", &tables, Flavour::SerdeTexts)?),
        ("bon + serde", Target::AtMost(1.0), peers::structs("bon-structs", &tables, Flavour::Bon)?),
        (
            "typed-builder + serde",
            Target::AtMost(1.0),
            peers::structs("typed-structs", &tables, Flavour::TypedBuilder)?,
        ),
        ("typify", Target::AtMost(1.0), peers::typify(&tables)?),
        ("graphql_client", Target::AtMost(1.0), peers::graphql(&tables)?),
        ("progenitor", Target::AtMost(1.0), peers::progenitor(&tables)?),
    ];
    let packages: Vec<&Package> = [&ours].into_iter().chain(others.iter().map(|(_, _, package)| package)).collect();
    let what = format!("{} endpoints, {} parameters", library.endpoints.len(), tables.rows());
    let mut table = Vec::new();
    for step in [Step::Check, Step::Build, Step::Edit] {
        let times = in_turn(ROUNDS, &packages, step)?;
        let (ours, theirs) = times.split_first().ok_or("nothing was timed")?;
        for ((compared_with, target, _), theirs) in others.iter().zip(theirs) {
            table.push(Row::of_times(&format!("{}: {what}", step.words()), (*ours, *theirs), compared_with, *target));
        }
    }
    Ok(table)
}

/// The rows of the table that no clock changes: what a check and an edit take, in instructions.
pub fn instructions() -> Outcome<Vec<Row>> {
    let schemas = project().join("schemas");
    let library = Library::read_folder(&Folder::new(&schemas, "schemas"));
    let tables = Records::of(&library);
    let ours = peers::ours("ours", &schemas)?;
    let others = [
        ("serde", peers::structs("serde-structs", &tables, Flavour::Serde)?),
        ("serde, listed values as texts", peers::structs("serde-texts", &tables, Flavour::SerdeTexts)?),
    ];
    let mut rows = Vec::new();
    for step in [Step::Check, Step::Edit] {
        // Dependencies, and what the compiler keeps, are there after this.
        in_turn(1, &[&ours, &others[0].1, &others[1].1], step)?;
        let what = format!("instructions, {}: {} endpoints", step.words(), library.endpoints.len());
        let own = ours.instructions(step)?;
        for (compared_with, package) in &others {
            rows.push(Row::of_counts(&what, (own, package.instructions(step)?), compared_with, OF_SERDE));
        }
    }
    Ok(rows)
}
