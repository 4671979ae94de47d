use std::fmt;
use std::sync::Arc;

use flitt_schema::{Endpoint, Retry};

use super::lost_response::write_next_step;
use super::{Difference, FailureError, Inquiry, UnknownReason};
use crate::runtime::fields::Fields;
use crate::runtime::request::{Values, idempotency_parameter};
use crate::runtime::transport::HttpResponse;
use crate::runtime::wire_names::REQUEST_ID;

/// A request whose outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOutcomeError {
    endpoint: String,
    reason: UnknownReason,
    confirm_with: Option<String>,
    is_retryable: bool,
    idempotency_parameter: Option<String>,
    /// The parameter that identifies the order, where that waits for a payer whom only the response leads to it.
    creates: Option<String>,
    totals: Option<ReversalTotals>,
    inquiries: Vec<Inquiry>,
    fields: Option<Fields>,
    http: Option<Arc<HttpResponse>>,
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

impl UnknownOutcomeError {
    pub(crate) fn new(endpoint: &Endpoint, values: &Values, reason: UnknownReason, fields: Option<Fields>) -> Self {
        let confirmation = endpoint.confirm_with.as_ref();
        let creates = confirmation.filter(|status| status.needs_payer);
        Self {
            endpoint: endpoint.name.clone().into_owned(),
            reason,
            creates: creates.and(endpoint.order.clone()).map(Into::into),
            confirm_with: confirmation.map(|status| status.endpoint.clone().into_owned()),
            is_retryable: endpoint.retry == Retry::Freely,
            idempotency_parameter: idempotency_parameter(endpoint, values).map(str::to_owned),
            totals: None,
            inquiries: Vec::new(),
            fields,
            http: None,
        }
    }

    /// Adds the HTTP response that leaves the outcome open.
    pub(super) fn set_http_response(&mut self, http: Arc<HttpResponse>) {
        if let UnknownReason::Failure { failure, .. } | UnknownReason::Exists { failure } = &mut self.reason {
            failure.set_http_response(Arc::clone(&http));
        }
        self.http = Some(http);
    }

    pub(crate) fn with_totals(self, totals: ReversalTotals) -> Self {
        Self { totals: Some(totals), ..self }
    }

    pub(crate) fn with_inquiries(self, inquiries: Vec<Inquiry>) -> Self {
        Self { inquiries, ..self }
    }

    /// The status is that of another order.
    pub(crate) fn with_difference(self, difference: Difference) -> Self {
        Self { reason: UnknownReason::OtherOrder(difference), ..self }
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

    /// The failure that the gateway reported, where it did. It does not say that nothing was done.
    #[must_use]
    pub fn failure(&self) -> Option<&FailureError> {
        match &self.reason {
            UnknownReason::Failure { failure, .. } | UnknownReason::Exists { failure } => Some(failure),
            _ => None,
        }
    }

    /// What was done to learn the outcome, how often, and the last result:
    /// [`Client::send_until_known`](crate::Client::send_until_known) only.
    #[must_use]
    pub fn inquiries(&self) -> &[Inquiry] {
        &self.inquiries
    }

    /// The endpoint whose response says what happened to the request.
    #[must_use]
    pub fn confirm_with(&self) -> Option<&str> {
        self.confirm_with.as_deref()
    }

    /// Whether sending the request again changes nothing at the gateway, as for a status request.
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

    /// The gateway's identifier of the request, which its support asks for: of a failure, or of a response that was rejected.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        let of_fields = || self.fields.as_ref()?.text(REQUEST_ID);
        self.failure().and_then(FailureError::request_id).or_else(of_fields)
    }

    /// The HTTP response to the request, as it was received; `None` where none arrived whole.
    #[must_use]
    pub fn http_response(&self) -> Option<&HttpResponse> {
        self.http.as_deref()
    }
}

impl fmt::Display for UnknownOutcomeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the outcome of `{}` is unknown: {}; ", self.endpoint, self.reason)?;
        match (&self.confirm_with, &self.idempotency_parameter) {
            _ if matches!(self.reason, UnknownReason::OtherOrder(_)) => formatter
                .write_str("find out which request used this order id before anything else is sent for this purchase"),
            _ if self.is_retryable => formatter.write_str("it is safe to send it again"),
            (_, Some(name)) => write!(formatter, "it is safe to send it again with the same `{name}`"),
            (Some(endpoint), None) => {
                write!(formatter, "ask `{endpoint}` before sending it again")?;
                match &self.creates {
                    Some(order) if !matches!(self.reason, UnknownReason::Exists { .. }) => {
                        formatter.write_str(", or ")?;
                        write_next_step(formatter, order)
                    }
                    _ => Ok(()),
                }
            }
            (None, None) => formatter.write_str("do not send it again before its outcome is known"),
        }?;
        self.inquiries.iter().try_for_each(|inquiry| write!(formatter, "; {inquiry}"))?;
        self.totals.map_or(Ok(()), |totals| {
            let text = |total: Option<u64>| total.map_or_else(|| "unknown".to_owned(), |total| total.to_string());
            write!(formatter, "; reversed in total before: {}, after: {}", text(totals.before), text(totals.after))
        })
    }
}

impl std::error::Error for UnknownOutcomeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.reason.source().map(|error| error as _)
    }
}
