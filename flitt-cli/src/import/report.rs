//! Messages about what could not be read of a page.

use super::unreadable::UnreadablePageError;
use super::{Imported, Warning};
use crate::output::CommandError;

/// Advice for a page without a table.
pub(crate) const TABLE_HELP: &str = "a table has titles such as `Parameters Type Mandatory Description`, and rows such as `order_id string(1024) mandatory ..`; save the page as HTML, Markdown or text";

/// The message for a page without a table, with its warnings; `name` is that of the input.
pub(crate) fn missing_table(name: &str, imported: &Imported) -> String {
    let first = format!("{name} contains no table of parameters");
    std::iter::once(first).chain(describe_warnings(&imported.warnings)).collect::<Vec<_>>().join("\n")
}

/// One line for each warning.
pub(crate) fn describe_warnings(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(|warning| format!("warning: line {}: {}", warning.line, warning.message)).collect()
}

/// The error for a page that is refused; `name` is that of the input.
pub(crate) fn unreadable(name: &str, error: UnreadablePageError) -> CommandError {
    CommandError::usage(error)
        .context(format!("cannot read {name}"))
        .help("remove attributes from the tag; of a table, only `colspan` and `rowspan` matter")
}
