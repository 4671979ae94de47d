//! The databases: what differs between them, and one way through which every statement passes.

mod batch;
#[cfg(feature = "postgres")]
mod postgres;
mod row;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tx;

use std::future::Future;

use sqlx::{Database, Pool, Transaction};

pub(crate) use batch::Write;
pub(crate) use row::{Row, Value};
pub use tx::{HandlerTx, ShopTx, Step, Tx};
pub(crate) use tx::{Steps, Turns};

/// A database that keeps orders: `sqlx::Sqlite` with the feature `sqlite`, `sqlx::Postgres` with the feature `postgres`.
pub trait Engine: Database + Statements {}

impl<DB: Database + Statements> Engine for DB {}

/// What differs between the databases. Nothing outside of this crate implements it.
pub trait Statements: Database {
    #[doc(hidden)]
    const DIALECT: Dialect;

    #[doc(hidden)]
    fn begin_writing(pool: &Pool<Self>)
    -> impl Future<Output = Result<Transaction<'static, Self>, sqlx::Error>> + Send;

    #[doc(hidden)]
    fn begin_reading(pool: &Pool<Self>)
    -> impl Future<Output = Result<Transaction<'static, Self>, sqlx::Error>> + Send;

    /// Whether the database has ended the transaction of this connection by itself.
    #[doc(hidden)]
    fn has_ended(connection: &mut Self::Connection) -> impl Future<Output = bool> + Send;

    #[doc(hidden)]
    fn execute(
        connection: &mut Self::Connection,
        statement: String,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<u64, sqlx::Error>> + Send;

    #[doc(hidden)]
    fn fetch(
        connection: &mut Self::Connection,
        statement: String,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<Row>, sqlx::Error>> + Send;
}

/// The parts of statements that differ.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// The database's clock, in milliseconds since 1970.
    pub(crate) now: &'static str,
    /// Locks the row that a query finds.
    pub(crate) lock: &'static str,
    /// Locks the rows that a query finds, and passes over those that others have locked.
    pub(crate) lock_free: &'static str,
    /// The type of a number that the database gives to each row.
    pub(crate) id: &'static str,
    /// Locks the migration of all programs but one.
    pub(crate) lock_migration: Option<&'static str>,
    /// Returns rows of the settings that make a commit survive a power cut: name, value.
    pub(crate) durability: &'static str,
    /// The values of that setting that do not.
    pub(crate) not_durable: &'static [&'static str],
    /// Whether one transaction writes at a time.
    pub(crate) has_one_writer: bool,
    /// Whether several writes are executed as one statement: each statement is a way to the server and back.
    pub(crate) joins_writes: bool,
}
