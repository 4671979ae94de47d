//! The orders of one merchant in one database.

use std::sync::Arc;
use std::time::Duration;

use flitt_client::value::OpenEnum;
use flitt_client::{Client, Currency, RetryPolicy};
use sqlx::Pool;
use tokio::sync::Notify;

use crate::core::{Millis, Policy};
use crate::engine::{Engine, ShopTx, Step, Steps, Turns, Tx};
use crate::error::Error;
use crate::migrate;
use crate::store::{Prefix, Store};

/// The orders of one merchant, in a database of the shop. Cloning is cheap.
///
/// The merchant is that of the client's credentials. A program for several merchants has one `Orders` and one worker for each, over
/// the same tables. In a struct, its type is `Orders<flitt_orders::sqlx::Sqlite>`, or that of PostgreSQL.
pub struct Orders<DB: Engine> {
    pub(crate) pool: Pool<DB>,
    pub(crate) client: Client,
    pub(crate) store: Store,
    pub(crate) policy: Policy,
    pub(crate) steps: Steps,
    pub(crate) turns: Turns,
    pub(crate) wake: Arc<Notify>,
    /// Further currencies in which payers may pay.
    pub(crate) currencies: Vec<OpenEnum<Currency>>,
}

impl<DB: Engine> Orders<DB> {
    /// Orders in the database of this pool, at the gateway of this client. Nothing is read or written before
    /// [`migrate`](Self::migrate).
    #[must_use]
    pub fn new(pool: Pool<DB>, client: Client) -> Self {
        let credentials = client.credentials();
        let store = Store {
            prefix: Prefix::default(),
            merchant: credentials.merchant_id().to_owned(),
            is_test: credentials.accepts_test_payments(),
        };
        Self {
            pool,
            client,
            store,
            policy: Policy::default(),
            steps: Steps::default(),
            turns: Turns::default(),
            wake: Arc::default(),
            currencies: Vec::new(),
        }
    }

    /// Begins the names of the tables with this text instead of `flitt_`: one to twenty lower-case letters, digits and `_`, of which
    /// the first is a letter.
    ///
    /// # Errors
    ///
    /// If the prefix is invalid.
    pub fn with_prefix(mut self, prefix: &str) -> Result<Self, Error> {
        self.store.prefix = Prefix::new(prefix)?;
        Ok(self)
    }

    /// Accepts payments in this currency, too, for the orders that are created from now on. Amounts in two currencies are not
    /// compared. If an order is paid in it, the limit of its reversals is the amount of the order.
    #[must_use]
    pub fn with_accepted_currency(mut self, currency: impl Into<OpenEnum<Currency>>) -> Self {
        self.currencies.push(currency.into());
        self
    }

    /// How long a sent request may stay without a stored result before a worker assumes that its sender has ended: a process that
    /// ended, or a call whose future was dropped. The worker then asks for the status. After twice this time, another worker takes
    /// over the orders of a worker that has ended.
    ///
    /// It cancels nothing: the timeout of the client does. Use about three times the client's timeout. Default: 90 s, for the
    /// client's default timeout of 30 s.
    #[must_use]
    pub fn with_sender_timeout(mut self, timeout: Duration) -> Self {
        self.policy.patience = millis(timeout);
        self.policy.lease = self.policy.patience.saturating_mul(2);
        self
    }

    /// Sets how long a created order waits for [`send`](Self::send). After that time a worker sends it, or gives it up if no
    /// worker may send it ([`EventKind::NotSent`](crate::EventKind::NotSent)). Default: 2 minutes.
    #[must_use]
    pub fn with_send_grace_period(mut self, grace: Duration) -> Self {
        self.policy.grace = millis(grace);
        self
    }

    /// The first and the longest wait between two status requests about an order, and between two attempts at a request or an event.
    /// Each wait is twice the one before. Default: 5 s and 6 h.
    #[must_use]
    pub fn with_backoff(mut self, first: Duration, longest: Duration) -> Self {
        (self.policy.initial_backoff, self.policy.max_backoff) = (millis(first), millis(longest));
        self
    }

    /// The number of attempts after which an event, or a request that may be repeated, is parked. A request that may not be repeated
    /// is parked after this number of status requests without a result, and so is an order that its status does not decide.
    /// Default: 12.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.policy.attempts = attempts;
        self
    }

    /// Sets how long after its last change an order can be refunded by this shop. After that time, [`prune`](Self::prune)
    /// deletes the order even if money is left to refund. A later callback about it, such as of a chargeback, is rejected,
    /// because the order is unknown. (A charge of a schedule stays as a row, so that no later callback can create and pay it
    /// again.) Default: for ever.
    #[must_use]
    pub fn with_refund_period(mut self, period: Duration) -> Self {
        self.policy.returnable = millis(period);
        self
    }

    /// Ends the program at a step, for tests.
    #[doc(hidden)]
    #[must_use]
    pub fn with_steps(mut self, steps: Arc<dyn Step>) -> Self {
        self.steps = Steps(Some(steps));
        self
    }

    /// Creates the missing tables in one transaction. Programs that do so at the same time wait for each other.
    ///
    /// # Errors
    ///
    /// If the tables belong to another program or need another release, or if committed data of the database can be lost in a power
    /// failure. Nothing is changed then.
    pub async fn migrate(&self) -> Result<(), Error> {
        migrate::migrate(self.write().await?, &self.store.prefix).await
    }

    /// Begins a transaction of the shop. On SQLite it begins with `BEGIN IMMEDIATE`, because it writes.
    pub async fn begin(&self) -> Result<ShopTx<DB>, Error> {
        Ok(ShopTx::new(self.write().await?, Arc::clone(&self.wake)))
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// A transaction of this crate's own.
    pub(crate) async fn write(&self) -> Result<Tx<DB>, Error> {
        Tx::begin(&self.pool, &self.steps, &self.turns).await
    }

    /// A transaction that only reads.
    pub(crate) async fn read(&self) -> Result<Tx<DB>, Error> {
        Tx::begin_reading(&self.pool, &self.steps).await
    }

    /// Commits a transaction of this crate's own, and wakes the workers of this program.
    pub(crate) async fn commit(&self, tx: Tx<DB>) -> Result<(), Error> {
        tx.commit().await?;
        self.wake.notify_waiters();
        Ok(())
    }

    /// The client, for one attempt: this crate decides when there is another.
    pub(crate) fn client_once(&self) -> Client {
        self.client.with_retry(RetryPolicy::none())
    }
}

pub(crate) fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

impl<DB: Engine> Clone for Orders<DB> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            client: self.client.clone(),
            store: self.store.clone(),
            policy: self.policy.clone(),
            steps: self.steps.clone(),
            turns: self.turns.clone(),
            wake: Arc::clone(&self.wake),
            currencies: self.currencies.clone(),
        }
    }
}

impl<DB: Engine> std::fmt::Debug for Orders<DB> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Orders")
            .field("client", &self.client)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}
