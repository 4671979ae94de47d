//! Rules over a whole file, and over the files of a folder. Each function states one rule in words.

mod endpoint;
mod folder;
mod groups;
mod lists;
mod names;
mod rows;

use crate::model::{Parameter, Table};
use crate::parse::{Report, TableSpans};

pub(crate) use endpoint::{Tables, endpoint, file_name};
pub(crate) use folder::folder;
pub(crate) use groups::is_row;
pub(crate) use lists::list;

/// What a table is used for; some rules depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// A request of flat parameters that are signed one by one.
    FlatRequest,
    /// An answer of flat parameters that are signed one by one.
    FlatAnswer,
    /// A request where values may be nested.
    FreeRequest,
    /// An answer where values may be nested, or that is never signed.
    FreeAnswer,
    /// The value of a parameter.
    Nested,
    /// Nobody uses it yet.
    Unused,
}

impl Use {
    pub(crate) fn is_flat(self) -> bool {
        matches!(self, Self::FlatRequest | Self::FlatAnswer)
    }

    pub(crate) fn is_request(self) -> bool {
        matches!(self, Self::FlatRequest | Self::FreeRequest)
    }

    pub(crate) fn is_answer(self) -> bool {
        matches!(self, Self::FlatAnswer | Self::FreeAnswer)
    }
}

/// Every rule over a table.
pub(crate) fn table(table: &Table, spans: &TableSpans, used: Use, data_when: &[crate::Text], report: &mut Report) {
    names::parameters(table, spans, report);
    for (row, row_spans) in table.rows.iter().zip(&spans.rows) {
        let free = data_when.contains(&row.name);
        rows::row(row, row_spans, used, free, report);
        names::values(row, row_spans, report);
    }
    groups::groups(table, spans, report);
    groups::columns(table, spans, used, report);
    groups::callback(table, spans, report);
}

/// How a row is called in messages.
pub(crate) fn shown(row: &Parameter) -> String {
    format!("`{}`", row.name)
}
