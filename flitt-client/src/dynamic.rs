//! Endpoints that are read at run time: values by name, the same checks, no types.

use std::fmt;
use std::sync::Arc;

use crate::schema::{Endpoint, Origin, Rule, Text, Violation, similar_parameter};
use crate::values::{Invalid, Values};

/// A request to an endpoint that was read at run time.
///
/// ```
/// use std::sync::Arc;
/// use flitt_client::DynamicRequest;
/// use flitt_client::schema::{InMemory, Library};
///
/// let file = r#"{ "endpoint": "ping", "path": "/api/ping", "key": "none", "response": { "rows": [], "signed": "never" },
///     "request": [{ "name": "text", "type": "string", "max_length": 5, "mandatory": true }] }"#;
/// let library = Library::read_folder(&InMemory::from_iter([("ping.json", file)]));
/// assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
/// let ping = Arc::new(library.endpoints[0].model.clone());
///
/// let faulty = DynamicRequest::new(ping.clone()).set("text", "too long").set("txet", "?").build();
/// assert_eq!(faulty.unwrap_err().violations().len(), 2);
/// assert!(DynamicRequest::new(ping).set("text", "short").build().is_ok());
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
    faults: Vec<Violation>,
}

impl DynamicRequest {
    /// A request without any value, in a builder.
    #[expect(clippy::new_ret_no_self, reason = "requests come out of their builder, as everywhere in this crate")]
    pub fn new(endpoint: Arc<Endpoint>) -> DynamicBuilder {
        let values = Values::new(endpoint.request.rows.len());
        DynamicBuilder { endpoint, values, faults: Vec::new() }
    }

    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The texts that will be signed and sent.
    #[must_use]
    pub fn values(&self) -> &Values {
        &self.values
    }
}

impl DynamicBuilder {
    /// Sets a parameter by its name on the wire. Setting what the protocol gives to nothing leaves it out.
    pub fn set(mut self, name: &str, text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        let Some(row) = self.endpoint.request.position(name) else {
            let similar = similar_parameter(&self.endpoint.request, name).map(|name| Text::Owned(name.to_owned()));
            return self.fault(name, Rule::Unknown { similar });
        };
        let parameter = &self.endpoint.request.rows[row];
        if parameter.origin == Origin::Protocol && text.is_empty() {
            self.values = self.values.without_protocol();
        } else if parameter.is_set_by_caller() {
            self.values = self.values.text(row, text);
        } else {
            return self.fault(name, Rule::NotFromCaller);
        }
        self
    }

    /// Checks everything. All faults come at once.
    pub fn build(self) -> Result<DynamicRequest, Invalid> {
        let Self { endpoint, values, mut faults } = self;
        if let Err(invalid) = values.check(&endpoint.request, &endpoint.name) {
            faults.extend(invalid.into_violations());
        }
        if faults.is_empty() {
            Ok(DynamicRequest { endpoint, values })
        } else {
            Err(Invalid::new(&endpoint.name, faults))
        }
    }

    fn fault(mut self, name: &str, rule: Rule) -> Self {
        self.faults.push(Violation { parameter: Text::Owned(name.to_owned()), rule });
        self
    }
}

/// Sensitive values are shown as `[hidden]`.
impl fmt::Debug for DynamicRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values.debug(&self.endpoint.request, &self.endpoint.name, formatter)
    }
}

/// Sensitive values are shown as `[hidden]`.
impl fmt::Debug for DynamicBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values.debug(&self.endpoint.request, &self.endpoint.name, formatter)
    }
}
