//! Requests to endpoints whose schema files are read at run time: values by name, the same checks, no types.

use std::fmt;
use std::sync::Arc;

use super::validation_error::ValidationError;
use super::values::Values;
use flitt_schema::{CowStr, Endpoint, Rule, Violation, similar_parameter};

/// A request to an endpoint whose schema file was read at run time.
///
/// ```
/// use std::sync::Arc;
/// use flitt_client::dynamic::DynamicRequest;
/// use flitt_schema::{InMemory, Library};
///
/// let file = r#"{ "endpoint": "ping", "path": "/api/ping", "key": "none", "response": { "rows": [], "signed": "never" },
///     "request": [{ "name": "text", "type": "string", "max_length": 5, "mandatory": true }] }"#;
/// let library = Library::read_folder(&InMemory::from_iter([("ping.json", file)]));
/// assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
/// let ping = Arc::new(library.endpoints[0].model.clone());
///
/// let invalid = DynamicRequest::builder(ping.clone()).set("text", "too long").set("txet", "?").build();
/// assert_eq!(invalid.unwrap_err().violations().len(), 2);
/// assert!(DynamicRequest::builder(ping).set("text", "short").build().is_ok());
/// ```
#[derive(Clone)]
pub struct DynamicRequest {
    endpoint: Arc<Endpoint>,
    values: Values,
}

/// Builds a [`DynamicRequest`].
#[derive(Clone)]
#[must_use = "a builder does nothing before `build`"]
pub struct DynamicBuilder {
    endpoint: Arc<Endpoint>,
    values: Values,
    violations: Vec<Violation>,
}

impl DynamicRequest {
    /// A builder without any value.
    pub fn builder(endpoint: Arc<Endpoint>) -> DynamicBuilder {
        let values = Values::new(endpoint.request.rows.len());
        DynamicBuilder { endpoint, values, violations: Vec::new() }
    }

    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The value of a parameter by its name on the wire, exactly as it will be signed and sent; `None` where it is not set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.by_name(&self.endpoint.request, name)
    }

    /// The values that will be signed and sent.
    pub(crate) fn values(&self) -> &Values {
        &self.values
    }
}

impl DynamicBuilder {
    /// Sets a parameter by its name on the wire. For the parameter with the version of the protocol: an empty value leaves it
    /// out, and the value of the table (`1.0.1`) keeps the request in protocol 1. Nested values are then signed as
    /// [`dict_text`](crate::signature::dict_text) writes them, and the request is not sent in protocol 2.0.
    pub fn set(self, name: &str, text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        let Some(row) = self.endpoint.request.position(name) else {
            let similar = similar_parameter(&self.endpoint.request, name).map(|name| CowStr::Owned(name.to_owned()));
            return self.violation(name, Rule::Unknown { similar });
        };
        match self.values.with_parameter(&self.endpoint.request.rows[row], row, text) {
            Ok(values) => Self { values, ..self },
            Err(values) => Self { values, ..self }.violation(name, Rule::NotFromCaller),
        }
    }

    /// Checks everything. All violations are reported together.
    pub fn build(self) -> Result<DynamicRequest, ValidationError> {
        let Self { endpoint, values, mut violations } = self;
        if let Err(invalid) = values.check(&endpoint.request, &endpoint.name) {
            violations.extend(invalid.into_violations());
        }
        if violations.is_empty() {
            Ok(DynamicRequest { endpoint, values })
        } else {
            Err(ValidationError::new(&endpoint.name, violations))
        }
    }

    fn violation(mut self, name: &str, rule: Rule) -> Self {
        self.violations.push(Violation { parameter: CowStr::Owned(name.to_owned()), rule });
        self
    }
}

/// Sensitive values are shown as `[redacted]`.
impl fmt::Debug for DynamicRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values.debug(&self.endpoint.request, &self.endpoint.name, formatter)
    }
}

/// Sensitive values are shown as `[redacted]`.
impl fmt::Debug for DynamicBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values.debug(&self.endpoint.request, &self.endpoint.name, formatter)
    }
}
