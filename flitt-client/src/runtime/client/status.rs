//! What the status of an order says about a request.

use std::borrow::Cow;

use flitt_schema::{Confirmation, Endpoint, Format, Outcome, Parameter, Table, ValueType};

use crate::runtime::fields::Fields;
use crate::runtime::response::RawResponse;

/// A status response with its table.
#[derive(Clone, Copy)]
pub(super) struct Status<'s> {
    pub(super) table: &'s Table,
    pub(super) order: &'s RawResponse,
}

/// What a status says about a request.
pub(super) enum Progress {
    /// The request was carried out, and its outcome is final.
    Decided,
    /// The request was received, and its outcome is pending.
    Pending,
    /// Nothing: the request may not have been received.
    NoInformation,
}

impl<'s> Status<'s> {
    /// The parameter at a path and its value, which is empty only where an object does not have it. `None` where the status
    /// says nothing about it.
    pub(super) fn find(self, path: &str) -> Option<(&'s Parameter, Cow<'s, str>)> {
        let Some((name, nested)) = path.split_once('.') else {
            return Some((self.table.row(path)?, self.order.get(path)?.into()));
        };
        let outer = self.table.row(name)?;
        let row = outer.details.table.as_ref()?.row(nested)?;
        let is_json = outer.value_type == ValueType::Object || outer.format == Some(Format::Json);
        let fields = Fields::from_json(self.order.get(name)?).ok().filter(|_| is_json)?;
        Some((row, fields.text(nested).unwrap_or_default().to_owned().into()))
    }

    pub(super) fn progress(self, confirmation: &Confirmation) -> Progress {
        let Some(path) = confirmation.outcome.as_deref() else {
            // The total is that of all requests, so it does not say which of them were carried out.
            return if confirmation.total.is_some() { Progress::NoInformation } else { Progress::Decided };
        };
        let Some((row, value)) = self.find(path).filter(|(_, value)| !value.is_empty()) else {
            return Progress::NoInformation;
        };
        match row.details.values.iter().find(|listed| listed.value == value) {
            Some(listed) => match listed.outcome {
                Some(Outcome::Pending) => Progress::Pending,
                Some(_) => Progress::Decided,
                None => Progress::NoInformation,
            },
            // An unknown value of the order itself: the order exists. One of a nested parameter can be of an earlier request.
            None if path.contains('.') => Progress::NoInformation,
            None => Progress::Pending,
        }
    }
}

/// The parameters that every response of an endpoint has and no status: for an order that waits for its payer, what is lost
/// with the response.
pub(super) fn only_in_response(endpoint: &Endpoint, confirmation: &Confirmation, status: &Table) -> Vec<String> {
    let tables = endpoint.response.variants.iter().map(|variant| &variant.table);
    let rows = tables.flat_map(|table| table.rows.iter()).filter(|row| row.always && status.row(&row.name).is_none());
    rows.filter(|_| confirmation.needs_payer).map(|row| row.name.clone().into_owned()).collect()
}
