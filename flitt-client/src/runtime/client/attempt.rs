//! One attempt to send a request, as a hook can read it: redacted.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;
use std::time::Duration;

use flitt_schema::Endpoint;

use crate::runtime::credentials::Credentials;
use crate::runtime::error::Error;
use crate::runtime::exchange::Exchange;
use crate::runtime::redact::{TextRedactor, shown_text, shown_value};
use crate::runtime::request::Values;
use crate::runtime::response::{RawResponse, ShownField};

/// One attempt to send a request. `Debug` shows what the methods return.
pub struct Attempt<'a> {
    endpoint: &'a Endpoint,
    values: &'a Values,
    credentials: &'a Credentials,
    url: &'a str,
    order_id: Option<&'a str>,
    number: u32,
    redactor: OnceCell<TextRedactor>,
}

/// What came of an attempt. `Debug` shows what the methods return.
pub struct AttemptResult<'a> {
    attempt: &'a Attempt<'a>,
    result: Result<&'a RawResponse, &'a Error>,
    duration: Option<Duration>,
}

/// What an attempt says about its request. What the whole call says can differ: once the outcome of one attempt is unknown, a
/// later attempt that was not sent does not change that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttemptKind {
    /// The gateway processed it. Its operation can be declined.
    Response,
    /// Nothing was sent.
    NotSent,
    /// The gateway rejected it.
    Failure,
    /// It was sent, and its outcome is unknown.
    Unknown,
}

impl<'a> Attempt<'a> {
    pub(super) fn new<E>(
        exchange: &'a Exchange<'a, E>,
        credentials: &'a Credentials,
        url: &'a str,
        number: u32,
    ) -> Self {
        let (endpoint, values) = (exchange.endpoint(), exchange.values());
        let order_id = exchange.order_id();
        Self { endpoint, values, credentials, url, order_id, number, redactor: OnceCell::new() }
    }

    /// The endpoint, by the name of its schema file.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint.name
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> String {
        self.shown(self.url)
    }

    /// The number of the attempt among those of this request in this call, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The id of the order that the request is about; `None` where it has none, or a sensitive one.
    #[must_use]
    pub fn order_id(&self) -> Option<String> {
        self.order_id.map(|id| self.shown(id))
    }

    /// The parameters of the request that the caller set, by their names on the wire; sensitive ones as `[redacted]`.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&str, String)> {
        let rows = self.endpoint.request.rows.iter().enumerate();
        let shown = rows.filter_map(|(row, parameter)| {
            let text = self.values.get(row).filter(|text| !text.is_empty())?;
            let is_shown = !parameter.contains_sensitive();
            let shown = if is_shown { self.shown(&shown_value(parameter, text)) } else { "[redacted]".to_owned() };
            Some((parameter.name.as_ref(), shown))
        });
        shown.collect()
    }

    /// A text without the secrets of the request and of the merchant, and without what looks like one.
    fn shown(&self, text: &str) -> String {
        let new = || TextRedactor::of_request(self.credentials, self.endpoint, self.values);
        self.redactor.get_or_init(new).redact(&shown_text(text))
    }
}

impl<'a> AttemptResult<'a> {
    pub(super) fn new(
        attempt: &'a Attempt<'a>,
        result: Result<&'a RawResponse, &'a Error>,
        duration: Option<Duration>,
    ) -> Self {
        Self { attempt, result, duration }
    }

    /// What the attempt says about its request.
    #[must_use]
    pub fn kind(&self) -> AttemptKind {
        match self.result {
            Ok(_) => AttemptKind::Response,
            Err(Error::NotSent(_)) => AttemptKind::NotSent,
            Err(Error::Failure(_)) => AttemptKind::Failure,
            Err(Error::Unknown(_) | Error::ResponseLost(_)) => AttemptKind::Unknown,
        }
    }

    /// How long the attempt took; `None` where the transport has no timer.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        self.duration
    }

    /// The HTTP status; `None` where no response arrived whole.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        let http = match self.result {
            Ok(response) => response.http_response(),
            Err(error) => error.http_response(),
        };
        http.map(|http| http.status)
    }

    /// How the operation ended, in one word: `approved`, `pending`, `declined` or `reversed`; `None` without a response.
    #[must_use]
    pub fn outcome(&self) -> Option<&'static str> {
        self.result.ok().map(|response| response.outcome().as_str())
    }

    /// The gateway's code of a failure, also of one that leaves the outcome unknown.
    #[must_use]
    pub fn failure_code(&self) -> Option<String> {
        let failure = self.result.err().and_then(Error::failure)?;
        Some(self.attempt.shown(failure.code())).filter(|code| !code.is_empty())
    }

    /// The gateway's identifier of the request, which its support asks for; `None` where it gave none.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        let id = match self.result {
            Ok(response) => response.request_id(),
            Err(error) => error.request_id(),
        };
        id.map(|id| self.attempt.shown(id))
    }

    /// The error in words; `None` where there is none.
    #[must_use]
    pub fn error(&self) -> Option<String> {
        self.result.err().map(|error| self.attempt.shown(&error.to_string()))
    }

    /// The fields of a response that was accepted, by their names on the wire: sensitive values, and those that no table
    /// describes, as `[redacted]`. Empty where there is none.
    #[must_use]
    pub fn fields(&self) -> Vec<(Cow<'_, str>, String)> {
        let shown = |it: ShownField| {
            (it.name.into(), it.text.map_or_else(|| "[redacted]".to_owned(), |text| self.attempt.shown(&text)))
        };
        self.result.ok().into_iter().flat_map(RawResponse::shown_fields).map(shown).collect()
    }
}

impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Attempt");
        shown.field("endpoint", &self.endpoint()).field("url", &self.url()).field("number", &self.number());
        shown.field("parameters", &self.parameters()).finish()
    }
}

impl fmt::Debug for AttemptResult<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("AttemptResult");
        shown.field("kind", &self.kind()).field("elapsed", &self.duration).field("http_status", &self.http_status());
        shown.field("outcome", &self.outcome()).field("failure_code", &self.failure_code());
        shown
            .field("request_id", &self.request_id())
            .field("error", &self.error())
            .field("response_fields", &self.fields());
        shown.finish()
    }
}

impl fmt::Display for AttemptKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Response => "response",
            Self::NotSent => "not sent",
            Self::Failure => "failure",
            Self::Unknown => "unknown",
        })
    }
}
