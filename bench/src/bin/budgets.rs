//! What does not depend on a clock: instructions compared with code written by hand, allocations, and the lines that the derive
//! makes of an endpoint. Fails where one of them is more than it may be.
//!
//! `cargo run --release --manifest-path bench/Cargo.toml --bin budgets`; needs valgrind.

use std::process::ExitCode;

use flitt_bench::instructions::{BUDGETS, REPEAT, once, repeat};
use flitt_bench::timing::Work;
use flitt_bench::{Outcome, expansion, request, response};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// Of a built request: the body. More would be a copy of what is there.
const REQUEST_ALLOCATIONS: u64 = 2;
/// Of a response: the text of its fields, their places and order, what its table knows of them, and a string with escapes.
const RESPONSE_ALLOCATIONS: u64 = 6;
/// Of an endpoint, its share of the tables and lists that it has in common with others included.
const ENDPOINT_LINES: usize = 550;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [word, piece, times] if word == REPEAT => {
            times.parse().map_err(Into::into).and_then(|times| repeat(piece, times)).map(|()| true)
        }
        _ => check(),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints every figure; whether all are within their budgets.
fn check() -> Outcome<bool> {
    let mut within = true;
    println!("| what | figure | budget | |\n|---|---|---|---|");
    let mut row = |what: &str, figure: String, most: String, is_within: bool| {
        within &= is_within;
        println!("| {what} | {figure} | at most {most} | {} |", if is_within { "" } else { "**exceeded**" });
    };
    for budget in BUDGETS {
        let (ours, theirs) = (once(budget.ours)?, once(budget.compared_with)?);
        let ratio = ours as f64 / theirs as f64;
        let figure = format!("{ours} instructions, {} {theirs}: {ratio:.2}", budget.compared_with);
        row(budget.what, figure, budget.most.to_string(), ratio <= budget.most);
    }
    let requests = request::Pieces::new()?;
    let responses = response::Pieces::new()?;
    let mut count = |what: &str, work: &mut Work, most: u64| {
        let blocks = allocations(work);
        row(what, format!("{blocks} allocations"), most.to_string(), blocks <= most);
    };
    count("a built request to bytes", &mut requests.check_and_sign(), REQUEST_ALLOCATIONS);
    count("a response to a decoded value", &mut responses.ours(), RESPONSE_ALLOCATIONS);
    let (lines, endpoints) = expansion::lines()?;
    let each = lines / endpoints;
    let figure = format!("{each} lines of each of {endpoints} endpoints");
    row("expansion, without comments", figure, ENDPOINT_LINES.to_string(), each <= ENDPOINT_LINES);
    Ok(within)
}

/// How many blocks a piece of work takes from the allocator, when it is done again.
fn allocations(work: &mut Work) -> u64 {
    work();
    let _profiler = dhat::Profiler::builder().testing().build();
    work();
    dhat::HeapStats::get().total_blocks
}
