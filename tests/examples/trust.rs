//! Tries a great many inputs, and prints figures: `cargo run --release -p flitt-tests --example trust -- WHAT COUNT`,
//! where WHAT is `callbacks`, `schemas` or `signatures`.

use std::process::ExitCode;
use std::time::Instant;

use flitt_tests::trust;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, count] = arguments.as_slice() else { return usage() };
    let Ok(count) = count.parse() else { return usage() };
    let started = Instant::now();
    match what.as_str() {
        "callbacks" => print!("{}", trust::callbacks(count)),
        "schemas" => print!("{}", trust::schemas(count)),
        "signatures" => print!("{}", trust::signatures(count)),
        _ => return usage(),
    }
    println!("  in {:.0} s", started.elapsed().as_secs_f64());
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: trust callbacks|schemas|signatures COUNT");
    ExitCode::from(2)
}
