//! Transactions, and the one way through which statements, commits and requests pass.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use sqlx::{Pool, Transaction};
use tokio::sync::{Mutex, Notify, OwnedMutexGuard};

use super::batch::{Write, joined};
use super::{Engine, Row, Value};
use crate::error::Error;

/// What happens at each step of a program, for tests: a step that stops ends everything at once, as if the process had died.
#[doc(hidden)]
pub trait Step: Send + Sync {
    /// Whether the program ends before this step.
    fn stops_before(&self, step: &str) -> bool;

    /// What is executed in place of a statement: so a test tries it without one of its guards.
    fn replace(&self, statement: String) -> String {
        statement
    }

    /// What is added to the database's clock, in milliseconds.
    fn clock_offset(&self) -> i64 {
        0
    }
}

/// The steps of a program; without a test, each is simply done.
#[derive(Clone, Default)]
pub(crate) struct Steps(pub(crate) Option<Arc<dyn Step>>);

impl Steps {
    /// Passes one step.
    pub(crate) fn pass(&self, step: &str) -> Result<(), Error> {
        match &self.0 {
            Some(steps) if steps.stops_before(step) => Err(Error::Stopped),
            _ => Ok(()),
        }
    }

    fn replaced(&self, statement: String) -> String {
        match &self.0 {
            Some(steps) => steps.replace(statement),
            None => statement,
        }
    }

    /// The time since some point in the past, which no clock change moves.
    pub(crate) fn monotonic(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        let offset = u64::try_from(self.clock_offset()).unwrap_or_default();
        START.get_or_init(Instant::now).elapsed() + Duration::from_millis(offset)
    }

    pub(crate) fn clock_offset(&self) -> i64 {
        self.0.as_ref().map_or(0, |steps| steps.clock_offset())
    }
}

/// The turns of a program's transactions where a database has one writer: SQLite lets those wait that come too early, and looks again
/// after longer and longer pauses, so that some starve.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turns(Arc<Mutex<()>>);

/// For how long a transaction waits for its turn. After that it is the database that decides, which ends the wait of a transaction
/// within another one of the same task with an error.
const TURN: Duration = Duration::from_secs(5);

impl Turns {
    async fn next(&self) -> Option<OwnedMutexGuard<()>> {
        tokio::time::timeout(TURN, Arc::clone(&self.0).lock_owned()).await.ok()
    }
}

/// A transaction, in which both the shop and this crate write. A transaction that is dropped is rolled back.
pub struct Tx<DB: Engine> {
    inner: Transaction<'static, DB>,
    steps: Steps,
    /// Whether the shop may have executed statements since the last one of this crate.
    is_lent: bool,
    /// Whether the database has ended the transaction by itself. Nothing of it is stored.
    has_ended: bool,
    /// The turn of this transaction among those of this program.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl<DB: Engine> Tx<DB> {
    /// The connection, for statements of the shop: `sqlx::query(..).execute(tx.connection())`. Do not end the transaction with it.
    pub fn connection(&mut self) -> &mut DB::Connection {
        self.is_lent = true;
        &mut self.inner
    }

    pub(crate) async fn begin(pool: &Pool<DB>, steps: &Steps, turns: &Turns) -> Result<Self, Error> {
        steps.pass("begin")?;
        let turn = if DB::DIALECT.has_one_writer { turns.next().await } else { None };
        Ok(Self::new(DB::begin_writing(pool).await?, steps, turn))
    }

    /// A transaction that only reads: on SQLite, no other transaction waits for it.
    pub(crate) async fn begin_reading(pool: &Pool<DB>, steps: &Steps) -> Result<Self, Error> {
        steps.pass("begin")?;
        Ok(Self::new(DB::begin_reading(pool).await?, steps, None))
    }

    fn new(inner: Transaction<'static, DB>, steps: &Steps, turn: Option<OwnedMutexGuard<()>>) -> Self {
        Self { inner, steps: steps.clone(), is_lent: false, has_ended: false, _turn: turn }
    }

    /// Looks whether the transaction is still there after statements of the shop, or after one that has failed.
    async fn check(&mut self) -> Result<(), Error> {
        self.is_lent = false;
        self.has_ended |= DB::has_ended(&mut self.inner).await;
        if self.has_ended { Err(Error::TransactionEnded) } else { Ok(()) }
    }

