//! Every endpoint, once per alternative of each of its groups: every parameter at its limit is written, read back by
//! another reader, checked against a signature that is found out independently, and sent again as it was read.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use flitt_client::api::Flitt;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::EncodeError;
use flitt_client::request::Exchange;
use flitt_client::transport::MockTransport;
use flitt_client::{Api, Client, Credentials};
use flitt_schema::{Body, Endpoint, Format, Group, GroupRule, Key, Origin, Parameter, Protocol, Table, ValueType};
use flitt_tests::{Parameters, long_text, parse_request, text_of, typed};
use serde_json::{Map, Value};

/// As many digits as a merchant's number may have.
const MERCHANT: u64 = 999_999_999_999;
/// The length of what has no limit.
const LONG: u32 = 3_000;

fn credentials() -> Credentials {
    Credentials::new(MERCHANT, "payment").with_payout_key("payout").with_company_key("company")
}

fn key_of(endpoint: &Endpoint) -> &'static str {
    match endpoint.key {
        Key::Payment => "payment",
        Key::Payout => "payout",
        Key::Company => "company",
        Key::None => "",
    }
}

/// As many letters as a row takes: of one to four bytes, some of which JSON escapes.
fn longest(row: &Parameter) -> String {
    let letters = ["ქ", "\"", "é", "\\", "🦊", "\n", "x", "/"];
    let count = usize::try_from(row.limit.unwrap_or(LONG)).expect("a length");
    (0..count).map(|at| letters[at % letters.len()]).collect()
}

/// The value of a row at its limit.
fn value_of(row: &Parameter) -> Value {
    if row.closed {
        return Value::from(row.details.values.last().expect("a value").value.as_ref());
    }
    if row.details.header.is_some() {
        return Value::from("T".repeat(usize::try_from(row.limit.unwrap_or(LONG)).expect("a length")));
    }
    match (row.value_type, row.format) {
        (ValueType::Integer, _) => {
            let digits = row.limit.unwrap_or(18).min(18);
            Value::from(row.details.largest.unwrap_or(i64::MAX).min(10_i64.pow(digits) - 1))
        }
        (ValueType::Texts, _) => Value::from(vec![longest(row), String::new()]),
        (ValueType::Boolean, _) => Value::Bool(true),
        (ValueType::Decimal, _) => Value::from(0.5),
        (ValueType::Object, _) => object_of(row),
        (ValueType::List, _) => Value::Array(vec![object_of(row), object_of(row)]),
        (ValueType::Map, _) => Value::Object(Map::from_iter([("any".to_owned(), object_of(row))])),
        (_, Some(Format::Currency)) => Value::from("GEL"),
        (_, Some(Format::Flag)) => Value::from("N"),
        (_, Some(Format::Expiry)) => Value::from("1299"),
        (_, Some(Format::CardNumber)) => {
            Value::from("9".repeat(usize::try_from(row.limit.unwrap_or(19)).expect("a length")))
        }
        (_, Some(format @ (Format::CallbackUrl | Format::ReturnUrl | Format::Json | Format::Base64Json))) => {
            let count = usize::try_from(row.limit.unwrap_or(LONG)).expect("a length");
            Value::from(long_text(format, count, "ქ").expect("it can be long"))
        }
        _ => Value::from(longest(row)),
    }
}

