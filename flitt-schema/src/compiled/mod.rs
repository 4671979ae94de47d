//! The model's second life: tables that are compiled into a program.
//!
//! The derive macros write the facts that matter at run time as one text ([`Table::to_compiled`]), which is read when a
//! table is first needed. A text is a single token, whatever it says: the compiler need not look at every fact, and
//! what a macro emits is paid for by everybody who builds with it. The words of the documentation are left out: they
//! stand in the documentation.
//!
//! Nothing here is meant to be called by hand, and it changes without notice.

mod read;
mod write;

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use crate::model::{Endpoint, Table};

/// A table in a `static`.
pub struct LazyTable {
    text: &'static str,
    /// The tables of nested values, in the order of the rows that have them.
    nested: &'static [&'static LazyTable],
    table: OnceLock<Table>,
}

/// An endpoint in a `static`.
pub struct LazyEndpoint {
    text: &'static str,
    request: &'static LazyTable,
    /// The tables of the answer's forms.
    forms: &'static [&'static LazyTable],
    endpoint: OnceLock<Endpoint>,
}

impl LazyTable {
    /// A table that is read when it is first looked at.
    #[must_use]
    pub const fn new(text: &'static str, nested: &'static [&'static Self]) -> Self {
        Self { text, nested, table: OnceLock::new() }
    }

    /// The table.
    #[must_use]
    pub fn get(&self) -> &Table {
        self.table.get_or_init(|| read::table(self.text, self.nested))
    }
}

impl LazyEndpoint {
    /// An endpoint that is read when it is first looked at.
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
