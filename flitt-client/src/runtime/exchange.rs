//! One call without a network: the bytes to send, and the meaning of the bytes received.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU32, Ordering};

use flitt_schema::{Body, FailureStage, Key, Protocol};

use super::credentials::Credentials;
use super::error::{Error, FailureError, UnknownOutcomeError, UnknownReason};
use super::explain::{GatewayText, SignedText};
use super::fields::Fields;
use super::redact::TextRedactor;
use super::request::{
    DynamicRequest, EncodeError, Endpoint, HtmlForm, Request, Values, encode, has_nested, is_retryable, protocol_v2,
    signed_fields,
};
use super::response::{Classified, FromResponse, RawResponse, VerificationError, check_echoed, decode};
use super::wire_names::{ERROR_MESSAGE, FAILURE, INVALID_SIGNATURE, RESPONSE_STATUS};

/// A signed request, ready to be sent, that parses its own response. For programs with a transport of their own;
/// [`Client`](crate::Client) uses it, too.
///
/// ```
/// use flitt_client::api::GetOrderStatus;
/// use flitt_client::Credentials;
/// use flitt_client::request::Exchange;
///
/// let request = GetOrderStatus::request().order_id("TestOrder2").build()?;
/// let credentials = Credentials::new(1396424, "test");
/// let exchange = Exchange::new(&request, &credentials)?;
/// assert_eq!(exchange.path(), "/api/status/order_id");
/// assert_eq!(
///     std::str::from_utf8(exchange.body())?,
///     r#"{"request":{"merchant_id":1396424,"order_id":"TestOrder2","version":"1.0.1","signature":"bb0798a53ab63eb99584859ba46deb9d461b3993"}}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Exchange<'c, E = ()> {
    endpoint: &'c flitt_schema::Endpoint,
    values: &'c Values,
    credentials: &'c Credentials,
    body: Vec<u8>,
    /// How often it was sent, as a hook counts.
    attempts: AtomicU32,
    typed: PhantomData<fn() -> E>,
}

impl<'c, E: Endpoint> Exchange<'c, E> {
    /// Signs a request.
    pub fn new(request: &'c Request<E>, credentials: &'c Credentials) -> Result<Self, EncodeError> {
        Self::signed(E::SCHEMA, request.values(), credentials)
    }

    /// Parses the response to this request: its HTTP status and body.
    ///
    /// An [`Error::Failure`] is certain only if no copy of the request was sent before. If one may have been, a failure says
    /// nothing about that one: treat it as an unknown outcome.
    pub fn parse_response(&self, status: u16, body: &[u8]) -> Result<E::Response, Error> {
        self.parse(status, body).map(|(response, variant)| E::Response::from_response(response, variant))
    }
}

impl<'c> Exchange<'c> {
    /// Signs a request to an endpoint whose schema file was read at run time.
    pub fn dynamic(request: &'c DynamicRequest, credentials: &'c Credentials) -> Result<Self, EncodeError> {
        Self::signed(request.endpoint(), request.values(), credentials)
    }

    /// Parses the response to this request: its HTTP status and body; see [`parse_response`](Exchange::parse_response).
    pub fn parse_dynamic_response(&self, status: u16, body: &[u8]) -> Result<RawResponse, Error> {
        self.parse(status, body).map(|(response, _)| response)
    }
}

impl<'c, E> Exchange<'c, E> {
    fn signed(
        endpoint: &'c flitt_schema::Endpoint,
        values: &'c Values,
        credentials: &'c Credentials,
    ) -> Result<Self, EncodeError> {
        let body = encode(endpoint, values, credentials)?;
        Ok(Self { endpoint, values, credentials, body, attempts: AtomicU32::new(0), typed: PhantomData })
    }

