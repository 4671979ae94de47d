use super::confirmation::{ParsedConfirmation, confirmation};
use super::meta_format::is_supported_version;
use super::object::{Object, texts, wrong_type};
use super::table::{Parameters, TableRef, shared_table};
use super::{EndpointSpans, Report, Spans};
use crate::json::{Data, Node};
use crate::keys;
use crate::model::{Body, CowStr, Creates, Digest, ErrorFields, Key, Protocol, Retry, Shape, Signed};
use crate::source::Span;

/// An endpoint before the tables that it refers to are resolved.
pub(crate) struct ParsedEndpoint {
    pub(crate) name: CowStr,
    pub(crate) rust: Option<CowStr>,
    pub(crate) doc: CowStr,
    pub(crate) source: CowStr,
    pub(crate) host: Option<CowStr>,
    pub(crate) path: CowStr,
    pub(crate) protocol: Protocol,
    pub(crate) data_when: Vec<CowStr>,
    pub(crate) body: Body,
    pub(crate) key: Key,
    pub(crate) digest: Digest,
    pub(crate) retry: Retry,
    pub(crate) order: Option<CowStr>,
    pub(crate) creates: Option<Creates>,
    pub(crate) confirm_with: Option<ParsedConfirmation>,
    pub(crate) request: TableRef,
    pub(crate) response: ParsedResponse,
    pub(crate) spans: EndpointSpans,
}

/// A response before the tables that it refers to are resolved.
pub(crate) struct ParsedResponse {
    pub(crate) variants: Vec<ParsedVariant>,
    pub(crate) shape: Shape,
    pub(crate) signed: Signed,
    pub(crate) failure: Option<ErrorFields>,
    pub(crate) spans: Spans,
}

/// One form of a response.
pub(crate) struct ParsedVariant {
    pub(crate) table: TableRef,
    pub(crate) when: Option<(CowStr, Span)>,
    /// What its name is made of: `when`, or `table`; the first character of a form that has neither.
    pub(crate) span: Span,
}

/// Reads the file of an endpoint.
pub(crate) fn endpoint(node: &Node<'_>, report: &mut Report) -> Option<ParsedEndpoint> {
    if !is_supported_version(node, report) {
        return None;
    }
    let object = Object::open(node, &keys::ENDPOINT, report)?;
    object.integer("meta_format", report);
    let name = object.required_text("endpoint", "`endpoint` is the name of this file, without `.json`", report);
    let path =
        object.required_text("path", "`path` is the path on the host, such as \"/api/capture/order_id\"", report);
    let (retry, retry_with) = retry(&object, report);
    let (confirm_with, confirmation) = confirmation(&object, report);
    let (protocol, key) = (object.one_of("protocol", report), object.one_of("key", report));
    let signing_is_readable =
        (protocol.is_some() || object.is_absent("protocol")) && (key.is_some() || object.is_absent("key"));
    let (data_when, data_when_spans) =
        texts(object.list("data_when", report), "the name of a parameter must be a string", report);
    let groups = object.list("groups", report);
    let request = match object.get("request") {
        Some(node) => request(node, groups, report),
        None => {
            object.missing("request", "`request` is the list of the request's parameters", report);
            TableRef::Inline(Box::new(Parameters::unreadable()))
        }
    };
    let response = match object.get("response") {
        Some(node) => response(node, report),
        None => {
            object.missing(
                "response",
                "`response` describes the response: { \"table\": \"..\", \"signed\": \"always\" }",
                report,
            );
            ParsedResponse::unreadable()
        }
    };
    Some(ParsedEndpoint {
        name: name.unwrap_or_default(),
        rust: object.text("rust", report),
        doc: object.text("doc", report).unwrap_or_default(),
        source: object.text("source", report).unwrap_or_default(),
        host: object.text("host", report),
        path: path.unwrap_or_default(),
        protocol: protocol.unwrap_or(Protocol::Flat),
        data_when,
        body: object.one_of("body", report).unwrap_or(Body::Json),
        key: key.unwrap_or(Key::Payment),
        digest: object.one_of("digest", report).unwrap_or(Digest::Sha1),
        retry,
        order: object.text("order", report),
        creates: object.one_of("creates", report),
        confirm_with,
        request,
        response,
        spans: EndpointSpans {
            keys: object.spans(),
            signing_is_readable,
            data_when: data_when_spans,
            retry_with,
            confirmation,
        },
    })
}

/// `"freely"`, `"never"` or `{ "with": "parameter" }`.
fn retry(object: &Object<'_>, report: &mut Report) -> (Retry, Span) {
    let nothing = (Retry::Never, Span::default());
    let Some(node) = object.get("retry") else { return nothing };
    match &node.data {
        Data::Object(_) => {
            let with = Object::open(node, &keys::RETRY, report).and_then(|object| {
                object
                    .required_text("with", "`with` is the name of the idempotency parameter", report)
                    .map(|text| (text, object.spans()))
            });
            with.map_or(nothing, |(name, spans)| (Retry::With(name), spans.of("with").clone()))
        }
        Data::Text(word) if word == "freely" => (Retry::Freely, node.span.clone()),
        Data::Text(word) if word == "never" => (Retry::Never, node.span.clone()),
        Data::Text(word) => {
            report.error(
                &node.span,
                format!("invalid `retry`: `{word}`"),
                &report.suggestion(word, ["freely", "never"]),
                "`retry` must be `freely`, `never` or { \"with\": \"parameter\" }",
            );
            nothing
        }
        _ => wrong_type(node, "`retry` must be a string or { \"with\": \"parameter\" }", report).unwrap_or(nothing),
    }
}

