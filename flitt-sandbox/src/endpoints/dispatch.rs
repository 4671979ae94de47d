//! From a request to the handler of its endpoint. A new endpoint is a new entry of [`ENDPOINTS`].

use axum::http::HeaderMap;
use flitt_client::reference::ResponseCode;
use flitt_schema::{Body, Endpoint, Format as ValueFormat};

use super::{EndpointResponse, Handler, checkout, direct, order, payout, queries, split};
use crate::gateway::Gateway;
use crate::given;
use crate::http::wire::Format;
use crate::model::error::GatewayError;
use crate::model::fault::{Fault, PlannedFaults};
use crate::request::{self, CheckedRequest};
use crate::response::{
    ACS_CHALLENGE, CAPTURE, CHECKOUT_TOKEN, CHECKOUT_URL, FISCAL_DATA, ORDER, ParameterNames, REVERSAL, SUBSCRIPTION,
    TRANSACTION, compare,
};
use crate::schemas::{SchemaError, Schemas};

/// An endpoint that the sandbox serves.
struct ServedEndpoint {
    /// The name of its schema file.
    name: &'static str,
    handler: Handler,
    /// The parameters of each variant of its response, in the order of the schema file. A redirect has none.
    responses: &'static [&'static dyn ParameterNames],
}

const fn served(
    name: &'static str,
    handler: Handler,
    responses: &'static [&'static dyn ParameterNames],
) -> ServedEndpoint {
    ServedEndpoint { name, handler, responses }
}

static ENDPOINTS: [ServedEndpoint; 15] = [
    served("checkout_url", checkout::url, &[&CHECKOUT_URL]),
    served("checkout_token", checkout::token, &[&CHECKOUT_TOKEN]),
    served("checkout_redirect", checkout::redirect, &[]),
    served("order_status", order::status, &[&ORDER]),
    served("reverse_order", order::reverse, &[&REVERSAL]),
    served("capture_order", order::capture, &[&CAPTURE]),
    served("subscription", order::subscription, &[&SUBSCRIPTION]),
    served("recurring", direct::recurring, &[&ORDER]),
    served("secure_step1", direct::step1, &[&ACS_CHALLENGE, &ORDER]),
    served("secure_step2", direct::step2, &[&ORDER]),
    served("p2pcredit", payout::to_card, &[&ORDER]),
    served("ibancredit", payout::to_account, &[&ORDER]),
    served("transaction_list", queries::transactions, &[&TRANSACTION]),
    served("fiscal_data", queries::fiscal, &[&FISCAL_DATA]),
    served("settlement", split::settlement, &[&ORDER]),
];

/// A request to an endpoint.
pub(crate) struct Call<'c> {
    pub(crate) endpoint: &'c Endpoint,
    pub(crate) content_type: &'c str,
    pub(crate) body: &'c [u8],
    pub(crate) headers: Option<&'c HeaderMap>,
    /// The fault that is injected into the response, or into callbacks.
    pub(crate) fault: Option<Fault>,
    /// Whether its sender may have callbacks sent to a URL.
    pub(crate) may_name: &'c dyn Fn(&str) -> bool,
}

impl<'c> Call<'c> {
    /// A request of the sandbox itself.
    pub(crate) fn own(endpoint: &'c Endpoint, content_type: &'c str, body: &'c [u8]) -> Self {
        Self { endpoint, content_type, body, headers: None, fault: None, may_name: &|_| true }
    }

    /// Parses, checks and carries out the request. What endpoints of other schema files do is not known: their response is
    /// made of its table.
    pub(crate) fn perform(&self, gateway: &Gateway) -> Result<EndpointResponse, GatewayError> {
        let Self { endpoint, content_type, body, fault, .. } = *self;
        let format = Format::from_content_type(content_type)?;
        if endpoint.body == Body::Form && format != Format::Form {
            return Err(GatewayError::filled(ResponseCode::UnsupportedContentType, &[("content_type", content_type)]));
        }
        let received = request::parse(endpoint, format, body)?;
        let received = match self.headers {
            Some(headers) => received.with_headers(endpoint, headers),
            None => received,
        };
        let config = &gateway.config;
        let checked = request::check(config, endpoint, received, fault)?;
        self.check_callback_urls(&checked)?;
        match ENDPOINTS.iter().find(|served| served.name == endpoint.name) {
            Some(served) => (served.handler)(gateway, &checked),
            None if config.schemas.is_given(endpoint) => {
                let planned = gateway.given.of(&endpoint.name);
                let example = config.schemas.examples.get(&*endpoint.name);
                Ok(given::response_body(&checked, planned.as_ref(), example, gateway.clock.now()).into())
            }
            None => Err(GatewayError::new(ResponseCode::OperationNotAllowed)
                .with_details(&format!("the sandbox checks `{}` and does not carry it out yet", endpoint.name))),
        }
    }

