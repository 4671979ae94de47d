//! The layout of every page.

use flitt_schema::Library;
use maud::{DOCTYPE, Markup, html};

use super::tasks;

/// Allows only the scripts and styles of the site itself.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'";

/// One page.
pub(super) struct Page<'p> {
    pub(super) title: &'p str,
    /// The marked entry of the list of pages.
    pub(super) current: &'p str,
    pub(super) content: Markup,
}

pub(super) fn page(library: &Library, page: &Page<'_>) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.title) " · flitt" }
                link rel="stylesheet" href="style.css";
                script src="search.js" defer {}
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                header {
                    a.home href="index.html" { "flitt" }
                    div.search role="search" {
                        input #search type="search" placeholder="Search: refund, amount, 1013" autocomplete="off"
                            aria-label="Search" aria-controls="results";
                        ul #results hidden {}
                    }
                }
                div.columns {
                    (pages(library, page.current))
                    main #content { (page.content) }
                }
            }
        }
    };
    markup.into_string() + "\n"
}

/// The list of pages: next to the content, or above it on narrow screens.
fn pages(library: &Library, current: &str) -> Markup {
    let mark = |name: &str| (name == current).then_some("page");
    html! {
        nav aria-label="Pages" {
            details {
                summary { "All pages" }
                @for (task, endpoints) in tasks::groups(library) {
                    p { (task.title()) }
                    ul {
                        @for endpoint in endpoints {
                            li {
                                a href=(format!("{}.html", endpoint.name)) aria-current=[mark(&endpoint.name)] {
                                    (tasks::title(endpoint))
                                }
                            }
                        }
                    }
                }
                p { "Values" }
                ul { li { a href="lists.html" aria-current=[mark("lists")] { "Lists and codes" } } }
            }
        }
    }
}

/// A text of a schema file; text within backticks is code.
pub(super) fn prose(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}
