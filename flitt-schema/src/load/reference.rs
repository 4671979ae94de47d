//! The gateway's own reference lists, available in every folder.

use crate::json;
use crate::model::List;
use crate::parse::{self, Report};
use crate::source::Source;

/// Their names and texts. A file of the folder with the same name takes precedence.
pub(crate) const SHARED_LISTS: [(&str, &str); 3] = [
    ("currencies", include_str!("../../reference/currencies.json")),
    ("languages", include_str!("../../reference/languages.json")),
    ("response_codes", include_str!("../../reference/response_codes.json")),
];

/// One of them by its name.
pub(crate) fn shared_list(name: &str) -> Option<List> {
    let (_, text) = SHARED_LISTS.iter().find(|(known, _)| *known == name)?;
    let source = Source::new(&format!("reference/{name}.json"), text);
    let node = json::read(&source).ok()?;
    parse::list(&node, &mut Report::new(&source)).map(|(list, _)| list)
}
