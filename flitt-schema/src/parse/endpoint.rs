use super::object::{Object, suggestion, texts, wrong_type};
use super::table::{Rows, TableUse, shared_table};
use super::{EndpointSpans, META_FORMAT, Report, Spans};
use crate::json::{Data, Node, Span};
use crate::keys;
use crate::model::{Body, Digest, FailureRows, Key, Protocol, Retry, Shape, Signed, Text};
use crate::text::nearest;

/// An endpoint's file, before the tables that it refers to are found.
pub(crate) struct EndpointFile {
    pub(crate) name: Text,
    pub(crate) doc: Text,
    pub(crate) source: Text,
    pub(crate) host: Option<Text>,
    pub(crate) path: Text,
    pub(crate) protocol: Protocol,
    pub(crate) data_when: Vec<Text>,
    pub(crate) body: Body,
    pub(crate) key: Key,
    pub(crate) digest: Digest,
    pub(crate) retry: Retry,
    pub(crate) confirm_with: Option<Text>,
    pub(crate) request: TableUse,
    pub(crate) response: ResponseFile,
    pub(crate) spans: EndpointSpans,
}

/// An answer, before the tables that it refers to are found.
pub(crate) struct ResponseFile {
    pub(crate) forms: Vec<FormFile>,
    pub(crate) shape: Shape,
    pub(crate) signed: Signed,
    pub(crate) failure: Option<FailureRows>,
    pub(crate) spans: Spans,
}

/// One form of an answer, where it is declared.
pub(crate) struct FormFile {
    pub(crate) table: TableUse,
    pub(crate) when: Option<(Text, Span)>,
}

/// Reads the file of an endpoint.
pub(crate) fn endpoint(node: &Node<'_>, report: &mut Report) -> Option<EndpointFile> {
    if is_of_other_version(node, report) {
        return None;
    }
    let object = Object::open(node, &keys::ENDPOINT, report)?;
    object.whole_number("meta_format", report);
    let name = object.required_text("endpoint", "`endpoint` is the name of this file without `.json`", report);
    let path = object.required_text(
        "path",
        "`path` is the address on the gateway's host, such as \"/api/capture/order_id\"",
        report,
    );
    let (retry, retry_with) = retry(&object, report);
    let (protocol, key) = (object.word("protocol", report), object.word("key", report));
    let knows_signing =
        (protocol.is_some() || object.is_absent("protocol")) && (key.is_some() || object.is_absent("key"));
    let (data_when, data_when_spans) =
        texts(object.list("data_when", report), "a parameter's name is a string", report);
    let groups = object.list("groups", report);
    let request = match object.get("request") {
        Some(node) => request(node, groups, report),
        None => {
            object.missing("request", "`request` is the list of the request's parameters", report);
            TableUse::Own(Rows::unread())
        }
    };
    let response = match object.get("response") {
        Some(node) => response(node, report),
        None => {
            object.missing(
                "response",
                "`response` is `{ \"table\": \"...\", \"signed\": \"always\" }` or has `rows`",
                report,
            );
            ResponseFile::unread()
        }
    };
    Some(EndpointFile {
        name: name.unwrap_or_default(),
        doc: object.text("doc", report).unwrap_or_default(),
        source: object.text("source", report).unwrap_or_default(),
        host: object.text("host", report),
        path: path.unwrap_or_default(),
        protocol: protocol.unwrap_or(Protocol::Flat),
        data_when,
        body: object.word("body", report).unwrap_or(Body::Json),
        key: key.unwrap_or(Key::Payment),
        digest: object.word("digest", report).unwrap_or(Digest::Sha1),
        retry,
        confirm_with: object.text("confirm_with", report),
        request,
        response,
        spans: EndpointSpans { keys: object.spans(), knows_signing, data_when: data_when_spans, retry_with },
    })
}

/// Refuses files of another version of the meta-format, before anything else in them is called wrong.
pub(crate) fn is_of_other_version(node: &Node<'_>, report: &mut Report) -> bool {
    let Data::Object(members) = &node.data else { return false };
    let Some(member) = members.iter().find(|member| member.key == "meta_format") else { return false };
    let Data::Number(version) = member.value.data else { return false };
    if version == META_FORMAT {
        return false;
    }
    report.error(
        &member.value.span,
        format!("this file is of version {version} of the meta-format"),
        "",
        format!("this program reads version {META_FORMAT}: update the program, or rewrite the file"),
    );
    true
}