    /// Scheme and host of the endpoint, where it has a host of its own.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.endpoint.host.as_deref()
    }

    /// The path on the host. The method is always POST.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.endpoint.path
    }

    /// The content type of the body.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        match self.endpoint.body {
            Body::Json => "application/json; charset=utf-8",
            Body::Form => "application/x-www-form-urlencoded",
        }
    }

    /// Further headers of the request, with their values: parameters that are sent as headers. They can be secret.
    pub fn headers(&self) -> impl Iterator<Item = (&str, String)> {
        self.endpoint.request.rows.iter().enumerate().filter_map(|(row, parameter)| {
            let header = parameter.details.header.as_ref()?;
            let text = self.values.sent(&self.endpoint.request, row, self.credentials)?;
            Some((header.name.as_ref(), format!("{}{text}", header.prefix)))
        })
    }

    /// The names and values of the signed parameters, as a form in a browser sends them. Nothing is redacted.
    pub fn fields(&self) -> Result<Vec<(String, String)>, EncodeError> {
        if protocol_v2::is_used(self.endpoint, self.values) || has_nested(self.endpoint, self.values) {
            return Err(EncodeError::NestedInForm);
        }
        let key = self.credentials.key(self.endpoint.key).ok_or(EncodeError::MissingKey(self.endpoint.key))?;
        Ok(signed_fields(self.endpoint, self.values, self.credentials, key))
    }

    /// A form that a payer's browser posts to the gateway at `base_url`, with `label` on its button. See [`HtmlForm`] for what a
    /// payer can do with it.
    pub fn to_html_form(&self, base_url: &str, label: &str) -> Result<HtmlForm, EncodeError> {
        let action = format!("{}{}", self.host().unwrap_or(base_url.trim_end_matches('/')), self.path());
        Ok(HtmlForm::new(action, self.fields()?, label))
    }

    /// The bytes to send. They are signed: send them unchanged.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The signed text, for display or for comparison with what the gateway hashed; `None` where nothing is signed.
    #[must_use]
    pub fn signed_text(&self) -> Option<SignedText> {
        let key = self.credentials.key(self.endpoint.key).filter(|_| self.endpoint.key != Key::None)?;
        let fields = if protocol_v2::is_used(self.endpoint, self.values) {
            protocol_v2::signed_field(&self.body)
        } else {
            signed_fields(self.endpoint, self.values, self.credentials, key)
        };
        Some(SignedText::from_request(fields, &self.endpoint.request, self.endpoint.key, self.credentials))
    }

    /// Parses and verifies a response. Returns it with the number of its variant.
    pub(crate) fn parse(&self, status: u16, body: &[u8]) -> Result<(RawResponse, usize), Error> {
        let is_success = matches!(status, 200 | 201);
        match decode(self.endpoint, body, self.credentials, &|text| self.redactor().redact_beginning(text)) {
            Ok(Classified::Failure(fields)) => Err(self.failed(status, &fields)),
            Ok(Classified::Response(response, _)) if !is_success => {
                Err(self.unknown(UnknownReason::Status(status), Some(response.fields().clone())))
            }
            Err(rejected) if !is_success => {
                let says_more = match &rejected.error {
                    VerificationError::HtmlPage { title } => !title.is_empty(),
                    error => matches!(error, VerificationError::OtherError { .. }),
                };
                let error = rejected.error;
                let other_body = UnknownReason::OtherBody { status, error };
                Err(self.unknown(if says_more { other_body } else { UnknownReason::Status(status) }, rejected.fields))
            }
            Ok(Classified::Response(response, variant)) => {
                let table = self.endpoint.response.variants.get(variant).map(|variant| &variant.table);
                let sent = |name: &str| {
                    let row = self.endpoint.request.position(name)?;
                    self.values.sent(&self.endpoint.request, row, self.credentials)
                };
                match table.map_or(Ok(()), |table| check_echoed(&response, table, sent)) {
                    Ok(()) => Ok((response, variant)),
                    Err(error) => {
                        let fields = response.fields().clone();
                        Err(self.unknown(UnknownReason::Rejected(error), Some(fields)))
                    }
                }
            }
            Err(rejected) => Err(self.unknown(UnknownReason::Rejected(rejected.error), rejected.fields)),
        }
    }

    /// The error for a response that reports a failure: certain only where nothing can have been done.
    fn failed(&self, status: u16, fields: &Fields) -> Error {
        let failure = self.failure(fields);
        let Some(confirmation) = &self.endpoint.confirm_with else { return Error::Failure(failure) };
        let is_certain = status == 200 && is_plain_failure(self.endpoint, fields);
        match confirmation.failures.of(failure.code()) {
            FailureStage::Before if is_certain => Error::Failure(failure),
            FailureStage::Exists if is_certain => self.unknown(UnknownReason::Exists { failure }, None),
            _ => self.unknown(UnknownReason::Failure { failure, status }, None),
        }
    }

    pub(crate) fn unknown(&self, reason: UnknownReason, fields: Option<Fields>) -> Error {
        Error::Unknown(Box::new(UnknownOutcomeError::new(self.endpoint, self.values, reason, fields)))
    }

    pub(crate) fn endpoint(&self) -> &'c flitt_schema::Endpoint {
        self.endpoint
    }

    /// Counts one more attempt, and returns its number.
    pub(crate) fn count_attempt(&self) -> u32 {
        self.attempts.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }

    /// The values that are signed and sent.
    pub(crate) fn values(&self) -> &'c Values {
        self.values
    }

    /// The id of the order that it is about, as the schema file says (`order`); `None` where it is not set or sensitive.
    pub(crate) fn order_id(&self) -> Option<&'c str> {
        let row = self.endpoint.request.position(self.endpoint.order.as_deref()?)?;
        self.values.get(row).filter(|text| !text.is_empty() && !self.endpoint.request.rows[row].contains_sensitive())
    }

    /// The value that the caller or the schema file gives a parameter; `None` where it is not set or sensitive.
    pub(crate) fn value(&self, name: &str) -> Option<&'c str> {
        let row = self.endpoint.request.position(name)?;
        self.values.given(&self.endpoint.request, row).filter(|_| !self.endpoint.request.rows[row].contains_sensitive())
    }

    /// Whether the schema allows sending it again.
    pub(crate) fn is_retryable(&self) -> bool {
        is_retryable(self.endpoint, self.values)
    }

    /// A failure; because of a wrong signature, with an explanation where its message contains what the gateway hashed.
    fn failure(&self, fields: &Fields) -> FailureError {
        let failure = FailureError::new(self.endpoint, fields, &self.redactor());
        if failure.code() != INVALID_SIGNATURE {
            return failure;
        }
        let gateway = fields.text(ERROR_MESSAGE).and_then(GatewayText::find);
        let comparison = gateway.and_then(|gateway| Some(self.signed_text()?.compare(&gateway)));
        failure.with_explanation(comparison)
    }

    pub(crate) fn redactor(&self) -> TextRedactor {
        TextRedactor::of_request(self.credentials, self.endpoint, self.values)
    }
}

/// Whether a response reports a failure and nothing else: it says so by its status or by the parameters that the schema
/// file names, and contains no outcome.
fn is_plain_failure(endpoint: &flitt_schema::Endpoint, fields: &Fields) -> bool {
    let status = fields.text(RESPONSE_STATUS);
    let says_failure = status == Some(FAILURE)
        || (status.is_none() && (endpoint.response.failure.is_some() || endpoint.protocol == Protocol::Plain));
    let rows = endpoint.response.variants.iter().flat_map(|variant| variant.table.rows.iter());
    let mut outcomes = rows.filter(|row| row.details.values.iter().any(|value| value.outcome.is_some()));
    says_failure && !outcomes.any(|row| fields.text(&row.name).is_some())
}

/// Shows no value: the body can contain secrets.
impl<E> fmt::Debug for Exchange<'_, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Exchange({}, {} bytes)", self.endpoint.path, self.body.len())
    }
}
