//! Signed texts for people: parameter by parameter, and beside what the gateway hashed.

use flitt_client::explain::{Comparison, GatewayText, Shown, SignedText};
use flitt_client::schema::Table;
use flitt_client::{Fields, MASK};

use crate::layout::columns;
use crate::output::Fault;
use crate::view::View;

/// What is signed, in its order, as people may see it.
pub(crate) fn of_text(signed: &SignedText) -> String {
    let key = format!("{} key", signed.key().word());
    let first = vec![format!("  {key}"), MASK.to_owned()];
    let rows = signed.parameters().map(|(name, shown)| match shown {
        Shown::Text(text) => vec![format!("  {name}"), text],
        Shown::Hidden { .. } => vec![format!("  {name}"), format!("[{name}]")],
    });
    let rows = columns(std::iter::once(first).chain(rows));
    format!(
        "signed, in this order, with the {key}:\n{rows}signed text:\n  {}",
        crate::output::on_one_line(&signed.to_string())
    )
}

/// What the data of protocol 2.0 hold, as people may see it.
pub(crate) fn of_data(data: &Fields, table: &Table) -> String {
    format!("the data hold:\n{}", View::of_table(table).shown(data).trim_end())
}

/// Two texts side by side, what differs marked, and the first difference in words.
pub(crate) fn of_comparison(comparison: &Comparison) -> String {
    let ours = if comparison.finding.is_answer { "RECEIVED" } else { "SIGNED BY YOU" };
    let header = vec![String::new(), "PARAMETER".to_owned(), ours.to_owned(), "HASHED BY THE GATEWAY".to_owned()];
    let side = |shown: &Option<Shown>, same: bool| match shown {
        None => "(nothing)".to_owned(),
        Some(Shown::Text(text)) if same => text.clone(),
        Some(Shown::Hidden { characters }) => format!("[{characters} characters]"),
        Some(quoted) => quoted.to_string(),
    };
    let rows = comparison.lines.iter().map(|line| {
        let mark = if line.same { "" } else { "!=" }.to_owned();
        let name = line.name.clone().unwrap_or_else(|| "?".to_owned());
        vec![mark, name, side(&line.ours, line.same), side(&line.gateways, line.same)]
    });
    let rows = columns(std::iter::once(header).chain(rows));
    let first = if comparison.finding.place.is_some() { "the first difference: " } else { "" };
    format!("{rows}{first}{}", comparison.finding)
}

/// What the gateway hashed, out of what it said: its whole answer, the message of its error, or the text alone.
pub(crate) fn gateway_text(told: &str) -> Result<GatewayText, Fault> {
    let told = told.trim();
    let text = if told.starts_with('{') { in_answer(told) } else { GatewayText::find(told) };
    text.ok_or_else(|| {
        Fault::cannot("there is no signed text of the gateway in it")
            .help(format!("give the gateway's answer with error 1014, its message, or a text that begins with {MASK}"))
    })
}

fn in_answer(json: &str) -> Option<GatewayText> {
    let inner = Fields::in_envelope(json, "response").unwrap_or(json);
    let fields = Fields::from_json(inner).ok()?;
    of_fields(&fields).or_else(|| GatewayText::find(fields.text("error_message")?))
}

/// What the gateway says of an answer that it signed, with the signature.
pub(crate) fn of_fields(fields: &Fields) -> Option<GatewayText> {
    let text = GatewayText::find(fields.text("response_signature_string")?)?;
    Some(match fields.text("signature") {
        Some(signature) => text.with_signature(signature),
        None => text,
    })
}
