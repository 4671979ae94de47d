//! The table of ratios.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use crate::timing::ratio;

/// What a ratio must reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// The ratio may be at most this.
    AtMost(f64),
    /// The ratio must be at least this.
    AtLeast(f64),
    /// The ratio is reported; there is no target.
    None,
}

impl Target {
    /// Whether a ratio is as it must be.
    #[must_use]
    pub fn is_reached(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(most) => ratio <= most,
            Self::AtLeast(least) => ratio >= least,
            Self::None => true,
        }
    }
}

impl Display for Target {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "at most {most}"),
            Self::AtLeast(least) => write!(f, "at least {least}"),
            Self::None => f.write_str("reported"),
        }
    }
}

/// A row of the table: ours compared with one other.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// Our figure, with its unit.
    pub ours: String,
    /// What it is compared with.
    pub compared_with: String,
    /// The other's figure, with its unit.
    pub theirs: String,
    /// Ours divided by theirs.
    pub ratio: f64,
    /// What the ratio must reach.
    pub target: Target,
}

impl Row {
    /// A row of two durations, ours first.
    #[must_use]
    pub fn of_times(what: &str, (ours, theirs): (Duration, Duration), compared_with: &str, target: Target) -> Self {
        let text = |time| format!("{time:.2?}");
        let ratio = ratio(ours, theirs);
        Self {
            what: what.to_owned(),
            ours: text(ours),
            compared_with: compared_with.to_owned(),
            theirs: text(theirs),
            ratio,
            target,
        }
    }

    /// A row of two numbers of instructions, ours first.
    #[must_use]
    pub fn of_counts(what: &str, (ours, theirs): (u64, u64), compared_with: &str, target: Target) -> Self {
        let text = |count: u64| format!("{} million", count / 1_000_000);
        let ratio = ours as f64 / theirs as f64;
        Self {
            what: what.to_owned(),
            ours: text(ours),
            compared_with: compared_with.to_owned(),
            theirs: text(theirs),
            ratio,
            target,
        }
    }
}

impl Display for Row {
    /// A row of a Markdown table.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { what, ours, compared_with, theirs, ratio, target } = self;
        let reached = match target {
            Target::None => "",
            _ if target.is_reached(*ratio) => "yes",
            _ => "**no**",
        };
        write!(f, "| {what} | {ours} | {compared_with} | {theirs} | {ratio:.2} | {target} | {reached} |")
    }
}

/// The two lines above the rows.
pub const HEAD: &str =
    "| what | ours | compared with | theirs | ratio | target | reached |\n|---|---|---|---|---|---|---|";
