//! The examples of an endpoint in words.

use flitt_schema::{Example, ExampleOf};

/// How many there are: "3 of the request, 2 of them signed; 1 of the response". Empty if there are none.
pub(crate) fn summary(examples: &[Example]) -> String {
    let of = |of: ExampleOf, what: &str| {
        let all = examples.iter().filter(|example| example.of == of);
        let signed = all.clone().filter(|example| example.signed.is_some()).count();
        match (all.count(), signed) {
            (0, _) => None,
            (count, 0) => Some(format!("{count} of the {what}")),
            (count, signed) if count == signed => Some(format!("{count} of the {what}, signed")),
            (count, signed) => Some(format!("{count} of the {what}, {signed} of them signed")),
        }
    };
    let parts = [of(ExampleOf::Request, "request"), of(ExampleOf::Response, "response")];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
