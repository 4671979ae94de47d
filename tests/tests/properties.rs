//! What holds for any values.
//!
//! # What a signature leaves open
//!
//! Names are not signed, only values in the order of the names. So some changes of a signed answer pass; a caller who
//! must be sure asks for the order's status. [`renames_are_refused_or_of_a_documented_class`] and
//! [`moves_are_refused_or_of_a_documented_class`] try every change of their kind and sort what passes into these classes;
//! anything else fails the test.
//!
//! | class | what passes | what helps |
//! |---|---|---|
//! | unknown name | a value that need not be there gets a name that no table has, in the same place of the order | the row seems absent; rows that must be there are refused |
//! | other name | it gets the name of another row that is free, in the same place of the order | both rows are optional; amounts, ids, currencies and JSON keep their form |
//! | several values in an unknown field | some that need not be there become one, with the separators in it | nothing reads a field that no table has |
//! | several values in a free text | the same, in a row that may hold the separator | only `response_description`; `additional_info` must stay JSON |
//! | empty field | a field without a value gets another name, goes, or a new one comes | nothing is said by it |
//! | unsigned field | `response_signature_string` changes, goes or comes | it is there for people who look for faults; no other row is read from it |

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use flitt_client::api::{CheckoutUrl, FinalOrder, Flitt, OrderStatus, ReverseOrder};
use flitt_client::schema::{Endpoint, Format, GroupRule, Parameter, Rule, Table, ValueType};
use flitt_client::{Api, Client, Credentials, DynamicRequest, Exchange, Invalid, Record, Refusal, callback, sign};
use flitt_tests::{Kind, Vector, vectors, verified_answers};
use proptest::prelude::*;
use proptest::sample::SizeRange;
use proptest::test_runner::Config;
use serde_json::Value;
use sha1::{Digest, Sha1};

/// Letters that need care: of one to four bytes, quotes, escapes, line ends, control characters.
const CHARACTERS: &[char] = &[
    'a',
    'Z',
    '0',
    ' ',
    '"',
    '\\',
    '/',
    '\'',
    '<',
    '&',
    '%',
    '=',
    '\n',
    '\r',
    '\t',
    '\u{0}',
    '\u{1b}',
    '\u{7f}',
    '\u{80}',
    '\u{2028}',
    '\u{feff}',
    'é',
    'ß',
    'ქ',
    'ა',
    'რ',
    'თ',
    'Ж',
    'ё',
    'ї',
    '🦊',
    '💳',
    '\u{10ffff}',
    '\u{301}',
];

fn text(size: impl Into<SizeRange>) -> impl Strategy<Value = String> {
    let one = prop_oneof![4 => proptest::sample::select(CHARACTERS), 1 => any::<char>()];
    proptest::collection::vec(one.prop_filter("no request holds the separator", |one| *one != '|'), size)
        .prop_map(|characters| characters.into_iter().collect())
}

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

fn credentials() -> Credentials {
    Credentials::new(1_396_424, "test").with_payout_key("testcredit").with_company_key("company")
}

/// A value that a row takes.
fn value_of(row: &Parameter) -> BoxedStrategy<String> {
    if row.closed {
        return proptest::sample::select(
            row.details.values.iter().map(|value| value.value.to_string()).collect::<Vec<_>>(),
        )
        .boxed();
    }
    match (row.value_type, row.format) {
        (ValueType::Integer, _) => {
            let digits = row.limit.unwrap_or(18).min(18);
            let largest = row.details.largest.unwrap_or(i64::MAX).min(10_i64.pow(digits) - 1);
            (row.details.smallest.unwrap_or(0)..=largest).prop_map(|number| number.to_string()).boxed()
        }
        (_, Some(Format::Currency)) => "[A-Z]{3}".prop_map(String::from).boxed(),
        (_, Some(Format::Flag)) => proptest::sample::select(vec!["Y".to_owned(), "N".to_owned()]).boxed(),
        (_, Some(Format::Expiry)) => Just("1230".to_owned()).boxed(),
        (_, Some(Format::CardNumber)) => Just("4444555566661111".to_owned()).boxed(),
        _ => text(1..=usize::try_from(row.limit.unwrap_or(60).min(60)).unwrap_or(1)).boxed(),
    }
}

