//! What Flitt costs, compared with others: `bench` prints a table of ratios, `budgets` what does not depend on a clock.
//! How to run them, and what they printed: BENCHMARKS.md.

pub mod compile;
pub mod expansion;
pub mod first_build;
pub mod http;
pub mod instructions;
pub mod process;
pub mod request;
pub mod response;
pub mod sandbox;
pub mod schema;
pub mod send;
pub mod size;
pub mod table;
pub mod timing;
mod vectors;

use std::error::Error;

pub use table::{Row, Target};

/// What a measurement gives: the rows of its part of the table.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// A part of the table.
pub struct Measurement {
    /// The word that chooses it on the command line.
    pub name: &'static str,
    /// Takes the measurement.
    pub take: fn() -> Outcome<Vec<Row>>,
}

/// All parts, in the order of the table.
pub const MEASUREMENTS: &[Measurement] = &[
    Measurement { name: "compile", take: compile::rows },
    Measurement { name: "edit", take: compile::instructions },
    Measurement { name: "scaling", take: compile::scaling::rows },
    Measurement { name: "first_build", take: first_build::rows },
    Measurement { name: "size", take: size::rows },
    Measurement { name: "request", take: request::rows },
    Measurement { name: "response", take: response::rows },
    Measurement { name: "schema", take: schema::rows },
    Measurement { name: "send", take: send::rows },
    Measurement { name: "sandbox", take: sandbox::rows },
];

/// What this program does apart from its measurements, in processes of their own.
pub struct Helper {
    /// The word that chooses it on the command line.
    pub name: &'static str,
    /// Does its work, given the rest of the command line.
    pub work: fn(&[String]) -> Outcome<()>,
}

/// All helpers.
pub const HELPERS: &[Helper] = &[
    Helper { name: send::SERVER, work: send::server },
    Helper { name: send::SENDER, work: send::sender },
    Helper { name: sandbox::SERVER, work: sandbox::server },
];
