//! Compares what two folders send and accept, by trying requests and responses that the old one accepts.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::callback::signing_keys;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::request::Exchange;
use flitt_client::response::Fields;
use flitt_client::signature::sign;
use flitt_client::{Credentials, Outcome};
use flitt_schema::{Endpoint, Format, Key, Library, Parameter, Protocol, Shape, Signed, Table, ValueType};
use serde_json::{Map, Value, json};

use super::random::Random;

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// A request that was sent is rejected, or sent in another way.
    pub(crate) request: Option<String>,
    /// A response that was accepted is rejected, or means something else.
    pub(crate) response: Option<String>,
    /// A request or a response that was rejected is accepted, or says more.
    pub(crate) looser: Option<String>,
}

/// The requests to an endpoint that are tried, and the responses to one of them.
const TRIES: usize = 60;

pub(crate) fn compare(old: &Library, new: &Library, random: &mut Random) -> Difference {
    let mut difference = Difference::default();
    for endpoint in &old.endpoints {
        // Without its endpoint, no request is sent at all: that is a matter of source.
        let Some(other) = new.endpoint(&endpoint.model.name) else { continue };
        if endpoint.model == other.model {
            continue;
        }
        endpoints(&Arc::new(endpoint.model.clone()), &Arc::new(other.model.clone()), &mut difference, random);
    }
    for table in old.tables.iter().filter(|table| !table.model.callback.is_empty()) {
        let Some(other) = new.tables.iter().find(|other| other.model.name == table.model.name) else { continue };
        for _ in 0..TRIES * 4 {
            let fields = Fields::from_json(&object(&table.model, None, random).to_string()).expect("it is an object");
            let (before, now) = (signing_keys(&table.model, &fields), signing_keys(&other.model, &fields));
            if before != now {
                difference.response = Some(format!("a callback with {fields:?}: {before:?} -> {now:?}"));
            }
        }
    }
    difference
}

fn credentials() -> Credentials {
    Credentials::new(1_549_901, "test").with_payout_key("payout").with_company_key("company")
}

fn endpoints(old: &Arc<Endpoint>, new: &Arc<Endpoint>, difference: &mut Difference, random: &mut Random) {
    let credentials = credentials();
    let mut first: Option<(DynamicRequest, DynamicRequest)> = None;
    let rows = &old.request.rows;
    // Each value of each parameter, with others that are set at random.
    let mut focused: Vec<(usize, String)> = rows
        .iter()
        .enumerate()
        .flat_map(|(position, row)| values(row, random).into_iter().map(move |value| (position, value)))
        .collect();
    focused.sort();
    focused.dedup();
    for number in 0..focused.len() + TRIES {
        // One difference is enough.
        if difference.request.is_some() && first.is_some() {
            break;
        }
        // A random set of values seldom satisfies every group.
        for _ in 0..8 {
            let values: Vec<(&str, String)> = rows
                .iter()
                .enumerate()
                .filter_map(|(position, row)| match focused.get(number) {
                    Some((focus, value)) if *focus == position => Some((row.name.as_ref(), value.clone())),
                    // A 0 that is accepted under a condition is tried with it.
                    Some((focus, value)) if value == "0" && condition(&rows[*focus], &row.name).is_some() => {
                        Some((row.name.as_ref(), condition(&rows[*focus], &row.name)?))
                    }
                    _ if row.is_set_by_caller() && (row.mandatory || random.one_in(3)) => {
                        Some((row.name.as_ref(), usual(row, random)))
                    }
                    _ => None,
                })
                .collect();
            let build = |endpoint: &Arc<Endpoint>| {
                let builder = DynamicRequest::builder(endpoint.clone());
                values.iter().fold(builder, |builder, (name, text)| builder.set(name, text)).build().ok()
            };
            let (before, now) = (build(old), build(new));
            let sent = |request: &Option<DynamicRequest>| {
                request.as_ref().and_then(|request| sent(&Exchange::dynamic(request, &credentials).ok()?))
            };
            match (sent(&before), sent(&now)) {
                (Some(old), Some(new)) if old == new => {}
                (Some(old), Some(new)) if without_order(&old).is_some_and(|old| without_order(&new) == Some(old)) => {
                    difference.looser = Some(format!("another order: {old} -> {new}"));
                }
                (Some(old), new) => difference.request = Some(format!("{values:?}: {old} -> {new:?}")),
                (None, Some(new)) => difference.looser = Some(format!("{values:?}: {new}")),
                (None, None) => {}
            }
            if let (Some(before), Some(now)) = (before, now) {
                first.get_or_insert((before, now));
                break;
            }
        }
    }
    let Some((before, now)) = first else { return };
    let (Ok(before), Ok(now)) = (Exchange::dynamic(&before, &credentials), Exchange::dynamic(&now, &credentials))
    else {
        return;
    };
    for body in responses(old, random) {
        let read = |exchange: &Exchange<'_>| {
            let response = exchange.parse_dynamic_response(200, body.as_bytes()).ok()?;
            let texts: Vec<&str> = response.fields().iter().map(|field| field.text()).collect();
            let outcome = response.outcome();
            let meaning = format!("{texts:?} {:?} {:?}", outcome.as_str(), response.verification());
            Some((meaning, reason(&outcome)))
        };
        match (read(&before), read(&now)) {
            (old, new) if old == new => {}
            // Why an attempt failed, of which nothing was known.
            (Some((old, None)), Some((new, Some(_)))) if old == new => difference.looser = Some(body),
            (Some(old), new) => difference.response = Some(format!("{body}: {old:?} -> {new:?}")),
            (None, _) => difference.looser = Some(body),
        }
    }
}

