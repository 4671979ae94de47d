//! A request that any client sent, held against the table of its endpoint.

use std::fmt;

use flitt_schema::{Endpoint, Key, Origin, Violation, check_received};

use super::compare::Difference;
use super::signed_text::SignedText;
use crate::runtime::credentials::Credentials;
use crate::runtime::fields::Fields;
use crate::runtime::redact::shown_name;
use crate::runtime::response::{VerificationError, protocol_v2};
use crate::runtime::signature::{DictTextError, SignatureError, Signer, compare, received_signature};
use crate::runtime::wire_names::SIGNATURE;

/// A request as any client sent it: its signature, and its values, by the table of its endpoint. `Debug` shows no secret.
///
/// Only parameters of the table are signed; nested values in protocol 1 as
/// [`dict_text`](crate::signature::dict_text) writes them.
///
/// ```
/// use flitt_client::api::CheckoutUrl;
/// use flitt_client::explain::ReceivedRequest;
/// use flitt_client::response::Fields;
/// use flitt_client::{Credentials, Endpoint as _};
///
/// let fields = r#"{"order_id":"1","order_desc":"Order","amount":2500,"currency":"GEL","merchant_id":1549901,
///     "sender_email":"payer@example.com","signature":"ed7eb9c5b51c8a3aeaca8f2c7e6a2c4fbd3f0f22"}"#;
/// let request = ReceivedRequest::new(CheckoutUrl::SCHEMA, &Fields::from_json(fields)?, &Credentials::test())?;
/// assert!(request.signature().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ReceivedRequest {
    signature: Result<(), SignatureError>,
    signed: SignedText,
    received: Option<String>,
    violations: Vec<Violation>,
    unsigned: Vec<String>,
    merchant: Option<String>,
}

/// Why a received request cannot be checked against the table of its endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceivedRequestError {
    /// Requests to this endpoint are not signed.
    NotSigned,
    /// The credentials have no key of this kind, which signs it.
    MissingKey(Key),
    /// Its data of protocol 2.0 cannot be parsed.
    Data(VerificationError),
    /// A nested value in protocol 1, by its name, whose signed text is not known.
    Nested(String, DictTextError),
}

impl ReceivedRequest {
    /// Checks the fields of a request, without their envelope. In protocol 2.0 these are `version`, `data` and `signature`.
    pub fn new(endpoint: &Endpoint, fields: &Fields, credentials: &Credentials) -> Result<Self, ReceivedRequestError> {
        if endpoint.key == Key::None {
            return Err(ReceivedRequestError::NotSigned);
        }
        let table = &endpoint.request;
        let key = credentials.key(endpoint.key).ok_or(ReceivedRequestError::MissingKey(endpoint.key))?;
        let is_v2 = protocol_v2::is_data(fields);
        let data = is_v2.then(|| protocol_v2::parameters(fields)).transpose().map_err(ReceivedRequestError::Data)?;
        let signed = SignedText::from_received_request(fields, table, endpoint.key, credentials)
            .map_err(|(name, reason)| ReceivedRequestError::Nested(name, reason))?;
        let signature = received_signature(fields).and_then(|received| {
            let mut expected: Signer = Signer::new(key);
            for part in &signed.parts {
                expected.add(&part.value);
            }
            compare(received, &expected.finish())
        });
        let parameters = data.as_ref().unwrap_or(fields);
        let violations = check_received(table, |row| {
            let row = &table.rows[row];
            let is_outer = matches!(row.origin, Origin::Signature | Origin::Protocol);
            let field = if is_outer { fields.get(&row.name) } else { parameters.get(&row.name) }?;
            (field.is_string() || !field.text().is_empty()).then(|| field.text())
        });
        let is_unknown = |name: &&str| table.row(name).is_none();
        Ok(Self {
            signature,
            signed,
            received: fields.text(SIGNATURE).map(str::to_owned),
            violations,
            unsigned: parameters.iter().map(|field| field.name()).filter(is_unknown).map(str::to_owned).collect(),
            merchant: merchant(endpoint, parameters, credentials),
        })
    }

    /// Whether its signature is valid.
    pub fn signature(&self) -> Result<(), SignatureError> {
        self.signature
    }

    /// What a wrong signature was made from; `None` where the signature is valid or missing.
    #[must_use]
    pub fn explanation(&self) -> Option<Difference> {
        self.signed.explain_signature(self.received.as_deref().filter(|_| self.signature.is_err())?)
    }

    /// Whether it is in protocol 2.0.
    #[must_use]
    pub fn is_protocol_2(&self) -> bool {
        self.signed.is_data()
    }

    /// What is signed.
    #[must_use]
    pub fn signed_text(&self) -> &SignedText {
        &self.signed
    }

    /// The rules of the table that its values violate: the gateway would reject it.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The names of its parameters that the table does not have. In protocol 1 these are not signed.
    #[must_use]
    pub fn unknown_parameters(&self) -> &[String] {
        &self.unsigned
    }

    /// The merchant that it names, if it is not that of the credentials.
    #[must_use]
    pub fn other_merchant(&self) -> Option<&str> {
        self.merchant.as_deref()
    }
}

fn merchant(endpoint: &Endpoint, parameters: &Fields, credentials: &Credentials) -> Option<String> {
    let row = endpoint.request.rows.iter().find(|row| row.origin == Origin::Credentials)?;
    parameters.text(&row.name).filter(|merchant| *merchant != credentials.merchant_id()).map(str::to_owned)
}

impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unknown: Vec<_> = self.unsigned.iter().map(|name| shown_name(name)).collect();
        formatter
            .debug_struct("ReceivedRequest")
            .field("result", &self.signature)
            .field("signed_text", &self.signed)
            .field("violations", &self.violations)
            .field("unknown_parameters", &unknown)
            .field("is_for_other_merchant", &self.merchant.is_some())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ReceivedRequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSigned => formatter.write_str("requests to this endpoint are not signed"),
            Self::MissingKey(key) => write!(formatter, "the credentials have no {} key, which signs it", key.as_str()),
            Self::Data(error) => write!(formatter, "invalid data of protocol 2.0: {error}"),
            Self::Nested(name, reason) => write!(
                formatter,
                "it is not known how protocol 1 signs this `{name}`: {reason}; nested values are sent in protocol 2.0"
            ),
        }
    }
}

impl std::error::Error for ReceivedRequestError {}