    /// Passes the step of a statement; what is executed for it.
    async fn pass(&mut self, statement: String) -> Result<String, Error> {
        self.steps.pass(&statement)?;
        if self.is_lent || self.has_ended {
            self.check().await?;
        }
        Ok(self.steps.replaced(statement))
    }

    pub(crate) async fn execute(&mut self, statement: String, values: Vec<Value>) -> Result<u64, Error> {
        let statement = self.pass(statement).await?;
        let result = DB::execute(&mut self.inner, statement, values).await;
        self.is_lent |= result.is_err();
        Ok(result?)
    }

    /// Executes several writes. They must not write the same row or depend on each other: the database can execute them in any order.
    pub(crate) async fn write(&mut self, mut writes: Vec<Write>) -> Result<(), Error> {
        if DB::DIALECT.joins_writes {
            writes = joined(writes).into_iter().collect();
        }
        for Write { statement, values } in writes {
            self.execute(statement, values).await?;
        }
        Ok(())
    }

    pub(crate) async fn fetch(&mut self, statement: String, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let statement = self.pass(statement).await?;
        let result = DB::fetch(&mut self.inner, statement, values).await;
        self.is_lent |= result.is_err();
        Ok(result?)
    }

    /// The only row of a query, if there is one.
    pub(crate) async fn fetch_optional(&mut self, statement: String, values: Vec<Value>) -> Result<Option<Row>, Error> {
        Ok(self.fetch(statement, values).await?.into_iter().next())
    }

    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        // After a failed statement, PostgreSQL responds to a commit with success and stores nothing. This fails then.
        if self.is_lent || self.has_ended {
            self.execute("SELECT 1".to_owned(), Vec::new()).await?;
        }
        self.steps.pass("commit")?;
        self.inner.commit().await?;
        self.steps.pass("after commit")
    }

    pub(crate) fn clock_offset(&self) -> i64 {
        self.steps.clock_offset()
    }
}

/// A transaction of the shop: [`Orders::begin`](crate::Orders::begin).
pub struct ShopTx<DB: Engine> {
    tx: Tx<DB>,
    wake: Arc<Notify>,
}

impl<DB: Engine> ShopTx<DB> {
    pub(crate) fn new(tx: Tx<DB>, wake: Arc<Notify>) -> Self {
        Self { tx, wake }
    }

    /// Commits. After an error, what was written may be stored or not: the same calls can be made again, with the same order ids
    /// and keys.
    pub async fn commit(self) -> Result<(), Error> {
        self.tx.commit().await?;
        self.wake.notify_waiters();
        Ok(())
    }

    /// Rolls back.
    pub async fn rollback(self) -> Result<(), Error> {
        Ok(self.tx.inner.rollback().await?)
    }
}

/// The transaction in which an event is delivered. It is committed after the handler has succeeded, and what the handler wrote is
/// rolled back if it has not.
pub struct HandlerTx<DB: Engine>(pub(crate) OwnedMutexGuard<Tx<DB>>);

impl<DB: Engine> HandlerTx<DB> {
    /// Lends a transaction. It can be taken back when the handler has dropped it.
    pub(crate) async fn lend(tx: Tx<DB>) -> (Self, Arc<Mutex<Tx<DB>>>) {
        let home = Arc::new(Mutex::new(tx));
        (Self(Arc::clone(&home).lock_owned().await), home)
    }
}

impl<DB: Engine> Deref for ShopTx<DB> {
    type Target = Tx<DB>;

    fn deref(&self) -> &Tx<DB> {
        &self.tx
    }
}

impl<DB: Engine> DerefMut for ShopTx<DB> {
    fn deref_mut(&mut self) -> &mut Tx<DB> {
        &mut self.tx
    }
}

impl<DB: Engine> Deref for HandlerTx<DB> {
    type Target = Tx<DB>;

    fn deref(&self) -> &Tx<DB> {
        &self.0
    }
}

impl<DB: Engine> DerefMut for HandlerTx<DB> {
    fn deref_mut(&mut self) -> &mut Tx<DB> {
        &mut self.0
    }
}

impl<DB: Engine> fmt::Debug for Tx<DB> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tx")
    }
}

impl<DB: Engine> fmt::Debug for ShopTx<DB> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ShopTx")
    }
}

impl<DB: Engine> fmt::Debug for HandlerTx<DB> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HandlerTx")
    }
}
