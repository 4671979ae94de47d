//! From the bytes of a callback to its fields.

use crate::decode::Refusal;
use crate::fields::{Field, Fields};

/// The envelope that answers have; a callback has none, so far.
const ENVELOPE: &str = "response";

/// Reads the fields of JSON, bare or in the envelope `response`, or of a form. Nothing is verified.
pub fn read(body: &[u8]) -> Result<Fields, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::NotUtf8)?;
    let looks_like_form = !text.trim_start().starts_with(['{', '[', '"']) && text.contains('=');
    if looks_like_form {
        return Fields::from_form(text).map_err(Refusal::Unreadable);
    }
    let fields = Fields::from_json(text).map_err(Refusal::Unreadable)?;
    match enveloped(&fields) {
        Some(inner) => Fields::from_json(inner).map_err(Refusal::Unreadable),
        None => Ok(fields),
    }
}

/// Reads the fields of a form, or of the query of an address. Nothing is verified.
pub(crate) fn read_form(body: &[u8]) -> Result<Fields, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::NotUtf8)?;
    Fields::from_form(text).map_err(Refusal::Unreadable)
}

/// What stands in the envelope, if there is one.
fn enveloped(fields: &Fields) -> Option<&str> {
    let only = fields.get(ENVELOPE).filter(Field::is_nested)?;
    (fields.iter().count() == 1).then(|| only.text())
}
