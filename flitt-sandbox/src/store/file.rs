//! The database file. Orders stand in it by their position, callbacks by their number, each as JSON.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use redb::{
    CommitError, Database, DatabaseError, ReadableDatabase, ReadableTable, StorageError, TableDefinition, TableError,
    TransactionError,
};
use serde::de::DeserializeOwned;

use super::{Changes, Kept, StateError};
use crate::order::Order;

const ORDERS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("orders");
const CALLBACKS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("callbacks");
const FACTS: TableDefinition<'_, &str, u64> = TableDefinition::new("facts");

/// The version of what is written.
const FORMAT: u64 = 2;
const FORMAT_FACT: &str = "format";
/// The sandbox's time at the last change, in milliseconds since 1970-01-01 UTC.
const CLOCK_FACT: &str = "clock";

/// An open state file.
pub(super) struct File(Database);

impl File {
    /// Opens a file, or makes it, for its owner alone: it holds card tokens.
    pub(super) fn open(path: &Path) -> Result<(Self, Kept), StateError> {
        let unusable = |reason: String| StateError::Unusable { path: path.to_owned(), reason };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| unusable(error.to_string()))?;
        let database = Database::builder().create_file(file).map_err(|error| match error {
            DatabaseError::DatabaseAlreadyOpen => StateError::InUse(path.to_owned()),
            other => unusable(other.to_string()),
        })?;
        let kept = read(&database).map_err(|fault| unusable(fault.0))?;
        Ok((Self(database), kept))
    }

    /// Writes some changes, all of them or nothing. When this returns, they survive the end of the process.
    pub(super) fn write(&self, all: &[Changes]) -> Result<(), Fault> {
        let writing = self.0.begin_write()?;
        {
            let mut orders = writing.open_table(ORDERS)?;
            // An order that changed more than once is written as it stands now.
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

/// What went wrong, in words.
#[derive(Debug)]
pub(super) struct Fault(pub(super) String);

macro_rules! faults {
    ($($error:ty),+) => {
        $(impl From<$error> for Fault {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        })+
    };
}

faults!(CommitError, StorageError, TableError, TransactionError, serde_json::Error);

fn read(database: &Database) -> Result<Kept, Fault> {
    // A new file has its tables made here, so that reading finds them.
    let begun = database.begin_write()?;
    let is_known = {
        begun.open_table(ORDERS)?;
        begun.open_table(CALLBACKS)?;
        let mut facts = begun.open_table(FACTS)?;
        let format = facts.get(FORMAT_FACT)?.map(|format| format.value());
        if format.is_none() {
            facts.insert(FORMAT_FACT, FORMAT)?;
        }
        format.is_none_or(|format| format == FORMAT)
    };
    if !is_known {
        return Err(Fault("another version of the sandbox wrote it; give it a new file".to_owned()));
    }
    begun.commit()?;
    let reading = database.begin_read()?;
    let clock = reading.open_table(FACTS)?.get(CLOCK_FACT)?.map_or(0, |clock| clock.value());
    Ok(Kept {
        orders: values(&reading.open_table(ORDERS)?)?,
        callbacks: values(&reading.open_table(CALLBACKS)?)?,
        clock: Duration::from_millis(clock),
    })
}

fn values<T: DeserializeOwned>(table: &impl ReadableTable<u64, &'static [u8]>) -> Result<Vec<T>, Fault> {
    table.iter()?.map(|entry| Ok(serde_json::from_slice(entry?.1.value())?)).collect()
}
