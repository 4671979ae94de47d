use std::fmt;
use std::sync::Arc;

use flitt_schema::Endpoint;

use crate::runtime::explain::Comparison;
use crate::runtime::fields::Fields;
use crate::runtime::redact::{TextRedactor, on_one_line};
use crate::runtime::transport::HttpResponse;
use crate::runtime::wire_names::{ERROR_CODE, ERROR_MESSAGE, REQUEST_ID};

/// What the gateway said in a response that reports a failure. Failures are not signed.
///
/// Whether the request was carried out nevertheless is said by what contains it: an [`Error::Failure`](super::Error::Failure)
/// or an [`UnknownReason`](super::UnknownReason).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureError {
    endpoint: String,
    code: String,
    message: String,
    request_id: Option<String>,
    explanation: Option<Box<Comparison>>,
    http: Option<Arc<HttpResponse>>,
}

impl FailureError {
    pub(crate) fn new(endpoint: &Endpoint, fields: &Fields, redactor: &TextRedactor) -> Self {
        let text = |name: &str| fields.text(name).map(|text| redactor.redact_beginning(text));
        let declared = endpoint.response.failure.as_ref();
        let code = declared.and_then(|fields| text(fields.code.as_deref()?));
        let message = declared.and_then(|fields| text(&fields.message));
        let request_id = declared.and_then(|fields| text(fields.request_id.as_deref()?));
        Self {
            endpoint: endpoint.name.clone().into_owned(),
            code: code.or_else(|| text(ERROR_CODE)).unwrap_or_default(),
            message: message.or_else(|| text(ERROR_MESSAGE)).unwrap_or_default(),
            request_id: request_id.or_else(|| text(REQUEST_ID)),
            explanation: None,
            http: None,
        }
    }

    /// Adds the HTTP response that it was parsed from.
    pub(super) fn set_http_response(&mut self, http: Arc<HttpResponse>) {
        self.http = Some(http);
    }

    pub(crate) fn with_explanation(mut self, comparison: Option<Comparison>) -> Self {
        self.explanation = comparison.map(Box::new);
        self
    }

    /// For a wrong signature: what was signed, compared with what the gateway hashed, where its message contains that.
    #[must_use]
    pub fn explanation(&self) -> Option<&Comparison> {
        self.explanation.as_deref()
    }

    /// The endpoint that was called.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The gateway's error code; empty where it gave none.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The gateway's message. Keys and sensitive values in it are replaced by their names.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The gateway's identifier of the request, which its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The HTTP response that it was parsed from, as it was received. `None` where a program parses a body itself
    /// ([`Exchange`](crate::request::Exchange)).
    #[must_use]
    pub fn http_response(&self) -> Option<&HttpResponse> {
        self.http.as_deref()
    }
}

impl FailureError {
    /// Writes code, message, request id and explanation, without a judgement.
    pub(super) fn write_reason(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, message) = (on_one_line(&self.code), on_one_line(&self.message));
        match (code.as_ref(), message.as_ref()) {
            ("", "") => formatter.write_str("no reason given")?,
            ("", message) => formatter.write_str(message)?,
            (code, "") => write!(formatter, "code {code}")?,
            (code, message) => write!(formatter, "code {code}: {message}")?,
        }
        if let Some(id) = &self.request_id {
            write!(formatter, " (request id {})", on_one_line(id))?;
        }
        match &self.explanation {
            Some(comparison) => write!(formatter, "; {}", comparison.difference),
            None => Ok(()),
        }
    }
}

impl fmt::Display for FailureError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the gateway rejected the request to `{}`: ", self.endpoint)?;
        self.write_reason(formatter)
    }
}

impl std::error::Error for FailureError {}
