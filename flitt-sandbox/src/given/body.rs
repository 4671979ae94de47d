//! The body of a response: its fields, signed and in the form that the schema file says.

use std::time::Duration;

use flitt_schema::{Body, Endpoint, Example, Origin, Protocol, ResponseVariant, Shape, Signed, Table};
use serde_json::{Map, Value as Json};

use super::PlannedResponse;
use super::value::{Source, item, value};
use crate::http::wire::{Format, Value, object, protocol_2_fields};
use crate::model::error::{GatewayError, code_number};
use crate::model::fault::Fault;
use crate::random;
use crate::request::{CheckedRequest, ORDER_ID};
use crate::response::{WRONG_KEY, sign_fields};

/// The name of the one object of a response that is a map of objects.
const ENTRY: &str = "1";

/// The body of a response to a checked request. What was planned decides; the rest is made of the tables.
pub(crate) fn response_body(
    request: &CheckedRequest<'_>,
    planned: Option<&PlannedResponse>,
    example: Option<&Example>,
    now: Duration,
) -> String {
    let endpoint = request.endpoint;
    let values = match planned {
        Some(PlannedResponse::Failure { code, message }) => {
            return failure(endpoint, format(endpoint, request.format), code.clone(), message);
        }
        Some(PlannedResponse::Values(values)) => values.clone(),
        None => Map::new(),
    };
    let Some((variant, is_last)) = variant(endpoint, &values, example) else { return String::new() };
    let source = Source { request, example, now };
    match endpoint.response.shape {
        Shape::Object => object_body(&source, variant, is_last, &values),
        Shape::List => json(endpoint, &format!("[{}]", item(&variant.table, &values, &source))),
        Shape::Map => json(endpoint, &format!("{{\"{ENTRY}\":{}}}", item(&variant.table, &values, &source))),
    }
}

/// The form that has a planned parameter, else that of the example, else the last one; and whether it is the last.
fn variant<'e>(
    endpoint: &'e Endpoint,
    values: &Map<String, Json>,
    example: Option<&Example>,
) -> Option<(&'e ResponseVariant, bool)> {
    let variants = &endpoint.response.variants;
    let is_planned = |variant: &ResponseVariant| variant.when.as_ref().is_some_and(|name| values.contains_key(&**name));
    let of_example = |variant: &ResponseVariant| {
        variant.when.as_ref().is_some_and(|name| example.is_some_and(|example| example.value(name).is_some()))
    };
    let of_example = || variants.iter().position(of_example).filter(|_| values.is_empty());
    let number = variants.iter().position(is_planned).or_else(of_example).or(variants.len().checked_sub(1))?;
    Some((variants.get(number)?, number + 1 == variants.len()))
}

fn object_body(source: &Source<'_>, variant: &ResponseVariant, is_last: bool, values: &Map<String, Json>) -> String {
    let request = source.request;
    let endpoint = request.endpoint;
    let mut fields = fields(&variant.table, values, source, request.is_protocol_2());
    let is_order = |name: &str| endpoint.order.as_deref().unwrap_or(ORDER_ID) == name;
    if request.fault == Some(Fault::OtherOrder)
        && let Some((_, order)) = fields.iter_mut().find(|(name, _)| is_order(name))
    {
        *order = Value::from(format!("{}-other", order.text()));
    }
    let key = match request.fault {
        Some(Fault::WrongSignature) => WRONG_KEY,
        _ => request.merchant.key(endpoint.key).unwrap_or_default(),
    };
    if request.is_protocol_2() {
        return Format::Json.body(&protocol_2_fields(&fields, key));
    }
    let is_signed = match endpoint.response.signed {
        Signed::Always | Signed::Unproven => true,
        Signed::Final => is_last,
        Signed::Never => false,
    };
    if is_signed {
        sign_fields(&variant.table, key, &mut fields);
    }
    match (endpoint.protocol, format(endpoint, request.format)) {
        (Protocol::Plain, Format::Json) => object(&fields),
        (_, format) => format.body(&fields),
    }
}

/// The format of a response: that of its request. Where the schema file says that requests are forms, it is JSON, as the client
/// expects.
pub(crate) fn format(endpoint: &Endpoint, of_request: Format) -> Format {
    if endpoint.body == Body::Form { Format::Json } else { of_request }
}

/// Every parameter that a response in this protocol has, but for signatures.
fn fields<'t>(
    table: &'t Table,
    values: &Map<String, Json>,
    source: &Source<'_>,
    is_protocol_2: bool,
) -> Vec<(&'t str, Value)> {
    let has = |protocol: Option<Protocol>| protocol != Some(Protocol::Data) || is_protocol_2;
    let parameters = table.rows.iter().filter(|parameter| parameter.origin != Origin::Signature);
    let parameters = parameters.filter(|parameter| has(parameter.details.protocol));
    parameters.map(|parameter| (parameter.name.as_ref(), value(parameter, values, source))).collect()
}

/// A list or a map, in the envelope of the protocol.
fn json(endpoint: &Endpoint, content: &str) -> String {
    if endpoint.protocol == Protocol::Plain { content.to_owned() } else { format!(r#"{{"response":{content}}}"#) }
}

/// The body of an error, in the form in which the endpoint reports errors.
pub(crate) fn failure_body(endpoint: &Endpoint, format: Format, error: &GatewayError) -> String {
    failure(endpoint, format, Value::Number(code_number(error.code())), error.message())
}

/// The same with any code and message.
pub(crate) fn injected_body(endpoint: &Endpoint, format: Format, code: u64, message: &str) -> String {
    failure(endpoint, format, Value::Number(code), message)
}

fn failure(endpoint: &Endpoint, format: Format, code: Value, message: &str) -> String {
    let request_id = random::request_id();
    let usual = ("error_message".into(), Some("error_code".into()), Some("request_id".into()));
    let declared = endpoint.response.failure.clone();
    let (message_name, code_name, id_name) =
        declared.map_or(usual, |names| (names.message, names.code, names.request_id));
    let mut fields = vec![(message_name.as_ref(), Value::from(message))];
    fields.extend(code_name.as_deref().map(|name| (name, code)));
    fields.extend(id_name.as_deref().map(|name| (name, Value::from(request_id))));
    match (endpoint.protocol, format) {
        (Protocol::Plain, Format::Json) => object(&fields),
        _ => {
            fields.push(("response_status", Value::from("failure")));
            format.body(&fields)
        }
    }
}
