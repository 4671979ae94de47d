use std::fmt;
use std::time::Duration;

use flitt_schema::{Endpoint, Retry};

use super::cause::Cause;
use crate::runtime::fields::Fields;
use crate::runtime::request::{Values, idempotency_parameter};
use crate::runtime::response::VerificationError;

/// A request whose outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOutcome {
    endpoint: String,
    reason: UnknownReason,
    confirm_with: Option<String>,
    is_retryable: bool,
    idempotency_parameter: Option<String>,
    totals: Option<ReversalTotals>,
    fields: Option<Fields>,
}

/// The reversed total of an order, in minor units, before and after a reversal whose outcome is unknown; `None` where the
/// status was not available. Another reversal of the order can have changed it, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReversalTotals {
    /// Before the reversal was sent.
    pub before: Option<u64>,
    /// At the last status request.
    pub after: Option<u64>,
}

/// Why an outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownReason {
    /// No response within the time limit, where it is known.
    Timeout(Option<Duration>),
    /// The connection ended before the response was complete.
    Interrupted(Cause),
    /// The response is larger than the limit, in bytes.
    TooLarge(usize),
    /// The response has another HTTP status than 200, and is not a failure of the gateway.
    Status(u16),
    /// The response was rejected.
    Rejected(VerificationError),
}

impl UnknownOutcome {
    pub(crate) fn new(endpoint: &Endpoint, values: &Values, reason: UnknownReason, fields: Option<Fields>) -> Self {
        Self {
            endpoint: endpoint.name.clone().into_owned(),
            reason,
            confirm_with: endpoint.confirm_with.as_ref().map(|status| status.endpoint.clone().into_owned()),
            is_retryable: endpoint.retry == Retry::Freely,
            idempotency_parameter: idempotency_parameter(endpoint, values).map(str::to_owned),
            totals: None,
            fields,
        }
    }

    pub(crate) fn with_totals(self, totals: ReversalTotals) -> Self {
        Self { totals: Some(totals), ..self }
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

    /// The endpoint whose response says what happened to the request.
    #[must_use]
    pub fn confirm_with(&self) -> Option<&str> {
        self.confirm_with.as_deref()
    }

    /// Whether the request can be sent again without any effect, as a status request can.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.is_retryable
    }

    /// The idempotency parameter of the request: with the same value, the gateway carries out a repeated request once.
    #[must_use]
    pub fn idempotency_parameter(&self) -> Option<&str> {
        self.idempotency_parameter.as_deref()
    }

    /// The reversed total before and after a reversal without such a parameter, where
    /// [`Client::send_until_known`](crate::Client::send_until_known) asked for it.
    #[must_use]
    pub fn reversal_totals(&self) -> Option<ReversalTotals> {
        self.totals
    }

    /// The fields of a response that was rejected, where it has any. They are not verified.
    #[must_use]
    pub fn fields(&self) -> Option<&Fields> {
        self.fields.as_ref()
    }
}

impl fmt::Display for UnknownOutcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the outcome of `{}` is unknown: {}; ", self.endpoint, self.reason)?;
        match (&self.confirm_with, &self.idempotency_parameter) {
            _ if self.is_retryable => formatter.write_str("it is safe to send it again"),
            (_, Some(name)) => write!(formatter, "it is safe to send it again with the same `{name}`"),
            (Some(endpoint), None) => write!(formatter, "ask `{endpoint}` before sending it again"),
            (None, None) => formatter.write_str("do not send it again before its outcome is known"),
        }?;
        self.totals.map_or(Ok(()), |totals| {
            let text = |total: Option<u64>| total.map_or_else(|| "unknown".to_owned(), |total| total.to_string());
            write!(formatter, "; reversed in total before: {}, after: {}", text(totals.before), text(totals.after))
        })
    }
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout(Some(limit)) => write!(formatter, "no response within {} s", limit.as_secs_f32()),
            Self::Timeout(None) => formatter.write_str("no response within the time limit"),
            Self::Interrupted(_) => formatter.write_str("the connection was interrupted"),
            Self::TooLarge(limit) => write!(formatter, "the response is larger than {limit} bytes"),
            Self::Status(status) => write!(formatter, "the response has the HTTP status {status}"),
            Self::Rejected(error) => write!(formatter, "the response was rejected: {error}"),
        }
    }
}

impl std::error::Error for UnknownOutcome {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.reason.source()
    }
}

impl std::error::Error for UnknownReason {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Interrupted(cause) => Some(cause.as_source()),
            _ => None,
        }
    }
}
