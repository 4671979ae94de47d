//! Lengths and mandatory parameters.

use std::sync::Arc;

use flitt_client::Api;
use flitt_client::api::{CheckoutUrl, Flitt, ReverseOrder};
use flitt_schema::{Endpoint, Format, Rule, ValueType};
use flitt_tests::{long_text, minimal_request};

use super::{build, is_flat};

/// The rules that a request breaks at one parameter.
fn broken(endpoint: &Arc<Endpoint>, name: &str, text: &str) -> Vec<Rule> {
    let mut values = minimal_request(endpoint);
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
        let endpoint = Arc::new(endpoint.get().clone());
        let texts = endpoint.request.rows.iter().filter(|row| {
            let checked_otherwise =
                matches!(row.format, Some(Format::Currency | Format::Flag | Format::Expiry | Format::CardNumber));
            let is_free = row.value_type == ValueType::String && !checked_otherwise && !row.closed;
            row.is_set_by_caller() && is_free && row.details.header.is_none()
        });
        for row in texts {
            let of_length = |length: usize, letter: &str| {
                row.format.and_then(|format| long_text(format, length, letter)).unwrap_or_else(|| letter.repeat(length))
            };
            let Some(limit) = row.limit else {
                assert!(broken(&endpoint, &row.name, &of_length(100_000, "ქ")).is_empty(), "{}", row.name);
                continue;
            };
            let count = usize::try_from(limit).expect("a length");
            // Base64 has a length that is a multiple of four.
            let more = if row.format == Some(Format::Base64Json) { 4 } else { 1 };
            for letter in ["x", "ქ", "Ж", "🦊"] {
                let longest = of_length(count, letter);
                assert_eq!(broken(&endpoint, &row.name, &longest), [], "{}: {} at {letter}", endpoint.name, row.name);
                let expected = Rule::TooLong { limit, length: count + more, digits: false };
                let longer = of_length(count + more, letter);
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
        let endpoint = Arc::new(endpoint.get().clone());
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
        let endpoint = Arc::new(endpoint.get().clone());
        assert!(build(&endpoint, &minimal_request(&endpoint)).is_ok(), "{} is complete", endpoint.name);
        for position in endpoint.request.mandatory_from_caller() {
            let row = &endpoint.request.rows[position];
            assert_eq!(broken(&endpoint, &row.name, ""), [Rule::Empty], "{}: {}", endpoint.name, row.name);
            let mut values = minimal_request(&endpoint);
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
    // Zero is a value, and too small.
    let zero =
        ReverseOrder::request().order_id("1").amount(0).currency("GEL").build().expect_err("nothing is reversed");
    let rules: Vec<&Rule> = zero.violations().iter().map(|violation| &violation.rule).collect();
    assert_eq!(rules, [&Rule::TooSmall { smallest: 1 }]);
}

#[test]
fn no_request_holds_the_separator() {
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new(endpoint.get().clone());
        for row in endpoint.request.rows.iter().filter(|row| row.is_set_by_caller() && is_flat(row)) {
            if row.details.header.is_some() {
                // It is not signed, and cannot hold what no header can.
                assert_eq!(broken(&endpoint, &row.name, "a|"), [], "{}: {}", endpoint.name, row.name);
                for text in ["a b", "a\r\nb", "\u{7f}", "ქ"] {
                    assert_eq!(broken(&endpoint, &row.name, text), [Rule::Header], "{}: {}", endpoint.name, row.name);
                }
                continue;
            }
            assert!(broken(&endpoint, &row.name, "a|").contains(&Rule::Separator), "{}: {}", endpoint.name, row.name);
        }
    }
}
