//! The body of an answer or callback: JSON, bare or in its envelope, or a form; of either protocol.

use flitt_client::callback::read_data;
use flitt_client::{Fields, FieldsError, Refusal};

/// A body that was read.
pub(crate) struct Body {
    /// What was received: of protocol 2.0, the data and their signature.
    pub(crate) fields: Fields,
    /// The parameters in the data of protocol 2.0.
    data: Option<Fields>,
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
        let fields = outer(text.trim())?;
        let data = match read_data(&fields) {
            None => None,
            Some(Ok(data)) => Some(data),
            Some(Err(Refusal::Unreadable(twice @ FieldsError::Duplicate(_)))) => return Err(BadBody::Ambiguous(twice)),
            Some(Err(why)) => return Err(unreadable(&format!("it is of protocol 2.0, but {why}"))),
        };
        Ok(Self { fields, data })
    }

    /// The parameters.
    pub(crate) fn parameters(&self) -> &Fields {
        self.data.as_ref().unwrap_or(&self.fields)
    }

    /// The parameters, where they travel in data of protocol 2.0.
    pub(crate) fn data(&self) -> Option<&Fields> {
        self.data.as_ref()
    }
}

/// The fields of the outermost level, without the envelope.
fn outer(text: &str) -> Result<Fields, BadBody> {
    if text.is_empty() {
        return Err(unreadable("it is empty"));
    }
    if !text.starts_with(['{', '[']) {
        return form(text);
    }
    let outer = Fields::from_json(text).map_err(|error| unusable(&error))?;
    let envelope = |name: &str| outer.get(name).filter(|_| outer.iter().count() == 1);
    if envelope("request").is_some() {
        let help = "requests are verified by the gateway; `flitt sign` shows which signature one should have";
        return Err(BadBody::Unreadable("it is a request".to_owned(), help));
    }
    match envelope("response") {
        Some(inner) if inner.text().starts_with('{') => {
            Fields::from_json(inner.text()).map_err(|error| unusable(&error))
        }
        Some(_) => Err(unreadable("its `response` is not a JSON object")),
        None => Ok(outer),
    }
}

fn form(text: &str) -> Result<Fields, BadBody> {
    if !text.contains('=') || text.contains(char::is_whitespace) {
        return Err(unreadable("it is neither a JSON object nor a form"));
    }
    Fields::from_form(text).map_err(|error| unusable(&error))
}

fn unusable(error: &FieldsError) -> BadBody {
    match error {
        FieldsError::Duplicate(_) => BadBody::Ambiguous(error.clone()),
        other => unreadable(&other.to_string()),
    }
}

fn unreadable(why: &str) -> BadBody {
    BadBody::Unreadable(why.to_owned(), "give the body of an answer or callback as it was received: JSON, or a form")
}
