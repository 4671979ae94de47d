//! Tables that are embedded in a program.
//!
//! The derive macros write the facts that are needed at run time as one string ([`Table::to_embedded`]), which is parsed
//! when a table is first used. A string is a single token whatever its length, so it costs little compile time.
//! Descriptions are left out.
//!
//! Only for generated code; it changes without notice.

mod read;
mod write;

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use crate::model::{Endpoint, Shared, Table};

/// A table in a `static`.
pub struct LazyTable {
    text: &'static str,
    /// The tables of nested values, in the order of the parameters that have them.
    nested: &'static [&'static LazyTable],
    table: OnceLock<Table>,
}

/// An endpoint in a `static`.
pub struct LazyEndpoint {
    text: &'static str,
    request: &'static LazyTable,
    /// The tables of the response's forms.
    forms: &'static [&'static LazyTable],
    endpoint: OnceLock<Endpoint>,
}

impl LazyTable {
    /// A table that is parsed when it is first used.
    #[must_use]
    pub const fn new(text: &'static str, nested: &'static [&'static Self]) -> Self {
        Self { text, nested, table: OnceLock::new() }
    }

    /// The table.
    #[must_use]
    pub fn get(&self) -> &Table {
        self.table.get_or_init(|| read::table(self.text, self.nested))
    }

    /// The table, to be kept.
    #[must_use]
    pub fn shared(&'static self) -> Shared<Table> {
        Shared::borrowed(self.get())
    }
}

impl LazyEndpoint {
    /// An endpoint that is parsed when it is first used.
    #[must_use]
    pub const fn new(text: &'static str, request: &'static LazyTable, forms: &'static [&'static LazyTable]) -> Self {
        Self { text, request, forms, endpoint: OnceLock::new() }
    }

    /// The endpoint.
    #[must_use]
    pub fn get(&self) -> &Endpoint {
        self.endpoint.get_or_init(|| read::endpoint(self.text, self.request, self.forms))
    }
}

impl Deref for LazyTable {
    type Target = Table;

    fn deref(&self) -> &Table {
        self.get()
    }
}

impl Deref for LazyEndpoint {
    type Target = Endpoint;

    fn deref(&self) -> &Endpoint {
        self.get()
    }
}

impl fmt::Debug for LazyTable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(formatter)
    }
}

impl fmt::Debug for LazyEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(formatter)
    }
}
