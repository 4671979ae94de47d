//! Values that decide nothing are given as received, and reject no signed callback; those that decide stay strict.

use flitt_client::api::{FinalOrder, Flitt};
use flitt_client::error::VerificationError;
use flitt_client::signature::sign;
use flitt_client::{Api, Credentials, Outcome, callback};
use flitt_schema::{Format, InMemory, Library, Parameter, Unit, ValueType};
use serde_json::{Map, Value};

const FRACTION: &str = include_str!("../../../fixtures/callbacks/fee_with_a_fraction.json");
const NEGATIVE: &str = include_str!("../../../fixtures/callbacks/negative_settlement_amount.json");

fn verify(body: &str) -> Result<FinalOrder, VerificationError> {
    let verified = callback::verify::<FinalOrder>(&Credentials::test(), body.as_bytes());
    verified.map_err(|rejected| rejected.error().clone())
}

/// The callback with another value, signed anew.
fn with(name: &str, value: Value) -> String {
    let mut fields: Map<String, Value> = serde_json::from_str(FRACTION).expect("an object");
    fields.remove("signature");
    fields.insert(name.to_owned(), value);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let texts: Vec<(String, String)> = fields.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    let signature = sign("test", texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    fields.insert("signature".to_owned(), signature.into());
    Value::Object(fields).to_string()
}

#[test]
fn callbacks_with_unusual_sums_are_accepted() {
    let order = verify(FRACTION).expect("a fraction rejects nothing");
    assert_eq!((order.fee(), order.amount(), order.outcome()), (Some("27.5"), 2500, Outcome::Approved));
    let order = verify(NEGATIVE).expect("a sign rejects nothing");
    assert_eq!((order.settlement_amount(), order.actual_amount()), (Some("-28"), Some(2500)));
}

#[test]
fn informational_values_have_their_exact_texts() {
    let texts = ["27.5", "-28", "0", "00", "+1", "1,5", "1e3", "-0.00", "2.50 GEL", "n/a", "99999999999999999999999"];
    for text in texts {
        assert_eq!(verify(&with("fee", text.into())).expect(text).fee(), Some(text));
        let order = verify(&with("settlement_amount", text.into())).expect(text);
        assert_eq!(order.settlement_amount(), Some(text));
        let order = verify(&with("settlement_currency", text.into())).expect(text);
        assert_eq!(order.settlement_currency().expect("a value"), text);
    }
    // Numbers of JSON too, as they are written.
    for number in [serde_json::json!(27.5), serde_json::json!(-28), serde_json::json!(100)] {
        assert_eq!(verify(&with("fee", number.clone())).expect("a number").fee(), Some(number.to_string().as_str()));
    }
    assert_eq!(verify(&with("fee", "".into())).expect("nothing").fee(), None);
    // The separator means that text was moved, in whatever value.
    assert_eq!(verify(&with("fee", "2|5".into())).unwrap_err(), VerificationError::Separator("fee".to_owned()));
}

#[test]
fn values_that_decide_are_strict() {
    for name in ["amount", "actual_amount", "reversal_amount", "payment_id"] {
        for text in ["27.5", "-28", "+1", "1,5", "1e3", " 1", "1 ", "n/a", "99999999999999999999999"] {
            let error = verify(&with(name, text.into())).expect_err(text);
            assert_eq!(error, VerificationError::NotDigits(name.to_owned()), "{text:?}");
        }
    }
    for name in ["currency", "actual_currency"] {
        for text in ["GE", "GELA", "981", "-"] {
            let error = verify(&with(name, text.into())).expect_err(text);
            assert_eq!(error, VerificationError::NotACurrency(name.to_owned()), "{text:?}");
        }
    }
}

/// Which sums and currencies of the responses decide: a change of this list is a decision.
#[test]
fn these_sums_decide() {
    let files: InMemory = Flitt::FILES.iter().copied().collect();
    let library = Library::read_folder(&files);
    let of_endpoints = library.endpoints.iter().flat_map(|endpoint| {
        endpoint.model.response.variants.iter().map(|variant| (endpoint.model.name.to_string(), variant.table.clone()))
    });
    let mut strict: Vec<String> = Vec::new();
    let mut informational: Vec<String> = Vec::new();
    for (endpoint, table) in of_endpoints {
        let is_sum = |row: &&Parameter| row.unit == Some(Unit::Minor) || row.format == Some(Format::Currency);
        for row in table.rows.iter().filter(is_sum) {
            let owner = if table.name.is_empty() { &endpoint } else { table.name.as_ref() };
            let list = if row.details.informational { &mut informational } else { &mut strict };
            list.push(format!("{owner}.{}", row.name));
        }
        // Everything else that is a sum is a decimal: an exact text.
        let is_amount =
            |row: &&Parameter| row.name.contains("amount") || row.name == "fee" || row.name.ends_with("_fee");
        for row in table.rows.iter().filter(is_amount) {
            assert!(
                row.unit == Some(Unit::Minor) || row.value_type == ValueType::Decimal,
                "{}.{}",
                table.name,
                row.name
            );
        }
    }
    for list in [&mut strict, &mut informational] {
        list.sort();
        list.dedup();
    }
    assert_eq!(
        strict,
        [
            "final_order.actual_amount",
            "final_order.actual_currency",
            "final_order.amount",
            "final_order.currency",
            "final_order.reversal_amount",
            "reversal.currency",
            "reversal.reversal_amount",
            "transaction.actual_currency",
            "transaction.currency",
        ]
    );
    assert_eq!(
        informational,
        [
            "final_order.fee",
            "final_order.settlement_amount",
            "final_order.settlement_currency",
            "transaction.settlement_currency",
        ]
    );
}
