//! Tries a great many inputs, and prints figures: `cargo run --release -p flitt-tests --example mutation_tests -- WHAT COUNT`,
//! where WHAT is `callbacks`, `orders`, `forms`, `graphs`, `schemas` or `signatures`.

use std::process::ExitCode;
use std::time::Instant;

use flitt_tests::mutation_tests::{self, Renames};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, count] = arguments.as_slice() else { return usage() };
    let Ok(count) = count.parse() else { return usage() };
    let started = Instant::now();
    match what.as_str() {
        "callbacks" => print!("{}", mutation_tests::callbacks(count)),
        "orders" => print!("{}", mutation_tests::orders(count)),
        "forms" => print!("{}", mutation_tests::forms(Renames::Random(count))),
        "graphs" => print!("{}", mutation_tests::graphs(count)),
        "schemas" => print!("{}", mutation_tests::schemas(count)),
        "signatures" => print!("{}", mutation_tests::signatures(count)),
        _ => return usage(),
    }
    println!("  in {:.0} s", started.elapsed().as_secs_f64());
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: mutation_tests callbacks|orders|forms|graphs|schemas|signatures COUNT");
    ExitCode::from(2)
}
