//! Requests as they are stored: one JSON object of their parameters, and back.

use std::fmt;

use flitt_schema::{CowStr, Origin, Parameter, Rule, Violation, similar_parameter};

use super::endpoint::Endpoint;
use super::json::push_member;
use super::typed::Request;
use super::validation_error::ValidationError;
use super::values::Values;
use crate::runtime::fields::{Fields, FieldsError};
use crate::runtime::redact::shown_name;

/// Why a stored text is not a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseRequestError {
    /// It is not a JSON object of parameters.
    Json(FieldsError),
    /// Its parameters are not those of a valid request.
    Invalid(ValidationError),
}

impl fmt::Display for ParseRequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(formatter, "the stored request cannot be read: {error}"),
            Self::Invalid(error) => write!(formatter, "the stored request is not valid: {error}"),
        }
    }
}

impl std::error::Error for ParseRequestError {}

impl<E: Endpoint> Request<E> {
    /// The parameters that the caller set, as one JSON object, for a database or a queue. Nothing is redacted: with a card number
    /// or a token in it, it must be kept as they are. [`Request::from_json`] reads it.
    ///
    /// ```
    /// # #[cfg(feature = "api")] {
    /// use flitt_client::Request;
    /// use flitt_client::api::CaptureOrder;
    ///
    /// let request = CaptureOrder::request().order_id("1").amount(1000).currency("GEL").build()?;
    /// let stored = request.to_json();
    /// assert_eq!(stored, r#"{"order_id":"1","amount":1000,"currency":"GEL"}"#);
    /// assert_eq!(Request::from_json(&stored)?, request);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = String::from("{");
        for (parameter, value) in self.set() {
            if text.len() > 1 {
                text.push(',');
            }
            push_member(&mut text, &parameter.name, value, parameter.value_type);
        }
        text.push('}');
        text
    }

    /// The parameters that the caller set, in the order of the table; the version of the protocol where the caller chose it, empty
    /// where the request leaves it out.
    pub(crate) fn set(&self) -> impl Iterator<Item = (&'static Parameter, &str)> {
        let rows = E::SCHEMA.request.rows.iter().enumerate();
        rows.filter_map(|(row, parameter)| {
            let value = match parameter.origin {
                Origin::Protocol if self.values().is_protocol_1() => {
                    let version = parameter.details.default.as_deref().unwrap_or_default();
                    Some(if self.values().omits_protocol() { "" } else { version })
                }
                _ => self.values().get(row),
            };
            Some((parameter, value?))
        })
    }

    /// Reads what [`Request::to_json`] wrote, and checks it as `build` does. Numbers and nested values can also be texts.
    ///
    /// # Errors
    ///
    /// If it is not a JSON object, has a name that the endpoint does not have, or its values are not valid.
    pub fn from_json(text: &str) -> Result<Self, ParseRequestError> {
        let fields = Fields::from_json(text).map_err(ParseRequestError::Json)?;
        let fields = fields.iter().map(|field| (field.name(), field.text()));
        Self::from_parameters(fields).map_err(ParseRequestError::Invalid)
    }

    /// A request of the names of parameters on the wire and their texts, checked as `build` does. An empty text for the version of
    /// the protocol leaves it out, and its own text keeps the request in protocol 1.
    ///
    /// # Errors
    ///
    /// If a name is unknown, is there twice, or is one that the caller does not set; or if the values are not valid.
    pub fn from_parameters<N: AsRef<str>, V: AsRef<str>>(
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, ValidationError> {
        let table = &E::SCHEMA.request;
        let mut values = Values::new(table.rows.len());
        let mut violations = Vec::new();
        let mut seen = vec![false; table.rows.len()];
        for (name, text) in parameters {
            let (name, text) = (name.as_ref(), text.as_ref());
            // A name that is unknown can be any text.
            let mut report =
                |rule| violations.push(Violation { parameter: CowStr::Owned(shown_name(name).into_owned()), rule });
            let Some(row) = table.position(name) else {
                let similar = similar_parameter(table, name).map(|name| CowStr::Owned(name.to_owned()));
                report(Rule::Unknown { similar });
                continue;
            };
            if std::mem::replace(&mut seen[row], true) {
                report(Rule::Duplicate);
            }
            match values.with_parameter(&table.rows[row], row, text) {
                Ok(set) => values = set,
                Err(unchanged) => {
                    values = unchanged;
                    report(Rule::NotFromCaller);
                }
            }
        }
        match Self::checked(values) {
            Ok(request) if violations.is_empty() => Ok(request),
            Ok(_) => Err(ValidationError::new(&E::SCHEMA.name, violations)),
            Err(invalid) => {
                violations.extend(invalid.into_violations());
                Err(ValidationError::new(&E::SCHEMA.name, violations))
            }
        }
    }
}
