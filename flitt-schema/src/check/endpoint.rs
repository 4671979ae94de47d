use std::path::Path;

use super::address;
use super::forms;
use super::group::is_parameter;
use super::proposal;
use super::rows::Rows;
use crate::model::{
    Body, Digest, Endpoint, Key, Origin, Protocol, Retry, Shape, Signed, hidden_by_module, hidden_by_type,
};
use crate::parse::{EndpointSpans, Report, Spans, TableSpans};
use crate::rust_name::{RustName, is_snake_case, rust_type_name};
use crate::source::Span;

const SIGNATURE_HELP: &str = "add { \"name\": \"signature\", \"type\": \"string\", \"max_length\": 40, \
                              \"mandatory\": true, \"from\": \"signature\" }, or set \"key\": \"none\"";

/// What the rules over an endpoint need to know about its tables.
pub(crate) struct Tables<'t> {
    /// The ranges of the keys of the response.
    pub(crate) response: &'t Spans,
    /// What the names of the forms of the response are made of.
    pub(crate) forms: &'t [Span],
    /// The table of the request, if it is in this file.
    pub(crate) own_request: Option<&'t TableSpans>,
    /// Whether all parameters of the request could be read.
    pub(crate) request_is_complete: bool,
    /// Whether all parameters of all forms of the response could be read.
    pub(crate) response_is_complete: bool,
}

/// Checks an endpoint as a whole.
pub(crate) fn endpoint(endpoint: &Endpoint, spans: &EndpointSpans, tables: &Tables<'_>, report: &mut Report) {
    // A keyword can be the name of an endpoint whose type and module have another name.
    if endpoint.rust.is_none() || RustName::of(&endpoint.name) == RustName::Invalid {
        file_name(&endpoint.name, spans.keys.of("endpoint"), "endpoint", report);
    } else {
        same_file_name(&endpoint.name, spans.keys.of("endpoint"), "endpoint", report);
    }
    rust_name(endpoint, spans, report);
    hides_nothing(endpoint, spans, report);
    addresses(endpoint, spans, report);
    signature_parameter(endpoint, spans, tables, report);
    if spans.signing_is_readable {
        form_carries_parameters(endpoint, spans, report);
        data_has_a_key(endpoint, spans, report);
        digest_applies(endpoint, spans, report);
    }
    shape(endpoint, tables.response, report);
    forms::forms(&endpoint.response, tables, report);
    if !tables.request_is_complete {
        return;
    }
    let request = Rows::new(&endpoint.request);
    for (name, span) in endpoint.data_when.iter().zip(&spans.data_when) {
        is_set_by_caller(&request, name, span, "data_when", report);
    }
    if endpoint.creates.is_some() && endpoint.order.is_none() && !spans.keys.has("order") {
        let span = spans.keys.of("creates");
        let message = "missing key `order` of an endpoint with `creates`";
        report.error(span, message, "", "`order` is the parameter of the request that identifies the order");
    }
    if let Some(name) = &endpoint.order {
        is_set_by_caller(&request, name, spans.keys.of("order"), "order", report);
    }
    if let Retry::With(name) = &endpoint.retry {
        is_set_by_caller(&request, name, &spans.retry_with, "retry", report);
    }
}

/// What differs from request to request is a parameter that the caller sets.
fn is_set_by_caller(request: &Rows<'_>, name: &str, span: &Span, key: &str, report: &mut Report) {
    if !is_parameter(request, name, span, "request", report) {
        return;
    }
    let Some(row) = request.row(name).filter(|row| !row.is_set_by_caller()) else { return };
    let why = match row.origin {
        Origin::Caller => "every request has the same value".to_owned(),
        other => format!("its value comes from the {}", other.as_str()),
    };
    let help = match key {
        "data_when" => "if every request is sent in protocol 2.0, write \"protocol\": \"2.0\" in place of `data_when`",
        _ => "name a parameter that the caller sets",
    };
    report.error(span, format!("unexpected parameter `{name}` of `{key}`: {why}"), "", help);
}