/// The code and the description of a decline, which its `Debug` shows without secrets.
fn reason(outcome: &Outcome) -> Option<(String, String)> {
    match outcome {
        Outcome::Pending(Some(decline)) | Outcome::Declined(decline) => {
            Some((decline.code().to_owned(), decline.description().to_owned()))
        }
        _ => None,
    }
}

/// A value with which a condition for the 0 of a parameter holds.
fn condition(row: &Parameter, name: &str) -> Option<String> {
    let condition = row.details.zero_when.iter().find(|condition| condition.parameter == name)?;
    condition.is.first().map(|value| value.clone().into_owned())
}

/// A request whose data of protocol 2.0, and their signature, are replaced by the data without an order.
fn without_order(sent: &str) -> Option<(String, Value)> {
    let (head, rest) = sent.split_once("\"data\":\"")?;
    let data = STANDARD.decode(rest.split('"').next()?).ok()?;
    Some((head.to_owned(), serde_json::from_slice(&data).ok()?))
}

fn sent(exchange: &Exchange<'_>) -> Option<String> {
    let headers: Vec<(&str, String)> = exchange.headers().collect();
    let body = String::from_utf8(exchange.body().to_vec()).ok()?;
    Some(format!("{:?} {} {} {headers:?} {body}", exchange.host(), exchange.path(), exchange.content_type()))
}

/// A value that is accepted if its parameter has no further rules.
fn usual(row: &Parameter, random: &mut Random) -> String {
    if let Some(listed) = row.details.values.first()
        && !random.one_in(4)
    {
        return listed.value.clone().into_owned();
    }
    // One nested value will do: all of them, at every depth, would be too many.
    let all = match &row.details.table {
        Some(table) => vec![packed(row, &object(table, None, random))],
        None => values(row, random),
    };
    let fits = |value: &&String| flitt_schema::check_value(row, value).is_empty();
    let fitting: Vec<&String> = all.iter().filter(fits).collect();
    if fitting.is_empty() { String::new() } else { (*random.of(&fitting)).clone() }
}

/// Values around every rule of a parameter.
fn values(row: &Parameter, random: &mut Random) -> Vec<String> {
    let limit = row.limit.map_or(300, |limit| limit as usize);
    let mut values: Vec<String> = row.details.values.iter().map(|value| value.value.clone().into_owned()).collect();
    let integer = |values: &mut Vec<String>| {
        let bounds = [row.details.smallest.unwrap_or(0), row.details.largest.unwrap_or(999), 0, 1, 7, 61, 1000, -1];
        values.extend(bounds.iter().flat_map(|bound| [bound - 1, *bound, bound + 1]).map(|number| number.to_string()));
        values.push("9".repeat(limit.clamp(1, 18)));
        values.push("1".repeat((limit / 2).clamp(1, 18)));
    };
    match row.value_type {
        ValueType::Integer => integer(&mut values),
        ValueType::Boolean => values.extend(["true".to_owned(), "false".to_owned()]),
        ValueType::Decimal => {
            values.extend(["1.5".to_owned(), "20".to_owned(), format!("1.{}", "5".repeat(limit.saturating_sub(2)))]);
        }
        ValueType::Texts => values.push("[\"a\",\"b\"]".to_owned()),
        ValueType::Object | ValueType::List | ValueType::Map => values.extend(nested(row, random)),
        ValueType::String | ValueType::StringOrInteger => match row.format {
            Some(Format::Currency) => values.extend(["GEL".to_owned(), "USD".to_owned()]),
            Some(Format::Flag) => values.extend(["Y".to_owned(), "N".to_owned()]),
            Some(Format::Expiry) => values.extend(["1230".to_owned(), "0127".to_owned()]),
            Some(Format::CardNumber) => values.extend(["4444".to_owned(), "4".repeat(limit), "123".to_owned()]),
            Some(Format::CallbackUrl) => {
                values.extend(["https://a.example/x".to_owned(), "http://b.example".to_owned()]);
            }
            Some(Format::ReturnUrl) => values.extend(["https://a.example/x".to_owned(), "shop://paid".to_owned()]),
            Some(Format::Json) => values.extend(nested(row, random).into_iter().chain(["{}".to_owned()])),
            Some(Format::Base64Json) => values.extend(["e30=".to_owned(), "W10=".to_owned()]),
            _ => {
                if row.value_type == ValueType::StringOrInteger {
                    integer(&mut values);
                }
                let texts =
                    ["a", "x y", "payout", "first", "GEL", "Y", "1230", "a@b.example", "https://a.example/x", "{}"];
                values.extend(texts.map(str::to_owned));
                values.extend([limit, limit / 2 + 1].map(|length| "x".repeat(length)));
            }
        },
    }
    values
}

