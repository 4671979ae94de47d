//! Prints the table of ratios, or the parts that are named: `cargo run --release --manifest-path bench/Cargo.toml`.

use std::process::ExitCode;

use flitt_bench::compile::packages;
use flitt_bench::{HELPERS, MEASUREMENTS, table};

fn main() -> ExitCode {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    if let [name, arguments @ ..] = &chosen[..]
        && let Some(helper) = HELPERS.iter().find(|helper| helper.name == *name)
    {
        return ended((helper.work)(arguments).map_err(|error| eprintln!("{name}: {error}")).is_ok());
    }
    if let Some(unknown) = chosen.iter().find(|name| MEASUREMENTS.iter().all(|known| known.name != **name)) {
        let names: Vec<&str> = MEASUREMENTS.iter().map(|measurement| measurement.name).collect();
        eprintln!("there is no measurement `{unknown}`; there are {}", names.join(", "));
        return ExitCode::FAILURE;
    }
    if let Err(error) = packages::fetch() {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    println!("{}", table::HEAD);
    let mut failed = false;
    for measurement in MEASUREMENTS {
        if !chosen.is_empty() && chosen.iter().all(|name| name != measurement.name) {
            continue;
        }
        match (measurement.take)() {
            Ok(rows) => rows.iter().for_each(|row| println!("{row}")),
            Err(error) => {
                eprintln!("{}: {error}", measurement.name);
                failed = true;
            }
        }
    }
    ended(!failed)
}

fn ended(well: bool) -> ExitCode {
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
