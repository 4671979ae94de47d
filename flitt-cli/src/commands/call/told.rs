//! An answer for people.

use std::collections::BTreeSet;

use flitt_client::schema::Endpoint;
use flitt_client::{Answer, Fields, Verification};

use crate::output::{Done, count};

/// The answer, with what its reader should know.
pub(super) fn told(endpoint: &Endpoint, answer: &Answer, show_sensitive: bool) -> Done {
    let shown = names_to_show(endpoint);
    let is_shown = |name: &str| show_sensitive || shown.contains(name);
    let mut done = Done::new(shown_fields(answer.fields(), is_shown));
    let hidden = answer.fields().iter().filter(|field| !field.text().is_empty() && !is_shown(field.name())).count();
    if hidden > 0 {
        let values = count(hidden, "value");
        done = done.with_note(format!("note: {values} hidden, sensitive or in no table; --show-sensitive prints them"));
    }
    let confirm = || match &endpoint.confirm_with {
        Some(name) => format!("confirm what matters with `{name}`"),
        None => "confirm what matters another way".to_owned(),
    };
    match answer.verification() {
        Verification::Unsigned => done.with_note(format!("note: the gateway does not sign this answer; {}", confirm())),
        Verification::Unproven => done.with_note(format!("note: the signature is not proven; {}", confirm())),
        _ => done,
    }
}

/// A JSON object, one field a line, in the order received and with exact texts; hidden values stand as `[name]`.
pub(super) fn shown_fields(fields: &Fields, is_shown: impl Fn(&str) -> bool) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let lines = fields.iter().map(|field| {
        let value = match field.text() {
            "" if !field.is_string() => "null".to_owned(),
            "" => quoted(""),
            _ if !is_shown(field.name()) => quoted(&format!("[{}]", field.name())),
            text if field.is_string() => quoted(text),
            literal => literal.to_owned(),
        };
        format!("  {}: {value}", quoted(field.name()))
    });
    format!("{{\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n"))
}

/// The parameters of an answer whose values may be seen; what is in no table may be anything.
pub(super) fn names_to_show(endpoint: &Endpoint) -> BTreeSet<&str> {
    let rows = endpoint.response.forms.iter().flat_map(|form| form.table.rows.iter());
    rows.filter(|row| !row.sensitive).map(|row| row.name.as_ref()).collect()
}
