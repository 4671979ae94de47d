//! The page of one endpoint.

use flitt_client::Client;
use flitt_client::schema::{Endpoint, Library};
use maud::{Markup, html};

use super::examples;
use super::frame::prose;
use super::table::{answer_anchor, table};
use crate::export::example;
use crate::words::{self, Side};

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
            h2 id=(answer_anchor(number)) { (prose(&words::title(endpoint, form))) }
            @if !form.table.doc.is_empty() { p { (prose(&form.table.doc)) } }
            (table(&form.table, Side::Answer, &answer_anchor(number)))
        }
    }
}

fn facts(endpoint: &Endpoint) -> Markup {
    html! {
        dl.endpoint {
            dt { "Signed with" }
            dd { (words::signed_with(endpoint)) }
            dt { "Protocol" }
            dd { (prose(&words::protocol(endpoint))) }
            dt { "Answer" }
            dd { (words::answer(endpoint)) }
            dt { "Repeat" }
            dd { (prose(&words::retry(endpoint))) }
            @if !endpoint.source.is_empty() {
                dt { "Source" }
                dd { a href=(endpoint.source) rel="noreferrer" { (endpoint.source) } }
            }
        }
    }
}
