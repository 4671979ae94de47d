//! One call without a network: what goes out, and what the bytes that come back mean. For whoever brings a transport of
//! their own; [`Client`](crate::Client) is made of it too.

use std::fmt;
use std::marker::PhantomData;

use crate::answer::{Answer, FromAnswer};
use crate::api::OrderStatus;
use crate::api::reference::ResponseCode;
use crate::credentials::Credentials;
use crate::data;
use crate::decode::{Reply, echoes, reply};
use crate::dynamic::DynamicRequest;
use crate::encode::{EncodeError, encode, signed_fields, value_of};
use crate::error::{Error, Failure, UnknownOutcome, UnknownReason};
use crate::explain::{GatewayText, SignedText};
use crate::fields::Fields;
use crate::html::HtmlForm;
use crate::names::ERROR_MESSAGE;
use crate::redact::Redactor;
use crate::request::{Endpoint, Request};
use crate::retry::is_repeatable;
use crate::schema::{self, Body, Key};
use crate::values::Values;

/// A signed request, ready to go out, that reads its own answer.
///
/// ```
/// use flitt_client::api::OrderStatus;
/// use flitt_client::{Credentials, Exchange};
///
/// let request = OrderStatus::request().order_id("TestOrder2").build()?;
/// let credentials = Credentials::new(1396424, "test");
/// let exchange = Exchange::of(&request, &credentials)?;
/// assert_eq!(exchange.path(), "/api/status/order_id");
/// assert_eq!(
///     std::str::from_utf8(exchange.body())?,
///     r#"{"request":{"merchant_id":1396424,"order_id":"TestOrder2","version":"1.0.1","signature":"bb0798a53ab63eb99584859ba46deb9d461b3993"}}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Exchange<'c, E = ()> {
    endpoint: &'c schema::Endpoint,
    values: &'c Values,
    credentials: &'c Credentials,
    body: Vec<u8>,
    typed: PhantomData<fn() -> E>,
}

impl<'c, E: Endpoint> Exchange<'c, E> {
    /// Signs a request.
    pub fn of(request: &'c Request<E>, credentials: &'c Credentials) -> Result<Self, EncodeError> {
        Self::new(E::SCHEMA, request.values(), credentials)
    }

    /// Reads the answer to this request: its HTTP status and body.
    pub fn read(&self, status: u16, body: &[u8]) -> Result<E::Response, Error> {
        self.answer(status, body).map(|(answer, form)| E::Response::from_answer(answer, form))
    }
}

impl<'c> Exchange<'c> {
    /// Signs a request to an endpoint that was read at run time.
    pub fn of_dynamic(request: &'c DynamicRequest, credentials: &'c Credentials) -> Result<Self, EncodeError> {
        Self::new(request.endpoint(), request.values(), credentials)
    }

    /// Reads the answer to this request: its HTTP status and body.
    pub fn read_dynamic(&self, status: u16, body: &[u8]) -> Result<Answer, Error> {
        self.answer(status, body).map(|(answer, _)| answer)
    }
}

impl<'c, E> Exchange<'c, E> {
    fn new(
        endpoint: &'c schema::Endpoint,
        values: &'c Values,
        credentials: &'c Credentials,
    ) -> Result<Self, EncodeError> {
        let body = encode(endpoint, values, credentials)?;
        Ok(Self { endpoint, values, credentials, body, typed: PhantomData })
    }

    /// The scheme and host, where it is not the payment API's.
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

    /// The headers of the request beside its content type, with their values: parameters that stand in no body. They
    /// hold tokens.
    pub fn headers(&self) -> impl Iterator<Item = (&str, String)> {
        self.endpoint.request.rows.iter().enumerate().filter_map(|(row, parameter)| {
            let header = parameter.details.header.as_ref()?;
            let text = value_of(&self.endpoint.request, row, self.values, self.credentials)?;
            Some((header.name.as_ref(), format!("{}{text}", header.prefix)))
        })
    }

    /// The signed parameters, by their names: what a form in a browser sends. Sensitive values stand there as they are.
    pub fn fields(&self) -> Result<Vec<(String, String)>, EncodeError> {
        if data::is_needed(self.endpoint, self.values) {
            return Err(EncodeError::NestedInForm);
        }
        let key = self.credentials.key(self.endpoint.key).ok_or(EncodeError::MissingKey(self.endpoint.key))?;
        Ok(signed_fields(self.endpoint, self.values, self.credentials, key))
    }

    /// A form that a payer's browser posts to the gateway. `base_url` is the address of the gateway,
    /// `https://pay.flitt.com`; the button says `label`.
    pub fn to_html_form(&self, base_url: &str, label: &str) -> Result<HtmlForm, EncodeError> {
        let action = format!("{}{}", self.host().unwrap_or(base_url.trim_end_matches('/')), self.path());
        Ok(HtmlForm::new(action, self.fields()?, label))
    }