/// `"freely"`, `"never"` or `{ "with": "parameter" }`.
fn retry(object: &Object<'_>, report: &mut Report) -> (Retry, Span) {
    let nothing = (Retry::Never, Span::default());
    let Some(node) = object.get("retry") else { return nothing };
    match &node.data {
        Data::Object(_) => {
            let with = Object::open(node, &keys::RETRY, report).and_then(|object| {
                object
                    .required_text("with", "`with` names the parameter that makes a repeat safe", report)
                    .map(|text| (text, object.spans()))
            });
            with.map_or(nothing, |(name, spans)| (Retry::With(name), spans.of("with").clone()))
        }
        Data::Text(word) if word == "freely" => (Retry::Freely, node.span.clone()),
        Data::Text(word) if word == "never" => (Retry::Never, node.span.clone()),
        Data::Text(word) => {
            report.error(
                &node.span,
                format!("`retry` cannot be `{word}`"),
                &suggestion(nearest(word, ["freely", "never"])),
                "`retry` is `freely`, `never` or { \"with\": \"parameter\" }",
            );
            nothing
        }
        _ => wrong_type(node, "`retry` is a string or { \"with\": \"parameter\" }", report).unwrap_or(nothing),
    }
}

/// A list of rows, or `{ "table": "name" }`.
fn request(node: &Node<'_>, groups: &[Node<'_>], report: &mut Report) -> TableUse {
    match &node.data {
        Data::Object(_) => {
            if let Some(first) = groups.first() {
                let message = "the groups of a shared table stand in its own file";
                report.error(&first.span, message, "", "move them to the file of the table");
            }
            Object::open(node, &keys::REQUEST, report)
                .and_then(|object| shared_table(&object, report))
                .unwrap_or_else(|| TableUse::Own(Rows::unread()))
        }
        Data::List(_) => TableUse::Own(Rows::read(node, report).with_groups(groups, report)),
        _ => wrong_type(node, "`request` is a list of parameters or { \"table\": \"name\" }", report)
            .unwrap_or_else(|| TableUse::Own(Rows::unread())),
    }
}

impl ResponseFile {
    /// One that could not be read.
    fn unread() -> Self {
        Self { forms: Vec::new(), shape: Shape::Object, signed: Signed::Never, failure: None, spans: Spans::default() }
    }
}

fn response(node: &Node<'_>, report: &mut Report) -> ResponseFile {
    let Some(object) = Object::open(node, &keys::RESPONSE, report) else {
        return ResponseFile::unread();
    };
    if object.get("signed").is_none() {
        object.missing("signed", "`signed` is `always`, `final`, `never` or `unproven`", report);
    }
    let forms = match object.get("forms") {
        Some(node) => forms(node, &object, report),
        None => table_use(&object, report).map(|table| FormFile { table, when: None }).into_iter().collect(),
    };
    ResponseFile {
        forms,
        shape: object.word("shape", report).unwrap_or(Shape::Object),
        signed: object.word("signed", report).unwrap_or(Signed::Never),
        failure: object.get("failure").and_then(|node| failure(node, report)),
        spans: object.spans(),
    }
}

/// `{ "message": "error", "code": "err_code" }`.
fn failure(node: &Node<'_>, report: &mut Report) -> Option<FailureRows> {
    let object = Object::open(node, &keys::FAILURE, report)?;
    let message = object.required_text("message", "`message` names the parameter that says why", report);
    let code = object.text("code", report);
    Some(FailureRows { message: message?, code })
}

/// The forms that an answer can have: one at least, each with a table of its own.
fn forms(node: &Node<'_>, object: &Object<'_>, report: &mut Report) -> Vec<FormFile> {
    for beside in [object.get("rows"), object.get("table")].into_iter().flatten() {
        report.error(&beside.span, "each form of an answer has its own table", "", "move it into one of the `forms`");
    }
    let items = object.list("forms", report);
    if items.is_empty() && matches!(node.data, Data::List(_)) {
        report.error(&node.span, "`forms` is empty", "", "list at least one form of the answer");
    }
    let form = |item| {
        let form = Object::open(item, &keys::FORM, report)?;
        let when = form.text("when", report).map(|name| (name, form.spans().of("when").clone()));
        Some(FormFile { table: table_use(&form, report)?, when })
    };
    items.iter().filter_map(form).collect()
}

/// `rows`, or the name of a shared `table`.
fn table_use(object: &Object<'_>, report: &mut Report) -> Option<TableUse> {
    match (object.get("rows"), object.get("table")) {
        (Some(rows), None) => Some(TableUse::Own(Rows::read(rows, report))),
        (None, Some(_)) => shared_table(object, report),
        (Some(_), Some(table)) => {
            report.error(&table.span, "an answer has either `table` or `rows`", "", "keep one of them");
            None
        }
        // Rows under a misspelt key are told already.
        (None, None) if !object.is_absent("rows") => None,
        (None, None) => {
            object.missing("table", "name a shared `table`, or list the parameters in `rows`", report);
            None
        }
    }
}