/// Nested values as the text that is sent.
fn nested(row: &Parameter, random: &mut Random) -> Vec<String> {
    let Some(table) = &row.details.table else { return Vec::new() };
    let mut all = Vec::new();
    for focus in 0..table.rows.len() * 12 {
        let object = object(table, Some((focus % table.rows.len(), focus / table.rows.len())), random);
        all.push(packed(row, &object));
    }
    all
}

/// A nested value as the text of its parameter.
fn packed(row: &Parameter, object: &Value) -> String {
    match row.value_type {
        ValueType::List => json!([object]).to_string(),
        ValueType::Map => json!({ "a": object }).to_string(),
        _ => object.to_string(),
    }
}

fn object(table: &Table, focus: Option<(usize, usize)>, random: &mut Random) -> Value {
    let mut object = Map::new();
    for (position, row) in table.rows.iter().enumerate() {
        let text = match focus {
            Some((focus, number)) if focus == position && row.details.table.is_none() => {
                let all = values(row, random);
                all[number % all.len()].clone()
            }
            _ if row.mandatory || row.always || random.one_in(2) => usual(row, random),
            _ => continue,
        };
        object.insert(row.name.clone().into_owned(), written(row, &text));
    }
    Value::Object(object)
}

/// A value as JSON.
fn written(row: &Parameter, text: &str) -> Value {
    match row.value_type {
        ValueType::String => Value::from(text),
        _ => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
    }
}

/// Bodies of responses: such as the gateway sends, and with single values that it should not send.
fn responses(endpoint: &Endpoint, random: &mut Random) -> Vec<String> {
    let mut bodies = Vec::new();
    for form in endpoint.response.variants.iter() {
        let rows = &form.table.rows;
        for number in 0..rows.len() * 14 + 20 {
            let mut fields = Map::new();
            for (position, row) in rows.iter().enumerate() {
                let is_focus = position == number % rows.len().max(1);
                let text = match (row.name.as_ref(), is_focus, number / rows.len().max(1)) {
                    ("signature", ..) | (_, true, 0) => continue,
                    (_, true, 1) => "a|b".to_owned(),
                    (_, true, 2) => "-12.5".to_owned(),
                    (_, true, 3) => "1".to_owned(),
                    (_, true, 4) => "gel".to_owned(),
                    (_, true, 5) => "{\"a\":1}".to_owned(),
                    ("merchant_id", ..) => "1549901".to_owned(),
                    (_, true, _) => usual(row, random),
                    _ if row.always || random.one_in(2) => usual(row, random),
                    _ => continue,
                };
                let is_nested = row.is_nested() || row.value_type == ValueType::Texts;
                fields.insert(row.name.clone().into_owned(), if is_nested { written(row, &text) } else { text.into() });
            }
            if number % 9 == 8 {
                for name in ["problem", "kind", "response_status"] {
                    if random.one_in(3) {
                        fields.insert(name.to_owned(), "failure".into());
                    }
                }
            }
            // Some responses have no signature.
            if number % 5 != 4 {
                let key = match endpoint.key {
                    Key::Payment => "test",
                    Key::Payout => "payout",
                    Key::Company => "company",
                    Key::None => "",
                };
                let texts: Vec<(String, String)> = fields
                    .iter()
                    .map(|(name, value)| {
                        (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                    })
                    .collect();
                let signature = sign(key, texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
                if endpoint.response.signed != Signed::Never {
                    fields.insert("signature".to_owned(), signature.into());
                }
            }
            let whole = match endpoint.response.shape {
                Shape::Object => Value::Object(fields),
                Shape::List => json!([fields]),
                Shape::Map => json!({ "a": fields }),
            };
            bodies.push(match endpoint.protocol {
                Protocol::Plain => whole.to_string(),
                Protocol::Flat | Protocol::Data => json!({ "response": whole }).to_string(),
            });
        }
    }
    bodies
}
