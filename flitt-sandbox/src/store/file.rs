//! The database file: orders by their position, and callbacks by their number, as JSON.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};
use serde::de::DeserializeOwned;

use super::error::BoxError;
use super::{Changes, PersistedState, StateError};
use crate::model::order::Order;

const ORDERS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("orders");
const CALLBACKS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("callbacks");
const FACTS: TableDefinition<'_, &str, u64> = TableDefinition::new("facts");

/// The version of the format.
const FORMAT: u64 = 3;
const FORMAT_FACT: &str = "format";
/// The sandbox's time at the last change, in milliseconds since 1970-01-01 UTC.
const CLOCK_FACT: &str = "clock";

/// An open state file.
pub(super) struct File(Database);

impl File {
    /// Opens a file, or creates it with access only for its owner: it contains card tokens.
    pub(super) fn open(path: &Path) -> Result<(Self, PersistedState), StateError> {
        let unusable = |source: BoxError| StateError::Unusable { path: path.to_owned(), source };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| unusable(error.into()))?;
        let database = Database::builder().create_file(file).map_err(|error| match error {
            DatabaseError::DatabaseAlreadyOpen => StateError::InUse(path.to_owned()),
            other => unusable(other.into()),
        })?;
        let state = read(&database).map_err(unusable)?;
        Ok((Self(database), state))
    }

    /// Writes changes in one transaction. After that they survive the end of the process.
    pub(super) fn write(&self, all: &[Changes]) -> Result<(), BoxError> {
        let writing = self.0.begin_write()?;
        {
            let mut orders = writing.open_table(ORDERS)?;
            // Of an order that changed more than once, the last state is written.
            let changed: BTreeMap<usize, &Order> =
                all.iter().flat_map(|it| &it.orders).map(|(position, order)| (*position, order)).collect();
            for (position, order) in changed {
                orders.insert(position as u64, serde_json::to_vec(order)?.as_slice())?;
            }
            let mut callbacks = writing.open_table(CALLBACKS)?;
            for changes in all {
                for callback in &changes.due {
                    callbacks.insert(callback.number, serde_json::to_vec(callback)?.as_slice())?;
                }
                for number in &changes.done {
                    callbacks.remove(number)?;
                }
            }
            let clock = all.iter().map(|it| it.clock.as_millis()).max().unwrap_or_default();
            writing.open_table(FACTS)?.insert(CLOCK_FACT, u64::try_from(clock).unwrap_or(u64::MAX))?;
        }
        Ok(writing.commit()?)
    }
}

fn read(database: &Database) -> Result<PersistedState, BoxError> {
    // Creates the tables of a new file, so that they can be read.
    let transaction = database.begin_write()?;
    let is_supported = {
        transaction.open_table(ORDERS)?;
        transaction.open_table(CALLBACKS)?;
        let mut facts = transaction.open_table(FACTS)?;
        let format = facts.get(FORMAT_FACT)?.map(|format| format.value());
        if format.is_none() {
            facts.insert(FORMAT_FACT, FORMAT)?;
        }
        format.is_none_or(|format| format == FORMAT)
    };
    if !is_supported {
        return Err("it was written by another version of the sandbox; use a new file".into());
    }
    transaction.commit()?;
    let reading = database.begin_read()?;
    let clock = reading.open_table(FACTS)?.get(CLOCK_FACT)?.map_or(0, |clock| clock.value());
    Ok(PersistedState {
        orders: values(&reading.open_table(ORDERS)?)?,
        callbacks: values(&reading.open_table(CALLBACKS)?)?,
        clock: Duration::from_millis(clock),
    })
}

fn values<T: DeserializeOwned>(table: &impl ReadableTable<u64, &'static [u8]>) -> Result<Vec<T>, BoxError> {
    table.iter()?.map(|entry| Ok(serde_json::from_slice(entry?.1.value())?)).collect()
}
