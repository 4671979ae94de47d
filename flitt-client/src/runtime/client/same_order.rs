//! Whether the order in a status response is the one that was requested: what the status repeats is compared, as the schema
//! file says (`compare` and `contradicted_by` of `confirm_with`).

use flitt_schema::{Compared, Condition, Confirmation, Contradiction, CowStr, Unit};

use super::status::Status;
use crate::runtime::error::Difference;
use crate::runtime::exchange::Exchange;
use crate::runtime::response::Outcome;

/// How the order differs from the one that was requested. Equal values do not prove that it is the same.
pub(super) fn difference<E>(
    exchange: &Exchange<'_, E>,
    confirmation: &Confirmation,
    status: Status<'_>,
) -> Option<Difference> {
    let derived = || of_both(exchange, status);
    let compared = confirmation.compare.as_ref().map_or_else(derived, |compared| compared.to_vec());
    let other_value = compared.iter().find_map(|compared| other_value(exchange, compared, status));
    other_value.or_else(|| confirmation.contradicted_by.iter().find_map(|rule| contradiction(exchange, rule, status)))
}

/// The parameters of the caller that the request and the status have under the same name.
fn of_both<E>(exchange: &Exchange<'_, E>, status: Status<'_>) -> Vec<Compared> {
    let rows = exchange.endpoint().request.rows.iter();
    let rows = rows.filter(|row| row.is_set_by_caller() && status.table.row(&row.name).is_some());
    let same = |name: &CowStr| Compared { parameter: name.clone(), status: name.clone(), decimals: 0 };
    rows.map(|row| same(&row.name)).collect()
}

fn other_value<E>(exchange: &Exchange<'_, E>, compared: &Compared, status: Status<'_>) -> Option<Difference> {
    let requested = exchange.value(&compared.parameter).filter(|value| !value.is_empty())?;
    let is_amount = exchange.endpoint().request.row(&compared.parameter)?.unit == Some(Unit::Minor);
    // A card check for nothing leaves the amount to the gateway.
    if is_amount && minor_units(requested, 0) == Some(0) {
        return None;
    }
    let (row, shown) = status.find(&compared.status).filter(|(_, value)| !value.is_empty())?;
    if row.contains_sensitive() || is_same(requested, &shown, compared.decimals) {
        return None;
    }
    let redactor = exchange.redactor();
    let (shown, requested) = (redactor.redact_beginning(&shown), redactor.redact_beginning(requested));
    Some(Difference::new((&compared.status, &shown), Some((&compared.parameter, &requested))))
}

/// Whether a value of the request and one of the status are the same: as numbers where both are, else as texts.
fn is_same(requested: &str, shown: &str, decimals: u8) -> bool {
    match (minor_units(requested, 0), minor_units(shown, decimals)) {
        (Some(requested), Some(shown)) => requested == shown,
        _ => requested == shown,
    }
}

/// The integer of a decimal number with at most this many digits behind the point, in units of its last digit.
fn minor_units(text: &str, decimals: u8) -> Option<u128> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let decimals = usize::from(decimals);
    let significant = fraction.trim_end_matches('0');
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || significant.len() > decimals {
        return None;
    }
    format!("{whole}{significant:0<decimals$}").parse().ok()
}

/// A value that a request such as this one never leads to.
fn contradiction<E>(exchange: &Exchange<'_, E>, rule: &Contradiction, status: Status<'_>) -> Option<Difference> {
    if !rule.when.iter().all(|condition| holds(exchange, condition)) {
        return None;
    }
    let (row, shown) = status.find(&rule.parameter)?;
    // What an order does not have yet can still come.
    let counts = !shown.is_empty() || status.order.outcome() == Outcome::Approved;
    if !counts || row.contains_sensitive() || !rule.is.contains(&shown) {
        return None;
    }
    let requested = rule.when.first();
    let requested =
        requested.map(|when| (when.parameter.as_ref(), exchange.value(&when.parameter).unwrap_or_default()));
    Some(Difference::new((&rule.parameter, &shown), requested))
}

