//! Typed views of a response.

use std::str::FromStr;

use flitt_schema::embedded::LazyTable;

use super::raw::RawResponse;
use crate::runtime::value::typed_texts::typed_texts;

/// A typed response. Implemented by generated types only.
pub trait FromResponse: Sized {
    /// Takes a response that was parsed by the table of this variant.
    fn from_response(response: RawResponse, variant: usize) -> Self;
}

/// A typed response with one table. Implemented by generated types only.
pub trait TableResponse: Sized {
    /// The table.
    const TABLE: &'static LazyTable;

    /// Takes a response that was parsed by this table.
    fn from_rows(rows: Rows) -> Self;
}

impl<T: TableResponse> FromResponse for T {
    fn from_response(response: RawResponse, _variant: usize) -> Self {
        T::from_rows(Rows(response))
    }
}

/// A [`RawResponse`], read by the positions of parameters in its table. The getters of generated types use it.
#[derive(Clone, PartialEq)]
pub struct Rows(RawResponse);

impl Rows {
    /// The value of a parameter; `None` where it is missing, null or empty.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        self.0.text_at(row)
    }

    typed_texts!();

    /// The date, or the date and time, of a parameter; `None` where it has another format.
    #[must_use]
    pub fn date<T: FromStr>(&self, row: usize) -> Option<T> {
        self.text(row)?.parse().ok()
    }
}

impl From<RawResponse> for Rows {
    fn from(response: RawResponse) -> Self {
        Self(response)
    }
}

impl std::ops::Deref for Rows {
    type Target = RawResponse;

    fn deref(&self) -> &RawResponse {
        &self.0
    }
}