/// Values for some of the rows that a caller sets, all mandatory ones among them, in any order.
fn values(endpoint: &Endpoint) -> BoxedStrategy<Vec<(String, String)>> {
    let rows = endpoint.request.rows.iter().filter(|row| row.is_set_by_caller());
    let each: Vec<BoxedStrategy<Option<(String, String)>>> = rows
        .map(|row| {
            let name = row.name.to_string();
            let value = value_of(row).prop_map(move |text| Some((name.clone(), text)));
            if row.mandatory { value.boxed() } else { prop_oneof![value, Just(None)].boxed() }
        })
        .collect();
    each.prop_map(|values| values.into_iter().flatten().collect::<Vec<_>>()).prop_shuffle().boxed()
}

fn build(endpoint: &Arc<Endpoint>, values: &[(String, String)]) -> Result<DynamicRequest, Invalid> {
    values
        .iter()
        .fold(DynamicRequest::new(Arc::clone(endpoint)), |builder, (name, text)| builder.set(name, text.as_str()))
        .build()
}

/// What goes out for a request that is built by names.
fn body_of(request: &DynamicRequest) -> Vec<u8> {
    use std::future::Future;
    use std::task::{Context, Waker};
    let transport = Arc::new(flitt_client::transport::Prepared::default());
    let client = Client::builder(credentials()).transport(Arc::clone(&transport)).build().expect("a client");
    let mut sending = std::pin::pin!(client.send_dynamic(request));
    assert!(sending.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    transport.sent().pop().expect("one request went out").1
}

/// The signature of a body, found out independently: every value that is not empty, in the order of the names.
fn signature_of(body: &[u8], key: &str) -> (String, String) {
    let body: Value = serde_json::from_slice(body).expect("JSON");
    let request = body["request"].as_object().expect("an envelope");
    let mut names: Vec<&String> = request.keys().filter(|name| *name != "signature").collect();
    names.sort_unstable_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
    let mut signed = key.to_owned();
    for name in names {
        let text = match &request[name] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            other => panic!("`{name}` is {other}"),
        };
        assert!(!text.is_empty(), "`{name}` is sent without a value");
        signed.push('|');
        signed.push_str(&text);
    }
    let digest = Sha1::digest(signed.as_bytes());
    let hex = digest.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    (hex, request["signature"].as_str().expect("a signature").to_owned())
}

fn payment_key_signs(endpoint: &Endpoint) -> bool {
    endpoint.key == flitt_client::schema::Key::Payment
}

#[test]
fn what_is_sent_is_what_is_signed() {
    for endpoint in Flitt::ENDPOINTS.iter().filter(|endpoint| payment_key_signs(endpoint)) {
        let endpoint = Arc::new((*endpoint).clone());
        proptest!(config(64), |(values in values(&endpoint))| {
            // What holds between parameters is no matter of this property.
            if let Ok(request) = build(&endpoint, &values) {
                let body = body_of(&request);
                let (expected, sent) = signature_of(&body, "test");
                prop_assert_eq!(expected, sent);
                // The types on the wire are those of the table.
                let body: Value = serde_json::from_slice(&body).expect("JSON");
                for (name, value) in body["request"].as_object().expect("an envelope") {
                    let row = endpoint.request.row(name).expect("a row");
                    prop_assert_eq!(row.value_type == ValueType::Integer, value.is_number(), "`{}` is {}", name, value);
                }
            }
        });
    }
}

