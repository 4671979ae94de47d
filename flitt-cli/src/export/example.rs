//! An example of each request: its mandatory parameters, validated by the table and signed with the public test key of the
//! gateway.

use std::sync::Arc;

use flitt_client::Credentials;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::request::Exchange;
use flitt_schema::{Endpoint, Format, Library, Parameter, Rule, Table, Unit, Value, ValueType};

/// A request, and its encoded body.
pub(super) struct Example {
    /// The parameters that the caller sets, in the order of the table.
    pub(super) parameters: Vec<(String, String)>,
    /// The body as sent.
    pub(super) body: String,
}

/// The example of an endpoint, if its table can be satisfied by invented values.
pub(super) fn example(endpoint: &Endpoint, library: &Library) -> Option<Example> {
    let parameters = parameters(endpoint, library)?;
    let request = request(endpoint, &parameters).ok()?;
    // There is no public company key; examples use the test key.
    let credentials = Credentials::test().with_company_key("test");
    let exchange = Exchange::dynamic(&request, &credentials).ok()?;
    let body = String::from_utf8(exchange.body().to_vec()).ok()?;
    Some(Example { parameters, body })
}

fn request(
    endpoint: &Endpoint,
    parameters: &[(String, String)],
) -> Result<DynamicRequest, flitt_client::error::ValidationError> {
    let builder = DynamicRequest::builder(Arc::new(endpoint.clone()));
    parameters.iter().fold(builder, |builder, (name, text)| builder.set(name, text)).build()
}

/// The mandatory parameters, and the first alternative of each group that requires some.
fn parameters(endpoint: &Endpoint, library: &Library) -> Option<Vec<(String, String)>> {
    let table = &endpoint.request;
    let mut indexes: Vec<usize> = table.mandatory_from_caller().collect();
    // Each round satisfies one group, so there are no more rounds than groups.
    for _ in 0..=table.groups.len() {
        indexes.sort_unstable();
        indexes.dedup();
        let rows = indexes.iter().filter_map(|index| table.rows.get(*index));
        let parameters: Vec<(String, String)> = rows.map(|it| (it.name.to_string(), text(it, library))).collect();
        let Err(error) = request(endpoint, &parameters) else { return Some(parameters) };
        let required = error.violations().iter().find_map(|violation| match &violation.rule {
            Rule::Group(group) => group.of.first(),
            _ => None,
        })?;
        indexes.extend(required.iter().filter_map(|name| table.position(name)));
    }
    None
}

/// The text of a value that the parameter allows.
fn text(parameter: &Parameter, library: &Library) -> String {
    match parameter.value_type {
        ValueType::Object | ValueType::List | ValueType::Map | ValueType::Texts => nested(parameter, library),
        ValueType::Integer => integer(parameter),
        ValueType::Decimal => "10.00".to_owned(),
        ValueType::StringOrInteger => "1".to_owned(),
        ValueType::Boolean => "true".to_owned(),
        ValueType::String => truncate(&string(parameter, library), parameter.limit),
    }
}

fn string(parameter: &Parameter, library: &Library) -> String {
    let listed = || parameter.details.values.first().map(|Value { value, .. }| value.to_string());
    let of_list = || {
        let list = library.list(parameter.details.list.as_deref()?)?;
        list.values.first().map(|listed| listed.value.to_string())
    };
    let invented = || match parameter.format {
        Some(Format::Currency) => "GEL".to_owned(),
        Some(Format::Flag) => "Y".to_owned(),
        Some(Format::Url | Format::CallbackUrl | Format::ReturnUrl) => {
            format!("https://shop.example/{}", parameter.name)
        }
        Some(Format::Email) => "payer@example.com".to_owned(),
        Some(Format::Ip) => "203.0.113.7".to_owned(),
        Some(Format::DateTime) => "20.07.2026 12:30:00".to_owned(),
        Some(Format::Date) => "20.07.2026".to_owned(),
        Some(Format::Expiry) => "1230".to_owned(),
        // One of the test cards of the gateway.
        Some(Format::CardNumber) => "4444555566661111".to_owned(),
        Some(Format::Json) => "{}".to_owned(),
        Some(Format::Base64Json) => "e30=".to_owned(),
        None => format!("example-{}", parameter.name.replace('_', "-")),
    };
    listed().or_else(of_list).unwrap_or_else(invented)
}

fn integer(parameter: &Parameter) -> String {
    let listed = parameter.details.values.first().map(|listed| listed.value.to_string());
    let default = parameter.details.default.as_ref().map(ToString::to_string);
    let usual = match parameter.unit {
        Some(Unit::Minor) => 1000,
        Some(Unit::Seconds) => 3600,
        Some(Unit::Identifier) => 700_001,
        None => 1,
    };
    let usual = parameter.details.smallest.map_or(usual, |smallest| smallest.max(usual));
    truncate(&listed.or(default).unwrap_or_else(|| usual.to_string()), parameter.limit)
}

fn truncate(text: &str, limit: Option<u32>) -> String {
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    text.chars().take(limit).collect()
}

/// The JSON of a nested value with its mandatory parameters, or with all if none is mandatory.
fn nested(parameter: &Parameter, library: &Library) -> String {
    let inner =
        parameter.details.table.as_ref().map_or_else(|| "\"example\"".to_owned(), |table| object(table, library));
    match parameter.value_type {
        ValueType::List | ValueType::Texts => format!("[{inner}]"),
        ValueType::Map => format!("{{\"example\":{inner}}}"),
        _ => inner,
    }
}

fn object(table: &Table, library: &Library) -> String {
    let has_mandatory = table.rows.iter().any(|it| it.mandatory);
    let rows = table.rows.iter().filter(|it| it.mandatory || !has_mandatory);
    let members = rows.map(|parameter| {
        let text = text(parameter, library);
        let value = match parameter.value_type {
            ValueType::String => serde_json::Value::from(text).to_string(),
            _ => text,
        };
        format!("{}:{value}", serde_json::Value::from(parameter.name.as_ref()))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
