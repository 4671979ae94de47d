use std::collections::HashSet;

use crate::limits::{Budget, MAX_FILE_DIAGNOSTICS};
use crate::model::{Condition, Confirmation, Endpoint, Origin, Parameter, Retry, Table, ValueType};
use crate::parse::{Loaded, suggestion};
use crate::source::{Diagnostic, Span};
use crate::text::{all_of, closest_within};

/// The endpoints that `confirm_with` can name.
pub(crate) struct StatusEndpoints<'l> {
    /// Those that could be read.
    pub(crate) loaded: &'l [&'l Loaded<Endpoint>],
    /// The names of all of them, readable or not.
    pub(crate) names: &'l [String],
    /// The diagnostics of their files and tables. The parameters of a file with diagnostics are not checked.
    pub(crate) diagnostics: &'l [Diagnostic],
    /// The names that may still be compared for suggestions.
    pub(crate) comparisons: &'l Budget,
}

/// Checks how an endpoint finds out the outcome of its requests.
pub(crate) fn confirmation(endpoint: &Loaded<Endpoint>, known: &StatusEndpoints<'_>) -> Vec<Diagnostic> {
    let Some(confirmation) = &endpoint.model.confirm_with else { return Vec::new() };
    let mut found = Found { endpoint, comparisons: known.comparisons, diagnostics: Vec::new() };
    own_keys(confirmation, &mut found);
    own_codes(&mut found);
    payer(confirmation, &mut found);
    let status = known.loaded.iter().find(|status| status.model.name == confirmation.endpoint);
    match status {
        Some(status) if known.is_readable(status) => status_endpoint(confirmation, &status.model, &mut found),
        None if !known.names.iter().any(|name| *name == confirmation.endpoint) => {
            let names = known.names.iter().map(String::as_str);
            let similar = closest_within(&confirmation.endpoint, names, known.comparisons);
            let message = format!("unknown endpoint `{}`", confirmation.endpoint);
            let help = "`endpoint` is the name of a file of this folder, without `.json`";
            found.at("endpoint", message, &suggestion(similar), help.to_owned());
        }
        _ => {}
    }
    found.diagnostics
}

impl StatusEndpoints<'_> {
    fn is_readable(&self, status: &Loaded<Endpoint>) -> bool {
        let concerns = |path: &str| path == status.source.path() || path.contains("tables/");
        !self.diagnostics.iter().any(|diagnostic| concerns(diagnostic.path()))
    }
}

/// Collects the diagnostics of one `confirm_with`.
struct Found<'l> {
    endpoint: &'l Loaded<Endpoint>,
    comparisons: &'l Budget,
    diagnostics: Vec<Diagnostic>,
}

impl Found<'_> {
    /// Reports an error at a key of `confirm_with`.
    fn at(&mut self, key: &str, message: String, label: &str, help: String) {
        self.error(&self.endpoint.confirmation.keys.of(key).clone(), message, label, help);
    }

    /// Whether the caller or `fixed` gives the request a parameter; if not, it is reported.
    fn is_of_request(&mut self, name: &str, span: &Span) -> bool {
        let request = &self.endpoint.model.request;
        let row = request.row(name);
        match row {
            None => {
                let names = request.rows.iter().map(|row| row.name.as_ref());
                let label = suggestion(closest_within(name, names, self.comparisons));
                let message = format!("unknown parameter `{name}` of the request");
                self.error(span, message, &label, "correct the name, or remove it".to_owned());
            }
            Some(row) if row.origin != Origin::Caller => {
                let message = format!(
                    "unexpected parameter `{name}` of the request: its value comes from the {}",
                    row.origin.as_str()
                );
                let help = "name a parameter that the caller sets or that is fixed, or remove it".to_owned();
                self.error(span, message, "", help);
            }
            Some(_) => return true,
        }
        false
    }

    /// Whether a condition can hold for the value that a parameter of the request always has, if it has one.
    fn is_possible(&mut self, when: &Condition, span: &Span) {
        let row = self.endpoint.model.request.row(&when.parameter);
        let fixed = row.and_then(|row| row.details.fixed.as_deref()).filter(|fixed| !when.holds(Some(fixed)));
        if fixed.is_some() {
            let message = format!("impossible condition: `{}` always has another value", when.parameter);
            self.error(span, message, "", "correct the condition, or `fixed` of the parameter".to_owned());
        }
    }

    /// Whether the status response has a parameter whose value can be shown; if not, it is reported.
    fn is_comparable(&mut self, path: &str, span: &Span, status: &Endpoint) {
        match find(status, path) {
            None => unknown_at(span, path, status, self),
            Some(row) if row.contains_sensitive() => {
                let message = format!("`{path}` is sensitive and cannot be compared");
                self.error(span, message, "", "an error would show its value: remove it".to_owned());
            }
            Some(_) => {}
        }
    }

    fn error(&mut self, span: &Span, message: String, label: &str, help: String) {
        if self.diagnostics.len() >= MAX_FILE_DIAGNOSTICS {
            return;
        }
        let diagnostic = Diagnostic::new(&self.endpoint.source, span.clone(), message).with_help(help);
        self.diagnostics.push(if label.is_empty() { diagnostic } else { diagnostic.with_label(label) });
    }
}

