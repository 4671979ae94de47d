//! From the bytes of a callback to its fields.

use crate::runtime::fields::{Field, Fields};
use crate::runtime::response::VerificationError;
use crate::runtime::wire_names::RESPONSE;

/// Parses the fields of JSON, bare or in the envelope `response`, or of a form. Nothing is verified.
pub fn parse_fields(body: &[u8]) -> Result<Fields, VerificationError> {
    let text = std::str::from_utf8(body).map_err(|_| VerificationError::NotUtf8)?;
    let looks_like_form = !text.trim_start().starts_with(['{', '[', '"']) && text.contains('=');
    if looks_like_form {
        return Fields::from_form(text).map_err(VerificationError::Unreadable);
    }
    let fields = Fields::from_json(text).map_err(VerificationError::Unreadable)?;
    match enveloped(&fields) {
        Some(inner) => Fields::from_json(inner).map_err(VerificationError::Unreadable),
        None => Ok(fields),
    }
}

/// The text in the envelope, if there is one. (No known callback has one.)
fn enveloped(fields: &Fields) -> Option<&str> {
    let only = fields.get(RESPONSE).filter(Field::is_nested)?;
    (fields.iter().count() == 1).then(|| only.text())
}
