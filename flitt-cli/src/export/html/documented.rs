//! The examples of a schema file on the page of its endpoint.

use flitt_schema::{Endpoint, Example};
use maud::{Markup, html};

use super::layout::prose;
use crate::export::documented::{title, values};

/// The section with the examples, if there are any.
pub(super) fn section(examples: &[Example], endpoint: &Endpoint) -> Markup {
    html! {
        @if !examples.is_empty() {
            h2 #examples { "Examples of the documentation" }
            @for example in examples { (one(example, endpoint)) }
        }
    }
}

fn one(example: &Example, endpoint: &Endpoint) -> Markup {
    html! {
        h3 { (title(example, endpoint)) }
        @if !example.doc.is_empty() { p { (prose(&example.doc)) } }
        pre tabindex="0" { code { (values(example)) } }
        dl.endpoint {
            @if let Some(signed) = &example.signed {
                dt { "Key" }
                dd { code { (signed.key.text) } }
                dt { "Signed text" }
                dd { code { (signed.text.text) } }
                dt { "Signature" }
                dd { code { (signed.signature.text) } }
            }
            dt { "Source" }
            dd { (source(&example.source)) }
        }
    }
}

/// An address as a link, and words as text.
fn source(source: &str) -> Markup {
    let is_address = source.starts_with("https://") || source.starts_with("http://");
    html! {
        @if is_address { a href=(source) rel="noreferrer" { (source) } } @else { (prose(source)) }
    }
}
