//! What the signature and the rules of a table promise of a response that was accepted, checked without the code that
//! accepts.

use flitt_client::response::RawResponse;
use flitt_schema::{Format, Origin, Unit, ValueType};

use crate::documented_responses::{DocumentedResponse, is_signed};

/// Names and texts of what is signed, in byte order of the names.
pub(super) type Signed = Vec<(String, String)>;

pub(super) fn signed(fields: impl Iterator<Item = (String, String)>) -> Signed {
    let mut signed: Signed = fields.filter(|(name, text)| is_signed(name) && !text.is_empty()).collect();
    signed.sort_unstable();
    signed
}

/// Says which promise an accepted response breaks.
pub(super) fn broken(real: &DocumentedResponse, was: &Signed, now: &Signed, response: &RawResponse) -> Option<String> {
    let text = |signed: &Signed| signed.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("|");
    if text(was) != text(now) {
        return Some("the signed text is another".to_owned());
    }
    let signatures: Vec<&str> =
        response.fields().iter().filter(|field| field.name() == "signature").map(|field| field.text()).collect();
    if signatures != [real.text("signature").as_str()] {
        return Some("the signature is another".to_owned());
    }
    if now.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Some("a name is duplicated".to_owned());
    }
    real.table().rows.iter().find_map(|row| {
        let value = now.iter().find(|(name, _)| *name == row.name).map(|(_, text)| text.as_str());
        let why = match value {
            None if row.always && row.origin != Origin::Signature => "is not there",
            Some(text) if text.contains('|') && !row.separator => "holds the separator",
            Some(text)
                if row.value_type == ValueType::Integer
                    && matches!(row.unit, Some(Unit::Minor | Unit::Identifier))
                    && !row.details.informational
                    && text.parse::<u64>().map(|number| number.to_string()).ok().as_deref() != Some(text)
                    && !text.starts_with('0') =>
            {
                "is no number"
            }
            Some(text)
                if row.format == Some(Format::Currency)
                    && !row.details.informational
                    && !(text.len() == 3 && text.is_ascii()) =>
            {
                "is no currency"
            }
            Some(text)
                if row.format == Some(Format::Json) && serde_json::from_str::<serde_json::Value>(text).is_err() =>
            {
                "is no JSON"
            }
            Some(text) if row.origin == Origin::Credentials && text != real.text(&row.name) => "is another merchant",
            _ => return None,
        };
        Some(format!("`{}` {why}", row.name))
    })
}