/// A nested value: all its rows at their limits.
fn object_of(row: &Parameter) -> Value {
    let table = row.details.table.as_ref().expect("nested values have a table");
    let members = at_limits(table, None);
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// One alternative of one group, by their positions.
type Chosen = Option<(usize, usize)>;

/// Values for every row that a caller sets, but for those that its groups exclude.
fn at_limits(table: &Table, chosen: Chosen) -> BTreeMap<&str, Value> {
    let rows = table.rows.iter().filter(|row| row.is_set_by_caller());
    let mut values: BTreeMap<&str, Value> = rows.map(|row| (row.name.as_ref(), value_of(row))).collect();
    if let Some((group, alternative)) = chosen {
        keep_only(&table.groups[group], alternative, &mut values);
    }
    for group in table.groups.iter() {
        let is_whole = |names: &[_]| names.iter().all(|name: &std::borrow::Cow<'_, str>| values.contains_key(&**name));
        match group.of.iter().position(|names| is_whole(names)) {
            Some(first) if matches!(group.rule, GroupRule::ExactlyOne | GroupRule::Excludes) => {
                keep_only(group, first, &mut values);
            }
            _ => {}
        }
    }
    // Conditions on parameters that the alternative left out are removed, too.
    loop {
        let asks = table.groups.iter().find_map(|group| {
            let condition = group.when.as_ref()?;
            let name = condition.parameter.as_ref();
            let applies = condition.holds(values.get(name).map(text_of).as_deref());
            (applies && !holds(group, &values)).then_some(name)
        });
        match asks {
            Some(name) => values.remove(name),
            None => return values,
        };
    }
}

fn keep_only(group: &Group, alternative: usize, values: &mut BTreeMap<&str, Value>) {
    let kept: BTreeSet<&str> = group.of[alternative].iter().map(AsRef::as_ref).collect();
    let others = group.of.iter().flat_map(|names| names.iter()).filter(|name| !kept.contains(name.as_ref()));
    for name in others {
        values.remove(name.as_ref());
    }
}

fn holds(group: &Group, values: &BTreeMap<&str, Value>) -> bool {
    let is_set = |name: &std::borrow::Cow<'_, str>| values.contains_key(name.as_ref());
    match group.rule {
        GroupRule::Requires | GroupRule::Together => group.of.iter().flat_map(|names| names.iter()).all(is_set),
        _ => group.of.iter().any(|names| names.iter().all(is_set)),
    }
}

/// The alternatives of a request: one of a group each, and none in particular.
fn alternatives(table: &Table) -> Vec<Chosen> {
    let groups = table.groups.iter().enumerate();
    let each = groups.flat_map(|(group, facts)| (0..facts.of.len()).map(move |alternative| Some((group, alternative))));
    std::iter::once(None).chain(each).collect()
}

fn request(endpoint: &Arc<Endpoint>, values: &BTreeMap<&str, Value>) -> DynamicRequest {
    let builder = DynamicRequest::builder(Arc::clone(endpoint));
    let builder = values.iter().fold(builder, |builder, (name, value)| builder.set(name, text_of(value)));
    builder.build().unwrap_or_else(|invalid| panic!("{invalid}"))
}

/// What a client sends: the address, the body and the headers.
fn sent(request: &DynamicRequest) -> (String, Vec<u8>, Vec<(String, String)>) {
    let transport = Arc::new(MockTransport::default());
    let client = Client::builder(credentials()).transport(Arc::clone(&transport)).build().expect("a client");
    let mut sending = pin!(client.send_dynamic(request));
    assert!(sending.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    let (path, body) = transport.sent().pop().expect("one request went out");
    (path, body, transport.sent_headers().pop().expect("with its headers"))
}

fn travels_as_header(endpoint: &Endpoint, name: &str) -> bool {
    endpoint.request.row(name).is_some_and(|row| row.details.header.is_some())
}

/// The headers that a request should have.
fn expected_headers(endpoint: &Endpoint, values: &BTreeMap<&str, Value>) -> Vec<(String, String)> {
    let headers = endpoint.request.rows.iter().filter_map(|row| {
        let (header, value) = (row.details.header.as_ref()?, values.get(row.name.as_ref())?);
        Some((header.name.to_string(), header.prefix.to_string() + &text_of(value)))
    });
    headers.collect()
}

/// What the body of a request should say: the values, and what others than the caller set.
fn expected(endpoint: &Endpoint, values: &BTreeMap<&str, Value>) -> BTreeMap<String, Value> {
    let in_data =
        endpoint.protocol == Protocol::Data || endpoint.data_when.iter().any(|name| values.contains_key(name.as_ref()));
    let mut all: BTreeMap<String, Value> =
        values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    all.retain(|name, _| !travels_as_header(endpoint, name));
    for row in endpoint.request.rows.iter().filter(|row| !row.is_set_by_caller()) {
        let given = row.details.fixed.as_deref().or(row.details.default.as_deref());
        let value = match row.origin {
            Origin::Credentials if row.value_type == ValueType::Integer => Value::from(MERCHANT),
            Origin::Credentials => Value::from(MERCHANT.to_string()),
            Origin::Protocol if in_data => continue,
            Origin::Protocol | Origin::Caller => Value::from(given.expect("a value of its own")),
            Origin::Signature => continue,
        };
        all.insert(row.name.to_string(), value);
    }
    if endpoint.body == Body::Form {
        for value in all.values_mut() {
            *value = Value::from(text_of(value));
        }
    }
    all
}

/// The whole way of one request; `false` where this version of the client does not write it.
fn goes_round(endpoint: &Arc<Endpoint>, values: &BTreeMap<&str, Value>, case: &str) -> bool {
    let first = request(endpoint, values);
    let credentials = credentials();
    let exchange = match Exchange::dynamic(&first, &credentials) {
        Ok(exchange) => exchange,
        Err(EncodeError::NestedInForm) if endpoint.body == Body::Form => return false,
        Err(other) => panic!("{case}: {other}"),
    };
    let read = parse_request(endpoint, exchange.body(), key_of(endpoint));
    assert_eq!(read.parameters, expected(endpoint, values), "{case}");
    assert_eq!(read.signature, read.expected, "{case}");
    // What was read is set by names again, and is sent as the same bytes.
    let is_set = |name: &str| endpoint.request.row(name).is_some_and(Parameter::is_set_by_caller);
    let mut again: BTreeMap<&str, Value> =
        read.parameters.iter().filter(|(name, _)| is_set(name)).map(|(name, value)| (&**name, value.clone())).collect();
    let in_headers = values.iter().filter(|(name, _)| travels_as_header(endpoint, name));
    again.extend(in_headers.map(|(&name, value)| (name, value.clone())));
    let (path, bytes, headers) = sent(&request(endpoint, &again));
    let again = parse_request(endpoint, &bytes, key_of(endpoint));
    assert_eq!((&again.parameters, &again.signature), (&read.parameters, &again.expected), "{case}");
    assert_eq!(headers, expected_headers(endpoint, values), "{case}");
    assert!(path.ends_with(exchange.path()), "{case}: {path}");
    // Only what is nested may be written otherwise, in another order of its names.
    let is_nested = read.parameters.values().any(|value| value.is_object() || value.is_array());
    assert!(is_nested || bytes == exchange.body(), "{case}");
    true
}

/// The same request by its type: the same bytes, but for what no setter is known for in these tests.
fn is_the_same_by_types(endpoint: &Arc<Endpoint>, values: &BTreeMap<&str, Value>, case: &str) -> bool {
    let mut texts: Parameters = values.iter().map(|(name, value)| ((*name).to_owned(), text_of(value))).collect();
    texts.insert("version".to_owned(), String::new());
    let credentials = credentials();
    let Some(by_types) = typed(&endpoint.path, &texts, &credentials) else { return false };
    let mut known = values.clone();
    known.retain(|name, _| !by_types.unknown.iter().any(|(unknown, _)| unknown == name));
    let body = match by_types.body {
        Ok(body) => body,
        // Without what is not known here, the groups may not hold.
        Err(_) if !by_types.unknown.is_empty() => return false,
        Err(invalid) => panic!("{case}: {invalid}"),
    };
    let by_names = request(endpoint, &known);
    let by_names = Exchange::dynamic(&by_names, &credentials).expect("it is signed");
    assert_eq!(body, by_names.body(), "{case}");
    true
}

#[test]
fn every_endpoint_says_what_it_was_given() {
    let (mut cases, mut by_types, mut unwritten) = (0, 0, Vec::new());
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new(endpoint.get().clone());
        for chosen in alternatives(&endpoint.request) {
            let all = at_limits(&endpoint.request, chosen);
            let case = format!("{} {chosen:?}", endpoint.name);
            if let Some((group, alternative)) = chosen {
                let names = &endpoint.request.groups[group].of[alternative];
                assert!(names.iter().all(|name| all.contains_key(name.as_ref())), "{case}: the alternative is set");
            }
            // In the protocol that some parameters need, and in the flat one.
            let mut flat = all.clone();
            flat.retain(|name, _| !endpoint.data_when.iter().any(|other| other == name));
            let both = if flat == all { vec![all] } else { vec![all, flat] };
            for values in both {
                if goes_round(&endpoint, &values, &case) {
                    cases += 1;
                    by_types += usize::from(is_the_same_by_types(&endpoint, &values, &case));
                } else {
                    unwritten.push(case.clone());
                }
            }
        }
    }
    println!("{cases} requests went round, {by_types} of them by types too; not written: {unwritten:?}");
    assert!(cases >= 20 && by_types >= 20, "only {cases} requests, and {by_types} by types");
}

/// Each optional parameter is set in some alternative.
#[test]
fn no_parameter_is_left_out() {
    for endpoint in Flitt::ENDPOINTS {
        let table = &endpoint.request;
        let set: BTreeSet<&str> =
            alternatives(table).into_iter().flat_map(|chosen| at_limits(table, chosen).into_keys()).collect();
        for row in table.rows.iter().filter(|row| row.is_set_by_caller()) {
            assert!(set.contains(row.name.as_ref()), "{}: `{}` is in no request", endpoint.name, row.name);
        }
    }
}
