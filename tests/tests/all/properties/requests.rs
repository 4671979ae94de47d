//! Requests: signed as sent, whatever the values and the order of the setters.

use std::sync::Arc;

use flitt_client::api::{CheckoutUrl, Flitt, GetOrderStatus};
use flitt_client::request::Exchange;
use flitt_client::signature::sign;
use flitt_client::{Api, Endpoint as _};
use flitt_schema::{Body, ValueType};
use flitt_tests::{Kind, parse_request, vectors};
use proptest::prelude::*;

use super::{body_of, build, config, credentials, key_of, text, values};

#[test]
fn what_is_sent_is_what_is_signed() {
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new(endpoint.get().clone());
        proptest!(config(64), |(values in values(&endpoint))| {
            // What holds between parameters is no matter of this property.
            if let Ok(request) = build(&endpoint, &values) {
                let body = body_of(&request);
                let parsed = parse_request(&endpoint, &body, key_of(&endpoint));
                prop_assert_eq!(parsed.signature, parsed.expected);
                // The types on the wire are those of the table; a form knows texts only.
                for (name, value) in parsed.parameters.iter().filter(|_| endpoint.body == Body::Json) {
                    let row = endpoint.request.row(name).expect("a row");
                    prop_assert_eq!(row.value_type == ValueType::Integer, value.is_number(), "`{}` is {}", name, value);
                }
            }
        });
    }
}

#[test]
fn the_order_of_setters_does_not_matter() {
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new(endpoint.get().clone());
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
        let body = Exchange::new(&one, &credentials).expect("it is signed").body().to_vec();
        let again = Exchange::new(&other, &credentials).expect("it is signed").body().to_vec();
        prop_assert_eq!(&body, &again);
        let parsed = parse_request(CheckoutUrl::SCHEMA, &body, "test");
        prop_assert_eq!(parsed.signature, parsed.expected);
        prop_assert_eq!(one, other);
    });
}

/// The last value that is set counts, as with any builder.
#[test]
fn the_last_value_of_a_parameter_is_kept() {
    let request = |first: &str| {
        let request = GetOrderStatus::request().order_id(first).order_id("second").build().expect("it is valid");
        let credentials = credentials();
        Exchange::new(&request, &credentials).expect("it is signed").body().to_vec()
    };
    assert_eq!(request("first"), request("another"));
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