/// The endpoint names its order, and has a total only if its requests may not be repeated freely.
fn own_keys(confirmation: &Confirmation, found: &mut Found<'_>) {
    let keys = &found.endpoint.keys;
    if found.endpoint.model.order.is_none() && !keys.has("order") {
        let message = "missing key `order` of an endpoint with `confirm_with`".to_owned();
        let help = "`order` is the parameter of the request that identifies the order".to_owned();
        found.error(&keys.of("confirm_with").clone(), message, "", help);
    }
    if confirmation.total.is_some() && found.endpoint.model.retry == Retry::Freely {
        let message = "unexpected `total` of an endpoint with \"retry\": \"freely\"".to_owned();
        found.at(
            "total",
            message,
            "",
            "remove `total`, or correct `retry`: a request with a total is not idempotent".to_owned(),
        );
    }
}

/// An order that waits for its payer has no outcome yet.
fn payer(confirmation: &Confirmation, found: &mut Found<'_>) {
    let other = [("outcome", &confirmation.outcome), ("total", &confirmation.total)];
    if let Some((key, _)) = other.iter().find(|(_, value)| confirmation.needs_payer && value.is_some()) {
        let message = format!("`needs_payer` and `{key}` contradict each other");
        let help = "an order that waits for its payer has no outcome yet: remove one of them".to_owned();
        found.at("needs_payer", message, "", help);
    }
}

/// An error code says one thing.
fn own_codes(found: &mut Found<'_>) {
    let spans = &found.endpoint.confirmation;
    let source = found.endpoint.source.text();
    let code = |span: &Span| source.get(span.clone()).unwrap_or_default().trim_matches('"');
    let written: Vec<(&Span, &str)> =
        [&spans.before, &spans.exists].into_iter().flatten().map(|span| (span, code(span))).collect();
    let mut seen = HashSet::new();
    let errors: Vec<(Span, String)> = written
        .iter()
        .filter_map(|(span, code)| {
            let message = if code.is_empty() {
                "empty error code".to_owned()
            } else if !seen.insert(code) {
                format!("duplicate error code `{code}`")
            } else {
                return None;
            };
            Some(((*span).clone(), message))
        })
        .collect();
    for (span, message) in errors {
        found.error(&span, message, "", "name each code once, under `before` or under `exists`".to_owned());
    }
}

