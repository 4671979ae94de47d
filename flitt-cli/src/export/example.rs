//! An example of each request: the parameters that must be there, checked by their table and really signed with the
//! gateway's public test key.

use std::sync::Arc;

use flitt_client::schema::{Endpoint, Format, Library, Parameter, Rule, Table, Unit, Value, ValueType};
use flitt_client::{Credentials, DynamicRequest, Exchange};

/// A request, and what is sent of it.
pub(super) struct Example {
    /// The parameters that the caller sets, in the order of the table.
    pub(super) parameters: Vec<(String, String)>,
    /// The body as it is sent.
    pub(super) body: String,
}

/// The example of an endpoint; nothing, where its table asks for what nobody can make up.
pub(super) fn of(endpoint: &Endpoint, library: &Library) -> Option<Example> {
    let parameters = parameters(endpoint, library)?;
    let request = request(endpoint, &parameters).ok()?;
    // The company key is given to companies only; in examples, it is the test key too.
    let credentials = Credentials::test().with_company_key("test");
    let exchange = Exchange::of_dynamic(&request, &credentials).ok()?;
    let body = String::from_utf8(exchange.body().to_vec()).ok()?;
    Some(Example { parameters, body })
}

fn request(endpoint: &Endpoint, parameters: &[(String, String)]) -> Result<DynamicRequest, flitt_client::Invalid> {
    let builder = DynamicRequest::new(Arc::new(endpoint.clone()));
    parameters.iter().fold(builder, |builder, (name, text)| builder.set(name, text)).build()
}

/// The mandatory parameters, and one alternative of each group that asks for some.
fn parameters(endpoint: &Endpoint, library: &Library) -> Option<Vec<(String, String)>> {
    let table = &endpoint.request;
    let mut chosen: Vec<usize> = table.mandatory_from_caller().collect();
    // Each round sets what a group asks for; there are no more rounds than groups.
    for _ in 0..=table.groups.len() {
        chosen.sort_unstable();
        chosen.dedup();
        let rows = chosen.iter().map(|row| &table.rows[*row]);
        let parameters: Vec<(String, String)> = rows.map(|row| (row.name.to_string(), text(row, library))).collect();
        let Err(invalid) = request(endpoint, &parameters) else { return Some(parameters) };
        let asked = invalid.violations().iter().find_map(|violation| match &violation.rule {
            Rule::Group(group) => group.of.first(),
            _ => None,
        })?;
        chosen.extend(asked.iter().filter_map(|name| table.position(name)));
    }
    None
}

/// The text of a value that its row allows.
fn text(row: &Parameter, library: &Library) -> String {
    match row.value_type {
        ValueType::Object | ValueType::List | ValueType::Map | ValueType::Texts => nested(row, library),
        ValueType::Integer => integer(row),
        ValueType::Decimal => "10.00".to_owned(),
        ValueType::Boolean => "true".to_owned(),
        ValueType::String => fitting(&string(row, library), row.limit),
    }
}

fn string(row: &Parameter, library: &Library) -> String {
    let listed = || row.details.values.first().map(|Value { value, .. }| value.to_string());
    let of_list = || {
        let list = library.list(row.details.list.as_deref()?)?;
        list.values.first().map(|listed| listed.value.to_string())
    };
    let made_up = || match row.format {
        Some(Format::Currency) => "GEL".to_owned(),
        Some(Format::Flag) => "Y".to_owned(),
        Some(Format::Url) => format!("https://shop.example/{}", row.name),
        Some(Format::Email) => "payer@example.com".to_owned(),
        Some(Format::Ip) => "203.0.113.7".to_owned(),
        Some(Format::DateTime) => "20.07.2026 12:30:00".to_owned(),
        Some(Format::Date) => "20.07.2026".to_owned(),
        Some(Format::Expiry) => "1230".to_owned(),
        // A card of the gateway's own list of test cards.
        Some(Format::CardNumber) => "4444555566661111".to_owned(),
        Some(Format::Json) => "{}".to_owned(),
        Some(Format::Base64Json) => "e30=".to_owned(),
        None => format!("example-{}", row.name.replace('_', "-")),
    };
    listed().or_else(of_list).unwrap_or_else(made_up)
}

fn integer(row: &Parameter) -> String {
    let listed = row.details.values.first().map(|listed| listed.value.to_string());
    let default = row.details.default.as_ref().map(ToString::to_string);
    let smallest = row.details.smallest.map(|number| number.to_string());
    let usual = match row.unit {
        Some(Unit::Minor) => "1000",
        Some(Unit::Seconds) => "3600",
        Some(Unit::Identifier) => "700001",
        None => "1",
    };
    fitting(&listed.or(default).or(smallest).unwrap_or_else(|| usual.to_owned()), row.limit)
}

fn fitting(text: &str, limit: Option<u32>) -> String {
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    text.chars().take(limit).collect()
}

/// JSON of one value, whose own parameters are those that its table calls mandatory; all, where it calls none so.
fn nested(row: &Parameter, library: &Library) -> String {
    let inner = row.details.table.as_ref().map_or_else(|| "\"example\"".to_owned(), |table| object(table, library));
    match row.value_type {
        ValueType::List | ValueType::Texts => format!("[{inner}]"),
        ValueType::Map => format!("{{\"example\":{inner}}}"),
        _ => inner,
    }
}

fn object(table: &Table, library: &Library) -> String {
    let any = table.rows.iter().any(|row| row.mandatory);
    let rows = table.rows.iter().filter(|row| row.mandatory || !any);
    let members = rows.map(|row| {
        let text = text(row, library);
        let value = match row.value_type {
            ValueType::String => serde_json::Value::from(text).to_string(),
            _ => text,
        };
        format!("{}:{value}", serde_json::Value::from(row.name.as_ref()))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