/// The name in a file is the name of the file, and a valid module name.
pub(crate) fn file_name(name: &str, span: &Span, key: &str, report: &mut Report) {
    if name.is_empty() {
        return;
    }
    let is_type = RustName::of(&rust_type_name(name)) == RustName::Plain;
    if RustName::of(name) != RustName::Plain || !is_snake_case(name) || !is_type || name.starts_with("__") {
        let help = match key {
            "endpoint" => {
                "use lower-case letters, digits and `_`, a letter first; for a keyword, add `rust` with a name in upper camel case"
            }
            _ => "use lower-case letters, digits and `_`, a letter first; keywords are not allowed",
        };
        report.error(span, format!("invalid module name `{name}`"), "", help);
    } else {
        same_file_name(name, span, key, report);
    }
}

/// The name in a file is the name of the file.
fn same_file_name(name: &str, span: &Span, key: &str, report: &mut Report) {
    let path = report.source().path().to_owned();
    let stem = Path::new(&path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if !name.is_empty() && stem != name {
        report.error(
            span,
            format!("the {key} `{name}` is in the file `{stem}.json`"),
            "",
            format!("rename one of them: `{key}` is the name of the file, without `.json`"),
        );
    }
}

/// The name of the type is valid and in upper camel case.
fn rust_name(endpoint: &Endpoint, spans: &EndpointSpans, report: &mut Report) {
    let Some(name) = &endpoint.rust else { return };
    let is_camel_case = name.starts_with(|first: char| first.is_ascii_uppercase()) && rust_type_name(name) == **name;
    if RustName::of(name) != RustName::Plain || !is_camel_case {
        let proposal = rust_type_name(name);
        let help = if RustName::of(&proposal) == RustName::Plain {
            format!("use a name in upper camel case, such as `{proposal}`")
        } else {
            "use a name in upper camel case, such as `GetOrderStatus`".to_owned()
        };
        report.error(spans.keys.of("rust"), format!("invalid type name `{name}`"), "", help);
    }
}

/// The type and the module of an endpoint hide nothing that every program uses.
fn hides_nothing(endpoint: &Endpoint, spans: &EndpointSpans, report: &mut Report) {
    let (type_name, module) = (endpoint.type_name(), endpoint.module_name());
    let of_type =
        hidden_by_type(&type_name).map(|why| format!("reserved type name `{type_name}` of an endpoint: {why}"));
    let of_module =
        || hidden_by_module(&module).map(|why| format!("reserved module name `{module}` of an endpoint: {why}"));
    let Some(message) = of_type.or_else(of_module) else { return };
    let span = spans.keys.of(if endpoint.rust.is_some() { "rust" } else { "endpoint" }).clone();
    let proposed = Some(format!("{type_name}Endpoint"));
    let help = proposal::help("give the endpoint another Rust name, such as", proposed.as_ref(), "");
    let fix = proposal::fix(proposed, "endpoint", &spans.keys, report);
    report.error_with_fix(&span, message, "", help, fix);
}

/// The host and the path say to a reader what they say to a program.
fn addresses(endpoint: &Endpoint, spans: &EndpointSpans, report: &mut Report) {
    if !endpoint.path.is_empty()
        && let Err(reason) = address::path(&endpoint.path)
    {
        let help = "write it as \"/api/capture/order_id\"; use `host` for another host";
        report.error(spans.keys.of("path"), format!("invalid path: {reason}"), "", help);
    }
    if let Some(host) = &endpoint.host
        && let Err(reason) = address::host(host)
    {
        let help = "write it as \"https://portal.example.com\", without a `/` at the end";
        report.error(spans.keys.of("host"), format!("invalid host: {reason}"), "", help);
    }
    source(&endpoint.source, spans.keys.of("source"), report);
}

/// The source is the address of a page.
pub(crate) fn source(text: &str, span: &Span, report: &mut Report) {
    if !text.is_empty()
        && let Err(reason) = address::page(text)
    {
        let help = "write the address of the page: \"https://docs.example.com/page\"; other words belong to `doc`";
        report.error(span, format!("invalid `source`: {reason}"), "", help);
    }
}

/// A table that is signed value by value has a parameter for the signature.
fn signature_parameter(endpoint: &Endpoint, spans: &EndpointSpans, tables: &Tables<'_>, report: &mut Report) {
    if !spans.signing_is_readable {
        return;
    }
    let is_signed = tables.request_is_complete && endpoint.protocol != Protocol::Data && endpoint.key != Key::None;
    let has_row = |table: &crate::Table| table.rows.iter().any(|row| row.origin == Origin::Signature);
    if is_signed && !has_row(&endpoint.request) {
        let span = tables.own_request.map_or_else(|| spans.keys.of("request"), |table| &table.rows_begin);
        let message =
            format!("missing parameter for the signature: the {} key signs this request", endpoint.key.as_str());
        report.error(&first_character(span), message, "", SIGNATURE_HELP);
    }
    let response = &endpoint.response;
    let signed = tables.response_is_complete
        && (response.signed, response.shape, endpoint.protocol) == (Signed::Always, Shape::Object, Protocol::Flat);
    if signed && !response.variants.is_empty() && !response.variants.iter().any(|form| has_row(&form.table)) {
        report.error(
            &first_character(spans.keys.of("response")),
            "missing parameter for the signature: the response is always signed",
            "",
            "add a parameter with \"from\": \"signature\", or set \"signed\": \"never\"",
        );
    }
}

/// A form has the parameters one by one, and protocol 2.0 has all of them in one.
fn form_carries_parameters(endpoint: &Endpoint, spans: &EndpointSpans, report: &mut Report) {
    if (endpoint.body, endpoint.protocol) == (Body::Form, Protocol::Data) {
        let message = "a request of protocol 2.0 cannot be a form";
        let help = "remove `body`: protocol 2.0 is sent as JSON; or correct `protocol`";
        report.error(spans.keys.of("body"), message, "", help);
    }
}

/// A request of protocol 2.0 is signed.
fn data_has_a_key(endpoint: &Endpoint, spans: &EndpointSpans, report: &mut Report) {
    let used_by = if endpoint.protocol == Protocol::Data { "protocol" } else { "data_when" };
    if endpoint.key == Key::None && can_be_data(endpoint) {
        let message = format!("a request of protocol 2.0, which `{used_by}` selects, is always signed");
        let help = format!("name the key that signs it, or remove `{used_by}`");
        report.error(spans.keys.of("key"), message, "", help);
    }
}

/// Whether a request can be sent in protocol 2.0.
fn can_be_data(endpoint: &Endpoint) -> bool {
    endpoint.protocol == Protocol::Data || !endpoint.data_when.is_empty()
}

/// SHA-512 signs only requests whose parameters are signed one by one.
fn digest_applies(endpoint: &Endpoint, spans: &EndpointSpans, report: &mut Report) {
    if endpoint.digest == Digest::Sha1 {
        return;
    }
    let digest = endpoint.digest.as_str();
    let (why, help) = if endpoint.key == Key::None {
        ("nothing is signed with \"key\": \"none\"", "remove `digest`, or name the key that signs")
    } else if can_be_data(endpoint) {
        ("protocol 2.0 is always signed by SHA-1", "remove `digest`, or what selects protocol 2.0")
    } else if endpoint.response.signed != Signed::Never {
        ("responses are verified by SHA-1 only", "remove `digest`, or set \"signed\": \"never\" in the response")
    } else {
        return;
    };
    report.error(spans.keys.of("digest"), format!("unexpected digest `{digest}`: {why}"), "", help);
}

/// A response of several objects has one form and is not signed.
fn shape(endpoint: &Endpoint, spans: &Spans, report: &mut Report) {
    let response = &endpoint.response;
    if response.shape == Shape::Object {
        return;
    }
    let shape = response.shape.as_str();
    if response.signed != Signed::Never {
        report.error(
            spans.of("signed"),
            format!("a response of the shape `{shape}` cannot be signed"),
            "",
            "how the gateway signs several objects is not known: set \"signed\": \"never\"",
        );
    }
    if endpoint.protocol == Protocol::Data {
        let message = format!("a response of the shape `{shape}` cannot use protocol 2.0");
        report.error(spans.of("shape"), message, "", "protocol 2.0 carries one object: remove `shape`");
    }
    if response.variants.len() > 1 {
        let message = format!("a response of the shape `{shape}` has several forms");
        report.error(
            spans.of("forms"),
            message,
            "",
            "describe its objects by one table with the parameters of all forms",
        );
    }
}

/// Something missing is reported at the first character.
fn first_character(span: &Span) -> Span {
    span.start..span.start + 1
}