#[test]
fn the_order_of_setters_does_not_matter() {
    for endpoint in Flitt::ENDPOINTS.iter().filter(|endpoint| payment_key_signs(endpoint)) {
        let endpoint = Arc::new((*endpoint).clone());
        proptest!(config(32), |(one in values(&endpoint), seed in any::<u64>())| {
            let mut other = one.clone();
            let length = other.len() as u64;
            other.rotate_left(usize::try_from(seed % length).unwrap_or(0));
            other.reverse();
            match (build(&endpoint, &one), build(&endpoint, &other)) {
                (Ok(one), Ok(other)) => prop_assert_eq!(body_of(&one), body_of(&other)),
                (one, other) => prop_assert_eq!(one.err(), other.err()),
            }
        });
    }
}

#[test]
fn the_order_of_typed_setters_does_not_matter() {
    proptest!(config(64), |(id in text(1..40), desc in text(1..40), data in text(0..40), amount in 0_u64..1_000_000)| {
        let one = CheckoutUrl::request()
            .order_id(&id)
            .order_desc(&desc)
            .amount(amount)
            .currency("GEL")
            .merchant_data(&data)
            .lifetime(60)
            .build();
        let other = CheckoutUrl::request()
            .lifetime(60)
            .currency("GEL")
            .merchant_data(&data)
            .amount(amount)
            .order_desc(&desc)
            .order_id(&id)
            .build();
        let (one, other) = (one.expect("it is valid"), other.expect("it is valid"));
        let credentials = credentials();
        let body = Exchange::of(&one, &credentials).expect("it is signed").body().to_vec();
        let again = Exchange::of(&other, &credentials).expect("it is signed").body().to_vec();
        prop_assert_eq!(&body, &again);
        let (expected, sent) = signature_of(&body, "test");
        prop_assert_eq!(expected, sent);
        prop_assert_eq!(one, other);
    });
}

/// A value set last stands, as with any builder.
#[test]
fn the_last_value_of_a_parameter_stands() {
    let request = |first: &str| {
        let request = OrderStatus::request().order_id(first).order_id("second").build().expect("it is valid");
        let credentials = credentials();
        Exchange::of(&request, &credentials).expect("it is signed").body().to_vec()
    };
    assert_eq!(request("first"), request("another"));
}

// Lengths and mandatory parameters.

/// Values for all mandatory rows of a request, and for the first alternative of each group that asks for one.
fn least(endpoint: &Endpoint) -> Vec<(String, String)> {
    let table = &endpoint.request;
    let mandatory = table.mandatory_from_caller().map(|row| &table.rows[row]);
    let asked = table
        .groups
        .iter()
        .filter(|group| group.when.is_none() && matches!(group.rule, GroupRule::ExactlyOne | GroupRule::AtLeastOne));
    let chosen = asked.flat_map(|group| group.of[0].iter()).filter_map(|name| table.row(name));
    mandatory.chain(chosen).map(|row| (row.name.to_string(), simple_value(row))).collect()
}

fn simple_value(row: &Parameter) -> String {
    match (row.value_type, row.format) {
        _ if row.closed => row.details.values[0].value.to_string(),
        (ValueType::Integer, _) => row.details.smallest.unwrap_or(1).max(1).to_string(),
        (_, Some(Format::Currency)) => "GEL".to_owned(),
        (_, Some(Format::Flag)) => "Y".to_owned(),
        (_, Some(Format::Expiry)) => "1230".to_owned(),
        (_, Some(Format::CardNumber)) => "4444555566661111".to_owned(),
        _ => "x".to_owned(),
    }
}

/// The rules that a request breaks at one parameter.
fn broken(endpoint: &Arc<Endpoint>, name: &str, text: &str) -> Vec<Rule> {
    let mut values = least(endpoint);
    values.retain(|(other, _)| other != name);
    values.push((name.to_owned(), text.to_owned()));
    match build(endpoint, &values) {
        Ok(_) => Vec::new(),
        Err(invalid) => {
            let at_it = invalid.violations().iter().filter(|violation| violation.parameter == name);
            at_it.map(|violation| violation.rule.clone()).collect()
        }
    }
}

