//! Signed texts, parameter by parameter, and compared with what the gateway hashed.

use flitt_client::explain::{Comparison, Redacted, SignedText};
use flitt_client::response::Fields;
use flitt_client::signature::MASK;
use flitt_schema::Table;

use super::json_view::JsonView;
use crate::output::{columns, on_one_line};

/// The signed parameters in order, with secrets redacted.
pub(crate) fn explain(signed: &SignedText) -> String {
    let key = format!("{} key", signed.key().as_str());
    let first = vec![format!("  {key}"), MASK.to_owned()];
    let rows = signed.parameters().map(|(name, value)| match value {
        Redacted::Text(text) => vec![format!("  {name}"), text],
        Redacted::Length { .. } => vec![format!("  {name}"), format!("[{name}]")],
    });
    let rows = columns(std::iter::once(first).chain(rows));
    format!("signed, in this order, with the {key}:\n{rows}signed text:\n  {}", on_one_line(&signed.to_string()))
}

/// The parameters within the data of protocol 2.0, with secrets redacted.
pub(crate) fn explain_data(data: &Fields, table: &Table) -> String {
    format!("the data contain:\n{}", JsonView::of_table(table).render(data).text.trim_end())
}

/// Two signed texts side by side with their differences marked, and the first difference explained.
pub(crate) fn explain_comparison(comparison: &Comparison) -> String {
    let ours = if comparison.difference.is_response { "RECEIVED" } else { "SIGNED BY YOU" };
    let header = vec![String::new(), "PARAMETER".to_owned(), ours.to_owned(), "HASHED BY THE GATEWAY".to_owned()];
    let cell = |value: &Option<Redacted>, is_same: bool| match value {
        None => "(missing)".to_owned(),
        Some(Redacted::Text(text)) if is_same => text.clone(),
        Some(Redacted::Length { characters }) => format!("[{characters} characters]"),
        Some(quoted) => quoted.to_string(),
    };
    let rows = comparison.lines.iter().map(|line| {
        let mark = if line.same { "" } else { "!=" }.to_owned();
        let name = line.name.clone().unwrap_or_else(|| "?".to_owned());
        vec![mark, name, cell(&line.ours, line.same), cell(&line.gateway, line.same)]
    });
    let rows = columns(std::iter::once(header).chain(rows));
    let first = if comparison.difference.place.is_some() { "first difference: " } else { "" };
    format!("{rows}{first}{}", comparison.difference)
}
