//! What does not depend on a clock: instructions and allocations of a request and of an answer, beside code written by
//! hand, and the lines that the derive makes of an endpoint. Fails where a budget is exceeded.
//!
//! `cargo run --release --manifest-path bench/Cargo.toml --bin budgets`; needs valgrind.

use std::process::{Command, ExitCode};

use flitt_bench::{Outcome, answer, request, schema, timing::Work};

/// Runs a piece of work so many times: what valgrind looks at.
fn repeat(piece: &str, times: u32) -> Outcome<()> {
    let with = |work: &mut Work| (0..times).for_each(|_| work());
    let request = request::Pieces::new()?;
    let answer = answer::Pieces::new()?;
    let schema = schema::Pieces::new()?;
    match piece {
        "request: check + sign + encode" => with(&mut request.check_and_sign()),
        "request: sign + encode" => with(&mut request.sign()),
        "request: build + sign + encode" => with(&mut request.build_and_sign()),
        "request: sign + encode, dynamic" => with(&mut request.sign_dynamic()),
        "request: by hand" => with(&mut request.by_hand()),
        "request: SHA-1 + hex" => with(&mut request.digest()),
        "answer: ours" => with(&mut answer.ours()),
        "answer: least" => with(&mut answer.least()),
        "answer: plain way" => with(&mut answer.plain_way()),
        "schema: ours" => with(&mut schema.ours()),
        "schema: value" => with(&mut schema.value()),
        _ => return Err("no piece".into()),
    }
    Ok(())
}

fn instructions(piece: &str, times: u32) -> Outcome<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["repeat", piece, &times.to_string()])
        .output()?;
    let text = String::from_utf8(output.stderr)?;
    let (_, count) = text.split_once("refs:").ok_or_else(|| text.clone())?;
    Ok(count.trim().replace(',', "").parse()?)
}

const PIECES: [&str; 11] = [
    "request: check + sign + encode",
    "request: sign + encode",
    "request: build + sign + encode",
    "request: sign + encode, dynamic",
    "request: by hand",
    "request: SHA-1 + hex",
    "answer: ours",
    "answer: least",
    "answer: plain way",
    "schema: ours",
    "schema: value",
];

fn run() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [_, piece, times] = arguments.as_slice() {
        return repeat(piece, times.parse()?);
    }
    for piece in PIECES {
        let once = (instructions(piece, 300)? - instructions(piece, 100)?) / 200;
        println!("{piece:40} {once:>9}");
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
