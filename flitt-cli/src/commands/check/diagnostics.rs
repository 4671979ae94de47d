//! Diagnostics in the formats of other programs.

use flitt_schema::{Diagnostic, Severity};
use serde_json::json;

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

/// One JSON object on one line. Its keys are part of the interface: `docs/editors.md` lists them.
pub(super) fn json(diagnostic: &Diagnostic) -> String {
    let (line, column) = diagnostic.line_and_column();
    let (end_line, end_column) = diagnostic.end_line_and_column();
    let object = json!({
        "severity": severity(diagnostic),
        "file": diagnostic.path(),
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "message": diagnostic.message(),
        "help": diagnostic.help(),
    });
    format!("{object}\n")
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
