//! The result of the scenarios: a table with reasons, or an object a line.

use flitt_client::__private::redact::{on_one_line, shown_text};
use serde_json::{Value, json};

use super::scenario::{Effects, Scenario};
use crate::output::{columns, count};

/// How a scenario ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    Failed,
    /// It could not be played, for this reason.
    Skipped(&'static str),
}

/// A scenario that was played.
#[derive(Clone, Debug)]
pub(crate) struct Played {
    pub(crate) verdict: Verdict,
    /// Of the last step that was judged.
    pub(crate) expected: Effects,
    pub(crate) seen: Effects,
    pub(crate) order_id: String,
    /// The responses to the callbacks, in the order in which they arrived.
    pub(crate) callbacks: Vec<String>,
}

/// The scenarios, without results.
pub(crate) fn list(scenarios: &[Scenario], is_json: bool) -> String {
    if is_json {
        let line = |scenario: &Scenario| {
            let (number, name, proves) = (scenario.number.into(), shown(&scenario.name), shown(&scenario.proves));
            object(vec![("number", number), ("name", name), ("proves", proves), ("why", shown(&scenario.why))])
        };
        return scenarios.iter().map(line).collect();
    }
    let head = ["NUMBER", "SCENARIO", "WHAT IT PROVES"].map(str::to_owned).to_vec();
    let rows = scenarios.iter().map(|it| vec![it.number.to_string(), it.name.clone(), it.proves.clone()]);
    columns(std::iter::once(head).chain(rows))
}

/// The results for people.
pub(crate) fn table(results: &[(Scenario, Played)]) -> String {
    let head = ["NUMBER", "SCENARIO", "RESULT", "EXPECTED", "SEEN"].map(str::to_owned).to_vec();
    let rows = results.iter().map(|(scenario, played)| {
        let mut row = vec![scenario.number.to_string(), scenario.name.clone()];
        match played.verdict {
            Verdict::Skipped(_) => row.push("skipped".to_owned()),
            verdict => {
                row.push(if verdict == Verdict::Passed { "passed" } else { "FAILED" }.to_owned());
                row.extend([played.expected.to_string(), played.seen.to_string()]);
            }
        }
        row
    });
    let mut text = columns(std::iter::once(head).chain(rows));
    for (scenario, played) in results {
        let head = format!("\n{} {}: ", scenario.number, scenario.name);
        match played.verdict {
            Verdict::Passed => {}
            Verdict::Skipped(reason) => text.extend([&head, "skipped, ", reason, "\n"]),
            Verdict::Failed => {
                text.extend([&head, &*scenario.proves, "\n  ", &scenario.why, "\n"]);
                let order = shown_text(&played.order_id);
                let (order, responses) = (on_one_line(&order), responses(&played.callbacks));
                text.extend(["  Order ", &order, "; responses to the callbacks: ", &responses, "\n"]);
            }
        }
    }
    let number = |verdict: fn(Verdict) -> bool| results.iter().filter(|(_, played)| verdict(played.verdict)).count();
    let passed = number(|verdict| verdict == Verdict::Passed);
    let failed = number(|verdict| verdict == Verdict::Failed);
    let skipped = match results.len() - passed - failed {
        0 => String::new(),
        skipped => format!(", {skipped} skipped"),
    };
    text + &format!("\n{}: {passed} passed, {failed} failed{skipped}\n", count(results.len(), "scenario"))
}

/// The results for programs: an object a line.
pub(crate) fn lines(results: &[(Scenario, Played)]) -> String {
    let line = |(scenario, played): &(Scenario, Played)| {
        let result = match played.verdict {
            Verdict::Passed => "passed",
            Verdict::Failed => "failed",
            Verdict::Skipped(_) => "skipped",
        };
        let mut members =
            vec![("number", scenario.number.into()), ("name", shown(&scenario.name)), ("result", result.into())];
        match played.verdict {
            Verdict::Skipped(reason) => members.push(("reason", reason.into())),
            _ => members.extend([
                ("expected", played.expected.to_string().into()),
                ("seen", played.seen.to_string().into()),
                ("order", shown(&played.order_id)),
                ("callbacks", json!(played.callbacks)),
            ]),
        }
        members.extend([("proves", shown(&scenario.proves)), ("why", shown(&scenario.why))]);
        object(members)
    };
    results.iter().map(line).collect()
}

/// The responses, equal ones that follow each other once.
fn responses(callbacks: &[String]) -> String {
    let mut text = String::new();
    for group in callbacks.chunk_by(|one, next| one == next) {
        let separator = if text.is_empty() { "" } else { ", " };
        let times = if group.len() > 1 { format!(" ({} times)", group.len()) } else { String::new() };
        text.extend([separator, &group[0], &times]);
    }
    if text.is_empty() { "none was sent".to_owned() } else { text }
}

/// A text from a file or from the shop.
fn shown(text: &str) -> Value {
    shown_text(text).into()
}

/// An object in one line, with its members in the given order.
fn object(members: Vec<(&'static str, Value)>) -> String {
    let members: Vec<String> = members.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}\n", members.join(","))
}