/// Whether a condition on the request holds. A parameter that is not set has the empty value.
fn holds<E>(exchange: &Exchange<'_, E>, condition: &Condition) -> bool {
    let value = exchange.value(&condition.parameter).unwrap_or_default();
    if condition.is.is_empty() { !value.is_empty() } else { condition.is.iter().any(|is| is == value) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use flitt_schema::{InMemory, Library};

    use super::{difference, is_same};
    use crate::runtime::client::status::Status;
    use crate::runtime::credentials::Credentials;
    use crate::runtime::exchange::Exchange;
    use crate::runtime::fields::Fields;
    use crate::runtime::request::DynamicRequest;
    use crate::runtime::response::{RawResponse, Verification};

    /// The difference for a payment whose `confirm_with` has these further keys, and whose status has these members.
    fn of(keys: &str, status: &str) -> Option<String> {
        let row =
            |name: &str, more: &str| format!(r#"{{ "name": "{name}", "type": "string", "max_length": 19{more} }}"#);
        let pay = format!(
            r#"{{ "endpoint": "pay", "path": "/pay", "key": "none", "order": "id",
                "confirm_with": {{ "endpoint": "state", "outcome": "state"{keys} }},
                "request": [{}, {}, {}, {}, {}, {}], "response": {{ "rows": [], "signed": "never" }} }}"#,
            row("id", ""),
            row("sum", ""),
            row("note", ""),
            row("card", r#", "sensitive": true"#),
            row("shop", r#", "from": "credentials""#).replace("string", "integer"),
            row("kind", r#", "fixed": "sale""#),
        );
        let state = format!(
            r#"{{ "endpoint": "state", "path": "/state", "key": "none", "order": "id", "request": [{}],
                "response": {{ "rows": [{}, {}, {}, {}, {}, {}, {}], "signed": "never" }} }}"#,
            row("id", ""),
            row("id", ""),
            row(
                "state",
                r#", "values": [{ "value": "done", "outcome": "approved" }, { "value": "new", "outcome": "pending" }]"#
            ),
            row("sum", ""),
            row("card", ""),
            row("shop", ""),
            row("kind", ""),
            r#"{ "name": "more", "type": "object", "max_length": null,
                 "rows": [{ "name": "held", "type": "string", "max_length": 19 }] }"#,
        );
        let library = Library::read_folder(&InMemory::from_iter([("pay.json", pay), ("state.json", state)]));
        assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
        let endpoint = |name: &str| library.endpoint(name).unwrap().model.clone();
        let request = DynamicRequest::builder(Arc::new(endpoint("pay")));
        let request = request.set("id", "1").set("sum", "500").set("card", "secret").build().unwrap();
        let credentials = Credentials::new(7, "key");
        let exchange = Exchange::dynamic(&request, &credentials).unwrap();
        let status_endpoint = endpoint("state");
        let table = &status_endpoint.response.variants[0].table;
        let fields = Fields::from_json(&format!("{{{status}}}")).unwrap();
        let order = RawResponse::new(fields, table, Verification::Unsigned);
        let confirmation = exchange.endpoint().confirm_with.as_ref().unwrap();
        difference(&exchange, confirmation, Status { table, order: &order }).map(|difference| difference.to_string())
    }

    #[test]
    fn what_both_have_under_one_name_is_compared() {
        let other = "the order has `sum` 5, and the request has `sum` 500";
        assert_eq!(of("", r#""sum":"5""#).as_deref(), Some(other));
        assert_eq!(of("", r#""id":"2""#).as_deref(), Some("the order has `id` 2, and the request has `id` 1"));
        // Equal, missing, sensitive, not set, or not the caller's.
        for same in [
            r#""sum":500"#,
            r#""sum":null"#,
            r#""sum":"""#,
            "",
            r#""card":"x""#,
            r#""note":"x""#,
            r#""shop":"8""#,
            r#""kind":"x""#,
        ] {
            assert_eq!(of("", same), None, "{same}");
        }
        // What is always sent is compared where the schema file says so.
        let fixed = r#", "compare": ["kind"]"#;
        assert_eq!(of(fixed, r#""kind":"sale""#), None);
        let other = "the order has `kind` hold, and the request has `kind` sale";
        assert_eq!(of(fixed, r#""kind":"hold""#).as_deref(), Some(other));
        // Unless the schema file says otherwise.
        assert_eq!(of(r#", "compare": []"#, r#""sum":"5""#), None);
        let nested = r#", "compare": [{ "parameter": "sum", "status": "more.held", "decimals": 2 }]"#;
        assert_eq!(of(nested, r#""sum":"5","more":{"held":"5.00"}"#), None);
        assert_eq!(
            of(nested, r#""more":{"held":"5"},"sum":"500""#).as_deref(),
            None,
            "5 in major units is 500 in minor ones"
        );
        let other = "the order has `more.held` 0.05, and the request has `sum` 500";
        assert_eq!(of(nested, r#""more":{"held":"0.05"}"#).as_deref(), Some(other));
        assert_eq!(of(nested, r#""more":"{\"held\":\"0.05\"}""#).as_deref(), Some(other), "JSON as text is read, too");
    }

    #[test]
    fn a_contradiction_counts_where_its_conditions_hold() {
        let rule = |is: &str, when: &str| {
            format!(r#", "compare": [], "contradicted_by": [{{ "parameter": "more.held", "is": [{is}]{when} }}]"#)
        };
        let held = r#""state":"done","more":{"held":"yes"}"#;
        let shown = "the order has `more.held` yes, ";
        for (when, expected) in [
            ("", Some("which this request cannot cause")),
            (r#", "when": [{ "parameter": "sum", "is": ["500"] }]"#, Some("and the request has `sum` 500")),
            (r#", "when": [{ "parameter": "sum" }]"#, Some("and the request has `sum` 500")),
            (r#", "when": [{ "parameter": "note", "is": [""] }]"#, Some("and the request has no `note`")),
            (r#", "when": [{ "parameter": "note" }]"#, None),
            // What is always sent counts as set.
            (r#", "when": [{ "parameter": "kind", "is": ["sale"] }]"#, Some("and the request has `kind` sale")),
            (r#", "when": [{ "parameter": "kind" }]"#, Some("and the request has `kind` sale")),
            (r#", "when": [{ "parameter": "sum", "is": ["5"] }]"#, None),
            (r#", "when": [{ "parameter": "sum" }, { "parameter": "note", "is": ["x"] }]"#, None),
            // Of several conditions, the first is named.
            (
                r#", "when": [{ "parameter": "sum" }, { "parameter": "note", "is": [""] }]"#,
                Some("and the request has `sum` 500"),
            ),
        ] {
            let expected = expected.map(|text| format!("{shown}{text}"));
            assert_eq!(of(&rule(r#""yes""#, when), held), expected, "{when}");
        }
        assert_eq!(of(&rule(r#""no""#, ""), held), None);
        // Nothing, in a nested value that is there, of an order that is approved.
        let nothing = Some("the order has no `more.held`, which this request cannot cause".to_owned());
        for (status, expected) in [
            (r#""state":"done","more":{}"#, &nothing),
            (r#""state":"done","more":{"held":null}"#, &nothing),
            (r#""state":"done","more":{"held":""}"#, &nothing),
            (r#""state":"new","more":{}"#, &None),
            (r#""state":"done""#, &None),
            (r#""state":"done","more":null"#, &None),
            (r#""state":"done","more":{"held":"yes"}"#, &None),
        ] {
            assert_eq!(of(&rule(r#""""#, ""), status), *expected, "{status}");
        }
    }

    #[test]
    fn values_are_compared_as_numbers_where_both_are() {
        for (requested, shown, decimals) in [
            ("30", "30", 0),
            ("030", "30", 0),
            ("GEL", "GEL", 0),
            ("30", "0.3", 2),
            ("30", "0.30", 2),
            ("30", "00.300", 2),
            ("100", "1", 2),
            ("100", "1.0", 2),
            ("123456789012", "1234567890.12", 2),
            ("7", "7.000", 0),
            ("7", "0.007", 3),
            ("a.b", "a.b", 2),
        ] {
            assert!(is_same(requested, shown, decimals), "{requested} {shown} {decimals}");
        }
        for (requested, shown, decimals) in [
            ("30", "31", 0),
            ("GEL", "gel", 0),
            ("30", "30", 2),
            ("30", "0.305", 2),
            ("301", "0.301", 2),
            ("30", "3", 1 + 1),
            ("30", "", 2),
            ("30", ".3", 2),
            ("30", "0.", 2),
            ("30", "+30", 0),
            ("30", "3e1", 0),
            ("30", "-30", 0),
            ("340282366920938463463374607431768211456", "0", 0),
        ] {
            assert!(!is_same(requested, shown, decimals), "{requested} {shown} {decimals}");
        }
    }
}
