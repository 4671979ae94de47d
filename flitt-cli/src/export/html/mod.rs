//! The reference as a site of static pages: no network, and no script except for the search.

mod documented;
mod endpoint;
mod examples;
mod layout;
mod lists;
mod table;
mod tasks;

use flitt_schema::{Endpoint, Library};
use maud::{Markup, html};
use serde_json::{Value, json};

use self::layout::{Page, page, prose};
use super::{File, Origin};

const STYLE: &str = include_str!("style.css");
const SEARCH: &str = include_str!("search.js");

/// All files of the site.
pub(super) fn site(library: &Library, origin: Origin<'_>) -> Vec<File> {
    let file = |name: &str, text: String| File { name: name.to_owned(), text };
    let mut files = vec![
        file("style.css", STYLE.to_owned()),
        file("search.js", format!("const index = {};\n{SEARCH}", index(library))),
        file("index.html", page(library, &Page { title: "Reference", current: "index", content: overview(library) })),
        file("lists.html", page(library, &Page { title: "Lists", current: "lists", content: lists::content(library) })),
    ];
    files.extend(library.endpoints.iter().map(|loaded| &loaded.model).map(|endpoint| {
        let content = endpoint::content(endpoint, library, origin);
        let page = page(library, &Page { title: &tasks::title(endpoint), current: &endpoint.name, content });
        file(&format!("{}.html", endpoint.name), page)
    }));
    files
}

fn overview(library: &Library) -> Markup {
    html! {
        h1 { "Reference" }
        p.lead { "Every endpoint of the schema files, with its parameters, its response, and an example signed with the public test key of the gateway." }
        @for (task, endpoints) in tasks::groups(library) {
            h2 { (task.title()) }
            div.cards {
                @for endpoint in endpoints {
                    a.card href=(format!("{}.html", endpoint.name)) {
                        strong { (tasks::title(endpoint)) }
                        code { "POST " (endpoint.path) }
                        span { (prose(first_sentence(endpoint))) }
                    }
                }
            }
        }
    }
}

fn first_sentence(endpoint: &Endpoint) -> &str {
    endpoint.doc.split_inclusive(". ").next().unwrap_or_default().trim_end()
}

/// The search index: endpoints, parameters and values of lists, each as name, description, URL and other words.
fn index(library: &Library) -> Value {
    let mut entries: Vec<Value> = Vec::new();
    for endpoint in library.endpoints.iter().map(|loaded| &loaded.model) {
        let page = format!("{}.html", endpoint.name);
        let title = tasks::title(endpoint);
        let words = format!("{} {}", endpoint.name, tasks::synonyms(endpoint));
        entries.push(json!([title, format!("POST {}", endpoint.path), page, words]));
        for parameter in endpoint.request.rows.iter() {
            entries.push(json!([
                parameter.name,
                format!("Request: {title}"),
                format!("{page}#request-{}", parameter.name),
                tasks::parameter_synonyms(&parameter.name)
            ]));
        }
        for (index, variant) in endpoint.response.variants.iter().enumerate() {
            for parameter in variant.table.rows.iter() {
                let url = format!("{page}#{}-{}", table::response_anchor(index), parameter.name);
                entries.push(json!([parameter.name, format!("Response: {title}"), url, ""]));
            }
        }
    }
    for list in library.all_lists() {
        for listed in list.values.iter() {
            let url = format!("lists.html#{}-{}", list.name, listed.value);
            let description = if listed.doc.is_empty() {
                tasks::in_words(&list.name)
            } else {
                format!("{}: {}", tasks::in_words(&list.name), listed.doc)
            };
            entries.push(json!([listed.value, description, url, ""]));
        }
    }
    Value::Array(entries)
}
