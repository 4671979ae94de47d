//! The part of a library that is emitted: all of it, or what recovery leaves of one with diagnostics, and which of its
//! shared tables.

pub(crate) mod recovery;
mod used;

pub(crate) use used::{UsedTable, used_tables};