#[test]
fn lengths_count_letters_of_any_script() {
    let mut rows = 0;
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new((*endpoint).clone());
        let texts = endpoint.request.rows.iter().filter(|row| {
            let checked_otherwise =
                matches!(row.format, Some(Format::Currency | Format::Flag | Format::Expiry | Format::CardNumber));
            row.is_set_by_caller() && row.value_type == ValueType::String && !checked_otherwise && !row.closed
        });
        for row in texts {
            let Some(limit) = row.limit else {
                assert!(broken(&endpoint, &row.name, &"ქ".repeat(100_000)).is_empty(), "{}", row.name);
                continue;
            };
            let count = usize::try_from(limit).expect("a length");
            for letter in ["x", "ქ", "Ж", "🦊"] {
                let longest = letter.repeat(count);
                assert_eq!(broken(&endpoint, &row.name, &longest), [], "{}: {} at {letter}", endpoint.name, row.name);
                let expected = Rule::TooLong { limit, length: count + 1, digits: false };
                let longer = longest + letter;
                assert_eq!(broken(&endpoint, &row.name, &longer), [expected], "{}: {}", endpoint.name, row.name);
            }
            rows += 1;
        }
    }
    assert!(rows > 20, "only {rows} rows have a length");
}

#[test]
fn digits_of_integers_are_counted() {
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new((*endpoint).clone());
        for row in endpoint.request.rows.iter().filter(|row| row.is_set_by_caller()) {
            let (ValueType::Integer, Some(limit), None) = (row.value_type, row.limit, row.details.largest) else {
                continue;
            };
            let count = usize::try_from(limit).expect("a length");
            assert_eq!(broken(&endpoint, &row.name, &"9".repeat(count.min(18))), [], "{}", row.name);
            let rules = broken(&endpoint, &row.name, &"9".repeat(count + 1));
            let expected = Rule::TooLong { limit, length: count + 1, digits: true };
            assert!(rules.contains(&expected), "{}: {rules:?}", row.name);
        }
    }
}

#[test]
fn mandatory_means_not_empty() {
    let mut rows = 0;
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new((*endpoint).clone());
        assert!(build(&endpoint, &least(&endpoint)).is_ok(), "{} is complete", endpoint.name);
        for position in endpoint.request.mandatory_from_caller() {
            let row = &endpoint.request.rows[position];
            assert_eq!(broken(&endpoint, &row.name, ""), [Rule::Empty], "{}: {}", endpoint.name, row.name);
            let mut values = least(&endpoint);
            values.retain(|(name, _)| *name != row.name);
            let invalid = build(&endpoint, &values).expect_err("one is missing");
            assert_eq!(invalid.violations().len(), 1, "{invalid}");
            assert_eq!(invalid.violations()[0].rule, Rule::Missing, "{invalid}");
            rows += 1;
        }
    }
    assert!(rows >= 12, "only {rows} rows are mandatory");
    // By types too, where the compiler knows only that something was set.
    let typed = CheckoutUrl::request().order_id("").order_desc("x").amount(1).currency("").build();
    let invalid = typed.expect_err("two are empty");
    let rules: Vec<&Rule> = invalid.violations().iter().map(|violation| &violation.rule).collect();
    assert_eq!(rules, [&Rule::Empty, &Rule::Empty], "{invalid}");
    assert!(ReverseOrder::request().order_id("1").amount(0).currency("GEL").build().is_ok(), "zero is a value");
}

#[test]
fn no_request_holds_the_separator() {
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new((*endpoint).clone());
        for row in endpoint.request.rows.iter().filter(|row| row.is_set_by_caller()) {
            assert!(broken(&endpoint, &row.name, "a|").contains(&Rule::Separator), "{}: {}", endpoint.name, row.name);
        }
    }
}

// Answers.