/// Reads a list of parameters, or `{ "table": "name" }`.
fn request(node: &Node<'_>, groups: &[Node<'_>], report: &mut Report) -> TableRef {
    match &node.data {
        Data::Object(_) => {
            if let Some(first) = groups.first() {
                let message = "unexpected `groups`: this table is shared";
                report.error(&first.span, message, "", "move the groups to the file of the table");
            }
            Object::open(node, &keys::REQUEST, report)
                .and_then(|object| shared_table(&object, report))
                .unwrap_or_else(|| TableRef::Inline(Box::new(Parameters::unreadable())))
        }
        Data::List(_) => TableRef::Inline(Box::new(Parameters::read(node, report).with_groups(groups, report))),
        _ => wrong_type(node, "`request` must be a list of parameters or { \"table\": \"name\" }", report)
            .unwrap_or_else(|| TableRef::Inline(Box::new(Parameters::unreadable()))),
    }
}

impl ParsedResponse {
    /// A response that could not be read.
    fn unreadable() -> Self {
        Self {
            variants: Vec::new(),
            shape: Shape::Object,
            signed: Signed::Never,
            failure: None,
            spans: Spans::default(),
        }
    }
}

fn response(node: &Node<'_>, report: &mut Report) -> ParsedResponse {
    let Some(object) = Object::open(node, &keys::RESPONSE, report) else {
        return ParsedResponse::unreadable();
    };
    if object.get("signed").is_none() {
        object.missing("signed", "`signed` must be `always`, `final`, `never` or `unproven`", report);
    }
    let variants = match object.get("forms") {
        Some(node) => forms(node, &object, report),
        None => {
            let span = object.spans().begin;
            table_use(&object, report).map(|table| ParsedVariant { table, when: None, span }).into_iter().collect()
        }
    };
    ParsedResponse {
        variants,
        shape: object.one_of("shape", report).unwrap_or(Shape::Object),
        signed: object.one_of("signed", report).unwrap_or(Signed::Never),
        failure: object.get("failure").and_then(|node| failure(node, report)),
        spans: object.spans(),
    }
}

/// `{ "message": "error", "code": "err_code" }`.
fn failure(node: &Node<'_>, report: &mut Report) -> Option<ErrorFields> {
    let object = Object::open(node, &keys::FAILURE, report)?;
    let message = object.required_text("message", "`message` is the parameter with the error message", report);
    let code = object.text("code", report);
    let request_id = object.text("request_id", report);
    Some(ErrorFields { message: message?, code, request_id })
}

/// Reads the forms of a response: at least one, each with its own table.
fn forms(node: &Node<'_>, object: &Object<'_>, report: &mut Report) -> Vec<ParsedVariant> {
    for other in [object.get("rows"), object.get("table"), object.get("decline")].into_iter().flatten() {
        report.error(
            &other.span,
            "a response with `forms` has keys of a table outside of them",
            "",
            "move it into one of the `forms`",
        );
    }
    let items = object.list("forms", report);
    if items.is_empty() && matches!(node.data, Data::List(_)) {
        report.error(&node.span, "`forms` is empty", "", "list at least one form of the response");
    }
    let form = |item| {
        let form = Object::open(item, &keys::VARIANT, report)?;
        let when = form.text("when", report).map(|name| (name, form.spans().of("when").clone()));
        let spans = form.spans();
        let key = if spans.has("table") { "table" } else { "when" };
        Some(ParsedVariant { table: table_use(&form, report)?, when, span: spans.of(key).clone() })
    };
    items.iter().filter_map(form).collect()
}

/// Reads `rows`, or the name of a shared `table`.
fn table_use(object: &Object<'_>, report: &mut Report) -> Option<TableRef> {
    match (object.get("rows"), object.get("table")) {
        (Some(rows), None) => {
            let parameters = Parameters::read(rows, report).with_decline(object.get("decline"), report);
            Some(TableRef::Inline(Box::new(parameters)))
        }
        (None, Some(_)) => {
            if let Some(decline) = object.get("decline") {
                let message = "unexpected `decline`: this table is shared";
                report.error(&decline.span, message, "", "move `decline` to the file of the table");
            }
            shared_table(object, report)
        }
        (Some(_), Some(table)) => {
            report.error(&table.span, "a response has both `table` and `rows`", "", "keep one of them");
            None
        }
        // A misspelt `rows` is reported already.
        (None, None) if !object.is_absent("rows") => None,
        (None, None) => {
            object.missing("table", "name a shared `table`, or list the parameters in `rows`", report);
            None
        }
    }
}
