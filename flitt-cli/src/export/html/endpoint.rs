//! The page of one endpoint.

use flitt_client::Client;
use flitt_client::schema::{Digest, Endpoint, Key, Library, Retry, Shape, Signed};
use maud::{Markup, html};

use super::examples;
use super::frame::prose;
use super::table::{Side, answer_anchor, table};
use crate::export::example;

pub(super) fn content(endpoint: &Endpoint, library: &Library) -> Markup {
    let host = endpoint.host.as_deref().unwrap_or(Client::GATEWAY);
    html! {
        h1 { (endpoint.name) }
        p.lead { (prose(&endpoint.doc)) }
        p.address { code { "POST " (host) (endpoint.path) } }
        (facts(endpoint))
        h2 #request { "Request" }
        (table(&endpoint.request, Side::Request, "request"))
        @if let Some(example) = example::of(endpoint, library) {
            h2 #example { "Example" }
            h3 { "curl" }
            pre { code { (examples::curl(endpoint, host, &example)) } }
            h3 { "Rust" }
            pre { code { (examples::rust(endpoint, &example)) } }
        }
        @for (number, form) in endpoint.response.forms.iter().enumerate() {
            h2 id=(answer_anchor(number)) { (title(endpoint, form.when.as_deref())) }
            @if !form.table.doc.is_empty() { p { (prose(&form.table.doc)) } }
            (table(&form.table, Side::Answer, &answer_anchor(number)))
        }
    }
}

fn title(endpoint: &Endpoint, when: Option<&str>) -> Markup {
    let shape = match endpoint.response.shape {
        Shape::Object => "Answer",
        Shape::List => "Answer: a list of",
        Shape::Map => "Answer: by any name,",
    };
    html! {
        (shape)
        @match when {
            Some(name) => { " with " code { (name) } }
            None if endpoint.response.forms.len() > 1 => " otherwise",
            None => {}
        }
    }
}

fn facts(endpoint: &Endpoint) -> Markup {
    let data_when: Vec<String> = endpoint.data_when.iter().map(|name| format!("`{name}`")).collect();
    html! {
        dl.endpoint {
            dt { "Signed with" }
            dd { (signed_with(endpoint)) }
            dt { "Protocol" }
            dd {
                (endpoint.protocol.word())
                @if !data_when.is_empty() { (prose(&format!("; 2.0 when {} is set", data_when.join(" or ")))) }
            }
            dt { "Answer" }
            dd { (answer(endpoint.response.signed)) }
            dt { "Repeat" }
            dd { (retry(endpoint)) }
            @if !endpoint.source.is_empty() {
                dt { "Source" }
                dd { a href=(endpoint.source) rel="noreferrer" { (endpoint.source) } }
            }
        }
    }
}

fn signed_with(endpoint: &Endpoint) -> String {
    let digest = match endpoint.digest {
        Digest::Sha1 => "SHA-1",
        Digest::Sha512 => "SHA-512",
    };
    match endpoint.key {
        Key::None => "nothing".to_owned(),
        key => format!("the {} key, by {digest}", key.word()),
    }
}

fn answer(signed: Signed) -> &'static str {
    match signed {
        Signed::Always => "signed, unless it tells of a failure",
        Signed::Final => "signed in its last form only",
        Signed::Never => "never signed: confirm what matters",
        Signed::Unproven => "documented as signed, but no known answer verifies: confirm what matters",
    }
}

fn retry(endpoint: &Endpoint) -> Markup {
    html! {
        @match &endpoint.retry {
            Retry::Freely => "at any time: it changes nothing",
            Retry::With(name) => { "safe with the same " code { (name) } }
            Retry::Never => "never while the outcome is unknown",
        }
        @if let Some(name) = endpoint.confirm_with.as_deref().filter(|_| endpoint.retry == Retry::Never) {
            ": ask " a href=(format!("{name}.html")) { code { (name) } } " what became of it"
        }
    }
}
