//! The state in a file: orders and callbacks that are still due, so that they outlive the process, however it ends.
//!
//! One embedded database file. Orders stand in it by their position, callbacks by their number, each as JSON.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use redb::{
    CommitError, Database, DatabaseError, ReadableDatabase, ReadableTable, StorageError, TableDefinition, TableError,
    TransactionError,
};
use serde::de::DeserializeOwned;

use crate::callback::Callback;
use crate::order::Order;

const ORDERS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("orders");
const CALLBACKS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("callbacks");
const FACTS: TableDefinition<'_, &str, u64> = TableDefinition::new("facts");

/// The version of what is written.
const FORMAT: u64 = 1;
const FORMAT_FACT: &str = "format";
/// The sandbox's time at the last change, in milliseconds since 1970-01-01 UTC.
const CLOCK_FACT: &str = "clock";

/// Where the state is written; nowhere without a file.
#[derive(Debug, Default)]
pub(crate) struct Store {
    database: Option<Database>,
    fault: OnceLock<String>,
}

/// What a file held.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) orders: Vec<Order>,
    pub(crate) callbacks: Vec<Callback>,
    pub(crate) clock: Duration,
}

/// What changed since the last time.
#[derive(Default)]
pub(crate) struct Changes<'o> {
    /// Orders by their position.
    pub(crate) orders: Vec<(usize, &'o Order)>,
    /// Callbacks that are due.
    pub(crate) due: Vec<&'o Callback>,
    /// The numbers of callbacks that are done with.
    pub(crate) done: Vec<u64>,
    /// The sandbox's time.
    pub(crate) clock: Duration,
}

/// Why a file cannot hold the state.
#[derive(Debug)]
#[non_exhaustive]
pub enum StateError {
    /// Another process has it open.
    InUse(PathBuf),
    /// It cannot be read or written, or is no state file of this version.
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Store {
    /// Opens a file, or makes it, for its owner alone: it holds card tokens.
    pub(crate) fn open(path: &Path) -> Result<(Self, Kept), StateError> {
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
        Ok((Self { database: Some(database), fault: OnceLock::new() }, kept))
    }

    /// Writes what changed, all of it or nothing. When this returns without a [`fault`](Self::fault), it survives the
    /// end of the process.
    pub(crate) fn write(&self, changes: &Changes<'_>) {
        let Some(database) = self.database.as_ref().filter(|_| self.fault().is_none()) else { return };
        if let Err(Fault(why)) = write(database, changes) {
            // The first fault is the one that counts.
            let _ = self.fault.set(why);
        }
    }

    /// Why nothing is written any more: after a fault, file and memory differ.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.fault.get().map(String::as_str)
    }
}

/// What went wrong, in words.
struct Fault(String);

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

fn write(database: &Database, changes: &Changes<'_>) -> Result<(), Fault> {
    let writing = database.begin_write()?;
    {
        let mut orders = writing.open_table(ORDERS)?;
        for (position, order) in &changes.orders {
            orders.insert(*position as u64, serde_json::to_vec(order)?.as_slice())?;
        }
        let mut callbacks = writing.open_table(CALLBACKS)?;
        for callback in &changes.due {
            callbacks.insert(callback.number, serde_json::to_vec(callback)?.as_slice())?;
        }
        for number in &changes.done {
            callbacks.remove(number)?;
        }
        let clock = u64::try_from(changes.clock.as_millis()).unwrap_or(u64::MAX);
        writing.open_table(FACTS)?.insert(CLOCK_FACT, clock)?;
    }
    Ok(writing.commit()?)
}

impl std::fmt::Display for StateError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InUse(path) => write!(
                formatter,
                "another sandbox has the state file {} open; stop it, or give this one a file of its own",
                path.display()
            ),
            Self::Unusable { path, reason } => {
                write!(formatter, "the state file {} cannot be used: {reason}", path.display())
            }
        }
    }
}

impl std::error::Error for StateError {}

/// Values of lists, as their text on the wire.
pub(crate) mod listed {
    use flitt_client::List;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<T: List, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.value())
    }

    pub(crate) fn deserialize<'d, T: List, D: Deserializer<'d>>(deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        T::find(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no known value")))
    }
}

/// The same where there may be none.
pub(crate) mod maybe_listed {
    use flitt_client::List;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(crate) fn serialize<T: List, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(List::value).serialize(serializer)
    }

    pub(crate) fn deserialize<'d, T: List, D: Deserializer<'d>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let find = |text: String| T::find(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no known value")));
        text.map(find).transpose()
    }
}

/// Cards are kept by their numbers alone, which are those of the documented test cards: only such are ever approved or
/// checked. Expiry and security code are any.
pub(crate) mod card {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::cards::Card;

    pub(crate) fn serialize<S: Serializer>(card: &Card, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(card.number())
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Card, D::Error> {
        Ok(Card::new(&String::deserialize(deserializer)?))
    }
}

/// The same where there may be none.
pub(crate) mod maybe_card {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::cards::Card;

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(crate) fn serialize<S: Serializer>(card: &Option<Card>, serializer: S) -> Result<S::Ok, S::Error> {
        card.as_ref().map(Card::number).serialize(serializer)
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Card>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(|number| Card::new(&number)))
    }
}
