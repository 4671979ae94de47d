use std::path::Path;

use super::groups::is_row;
use crate::json::Span;
use crate::model::{Endpoint, Key, Origin, Protocol, Retry, Shape, Signed};
use crate::parse::{EndpointSpans, Report, Spans, TableSpans};
use crate::text::RustName;

const SIGNATURE_HELP: &str = "add { \"name\": \"signature\", \"type\": \"string\", \"max_length\": 40, \
                              \"mandatory\": true, \"from\": \"signature\" }, or say \"key\": \"none\"";

/// What the rules over an endpoint need to know of the places of its tables.
pub(crate) struct Tables<'t> {
    /// Where the keys of the answer stand.
    pub(crate) response: &'t Spans,
    /// The request's table, where it stands in this file.
    pub(crate) own_request: Option<&'t TableSpans>,
    /// Whether all rows of the request could be read.
    pub(crate) request_is_complete: bool,
    /// Whether all rows of all forms of the answer could be read.
    pub(crate) answer_is_complete: bool,
}

/// Every rule over an endpoint as a whole.
pub(crate) fn endpoint(endpoint: &Endpoint, spans: &EndpointSpans, tables: &Tables<'_>, report: &mut Report) {
    file_name(&endpoint.name, spans.keys.of("endpoint"), "endpoint", report);
    addresses(endpoint, spans, report);
    signature_row(endpoint, spans, tables, report);
    shape(endpoint, tables.response, report);
    if !tables.request_is_complete {
        return;
    }
    for (name, place) in endpoint.data_when.iter().zip(&spans.data_when) {
        is_row(&endpoint.request, name, place, "request", report);
    }
    if let Retry::With(name) = &endpoint.retry {
        is_row(&endpoint.request, name, &spans.retry_with, "request", report);
    }
}

/// The name in a file is the file's own name, and a name in Rust.
pub(crate) fn file_name(name: &str, place: &Span, key: &str, report: &mut Report) {
    if name.is_empty() {
        return;
    }
    let path = report.source().path().to_owned();
    let stem = Path::new(&path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if RustName::of(name) != RustName::Plain || !crate::text::is_snake_case(name) {
        report.error(
            place,
            format!("`{name}` is no name for a module in Rust"),
            "",
            "use lower-case letters, digits and `_`, and no keyword",
        );
    } else if stem != name {
        report.error(
            place,
            format!("the {key} is called `{name}`, and the file `{stem}`"),
            "",
            format!("rename one of them: `{key}` is the name of the file without `.json`"),
        );
    }
}

/// Paths are absolute on their host, and a host is an address.
fn addresses(endpoint: &Endpoint, spans: &EndpointSpans, report: &mut Report) {
    if !endpoint.path.is_empty() && !endpoint.path.starts_with('/') {
        report.error(
            spans.keys.of("path"),
            "the path does not begin with `/`",
            "",
            "write it as \"/api/capture/order_id\"; another host stands in `host`",
        );
    }
    let is_address = |text: &str| text.starts_with("https://") && text.len() > "https://".len();
    if endpoint.host.as_deref().is_some_and(|host| !is_address(host) || host.ends_with('/')) {
        report.error(
            spans.keys.of("host"),
            "the host is no https address",
            "",
            "write it as \"https://portal.example.com\", without a `/` at the end",
        );
    }
}

/// Where flat parameters are signed, the table has a row that the signature is written to.
fn signature_row(endpoint: &Endpoint, spans: &EndpointSpans, tables: &Tables<'_>, report: &mut Report) {
    if !spans.knows_signing {
        return;
    }
    let signs = tables.request_is_complete && endpoint.protocol != Protocol::Data && endpoint.key != Key::None;
    let has_row = |table: &crate::Table| table.rows.iter().any(|row| row.origin == Origin::Signature);
    if signs && !has_row(&endpoint.request) {
        let place = tables.own_request.map_or_else(|| spans.keys.of("request"), |table| &table.rows_begin);
        let message = format!("the {} key signs this request, and no row takes the signature", endpoint.key.word());
        report.error(&first_character(place), message, "", SIGNATURE_HELP);
    }
    let response = &endpoint.response;
    let signed = tables.answer_is_complete
        && (response.signed, response.shape, endpoint.protocol) == (Signed::Always, Shape::Object, Protocol::Flat);
    if signed && !response.forms.is_empty() && !response.forms.iter().any(|form| has_row(&form.table)) {
        report.error(
            &first_character(spans.keys.of("response")),
            "the answer is always signed, and no row of it takes the signature",
            "",
            "add a row with \"from\": \"signature\", or say \"signed\": \"never\"",
        );
    }
}

/// Many objects have one form, and no text of theirs is signed in a known way.
fn shape(endpoint: &Endpoint, spans: &Spans, report: &mut Report) {
    let response = &endpoint.response;
    if response.shape == Shape::Object {
        return;
    }
    let word = response.shape.word();
    if response.signed != Signed::Never {
        report.error(
            spans.of("signed"),
            format!("an answer of the shape `{word}` cannot be signed"),
            "",
            "how the gateway would sign many objects is not known: say \"signed\": \"never\"",
        );
    }
    if endpoint.protocol == Protocol::Data {
        let message = format!("an answer of the shape `{word}` cannot travel in protocol 2.0");
        report.error(spans.of("shape"), message, "", "protocol 2.0 carries one object: remove `shape`");
    }
    if response.forms.len() > 1 {
        let message = format!("an answer of the shape `{word}` has one form");
        report.error(spans.of("forms"), message, "", "give its objects one table that has the rows of all forms");
    }
}

/// What is missing from an object is told at its beginning.
fn first_character(span: &Span) -> Span {
    span.start..span.start + 1
}