/// An answer that verifies, as its fields.
#[derive(Clone)]
struct Received {
    id: String,
    fields: BTreeMap<String, Value>,
    credentials: Credentials,
    reads_as_order: bool,
    order_id: String,
}

fn received() -> Vec<Received> {
    verified_answers().iter().map(Received::of).collect()
}

impl Received {
    fn of(vector: &Vector) -> Self {
        let credentials = match vector.key.as_str() {
            "testcredit" => Credentials::new(vector.merchant(), "other").with_payout_key("testcredit"),
            key => Credentials::new(vector.merchant(), key),
        };
        Self {
            id: vector.id.clone(),
            fields: serde_json::from_str(&vector.body()).expect("an object"),
            credentials,
            reads_as_order: vector.path.as_deref() != Some("/api/reverse/order_id"),
            order_id: vector.parameter("order_id"),
        }
    }

    fn table(&self) -> &'static Table {
        if self.reads_as_order { FinalOrder::TABLE } else { flitt_client::api::Reversal::TABLE }
    }

    /// Why these fields are refused; `None` where they are accepted.
    fn refusal(&self, fields: &BTreeMap<String, Value>) -> Option<Refusal> {
        self.refusal_of_text(&serde_json::to_string(fields).expect("JSON"))
    }

    fn refusal_of_text(&self, body: &str) -> Option<Refusal> {
        if self.reads_as_order {
            return callback::verify::<FinalOrder>(&self.credentials, body.as_bytes())
                .err()
                .map(|refused| refused.refusal().clone());
        }
        let request = ReverseOrder::request().order_id(&self.order_id).amount(16).currency("GEL").build();
        let request = request.expect("it is valid");
        let exchange = Exchange::of(&request, &self.credentials).expect("it is signed");
        match exchange.read(200, format!("{{\"response\":{body}}}").as_bytes()) {
            Ok(_) => None,
            Err(flitt_client::Error::Unknown(unknown)) => match unknown.reason() {
                flitt_client::UnknownReason::Refused(refusal) => Some(refusal.clone()),
                other => panic!("another reason: {other:?}"),
            },
            // Not signed, and not taken for an answer.
            Err(flitt_client::Error::Failure(_)) => Some(Refusal::Failure),
            Err(other) => panic!("another error: {other:?}"),
        }
    }

    fn text(&self, name: &str) -> String {
        as_text(&self.fields[name])
    }

    fn is_signed(&self, name: &str) -> bool {
        !matches!(name, "signature" | "response_signature_string") && !self.text(name).is_empty()
    }
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

#[test]
fn any_change_of_a_signed_value_is_refused() {
    let mut changes = 0;
    for answer in received() {
        assert_eq!(answer.refusal(&answer.fields), None, "{}", answer.id);
        for name in answer.fields.keys().filter(|name| answer.is_signed(name)) {
            let text = answer.text(name);
            let mut others = BTreeSet::from([
                format!("{text}0"),
                format!("0{text}"),
                format!(" {text}"),
                format!("{text} "),
                text.to_uppercase(),
                text.to_lowercase(),
                text.chars().rev().collect(),
                text.chars().skip(1).collect(),
                String::new(),
                "1".to_owned(),
                "approved".to_owned(),
            ]);
            others.remove(&text);
            for other in others {
                let mut fields = answer.fields.clone();
                fields.insert(name.clone(), Value::String(other.clone()));
                assert!(answer.refusal(&fields).is_some(), "{}: `{name}` may be {other:?}", answer.id);
                changes += 1;
            }
            for other in [Value::Null, Value::Bool(true), Value::Array(vec![]), Value::from(17), Value::from(1.5)] {
                let mut fields = answer.fields.clone();
                fields.insert(name.clone(), other.clone());
                assert!(answer.refusal(&fields).is_some(), "{}: `{name}` may be {other}", answer.id);
                changes += 1;
            }
            let mut fields = answer.fields.clone();
            fields.remove(name);
            assert!(answer.refusal(&fields).is_some(), "{}: `{name}` may be absent", answer.id);
            changes += 1;
        }
    }
    println!("{changes} changes of signed values, all refused");
    assert!(changes > 2_000, "only {changes} changes were tried");
}

