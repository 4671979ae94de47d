//! The body of an answer or callback: JSON, bare or in its envelope, or a form.

use flitt_client::{Fields, FieldsError};

/// A body that was read.
pub(crate) struct Body {
    pub(crate) fields: Fields,
}

/// Why a body cannot be used.
pub(crate) enum BadBody {
    /// It cannot be read; what is wrong, and what to do.
    Unreadable(String, &'static str),
    /// It can be read in two ways.
    Ambiguous(FieldsError),
}

impl Body {
    /// Reads a body.
    pub(crate) fn read(text: &str) -> Result<Self, BadBody> {
        let text = text.trim();
        if text.is_empty() {
            return Err(unreadable("it is empty"));
        }
        let json = if text.starts_with('{') { text.to_owned() } else { json_of_form(text)? };
        let outer = fields(&json)?;
        let envelope = |name: &str| outer.get(name).filter(|_| outer.iter().count() == 1);
        if envelope("request").is_some() {
            let help = "requests are verified by the gateway; `flitt sign` shows which signature one should have";
            return Err(BadBody::Unreadable("it is a request".to_owned(), help));
        }
        let fields = match envelope("response") {
            Some(inner) if inner.text().starts_with('{') => fields(inner.text())?,
            Some(_) => return Err(unreadable("its `response` is not a JSON object")),
            None => outer,
        };
        if fields.get("data").is_some() && fields.text("version") == Some("2.0") {
            let help = "this version verifies answers and callbacks of protocol 1.0.1";
            return Err(BadBody::Unreadable("it is of protocol 2.0".to_owned(), help));
        }
        Ok(Self { fields })
    }
}

fn unreadable(why: &str) -> BadBody {
    BadBody::Unreadable(why.to_owned(), "give the body of an answer or callback as it was received: JSON, or a form")
}

fn fields(json: &str) -> Result<Fields, BadBody> {
    Fields::from_json(json).map_err(|error| match error {
        FieldsError::Duplicate(_) => BadBody::Ambiguous(error),
        other => unreadable(&other.to_string()),
    })
}

/// A form as a JSON object of strings; names that stand in it twice are kept, to be refused.
fn json_of_form(text: &str) -> Result<String, BadBody> {
    if !text.contains('=') || text.contains(char::is_whitespace) {
        return Err(unreadable("it is neither a JSON object nor a form"));
    }
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let pairs = form_urlencoded::parse(text.as_bytes());
    let fields: Vec<String> = pairs.map(|(name, value)| format!("{}:{}", quoted(&name), quoted(&value))).collect();
    Ok(format!("{{{}}}", fields.join(",")))
}