    /// The bytes to send. They hold what was signed: send them as they are.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// What is signed, ready to be shown or to be compared with what the gateway hashed; `None` where nothing is.
    #[must_use]
    pub fn signed_text(&self) -> Option<SignedText> {
        let key = self.credentials.key(self.endpoint.key).filter(|_| self.endpoint.key != Key::None)?;
        let fields = if data::is_needed(self.endpoint, self.values) {
            data::signed_field(&self.body)
        } else {
            signed_fields(self.endpoint, self.values, self.credentials, key)
        };
        Some(SignedText::of_request(fields, &self.endpoint.request, self.endpoint.key, self.credentials))
    }

    /// The answer, and the number of its form.
    pub(crate) fn answer(&self, status: u16, body: &[u8]) -> Result<(Answer, usize), Error> {
        let normal = matches!(status, 200 | 201);
        match reply(self.endpoint, body, self.credentials) {
            Ok(Reply::Failure(fields)) => Err(Error::Failure(self.failure(&fields))),
            Ok(Reply::Answer(answer, _)) if !normal => {
                Err(self.unknown(UnknownReason::Status(status), Some(answer.fields().clone())))
            }
            Err(refused) if !normal => Err(self.unknown(UnknownReason::Status(status), refused.fields)),
            Ok(Reply::Answer(answer, form)) => {
                let table = self.endpoint.response.forms.get(form).map(|form| &form.table);
                let sent = |name: &str| {
                    let row = self.endpoint.request.position(name)?;
                    value_of(&self.endpoint.request, row, self.values, self.credentials)
                };
                match table.map_or(Ok(()), |table| echoes(&answer, table, sent)) {
                    Ok(()) => Ok((answer, form)),
                    Err(refusal) => {
                        let fields = answer.fields().clone();
                        Err(self.unknown(UnknownReason::Refused(refusal), Some(fields)))
                    }
                }
            }
            Err(refused) => Err(self.unknown(UnknownReason::Refused(refused.refusal), refused.fields)),
        }
    }

    pub(crate) fn unknown(&self, reason: UnknownReason, fields: Option<crate::Fields>) -> Error {
        Error::Unknown(Box::new(UnknownOutcome::new(self.endpoint, self.values, reason, fields)))
    }

    pub(crate) fn endpoint(&self) -> &'c schema::Endpoint {
        self.endpoint
    }

    /// The name of the order that it is about: what a request for the order's status asks by.
    pub(crate) fn order(&self) -> Option<&'c str> {
        let status = &OrderStatus::SCHEMA.request;
        let asked_by = &status.rows[status.mandatory_from_caller().next()?];
        let row = self.endpoint.request.position(&asked_by.name)?;
        self.values.get(row).filter(|text| !text.is_empty() && !self.endpoint.request.rows[row].holds_sensitive())
    }

    /// Whether the schema allows to repeat it.
    pub(crate) fn is_repeatable(&self) -> bool {
        is_repeatable(self.endpoint, self.values)
    }

    /// A failure, with an explanation where it is about the signature and the gateway tells what it hashed.
    fn failure(&self, fields: &Fields) -> Failure {
        let failure = Failure::new(self.endpoint, fields, &self.redactor());
        if failure.code().known() != Some(ResponseCode::InvalidSignature) {
            return failure;
        }
        let gateway = fields.text(ERROR_MESSAGE).and_then(GatewayText::find);
        let comparison = gateway.and_then(|gateway| Some(self.signed_text()?.compare(&gateway)));
        failure.explained(comparison)
    }

    fn redactor(&self) -> Redactor {
        Redactor::new(self.credentials, self.endpoint, self.values)
    }
}

/// Shows no value: the body holds what is sensitive.
impl<E> fmt::Debug for Exchange<'_, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Exchange({}, {} bytes)", self.endpoint.path, self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Exchange;
    use crate::schema::{InMemory, Library};
    use crate::{Credentials, DynamicRequest};

    #[test]
    fn an_order_has_a_name_where_it_is_set_and_may_be_shown() {
        let credentials = Credentials::test();
        for (sensitive, order_id, expected) in [
            ("", "1001", Some("1001")),
            ("", "", None),
            (r#", "sensitive": true"#, "1001", None),
            (r#", "sensitive": true"#, "", None),
        ] {
            let rows = format!(r#"{{ "name": "order_id", "type": "string", "max_length": 5{sensitive} }}"#);
            let file = format!(
                r#"{{ "endpoint": "ping", "path": "/api/ping", "key": "none", "request": [{rows}],
                "response": {{ "rows": [], "signed": "never" }} }}"#
            );
            let library = Library::read_folder(&InMemory::from_iter([("ping.json", file.as_str())]));
            let ping = Arc::new(library.endpoints[0].model.clone());
            let request = DynamicRequest::new(ping).set("order_id", order_id).build().unwrap();
            assert_eq!(
                Exchange::of_dynamic(&request, &credentials).unwrap().order(),
                expected,
                "{sensitive}{order_id}"
            );
        }
    }
}
