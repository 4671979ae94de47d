//! The page of the reference lists.

use flitt_schema::{Library, List};
use maud::{Markup, html};

use super::layout::prose;
use super::tasks::in_words;

pub(super) fn content(library: &Library) -> Markup {
    html! {
        h1 { "Lists and codes" }
        @for list in library.all_lists() { (section(&list)) }
    }
}

fn section(list: &List) -> Markup {
    html! {
        h2 id=(list.name) { (in_words(&list.name)) }
        p { (prose(&list.doc)) }
        table {
            thead {
                tr {
                    th scope="col" { "Value" }
                    th scope="col" { "Meaning" }
                    @for column in list.columns.iter() { th scope="col" title=(column.doc) { (in_words(&column.name)) } }
                }
            }
            tbody {
                @for listed in list.values.iter() {
                    tr id=(format!("{}-{}", list.name, listed.value)) {
                        th scope="row" { code { (listed.value) } }
                        td data-label="Meaning" { (prose(&listed.doc)) }
                        @for (column, text) in list.columns.iter().zip(listed.columns.iter()) {
                            td data-label=(in_words(&column.name)) { (prose(text)) }
                        }
                    }
                }
            }
        }
    }
}
