//! Findings in schema files, as other programs read them.

use flitt_client::schema::{Diagnostic, Severity};
use serde_json::{Value, json};

/// One line: where, how bad, what.
pub(super) fn short(finding: &Diagnostic) -> String {
    let (line, column) = finding.line_and_column();
    format!("{}:{line}:{column}: {}: {}\n", finding.path(), word(finding), finding.message())
}

/// A command of a workflow on GitHub, which marks the line in a pull request
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>).
pub(super) fn github(finding: &Diagnostic) -> String {
    let (line, column) = finding.line_and_column();
    let help = finding.help().map(|help| format!("\n{help}")).unwrap_or_default();
    let message = escaped(&format!("{}{help}", finding.message()));
    let file = escaped(finding.path()).replace(':', "%3A").replace(',', "%2C");
    format!("::{} file={file},line={line},col={column}::{message}\n", word(finding))
}

/// Everything in one object.
pub(super) fn json<'f>(findings: impl Iterator<Item = &'f Diagnostic>) -> String {
    let findings: Vec<Value> = findings
        .map(|finding| {
            let (line, column) = finding.line_and_column();
            json!({
                "severity": word(finding),
                "file": finding.path(),
                "line": line,
                "column": column,
                "message": finding.message(),
                "help": finding.help(),
            })
        })
        .collect();
    let number = |word: &str| findings.iter().filter(|finding| finding["severity"] == word).count();
    format!("{:#}\n", json!({ "errors": number("error"), "warnings": number("warning"), "findings": findings }))
}

fn word(finding: &Diagnostic) -> &'static str {
    match finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// What ends a command, or a value of one, is written in percent.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