    /// Rejects URLs for callbacks that the sender may not name.
    fn check_callback_urls(&self, request: &CheckedRequest<'_>) -> Result<(), GatewayError> {
        let rows = self.endpoint.request.rows.iter().filter(|row| row.format == Some(ValueFormat::CallbackUrl));
        for row in rows {
            let url = request.text(&row.name);
            if !url.is_empty() && !(self.may_name)(url) {
                let details = "a page of another site, and another machine, cannot have callbacks sent to this machine";
                return Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, &row.name).with_details(details));
            }
        }
        Ok(())
    }
}

/// The fault that is planned for a request.
pub(crate) fn take_fault(
    faults: &PlannedFaults,
    endpoint: &Endpoint,
    content_type: &str,
    body: &[u8],
) -> Option<Fault> {
    faults.take(&endpoint.name, || {
        let format = Format::from_content_type(content_type).ok()?;
        let received = request::parse(endpoint, format, body).ok()?;
        received.order_id().map(ToOwned::to_owned)
    })
}

/// Checks that the sandbox fills exactly the parameters that the schema files list, so that neither changes alone.
pub(crate) fn check_schemas(schemas: &Schemas) -> Result<(), SchemaError> {
    let of_endpoints = ENDPOINTS.iter().flat_map(|served| differences(schemas, served));
    let of_callbacks = compare(&schemas.final_order, "callbacks", &ORDER);
    let differences: Vec<String> = of_endpoints.chain(of_callbacks).collect();
    if differences.is_empty() { Ok(()) } else { Err(SchemaError::new(differences)) }
}

/// How a schema file differs from an endpoint that the sandbox serves.
fn differences(schemas: &Schemas, served: &ServedEndpoint) -> Vec<String> {
    let name = served.name;
    let Some(endpoint) = schemas.endpoint(name) else { return vec![format!("there is no endpoint `{name}`")] };
    if served.responses.is_empty() {
        return Vec::new();
    }
    let variants = &endpoint.response.variants;
    if variants.len() != served.responses.len() {
        let (expected, actual) = (served.responses.len(), variants.len());
        return vec![format!("the response of `{name}` has {actual} variants, and the sandbox fills {expected}")];
    }
    let label = format!("the response of `{name}`");
    variants
        .iter()
        .zip(served.responses)
        .flat_map(|(variant, filled)| compare(&variant.table, &label, *filled))
        .collect()
}

#[cfg(test)]
mod tests {
    use flitt_schema::{Endpoint, Table};

    use super::check_schemas;
    use crate::redact::Policy;
    use crate::schemas::Schemas;

    #[test]
    fn the_sandbox_fills_exactly_the_parameters_of_the_schema_files() {
        check_schemas(&Schemas::shared().unwrap()).unwrap();
    }

    fn messages(change: impl FnOnce(&mut Schemas)) -> String {
        let shared = Schemas::shared().unwrap();
        let mut schemas = Schemas {
            endpoints: shared.endpoints.clone(),
            given: Vec::new(),
            examples: std::collections::BTreeMap::new(),
            final_order: shared.final_order.clone(),
            currencies: shared.currencies.clone(),
            cards: shared.cards.clone(),
            redaction: Policy::default(),
        };
        change(&mut schemas);
        check_schemas(&schemas).unwrap_err().to_string()
    }

    fn response_table<'s>(schemas: &'s mut Schemas, name: &str) -> &'s mut Table {
        let find = |endpoint: &&mut Endpoint| endpoint.name == name;
        let endpoint = schemas.endpoints.iter_mut().find(find).unwrap();
        endpoint.response.variants.to_mut().last_mut().unwrap().table.to_mut()
    }

    #[test]
    fn a_parameter_that_only_the_schema_file_has_is_reported() {
        let message = messages(|schemas| {
            response_table(schemas, "capture_order").rows.to_mut().last_mut().unwrap().name = "new".into();
        });
        assert_eq!(
            message,
            "the sandbox does not fill the parameter `new` of the response of `capture_order`\nthe sandbox fills the \
             parameter `response_description`, which is not in the response of `capture_order`"
        );
    }

    #[test]
    fn a_parameter_that_is_missing_in_callbacks_is_reported() {
        let message = messages(|schemas| {
            schemas.final_order.rows.to_mut().retain(|parameter| parameter.name != "rrn");
        });
        assert_eq!(message, "the sandbox fills the parameter `rrn`, which is not in callbacks");
    }

    #[test]
    fn a_missing_endpoint_is_reported() {
        let message = messages(|schemas| schemas.endpoints.retain(|endpoint| endpoint.name != "recurring"));
        assert_eq!(message, "there is no endpoint `recurring`");
    }
}