/// A number and the same number as text are one value: the signed text knows no types.
#[test]
fn numbers_may_come_as_text() {
    for answer in received() {
        for (name, value) in answer.fields.iter().filter(|(_, value)| value.is_number()) {
            let mut fields = answer.fields.clone();
            fields.insert(name.clone(), Value::String(value.to_string()));
            assert_eq!(answer.refusal(&fields), None, "{}: `{name}`", answer.id);
        }
    }
}

#[test]
fn random_changes_of_values_are_refused() {
    let answers = received();
    proptest!(config(512), |(which in 0..answers.len(), at in any::<prop::sample::Index>(), other in text(0..30))| {
        let answer = &answers[which];
        let names: Vec<&String> = answer.fields.keys().filter(|name| answer.is_signed(name)).collect();
        let name = *at.get(&names);
        prop_assume!(answer.text(name) != other);
        let mut fields = answer.fields.clone();
        fields.insert(name.clone(), Value::String(other));
        prop_assert!(answer.refusal(&fields).is_some(), "{}: `{}`", answer.id, name);
    });
}

/// Every rename of every field to every name of its table and to unknown names.
#[test]
fn renames_are_refused_or_of_a_documented_class() {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for answer in received() {
        let table = answer.table();
        let known = table.rows.iter().map(|row| row.name.to_string());
        let names: Vec<&String> = answer.fields.keys().collect();
        for old in &names {
            // Next to it in the order, and at both ends.
            let unknown = [format!("{old}_"), format!("{old}0"), "zzz".to_owned(), "a".to_owned(), String::new()];
            let shorter = old[..old.len() - 1].to_owned();
            for new in known.clone().chain(unknown).chain([shorter]) {
                if new == **old {
                    continue;
                }
                let mut fields = answer.fields.clone();
                let value = fields.remove(*old).expect("it is there");
                if fields.contains_key(&new) {
                    // Both stand there: one name twice is refused.
                    let rest = serde_json::to_string(&fields).expect("JSON");
                    let twice = format!("{},{:?}:{value}}}", rest.trim_end_matches('}'), new);
                    assert!(answer.refusal_of_text(&twice).is_some(), "{}: `{old}` as `{new}`", answer.id);
                    *classes.entry("refused").or_default() += 1;
                    continue;
                }
                fields.insert(new.clone(), value);
                let refusal = answer.refusal(&fields);
                let class = class_of_rename(&answer, old, &new, refusal.as_ref());
                let class = class.unwrap_or_else(|why| panic!("{}: `{old}` as `{new}`: {why}", answer.id));
                *classes.entry(class).or_default() += 1;
            }
        }
    }
    println!("renames: {classes:#?}");
    let found: Vec<&str> = classes.keys().copied().collect();
    assert_eq!(found, ["empty field", "other name", "refused", "unknown name"]);
}

fn class_of_rename(answer: &Received, old: &str, new: &str, refusal: Option<&Refusal>) -> Result<&'static str, String> {
    if refusal.is_some() {
        return Ok("refused");
    }
    let row = answer.table().row(old);
    if row.is_some_and(|row| row.always) {
        return Err("a row that is always there went".to_owned());
    }
    if old == "signature" || new == "signature" {
        return Err("the signature went".to_owned());
    }
    if old == "response_signature_string" {
        return Err("it was not signed and is now".to_owned());
    }
    let text = answer.text(old);
    if text.is_empty() {
        return Ok("empty field");
    }
    match answer.table().row(new) {
        None => Ok("unknown name"),
        Some(row) if row.is_digits() && !text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err("a number is something else".to_owned())
        }
        Some(row) if row.format == Some(Format::Currency) && text.len() != 3 => Err("a currency is longer".to_owned()),
        Some(row) if row.format == Some(Format::Json) && serde_json::from_str::<Value>(&text).is_err() => {
            Err("JSON is something else".to_owned())
        }
        Some(_) => Ok("other name"),
    }
}

