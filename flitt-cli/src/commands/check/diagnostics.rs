//! Diagnostics in the formats of other programs.

use flitt_schema::{Diagnostic, Severity};
use serde_json::{Value, json};

/// One line: location, severity, message.
pub(super) fn short(diagnostic: &Diagnostic) -> String {
    let (line, column) = diagnostic.line_and_column();
    format!("{}:{line}:{column}: {}: {}\n", diagnostic.path(), severity(diagnostic), diagnostic.message())
}

/// A GitHub workflow command, which marks the line in a pull request
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>).
pub(super) fn github(diagnostic: &Diagnostic) -> String {
    let (line, column) = diagnostic.line_and_column();
    let help = diagnostic.help().map(|help| format!("\n{help}")).unwrap_or_default();
    let message = escaped(&format!("{}{help}", diagnostic.message()));
    let file = escaped(diagnostic.path()).replace(':', "%3A").replace(',', "%2C");
    format!("::{} file={file},line={line},col={column}::{message}\n", severity(diagnostic))
}

/// All diagnostics as one JSON object.
pub(super) fn json<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>) -> String {
    let diagnostics: Vec<Value> = diagnostics
        .map(|diagnostic| {
            let (line, column) = diagnostic.line_and_column();
            json!({
                "severity": severity(diagnostic),
                "file": diagnostic.path(),
                "line": line,
                "column": column,
                "message": diagnostic.message(),
                "help": diagnostic.help(),
            })
        })
        .collect();
    let number = |severity: &str| diagnostics.iter().filter(|diagnostic| diagnostic["severity"] == severity).count();
    format!("{:#}\n", json!({ "errors": number("error"), "warnings": number("warning"), "diagnostics": diagnostics }))
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Percent-encodes the characters that would end the command or one of its values.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
