//! The tables, and how they come into a database: in one transaction, which all programs but one wait for.

mod tables;

use std::fmt;

use crate::engine::{Engine, Tx, Value};
use crate::error::Error;
use crate::store::Prefix;

/// The version of the tables that this release makes.
const VERSION: i64 = 1;

/// Whose tables these are.
const PROGRAM: &str = "flitt-orders";

/// Why the tables cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaError {
    /// Tables with these names belong to another program: use another prefix, or another database.
    OtherProgram,
    /// A newer release created the tables, and this one cannot use them: upgrade this program.
    Later {
        /// The version of the tables that a program must have at least.
        oldest: i64,
    },
    /// The tables were never created: call `migrate` first.
    Missing,
    /// Committed data of the database can be lost in a power failure.
    NotDurable {
        /// The setting.
        setting: String,
        /// Its value.
        value: String,
    },
}

/// Makes the tables where they are missing, in this transaction, and commits it.
pub(crate) async fn migrate<DB: Engine>(mut tx: Tx<DB>, prefix: &Prefix) -> Result<(), Error> {
    if let Some(lock) = DB::DIALECT.lock_migration {
        tx.fetch(lock.to_owned(), Vec::new()).await?;
    }
    check_durability(&mut tx).await?;
    // The statement itself fails on a table of another program that has other columns.
    tx.execute(tables::meta(prefix), Vec::new()).await?;
    let statement = format!("SELECT name, value FROM {}", prefix.table("meta"));
    let rows = tx.fetch(statement, Vec::new()).await.map_err(of_other_program)?;
    if rows.is_empty() {
        for statement in tables::version_1::<DB>(prefix) {
            tx.execute(statement, Vec::new()).await.map_err(of_other_program)?;
        }
        let insert = format!("INSERT INTO {} (name, value) VALUES ($1, $2)", prefix.table("meta"));
        for (name, value) in
            [("program", PROGRAM.to_owned()), ("version", VERSION.to_string()), ("oldest", "1".to_owned())]
        {
            tx.execute(insert.clone(), vec![name.into(), value.into()]).await?;
        }
    } else {
        let value = |wanted: &str| {
            let row = rows.iter().find(|row| row.text(0).is_ok_and(|name| name == wanted));
            row.and_then(|row| row.text(1).ok()).map(ToOwned::to_owned)
        };
        if value("program").as_deref() != Some(PROGRAM) {
            return Err(SchemaError::OtherProgram.into());
        }
        let number =
            |name| value(name).and_then(|text| text.parse::<i64>().ok()).ok_or(Error::CorruptTables("a version"));
        let (version, oldest) = (number("version")?, number("oldest")?);
        // The only version so far: an older one has to be made a newer one here.
        if oldest > VERSION || version < VERSION {
            return Err(SchemaError::Later { oldest }.into());
        }
    }
    tx.commit().await
}

/// A table of this name that this crate did not create.
fn of_other_program(error: Error) -> Error {
    if is_about_tables(&error) { SchemaError::OtherProgram.into() } else { error }
}

/// Whether a table or a column is missing, or is there already. Any other error is one of the database, which may pass.
fn is_about_tables(error: &Error) -> bool {
    let Error::Database(sqlx::Error::Database(cause)) = error else { return false };
    // Those of PostgreSQL: undefined table, undefined column, duplicate table.
    let is_code = |code| ["42P01", "42703", "42P07"].contains(&code);
    // SQLite has one code for them and for many others.
    let texts = ["no such table", "no such column", "already exists"];
    cause.code().as_deref().is_some_and(is_code) || texts.iter().any(|text| cause.message().contains(text))
}

/// Checks that this release can use the tables as they are.
pub(crate) async fn check<DB: Engine>(tx: &mut Tx<DB>, prefix: &Prefix) -> Result<(), Error> {
    let statement = format!("SELECT value FROM {} WHERE name = $1", prefix.table("meta"));
    let rows = tx
        .fetch(statement, vec![Value::from("oldest")])
        .await
        .map_err(|error| if is_about_tables(&error) { SchemaError::Missing.into() } else { error })?;
    let row = rows.first().ok_or(SchemaError::Missing)?;
    let oldest = row.text(0)?.parse().map_err(|_| Error::CorruptTables("a version"))?;
    if oldest > VERSION { Err(SchemaError::Later { oldest }.into()) } else { check_durability(tx).await }
}

async fn check_durability<DB: Engine>(tx: &mut Tx<DB>) -> Result<(), Error> {
    for row in tx.fetch(DB::DIALECT.durability.to_owned(), Vec::new()).await? {
        let (setting, value) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
        if DB::DIALECT.not_durable.contains(&value.as_str()) {
            return Err(SchemaError::NotDurable { setting, value }.into());
        }
    }
    Ok(())
}

impl fmt::Display for SchemaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherProgram => formatter.write_str(
                "tables with these names belong to another program: use another prefix of tables, or another database",
            ),
            Self::Later { oldest } => write!(
                formatter,
                "the tables were created by a newer release and need version {oldest} or later; this program has version \
                 {VERSION}: upgrade it"
            ),
            Self::Missing => formatter.write_str("the tables of the orders are missing: call `migrate` first"),
            Self::NotDurable { setting, value } => write!(
                formatter,
                "committed data of the database can be lost in a power failure, because its setting `{setting}` is {value}: \
                 set it to `full` (SQLite) or `on` (PostgreSQL)"
            ),
        }
    }
}

impl std::error::Error for SchemaError {}