/// Text is moved across the separator between two values that follow each other in the order: the signed text stays the
/// same. Every split of every pair is tried, also into fields that had no value.
#[test]
fn moves_are_refused_or_of_a_documented_class() {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for answer in received() {
        let signed: Vec<(String, String)> = answer
            .fields
            .keys()
            .filter(|name| answer.is_signed(name))
            .map(|name| (name.clone(), answer.text(name)))
            .collect();
        for pair in signed.windows(2) {
            let ((left, left_text), (right, right_text)) = (&pair[0], &pair[1]);
            let joined = format!("{left_text}|{right_text}");
            let changes = [
                // All in one of them, and the other without a value.
                (joined.clone(), String::new()),
                (String::new(), joined.clone()),
                // The values change places with the separator: only where both are equal is it the same text.
                (format!("{left_text}|"), right_text.clone()),
                (left_text.clone(), format!("|{right_text}")),
            ];
            for (new_left, new_right) in changes {
                let mut fields = answer.fields.clone();
                fields.insert(left.clone(), Value::String(new_left.clone()));
                fields.insert(right.clone(), Value::String(new_right.clone()));
                let refusal = answer.refusal(&fields);
                let class = class_of_move(&answer, &[(left, &new_left), (right, &new_right)], refusal.as_ref());
                let class = class.unwrap_or_else(|why| panic!("{}: `{left}` and `{right}`: {why}", answer.id));
                *classes.entry(class).or_default() += 1;
            }
        }
        // Into a field that was empty, or into one that was not there, between its neighbours.
        for free in ["response_description", "additional_info", "zzz", "a", "comment", "merchant_data", "order_desc"] {
            if answer.fields.get(free).is_some_and(|value| !as_text(value).is_empty()) {
                continue;
            }
            let after = signed.iter().position(|(name, _)| name.as_str() > free).unwrap_or(signed.len());
            let ends = (0..5).map(|count| (after + count).min(signed.len()));
            let ranges = ends.flat_map(|end| (0..5).map(move |count| after.saturating_sub(count)..end));
            for range in ranges.collect::<HashSet<_>>() {
                let moved = &signed[range];
                if moved.is_empty() {
                    continue;
                }
                let mut fields = answer.fields.clone();
                for (name, _) in moved {
                    fields.remove(name);
                }
                let text = moved.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("|");
                fields.insert(free.to_owned(), Value::String(text.clone()));
                let refusal = answer.refusal(&fields);
                let lost = moved.iter().any(|(name, _)| answer.table().row(name).is_some_and(|row| row.always));
                assert!(!lost || refusal.is_some(), "{}: a row that is always there went into `{free}`", answer.id);
                let class = class_of_move(&answer, &[(free, &text)], refusal.as_ref());
                let class = class.unwrap_or_else(|why| panic!("{}: into `{free}`: {why}", answer.id));
                *classes.entry(class).or_default() += 1;
            }
        }
    }
    println!("moves: {classes:#?}");
    let found: Vec<&str> = classes.keys().copied().collect();
    let classes = [
        "other name",
        "refused",
        "several values in a free text",
        "several values in an unknown field",
        "unknown name",
    ];
    assert_eq!(found, classes);
}

fn class_of_move(
    answer: &Received,
    changed: &[(&str, &str)],
    refusal: Option<&Refusal>,
) -> Result<&'static str, String> {
    if refusal.is_some() {
        return Ok("refused");
    }
    let mut class = "unknown name";
    for (name, text) in changed {
        let row = answer.table().row(name);
        if row.is_some_and(|row| row.always) && text.is_empty() {
            return Err(format!("`{name}` is always there"));
        }
        class = match (row, text.contains('|')) {
            (Some(row), true) if !row.separator => return Err(format!("`{name}` holds the separator")),
            (Some(_), true) => "several values in a free text",
            (None, true) => "several values in an unknown field",
            (Some(_), false) => "other name",
            (None, false) => class,
        };
    }
    Ok(class)
}

