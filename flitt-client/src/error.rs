//! What can go wrong with a call, told by what became of the request.

use std::fmt;
use std::time::Duration;

use crate::api::reference::ResponseCode;
use crate::decode::Refusal;
use crate::encode::EncodeError;
use crate::explain::Comparison;
use crate::fields::Fields;
use crate::list::{List, Open};
use crate::names::{ERROR_CODE, ERROR_MESSAGE, REQUEST_ID};
use crate::redact::Redactor;
use crate::retry::repeated_with;
use crate::schema::{Endpoint, Retry};
use crate::values::{Invalid, Values};

/// Why a call gave no answer. The variant says what became of the request.
///
/// A declined payment is no error: it is an answer whose [`outcome`](crate::Answer::outcome) is declined.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Nothing was sent. Nothing has changed at the gateway.
    NotSent(NotSent),
    /// The gateway did not process the request, and says why. Nothing has changed there.
    Failure(Failure),
    /// The request went out, and nobody here knows what became of it. Never repeat a charge on this error: ask.
    Unknown(Box<UnknownOutcome>),
}

/// Why nothing was sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotSent {
    /// The request breaks its table.
    Invalid(Invalid),
    /// The request could not be written or signed.
    Encode(EncodeError),
    /// There was no connection to the gateway; the words of the transport.
    NoConnection(String),
}

/// A failure that the gateway told. Failures are never signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    endpoint: String,
    code: Open<ResponseCode>,
    message: String,
    request_id: Option<String>,
    explanation: Option<Box<Comparison>>,
}

/// A request whose outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOutcome {
    endpoint: String,
    reason: UnknownReason,
    confirm_with: Option<String>,
    repeatable: bool,
    repeat_with: Option<String>,
    sums: Option<ReversedSums>,
    fields: Option<Fields>,
}

/// What an order's status told to be given back, in minor units, before and after a reversal whose outcome is unknown;
/// `None` where the status could not be had. Another reversal of the order can have changed it as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReversedSums {
    /// Before the reversal was sent.
    pub before: Option<u64>,
    /// When it was asked for the last time.
    pub after: Option<u64>,
}

/// Why an outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownReason {
    /// No answer came in time.
    Timeout(Option<Duration>),
    /// The connection ended before the answer did; the words of the transport.
    Interrupted(String),
    /// The answer is larger than the limit, in bytes.
    TooLarge(usize),
    /// The answer has another HTTP status than 200, and tells of no failure of the gateway.
    Status(u16),
    /// The answer was not accepted.
    Refused(Refusal),
}

impl Failure {
    pub(crate) fn new(endpoint: &Endpoint, fields: &Fields, redactor: &Redactor) -> Self {
        let text = |name: &str| fields.text(name).map(|text| redactor.redact(text));
        let declared = endpoint.response.failure.as_ref();
        let code = declared.and_then(|rows| text(rows.code.as_deref()?));
        let message = declared.and_then(|rows| text(&rows.message));
        Self {
            endpoint: endpoint.name.clone().into_owned(),
            code: code.or_else(|| text(ERROR_CODE)).unwrap_or_default().into(),
            message: message.or_else(|| text(ERROR_MESSAGE)).unwrap_or_default(),
            request_id: text(REQUEST_ID),
            explanation: None,
        }
    }

    pub(crate) fn explained(mut self, comparison: Option<Comparison>) -> Self {
        self.explanation = comparison.map(Box::new);
        self
    }

    /// Of a wrong signature (code 1014): what was signed beside what the gateway hashed, where it tells that.
    #[must_use]
    pub fn explanation(&self) -> Option<&Comparison> {
        self.explanation.as_deref()
    }

    /// The endpoint that was called.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The gateway's code; an unknown one is kept.
    #[must_use]
    pub fn code(&self) -> &Open<ResponseCode> {
        &self.code
    }

    /// The gateway's words. Keys and sensitive values in them are replaced by their names.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The gateway's name of the request, which its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

impl UnknownOutcome {
    pub(crate) fn new(endpoint: &Endpoint, values: &Values, reason: UnknownReason, fields: Option<Fields>) -> Self {
        Self {
            endpoint: endpoint.name.clone().into_owned(),
            reason,
            confirm_with: endpoint.confirm_with.clone().map(std::borrow::Cow::into_owned),
            repeatable: endpoint.retry == Retry::Freely,
            repeat_with: repeated_with(endpoint, values).map(str::to_owned),
            sums: None,
            fields,
        }
    }

