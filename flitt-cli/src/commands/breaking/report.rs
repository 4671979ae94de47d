//! The findings as text, or as one JSON object a line.

use std::cmp::Reverse;

use flitt_schema::Diagnostic;
use serde_json::json;

use crate::breaking::{Finding, Verdict};
use crate::output::{CommandOutput, Status, heading, stdout_has_colour};

/// Printed below the help of the command.
pub(super) const HELP: &str = "\
Classes:
  source      callers no longer compile, or new calls are possible
  wire        requests change, or other values and responses are accepted
  behaviour   a program retries, trusts or reports differently
  safety      something is no longer checked, signed or redacted, or can be carried out twice

Verdicts: major (something breaks, or is less safe), minor (something is added), patch (documentation).
Each line of --json has `class`, `verdict`, `file`, `line`, `column` and `message`.

Exit codes: 0 nothing breaks, 1 something breaks, 2 cannot run";

pub(super) fn render(findings: &[Finding], as_json: bool) -> CommandOutput {
    let text = if as_json { findings.iter().map(json_line).collect() } else { full(findings) };
    let breaks = findings.iter().any(|finding| finding.verdict == Verdict::Major);
    CommandOutput::new(text).without_secrets().with_status(if breaks { Status::Failed } else { Status::Success })
}

fn json_line(finding: &Finding) -> String {
    let (line, column) = finding.place.line_and_column();
    let object = json!({
        "class": finding.class.as_str(),
        "verdict": finding.verdict.as_str(),
        "file": finding.place.source.path(),
        "line": line,
        "column": column,
        "message": format!("{}: {}", finding.what, finding.consequence),
    });
    format!("{object}\n")
}

/// The findings of one change under one excerpt, what breaks most first.
fn full(findings: &[Finding]) -> String {
    let coloured = stdout_has_colour();
    let is_same = |one: &Finding, other: &Finding| {
        one.what == other.what && one.place.source == other.place.source && one.place.span == other.place.span
    };
    let verdict = |findings: &[Finding]| findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Patch);
    let mut changes: Vec<&[Finding]> = findings.chunk_by(is_same).collect();
    changes.sort_by_key(|findings| Reverse(verdict(findings)));
    let mut text = String::new();
    for findings in changes {
        let Some(Finding { what, place, before, .. }) = findings.first() else { continue };
        let mut lines: Vec<String> = findings.iter().map(line).collect();
        lines.dedup();
        lines.extend(before.as_ref().map(|before| {
            let (line, column) = before.line_and_column();
            format!("before: {}:{line}:{column}", before.source.path())
        }));
        let title = format!("{}: {what}", verdict(findings).as_str());
        let diagnostic = if place.source.is_linked() {
            Diagnostic::of_file(place.source.path(), title)
        } else {
            Diagnostic::new(&place.source, place.span.clone(), title)
        };
        let diagnostic = diagnostic.with_help_lines(lines);
        let shown = if coloured { diagnostic.to_colored_string() } else { diagnostic.to_string() };
        text.push_str(&shown);
        text.push_str("\n\n");
    }
    text.push_str(&heading(&summary(findings)));
    text.push('\n');
    text
}

/// `major, wire: longer values are rejected`.
fn line(Finding { class, verdict, consequence, .. }: &Finding) -> String {
    format!("{}, {}: {consequence}", verdict.as_str(), class.as_str())
}

fn summary(findings: &[Finding]) -> String {
    let count = |verdict: Verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    let counts: Vec<String> = [Verdict::Major, Verdict::Minor, Verdict::Patch]
        .into_iter()
        .filter(|verdict| count(*verdict) > 0)
        .map(|verdict| format!("{} {}", count(verdict), verdict.as_str()))
        .collect();
    let next = match findings.iter().map(|finding| finding.verdict).max() {
        None => return "no differences".to_owned(),
        Some(Verdict::Major) => "the next version is a major one (1.4.2 -> 2.0.0, 0.4.2 -> 0.5.0)",
        Some(Verdict::Minor) => "the next version is a minor one (1.4.2 -> 1.5.0, 0.4.2 -> 0.4.3)",
        Some(Verdict::Patch) => "the next version is a patch (1.4.2 -> 1.4.3, 0.4.2 -> 0.4.3)",
    };
    format!("{}: {next}", counts.join(", "))
}
