//! The page of the reference lists.

use flitt_client::schema::{Library, List};
use maud::{Markup, html};

use super::frame::prose;

/// The lists that every folder knows.
const SHARED: [&str; 3] = ["currencies", "languages", "response_codes"];

/// The lists of the folder, and those that every folder knows, by their names.
pub(super) fn all(library: &Library) -> Vec<List> {
    let own = library.lists.iter().map(|read| read.model.clone());
    let shared = SHARED.iter().filter(|name| !library.lists.iter().any(|read| read.model.name == **name));
    let mut lists: Vec<List> = own.chain(shared.filter_map(|name| library.list(name))).collect();
    lists.sort_by(|one, other| one.name.cmp(&other.name));
    lists
}

pub(super) fn content(library: &Library) -> Markup {
    html! {
        h1 { "Lists and codes" }
        @for list in all(library) { (section(&list)) }
    }
}

fn section(list: &List) -> Markup {
    html! {
        h2 id=(list.name) { (list.name) }
        p { (prose(&list.doc)) }
        table {
            thead {
                tr {
                    th { "Value" }
                    th { "Meaning" }
                    @for column in list.columns.iter() { th title=(column.doc) { (column.name) } }
                }
            }
            tbody {
                @for listed in list.values.iter() {
                    tr id=(format!("{}-{}", list.name, listed.value)) {
                        th scope="row" { code { (listed.value) } }
                        td data-label="Meaning" { (prose(&listed.doc)) }
                        @for (column, text) in list.columns.iter().zip(listed.columns.iter()) {
                            td data-label=(column.name) { (prose(text)) }
                        }
                    }
                }
            }
        }
    }
}
