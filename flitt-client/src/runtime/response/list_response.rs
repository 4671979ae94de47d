//! Responses that are a list or a map of objects.

use std::fmt;
use std::ops::Deref;

use super::raw::RawResponse;
use super::table::{FromResponse, TableResponse};
use crate::runtime::fields::{Field, Fields};

/// A response that is a list of objects. It dereferences to the list.
#[derive(Clone, PartialEq)]
pub struct ListResponse<T> {
    response: RawResponse,
    items: Vec<T>,
}

/// A response that is a map of objects, in the order received. It dereferences to a list of names and objects.
#[derive(Clone, PartialEq)]
pub struct MapResponse<T> {
    response: RawResponse,
    entries: Vec<(String, T)>,
}

impl<T> ListResponse<T> {
    /// The raw response. Its fields are the objects, named by their position from 0.
    #[must_use]
    pub fn response(&self) -> &RawResponse {
        &self.response
    }
}

impl<T> MapResponse<T> {
    /// The raw response. Its fields are the objects, and any other field received.
    #[must_use]
    pub fn response(&self) -> &RawResponse {
        &self.response
    }

    /// The object with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.entries.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl<T: TableResponse> FromResponse for ListResponse<T> {
    fn from_response(response: RawResponse, _variant: usize) -> Self {
        let items = response.fields().iter().filter_map(|field| object(field, &response)).collect();
        Self { response, items }
    }
}

impl<T: TableResponse> FromResponse for MapResponse<T> {
    fn from_response(response: RawResponse, _variant: usize) -> Self {
        let entry = |field: Field<'_>| Some((field.name().to_owned(), object(field, &response)?));
        let entries = response.fields().iter().filter_map(entry).collect();
        Self { response, entries }
    }
}

/// Fields that are not objects are skipped: a response with an invalid item was rejected before.
fn object<T: TableResponse>(field: Field<'_>, response: &RawResponse) -> Option<T> {
    let fields = Fields::from_json(field.text()).ok()?;
    Some(T::from_rows(RawResponse::new(fields, &T::TABLE.shared(), response.verification()).into()))
}

impl<T> Deref for ListResponse<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> Deref for MapResponse<T> {
    type Target = [(String, T)];

    fn deref(&self) -> &[(String, T)] {
        &self.entries
    }
}

impl<T> IntoIterator for ListResponse<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a ListResponse<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T> IntoIterator for MapResponse<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a MapResponse<T> {
    type Item = &'a (String, T);
    type IntoIter = std::slice::Iter<'a, (String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for ListResponse<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(&self.items).finish()
    }
}

impl<T: fmt::Debug> fmt::Debug for MapResponse<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.entries.iter().map(|(name, value)| (name, value))).finish()
    }
}