/// The text that shows what was signed is not signed itself. Everything else is said by signed fields.
#[test]
fn the_unsigned_field_is_free() {
    for answer in received() {
        for text in ["", "**********|anything", "{}"] {
            let mut fields = answer.fields.clone();
            fields.insert("response_signature_string".to_owned(), Value::from(text));
            // The table of a reversal has no such row, and nothing reads it there.
            assert_eq!(answer.refusal(&fields), None, "{}", answer.id);
            fields.remove("response_signature_string");
            assert_eq!(answer.refusal(&fields), None, "{}", answer.id);
        }
    }
}

#[test]
fn every_change_of_one_byte_is_refused_or_changes_no_value() {
    let vector = verified_answers().into_iter().find(|vector| vector.id == "purchase-response").expect("it is there");
    assert_eq!(vector.kind, Kind::Callback);
    let answer = Received::of(&vector);
    let body = vector.body().into_bytes();
    assert!(body.len() > 1_300, "{} bytes", body.len());
    let signed: Vec<String> =
        answer.fields.keys().filter(|name| answer.is_signed(name)).map(|name| answer.text(name)).collect();
    let (mut refused, mut accepted) = (0, 0);
    let mut change = |bytes: &[u8]| {
        let result = callback::verify::<FinalOrder>(&answer.credentials, bytes);
        let Ok(order) = result else {
            refused += 1;
            return;
        };
        accepted += 1;
        // Whatever the names are now: the values are those that were signed, in their order.
        let fields: BTreeMap<&str, &str> = order.fields().iter().map(|field| (field.name(), field.text())).collect();
        let is_signed =
            |name: &&str, text: &&str| !text.is_empty() && !matches!(*name, "signature" | "response_signature_string");
        let values: Vec<&str> =
            fields.iter().filter(|(name, text)| is_signed(name, text)).map(|(_, text)| *text).collect();
        assert_eq!(values.join("|"), signed.join("|"), "{}", String::from_utf8_lossy(bytes));
        for (name, text) in [
            ("order_id", "test33694502191"),
            ("merchant_id", "1396424"),
            ("amount", "200"),
            ("currency", "UAH"),
            ("order_status", "approved"),
            ("response_status", "success"),
        ] {
            assert_eq!(order.get(name), Some(text), "{}", String::from_utf8_lossy(bytes));
        }
    };
    for at in 0..body.len() {
        let mut bytes = body.clone();
        for flip in [1, 2, 4, 0x20, 0x80] {
            bytes[at] = body[at] ^ flip;
            change(&bytes);
        }
        let mut without = body.clone();
        without.remove(at);
        change(&without);
        for inserted in [b'"', b'|', b'0', b'\\', b' '] {
            let mut with = body.clone();
            with.insert(at, inserted);
            change(&with);
        }
    }
    println!(
        "of {} changes of one byte {refused} are refused and {accepted} change no signed value",
        refused + accepted
    );
    assert!(refused > accepted, "{refused} refused, {accepted} accepted");
}

/// Requests are as sure: the signature that the gateway compares belongs to exactly these values.
#[test]
fn any_change_of_a_request_gives_another_signature() {
    for vector in vectors().iter().filter(|vector| vector.verified && vector.kind == Kind::Request) {
        let parameters = vector.parameters();
        for name in parameters.keys() {
            let mut changed = parameters.clone();
            changed.entry(name.clone()).and_modify(|text| text.push('0'));
            let all = changed.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            assert_ne!(sign(&vector.key, all), vector.signature, "{}: `{name}`", vector.id);
        }
    }
}