/// The status endpoint is asked by its order alone, and its response has the named parameters.
fn status_endpoint(confirmation: &Confirmation, status: &Endpoint, found: &mut Found<'_>) {
    let name = &status.name;
    let Some(order) = &status.order else {
        let message = format!("the endpoint `{name}` has no `order`");
        found.at(
            "endpoint",
            message,
            "",
            format!("add \"order\" to {name}.json: the parameter that identifies the order"),
        );
        return;
    };
    if status.confirm_with.is_some() {
        let message = format!("the endpoint `{name}` has `confirm_with` itself");
        let help = "an endpoint with `confirm_with` moves money: name one that only reads".to_owned();
        found.at("endpoint", message, "", help);
    }
    let others = status.request.mandatory_from_caller().map(|position| status.request.rows[position].name.as_ref());
    let others: Vec<&str> = others.filter(|other| other != order).collect();
    if !others.is_empty() {
        let message = format!("the endpoint `{name}` needs more than its order: {}", all_of(others));
        found.at("endpoint", message, "", "name an endpoint whose only mandatory parameter is its `order`".to_owned());
    }
    if let Some(path) = &confirmation.outcome {
        match find(status, path) {
            None => unknown("outcome", path, status, found),
            Some(row) if !row.details.values.iter().any(|value| value.outcome.is_some()) => {
                let message = format!("no listed value of `{path}` has an outcome");
                found.at(
                    "outcome",
                    message,
                    "",
                    format!("add \"outcome\" to the values of `{path}`, or name another parameter"),
                );
            }
            Some(_) => {}
        }
    }
    if let Some(path) = &confirmation.total {
        match find(status, path) {
            None => unknown("total", path, status, found),
            Some(row) if row.value_type != ValueType::Integer => {
                let message = format!("`{path}` cannot be a total: it has type `{}`", row.value_type.as_str());
                found.at("total", message, "", "name an integer".to_owned());
            }
            Some(row) if row.details.informational => {
                let message = format!("`{path}` cannot be a total: it is informational");
                let help = "name an integer that decides, or remove `informational` from it".to_owned();
                found.at("total", message, "", help);
            }
            Some(_) => {}
        }
    }
    compared(confirmation, status, found);
    contradictions(confirmation, status, found);
}

/// What is compared is in the request and in the status response.
fn compared(confirmation: &Confirmation, status: &Endpoint, found: &mut Found<'_>) {
    let spans = found.endpoint.confirmation.compare.clone();
    let compared = confirmation.compare.iter().flat_map(|compared| compared.iter());
    for (compared, (span, status_span)) in compared.zip(spans) {
        if found.is_of_request(&compared.parameter, &span) {
            found.is_comparable(&compared.status, &status_span, status);
        }
    }
}

/// A contradiction is a parameter of the status response, for requests that have a parameter of the request.
fn contradictions(confirmation: &Confirmation, status: &Endpoint, found: &mut Found<'_>) {
    let spans = found.endpoint.confirmation.contradicted_by.clone();
    for (contradiction, spans) in confirmation.contradicted_by.iter().zip(spans) {
        let span = spans.keys.of("parameter").clone();
        found.is_comparable(&contradiction.parameter, &span, status);
        for (when, spans) in contradiction.when.iter().zip(&spans.when) {
            if found.is_of_request(&when.parameter, spans.of("parameter")) {
                found.is_possible(when, spans.of("is"));
            }
        }
    }
}

fn unknown(key: &str, path: &str, status: &Endpoint, found: &mut Found<'_>) {
    unknown_at(&found.endpoint.confirmation.keys.of(key).clone(), path, status, found);
}

fn unknown_at(span: &Span, path: &str, status: &Endpoint, found: &mut Found<'_>) {
    let tables = status.response.variants.iter().map(|variant| &variant.table);
    let names = tables.flat_map(|table| table.rows.iter().map(|row| row.name.as_ref()));
    let label = suggestion(closest_within(path, names, found.comparisons));
    let message = format!("unknown parameter `{path}` of the response of `{}`", status.name);
    let help = "correct the name; a nested parameter is written as `outer.inner`".to_owned();
    found.error(span, message, &label, help);
}

/// The parameter of a response at a path.
fn find<'e>(status: &'e Endpoint, path: &str) -> Option<&'e Parameter> {
    fn in_table<'t>(table: &'t Table, path: &str) -> Option<&'t Parameter> {
        match path.split_once('.') {
            None => table.row(path),
            Some((outer, inner)) => in_table(table.row(outer)?.details.table.as_deref()?, inner),
        }
    }
    status.response.variants.iter().find_map(|variant| in_table(&variant.table, path))
}
