//! The body of a request, response or callback: JSON with or without its envelope, or a form; of either protocol.

use flitt_client::callback::parse_data;
use flitt_client::error::{FieldsError, VerificationError};
use flitt_client::response::Fields;

/// A parsed body.
pub(crate) struct Body {
    /// The fields as received; in protocol 2.0, the encoded data and their signature.
    pub(crate) fields: Fields,
    /// The parameters within the data of protocol 2.0.
    data: Option<Fields>,
    /// Whether it is in the envelope of a request.
    pub(crate) is_request: bool,
    /// Whether it is a form.
    pub(crate) is_form: bool,
}

/// Why a body cannot be used.
pub(crate) enum BodyError {
    /// It cannot be parsed: the reason, and advice.
    Unreadable { reason: String, help: &'static str },
    /// It has a duplicate field, so its meaning is ambiguous.
    Ambiguous(FieldsError),
}

impl Body {
    /// Parses a body.
    pub(crate) fn parse(text: &str) -> Result<Self, BodyError> {
        let text = text.trim();
        let (fields, is_request) = parse_outer(text)?;
        let data = match parse_data(&fields) {
            None => None,
            Some(Ok(data)) => Some(data),
            Some(Err(VerificationError::Unreadable(error @ FieldsError::Duplicate(_)))) => {
                return Err(BodyError::Ambiguous(error));
            }
            Some(Err(error)) => return Err(unreadable(format!("invalid data of protocol 2.0: {error}"))),
        };
        Ok(Self { fields, data, is_request, is_form: !text.starts_with('{') })
    }

    /// The parameters.
    pub(crate) fn parameters(&self) -> &Fields {
        self.data.as_ref().unwrap_or(&self.fields)
    }

    /// The parameters within the data of protocol 2.0.
    pub(crate) fn data(&self) -> Option<&Fields> {
        self.data.as_ref()
    }
}

/// Whether a text is JSON in the envelope of responses.
pub(crate) fn is_enveloped(text: &str) -> bool {
    Fields::from_json(text.trim()).is_ok_and(|outer| {
        outer.iter().count() == 1 && outer.get("response").is_some_and(|response| response.is_nested())
    })
}

/// The fields of the outermost level, without the envelope, and whether it is that of a request.
fn parse_outer(text: &str) -> Result<(Fields, bool), BodyError> {
    if text.is_empty() {
        return Err(unreadable("it is empty"));
    }
    if !text.starts_with(['{', '[']) {
        return parse_form(text).map(|fields| (fields, false));
    }
    let outer = Fields::from_json(text).map_err(fields_error)?;
    let only = outer.iter().next().filter(|_| outer.iter().count() == 1);
    match only.filter(|only| matches!(only.name(), "request" | "response")) {
        Some(inner) if inner.text().starts_with('{') => {
            let fields = Fields::from_json(inner.text()).map_err(fields_error)?;
            Ok((fields, inner.name() == "request"))
        }
        Some(inner) => Err(unreadable(format!("its `{}` is not a JSON object", inner.name()))),
        None => Ok((outer, false)),
    }
}

fn parse_form(text: &str) -> Result<Fields, BodyError> {
    if !text.contains('=') || text.contains(char::is_whitespace) {
        return Err(unreadable("it is neither a JSON object nor a form"));
    }
    Fields::from_form(text).map_err(fields_error)
}

fn fields_error(error: FieldsError) -> BodyError {
    match error {
        FieldsError::Duplicate(_) => BodyError::Ambiguous(error),
        other => unreadable(other.to_string()),
    }
}

fn unreadable(reason: impl Into<String>) -> BodyError {
    let help = "give the body of a response, a callback or a request as it was received: JSON, or a form";
    BodyError::Unreadable { reason: reason.into(), help }
}
