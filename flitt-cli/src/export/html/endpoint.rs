//! The page of one endpoint.

use flitt_client::Client;
use flitt_schema::{Endpoint, Library};
use maud::{Markup, html};

use super::documented;
use super::examples;
use super::layout::prose;
use super::table::{response_anchor, table};
use super::tasks;
use crate::describe::endpoint::{protocol, response_signature, response_title, retry, signed_with};
use crate::direction::Direction;
use crate::export::Origin;
use crate::export::documented::examples as documented_examples;
use crate::export::example::example;

pub(super) fn content(endpoint: &Endpoint, library: &Library, origin: Origin<'_>) -> Markup {
    let host = endpoint.host.as_deref().unwrap_or(Client::DEFAULT_BASE_URL);
    html! {
        h1 { (tasks::title(endpoint)) }
        p.lead { (prose(&endpoint.doc)) }
        p.address { code { "POST " (host) (endpoint.path) } }
        (properties(endpoint))
        h2 #request { "Request" }
        (table(&endpoint.request, Direction::Request, "request"))
        @if let Some(example) = example(endpoint, library) {
            h2 #example { "Example" }
            h3 { "curl" }
            pre tabindex="0" { code { (examples::curl(endpoint, host, &example)) } }
            h3 { "Rust" }
            pre tabindex="0" { code { (examples::rust(endpoint, &example, origin)) } }
        }
        @for (index, variant) in endpoint.response.variants.iter().enumerate() {
            h2 id=(response_anchor(index)) { (prose(&response_title(endpoint, variant))) }
            @if !variant.table.doc.is_empty() { p { (prose(&variant.table.doc)) } }
            (table(&variant.table, Direction::Response, &response_anchor(index)))
        }
        (documented::section(&documented_examples(endpoint, library), endpoint))
    }
}

fn properties(endpoint: &Endpoint) -> Markup {
    html! {
        dl.endpoint {
            dt { "Name" }
            dd { code { (endpoint.name) } }
            dt { "Signed with" }
            dd { (signed_with(endpoint)) }
            dt { "Protocol" }
            dd { (prose(&protocol(endpoint))) }
            dt { "Response" }
            dd { (response_signature(endpoint)) }
            dt { "Retry" }
            dd { (prose(&retry(endpoint))) }
            @if !endpoint.source.is_empty() {
                dt { "Source" }
                dd { a href=(endpoint.source) rel="noreferrer" { (endpoint.source) } }
            }
        }
    }
}
