//! Instructions of pieces of work, as valgrind counts them: the same on a busy machine as on a quiet one.
//!
//! Valgrind knows no processor's own SHA-1, so that of both sides is counted as it is in plain code.

use std::process::Command;

use crate::timing::Work;
use crate::{Outcome, request, response, schema};

/// The first of this program's arguments, where it does a piece of work and nothing else.
pub const REPEAT: &str = "repeat";

/// How often a piece is done: twice, so that what comes before and after it drops out.
const TIMES: [u64; 2] = [100, 300];

/// A piece of work of ours, what it is compared with, and how many times its instructions ours may have.
pub struct Budget {
    /// What is done.
    pub what: &'static str,
    /// Our piece.
    pub ours: &'static str,
    /// The other.
    pub compared_with: &'static str,
    /// Ours divided by theirs may be at most this.
    pub most: f64,
}

/// What is promised: somewhat more than what was counted, so that a step back is seen.
pub const BUDGETS: [Budget; 7] = [
    Budget {
        what: "request: check + sign + encode",
        ours: "request checked",
        compared_with: "request by hand",
        most: 1.0,
    },
    Budget { what: "request: sign + encode", ours: "request", compared_with: "request by hand", most: 0.8 },
    Budget { what: "request, from plain values", ours: "request built", compared_with: "request by hand", most: 1.1 },
    Budget {
        what: "request, endpoint read at run time",
        ours: "request dynamic",
        compared_with: "request by hand",
        most: 0.8,
    },
    Budget {
        what: "response, compared with reading its bytes",
        ours: "response",
        compared_with: "response ignored",
        most: 2.25,
    },
    Budget {
        what: "response, compared with the plain way",
        ours: "response",
        compared_with: "response plain",
        most: 0.56,
    },
    Budget { what: "schema file", ours: "schema", compared_with: "schema value", most: 2.7 },
];

/// Does a piece of work so many times.
pub fn repeat(piece: &str, times: u64) -> Outcome<()> {
    let run = |work: &mut Work| (0..times).for_each(|_| work());
    match piece.split_once(' ').unwrap_or((piece, "")) {
        ("request", of) => {
            let pieces = request::Pieces::new()?;
            match of {
                "checked" => run(&mut pieces.check_and_sign()),
                "built" => run(&mut pieces.build_and_sign()),
                "dynamic" => run(&mut pieces.sign_dynamic()),
                "by hand" => run(&mut pieces.by_hand()),
                _ => run(&mut pieces.sign()),
            }
        }
        ("response", of) => {
            let pieces = response::Pieces::new()?;
            match of {
                "ignored" => run(&mut pieces.least()),
                "plain" => run(&mut pieces.plain_way()),
                _ => run(&mut pieces.ours()),
            }
        }
        ("schema", "value") => run(&mut schema::Pieces::new()?.value()),
        ("schema", _) => run(&mut schema::Pieces::new()?.ours()),
        _ => return Err(format!("there is no piece of work `{piece}`").into()),
    }
    Ok(())
}

/// The instructions of doing a piece of work once. This program must take [`REPEAT`] as its first argument.
pub fn once(piece: &str) -> Outcome<u64> {
    let [few, many] = TIMES;
    Ok((counted(piece, many)? - counted(piece, few)?) / (many - few))
}

fn counted(piece: &str, times: u64) -> Outcome<u64> {
    of_command(valgrind().arg(std::env::current_exe()?).args([REPEAT, piece, &times.to_string()]))
}

/// The beginning of a command whose instructions are counted, those of the programs that it starts among them.
#[must_use]
pub fn valgrind() -> Command {
    let mut command = Command::new("valgrind");
    command.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", "--trace-children=yes"]);
    command
}

/// Runs a command that begins with [`valgrind`], and gives the instructions of all its processes.
pub fn of_command(command: &mut Command) -> Outcome<u64> {
    let output = command.output().map_err(|error| format!("valgrind cannot be started ({error}): install it"))?;
    let stderr = String::from_utf8(output.stderr)?;
    let mut counts = stderr.lines().filter_map(|line| line.split_once("refs:")).peekable();
    if !output.status.success() || counts.peek().is_none() {
        return Err(stderr.into());
    }
    counts.map(|(_, count)| Ok(count.trim().replace(',', "").parse::<u64>()?)).sum()
}
