//! What holds for any values.

mod fields;
mod limits;
mod moved_values;
mod requests;
mod responses;
mod retries;

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::ValidationError;
use flitt_client::{Client, Credentials};
use flitt_schema::{Endpoint, Format, Key, Parameter, ValueType};
use flitt_tests::long_text;
use flitt_tests::mutation_tests::LETTERS;
use proptest::prelude::*;
use proptest::sample::SizeRange;
use proptest::test_runner::Config;

fn text(size: impl Into<SizeRange>) -> impl Strategy<Value = String> {
    let one = prop_oneof![4 => proptest::sample::select(&LETTERS[..]), 1 => any::<char>()];
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
        (_, Some(format @ (Format::CallbackUrl | Format::ReturnUrl | Format::Json | Format::Base64Json))) => {
            let text =
                move |(length, letter): (usize, &str)| long_text(format, length * 4, letter).expect("it can be long");
            (16_usize..=40, proptest::sample::select(vec!["x", "ქ", "Ж", "🦊"])).prop_map(text).boxed()
        }
        _ => text(1..=usize::try_from(row.limit.unwrap_or(60).min(60)).unwrap_or(1)).boxed(),
    }
}

/// Whether the row is a text or a number; nested values go another way.
fn is_flat(row: &Parameter) -> bool {
    !row.is_nested()
}

/// Values for some of the flat rows that a caller sets, all mandatory ones among them, in any order.
fn values(endpoint: &Endpoint) -> BoxedStrategy<Vec<(String, String)>> {
    let rows = endpoint.request.rows.iter().filter(|row| row.is_set_by_caller() && is_flat(row));
    let each: Vec<BoxedStrategy<Option<(String, String)>>> = rows
        .map(|row| {
            let name = row.name.to_string();
            let value = value_of(row).prop_map(move |text| Some((name.clone(), text)));
            if row.mandatory { value.boxed() } else { prop_oneof![value, Just(None)].boxed() }
        })
        .collect();
    each.prop_map(|values| values.into_iter().flatten().collect::<Vec<_>>()).prop_shuffle().boxed()
}

fn build(endpoint: &Arc<Endpoint>, values: &[(String, String)]) -> Result<DynamicRequest, ValidationError> {
    values
        .iter()
        .fold(DynamicRequest::builder(Arc::clone(endpoint)), |builder, (name, text)| builder.set(name, text.as_str()))
        .build()
}

/// What is sent for a request that is built by names.
fn body_of(request: &DynamicRequest) -> Vec<u8> {
    let transport = Arc::new(flitt_client::transport::MockTransport::default());
    let client = Client::builder(credentials()).transport(Arc::clone(&transport)).build().expect("a client");
    ready(client.send_dynamic(request)).expect_err("no response is prepared");
    transport.sent().pop().expect("one request went out").1
}

/// What a future gives that does not wait.
fn ready<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("it waits"),
    }
}

/// The key that signs a request, of [`credentials`].
fn key_of(endpoint: &Endpoint) -> &'static str {
    match endpoint.key {
        Key::Payment => "test",
        Key::Payout => "testcredit",
        Key::Company => "company",
        Key::None => "",
    }
}