    pub(crate) fn with_sums(self, sums: ReversedSums) -> Self {
        Self { sums: Some(sums), ..self }
    }

    /// The endpoint that was called.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Why the outcome is unknown.
    #[must_use]
    pub fn reason(&self) -> &UnknownReason {
        &self.reason
    }

    /// The endpoint that tells what became of the request.
    #[must_use]
    pub fn confirm_with(&self) -> Option<&str> {
        self.confirm_with.as_deref()
    }

    /// Whether repeating it changes nothing, as for an order's status.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        self.repeatable
    }

    /// The parameter of the request with which a repeat does the same thing once, as `reverse_id` for a reversal.
    #[must_use]
    pub fn repeat_with(&self) -> Option<&str> {
        self.repeat_with.as_deref()
    }

    /// What was given back before and after a reversal that has no such parameter, where
    /// [`Client::send_until_known`](crate::Client::send_until_known) asked for it.
    #[must_use]
    pub fn reversed_sums(&self) -> Option<ReversedSums> {
        self.sums
    }

    /// The fields of an answer that was not accepted, where it has any. None of them is proven.
    #[must_use]
    pub fn fields(&self) -> Option<&Fields> {
        self.fields.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(why) => why.fmt(formatter),
            Self::Failure(failure) => failure.fmt(formatter),
            Self::Unknown(unknown) => unknown.fmt(formatter),
        }
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(invalid) => invalid.fmt(formatter),
            Self::Encode(error) => write!(formatter, "nothing was sent: {error}"),
            Self::NoConnection(why) => write!(formatter, "nothing was sent, there is no connection: {why}"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the gateway refuses the request to `{}`: ", self.endpoint)?;
        match (self.code.as_str(), self.message.as_str()) {
            ("", "") => formatter.write_str("no reason given")?,
            ("", message) => formatter.write_str(message)?,
            (code, "") => write!(formatter, "code {code} ({})", self.code.known().map_or("unknown", List::meaning))?,
            (code, message) => write!(formatter, "code {code}: {message}")?,
        }
        if let Some(id) = &self.request_id {
            write!(formatter, " (request id {id})")?;
        }
        match &self.explanation {
            Some(comparison) => write!(formatter, "; {}", comparison.finding),
            None => Ok(()),
        }
    }
}

impl fmt::Display for UnknownOutcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the outcome of `{}` is unknown: {}; ", self.endpoint, self.reason)?;
        match (&self.confirm_with, &self.repeat_with) {
            _ if self.repeatable => formatter.write_str("repeating it changes nothing"),
            (_, Some(name)) => write!(formatter, "repeat it with the same `{name}`, which does it once"),
            (Some(endpoint), None) => write!(formatter, "ask `{endpoint}` before anything is repeated"),
            (None, None) => formatter.write_str("do not repeat it before you know what became of it"),
        }?;
        self.sums.map_or(Ok(()), |sums| {
            let sum = |sum: Option<u64>| sum.map_or_else(|| "an unknown sum".to_owned(), |sum| sum.to_string());
            write!(formatter, "; given back before it: {}, after it: {}", sum(sums.before), sum(sums.after))
        })
    }
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout(Some(limit)) => write!(formatter, "no answer came within {} s", limit.as_secs_f32()),
            Self::Timeout(None) => formatter.write_str("no answer came in time"),
            Self::Interrupted(why) => write!(formatter, "the connection broke ({why})"),
            Self::TooLarge(limit) => write!(formatter, "the answer is larger than {limit} bytes"),
            Self::Status(status) => write!(formatter, "the answer has the HTTP status {status}"),
            Self::Refused(refusal) => write!(formatter, "the answer is refused: {refusal}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotSent(NotSent::Invalid(invalid)) => Some(invalid),
            Self::NotSent(NotSent::Encode(error)) => Some(error),
            Self::NotSent(NotSent::NoConnection(_)) | Self::Failure(_) => None,
            Self::Unknown(unknown) => match &unknown.reason {
                UnknownReason::Refused(refusal) => Some(refusal),
                _ => None,
            },
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::NotSent(NotSent::Invalid(invalid))
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Self::NotSent(NotSent::Encode(error))
    }
}
