//! From positioned JSON to the model. Rules that need one value only are told here; those over the whole table in
//! `check`.

mod endpoint;
mod group;
mod list;
mod object;
mod parameter;
mod report;
mod spans;
mod table;

pub(crate) use endpoint::{EndpointFile, FormFile, endpoint};
pub(crate) use list::list;
pub(crate) use object::suggestion;
pub(crate) use parameter::LONGEST;
pub(crate) use report::Report;
pub(crate) use spans::{EndpointSpans, GroupSpans, ListSpans, RowSpans, Spans, TableSpans};
pub use spans::{Place, Places};
pub(crate) use table::{Rows, TableFile, TableUse, table};

/// The version of the meta-format that this program reads.
pub(crate) const META_FORMAT: &str = "1";
