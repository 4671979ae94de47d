//! The reference as a site of static pages: no network, and no script but the search.

mod endpoint;
mod examples;
mod frame;
mod lists;
mod table;

use flitt_client::schema::{Endpoint, Library};
use maud::{Markup, html};
use serde_json::{Value, json};

use self::frame::{Page, page, prose};
use super::File;

const STYLE: &str = include_str!("style.css");
const SEARCH: &str = include_str!("search.js");

/// All files of the site.
pub(super) fn site(library: &Library) -> Vec<File> {
    let file = |name: &str, text: String| File { name: name.to_owned(), text };
    let mut files = vec![
        file("style.css", STYLE.to_owned()),
        file("search.js", format!("const index = {};\n{SEARCH}", index(library))),
        file("index.html", page(library, &Page { title: "Reference", current: "index", content: overview(library) })),
        file("lists.html", page(library, &Page { title: "Lists", current: "lists", content: lists::content(library) })),
    ];
    files.extend(library.endpoints.iter().map(|read| &read.model).map(|endpoint| {
        let content = endpoint::content(endpoint, library);
        let page = page(library, &Page { title: &endpoint.name, current: &endpoint.name, content });
        file(&format!("{}.html", endpoint.name), page)
    }));
    files
}

fn overview(library: &Library) -> Markup {
    html! {
        h1 { "Reference" }
        p { "Every endpoint that the schema files describe, with its parameters, its answer, and an example that is signed with the gateway's public test key." }
        div.cards {
            @for endpoint in library.endpoints.iter().map(|read| &read.model) {
                a.card href=(format!("{}.html", endpoint.name)) {
                    strong { (endpoint.name) }
                    code { "POST " (endpoint.path) }
                    span { (prose(first_sentence(endpoint))) }
                }
            }
        }
    }
}

fn first_sentence(endpoint: &Endpoint) -> &str {
    endpoint.doc.split_inclusive(". ").next().unwrap_or_default().trim_end()
}

/// What can be searched: endpoints, parameters, and values of lists, each with its page.
fn index(library: &Library) -> Value {
    let mut found: Vec<Value> = Vec::new();
    for endpoint in library.endpoints.iter().map(|read| &read.model) {
        let page = format!("{}.html", endpoint.name);
        found.push(json!([endpoint.name, format!("POST {}", endpoint.path), page]));
        for row in endpoint.request.rows.iter() {
            found.push(json!([
                row.name,
                format!("request of {}", endpoint.name),
                format!("{page}#request-{}", row.name)
            ]));
        }
        for (number, form) in endpoint.response.forms.iter().enumerate() {
            for row in form.table.rows.iter() {
                let place = format!("{page}#{}-{}", table::answer_anchor(number), row.name);
                found.push(json!([row.name, format!("answer of {}", endpoint.name), place]));
            }
        }
    }
    for list in library.all_lists() {
        for listed in list.values.iter() {
            let place = format!("lists.html#{}-{}", list.name, listed.value);
            let words =
                if listed.doc.is_empty() { list.name.to_string() } else { format!("{}: {}", list.name, listed.doc) };
            found.push(json!([listed.value, words, place]));
        }
    }
    Value::Array(found)
}
