//! The worker: takes orders for which something is due, and does it.

mod ask;
mod deliver;
mod dispatch;
mod one_order;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;

use crate::engine::{Engine, HandlerTx};
use crate::error::Error;
use crate::event::OrderEvent;
use crate::migrate;
use crate::orders::Orders;

/// An error of a handler.
pub type HandlerError = Box<dyn StdError + Send + Sync>;

/// How many orders a worker takes at once, and works on at the same time.
const BATCH: i64 = 8;

/// For how long a worker waits after the database has failed.
const AFTER_ERROR: Duration = Duration::from_secs(1);

/// Sends stored requests, requests the status of orders, and delivers events. [`Orders::worker`] makes one.
///
/// Any number of workers, on any number of machines, can work on one PostgreSQL database. With SQLite, run at
/// most one worker for each `Orders` in each process: more are not faster. A worker works on the orders of its own merchant only.
pub struct Worker<DB: Engine, H> {
    orders: Orders<DB>,
    handler: H,
    poll: Duration,
    on_error: Arc<dyn Fn(&Error) + Send + Sync>,
}

impl<DB: Engine> Orders<DB> {
    /// A worker that delivers events to this handler.
    ///
    /// The handler gets an event and the transaction in which it is delivered: what it writes there is stored if it returns `Ok`,
    /// together with the note that the event is delivered, and otherwise not at all. So each event has its effect in the database
    /// once. What it does elsewhere, such as sending a letter, can happen more than once, with the same [`OrderEvent::id`].
    ///
    /// After an error or a panic of the handler, the event is delivered again later. After
    /// [`with_max_attempts`](Orders::with_max_attempts) it is parked, and the later events of its order wait. While a handler
    /// runs, its order is locked; on SQLite, no other program can write to the database. So a handler should only write down
    /// the work that is to be done.
    pub fn worker<H, F>(&self, handler: H) -> Worker<DB, H>
    where
        H: Fn(OrderEvent, HandlerTx<DB>) -> F,
        F: Future<Output = Result<(), HandlerError>>,
    {
        Worker { orders: self.clone(), handler, poll: Duration::from_secs(1), on_error: Arc::new(|_| {}) }
    }
}

impl<DB, H, F> Worker<DB, H>
where
    DB: Engine,
    H: Fn(OrderEvent, HandlerTx<DB>) -> F,
    F: Future<Output = Result<(), HandlerError>>,
{
    /// The time between two searches for work that another process has stored. Work of this process wakes the worker at once.
    /// Default: 1 s.
    #[must_use]
    pub fn with_poll_interval(mut self, interval: Duration) -> Self {
        self.poll = interval;
        self
    }

    /// Sets a function that is called with each error after which the worker continues, such as an error of the database: for
    /// a log.
    #[must_use]
    pub fn on_error(mut self, on_error: impl Fn(&Error) + Send + Sync + 'static) -> Self {
        self.on_error = Arc::new(on_error);
        self
    }

    /// Runs until the future `shutdown` is ready, finishes the work in progress, and returns. To run it in a task:
    /// `tokio::spawn(worker.run(shutdown))`.
    ///
    /// # Errors
    ///
    /// If the tables are missing, or need another release.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let wake = self.orders.wake.notified();
            let wait = match self.run_once().await {
                Ok(0) => self.poll,
                Ok(_) => Duration::ZERO,
                Err(error @ Error::Schema(_)) => return Err(error),
                Err(error) => {
                    (self.on_error)(&error);
                    if matches!(error, Error::Stopped) {
                        return Err(error);
                    }
                    AFTER_ERROR
                }
            };
            tokio::select! {
                biased;
                () = &mut shutdown => return Ok(()),
                () = wake => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Handles up to eight orders for which work is due, once, and returns their number; 0 if no work is due. For tests, and
    /// for programs with a loop of their own.
    pub async fn run_once(&self) -> Result<usize, Error> {
        let orders = &self.orders;
        let mut tx = orders.read().await?;
        migrate::check(&mut tx, &orders.store.prefix).await?;
        if !orders.store.is_anything_due(&mut tx).await? {
            return Ok(0);
        }
        drop(tx);
        let mut tx = orders.write().await?;
        let claimed = orders.store.claim(&mut tx, BATCH, orders.policy.lease).await?;
        tx.commit().await?;
        let count = claimed.len();
        let concurrent = claimed.len().max(1);
        let worked = stream::iter(claimed).map(|number| self.work_on(number)).buffer_unordered(concurrent);
        let results: Vec<Result<(), Error>> = worked.collect().await;
        results.into_iter().collect::<Result<(), Error>>().map(|()| count)
    }
}

impl<DB: Engine, H> fmt::Debug for Worker<DB, H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Worker").field("orders", &self.orders).field("poll", &self.poll).finish_non_exhaustive()
    }
}
