//! The table, or the endpoint, that describes a body.

use std::cmp::Reverse;

use flitt_client::response::Fields;
use flitt_schema::{Endpoint, Key, Library, Shared, Signed, Table};

/// A table that may describe a body.
pub(super) struct Candidate<'l> {
    pub(super) table: &'l Table,
    /// The name of the table, or of the only endpoint that has it.
    pub(super) name: &'l str,
    pub(super) signed: Signed,
    /// The key, unless the table has rules for it.
    pub(super) key: Key,
}

impl Candidate<'_> {
    /// A copy of the table, to be kept by what it describes.
    pub(super) fn shared_table(&self) -> Shared<Table> {
        self.table.clone().into()
    }
}

/// The table that describes most of the fields. Of equals, callbacks precede signed responses, and these unsigned ones.
pub(super) fn best_match<'l>(library: &'l Library, fields: &Fields) -> Option<Candidate<'l>> {
    let callbacks = library.tables.iter().map(|loaded| &loaded.model).filter(|table| !table.callback.is_empty());
    let callbacks =
        callbacks.map(|table| Candidate { table, name: &table.name, signed: Signed::Always, key: Key::Payment });
    let responses = library.endpoints.iter().flat_map(|loaded| of_endpoint(&loaded.model));
    let mut candidates: Vec<Candidate<'l>> = callbacks.chain(responses).collect();
    let described =
        |candidate: &Candidate<'_>| fields.iter().filter(|it| candidate.table.row(it.name()).is_some()).count();
    // The sort is stable.
    candidates.sort_by_key(|candidate| (Reverse(described(candidate)), candidate.signed == Signed::Never));
    candidates.into_iter().next()
}

/// The endpoint whose request table describes most of the fields. Of equals, one with a body of this form precedes others.
pub(super) fn best_request<'l>(library: &'l Library, fields: &Fields, is_form: bool) -> Option<&'l Endpoint> {
    let described = |endpoint: &Endpoint| fields.iter().filter(|it| endpoint.request.row(it.name()).is_some()).count();
    let endpoints = library.endpoints.iter().map(|loaded| &loaded.model).filter(|endpoint| endpoint.key != Key::None);
    let is_other_form = |endpoint: &Endpoint| (endpoint.body == flitt_schema::Body::Form) != is_form;
    // The first of the smallest.
    endpoints.min_by_key(|endpoint| (Reverse(described(endpoint)), is_other_form(endpoint)))
}

/// The response variants of an endpoint.
fn of_endpoint(endpoint: &Endpoint) -> impl Iterator<Item = Candidate<'_>> {
    let last = endpoint.response.variants.len().saturating_sub(1);
    endpoint.response.variants.iter().enumerate().map(move |(index, variant)| Candidate {
        table: &variant.table,
        name: if variant.table.name.is_empty() { &endpoint.name } else { &variant.table.name },
        signed: match endpoint.response.signed {
            Signed::Final if index == last => Signed::Always,
            Signed::Final => Signed::Never,
            signed if endpoint.key == Key::None && signed != Signed::Never => Signed::Never,
            signed => signed,
        },
        key: if endpoint.key == Key::None { Key::Payment } else { endpoint.key },
    })
}
