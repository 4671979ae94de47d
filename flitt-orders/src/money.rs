//! Captures and reversals: asked for in the shop's transaction, sent by a worker.

use flitt_client::Endpoint as _;
use flitt_client::api::{CaptureOrder, ReverseOrder};
use flitt_client::argument::Integer;
use flitt_schema::Endpoint as Schema;

use crate::core::{Kind, NotAllowedError};
use crate::create::record;
use crate::describe::{Description, digest_of, reverse_id};
use crate::engine::{Engine, Tx};
use crate::error::Error;
use crate::event::CALLER;
use crate::orders::Orders;
use crate::store::Found;

impl<DB: Engine> Orders<DB> {
    /// Asks for a capture: the money of a hold is taken, all or a part. The amount is an integer of minor units, or a
    /// [`Money`](flitt_client::value::Money) in the currency of the order. A worker sends the request after the commit.
    ///
    /// `key` is the caller's name of this capture, unique within the order: a second call with the same key and amount does nothing,
    /// so it can be repeated where the outcome of a commit is unknown.
    ///
    /// # Errors
    ///
    /// If the order is not stored, has no held money, less than this amount, or another currency, or was captured before; if
    /// a reversal of it is pending; if the amount is 0; or if the key was used for another request about this order.
    pub async fn capture(&self, tx: &mut Tx<DB>, order_id: &str, amount: impl Integer, key: &str) -> Result<(), Error> {
        self.ask(tx, Kind::Capture, order_id, RequestedAmount::new(amount)?, key).await
    }

    /// Requests a reversal: returns money to the payer, in full or in part. The amount is that of this reversal, not the
    /// total of all: an integer of minor units, or a [`Money`](flitt_client::value::Money) in the currency of the order. It
    /// is reserved at once, so that the reversals of an order never exceed the amount that was taken. A worker sends the
    /// request after the commit, with a [`reverse_id`](Self::reverse_id) that makes it safe to repeat.
    ///
    /// `key` is the caller's name of this reversal, unique within the order, as that of [`capture`](Self::capture).
    ///
    /// # Errors
    ///
    /// If the order is not stored; if the amount is 0, or less than this amount is left; if the amount is in another currency
    /// than the order; if the amount that was taken is not known; if a hold is reversed in part, or while a capture of it is
    /// pending; or if the key was used for another request about this order.
    pub async fn reverse(&self, tx: &mut Tx<DB>, order_id: &str, amount: impl Integer, key: &str) -> Result<(), Error> {
        self.ask(tx, Kind::Reverse, order_id, RequestedAmount::new(amount)?, key).await
    }

    /// The `reverse_id` with which a reversal is sent: what the gateway's portal and the logs of requests show of it.
    #[must_use]
    pub fn reverse_id(&self, order_id: &str, key: &str) -> String {
        reverse_id(&self.store.merchant, order_id, key)
    }

    async fn ask(
        &self,
        tx: &mut Tx<DB>,
        kind: Kind,
        order_id: &str,
        requested: RequestedAmount,
        key: &str,
    ) -> Result<(), Error> {
        let mut stored = self.store.load(tx, Found::OrderId(order_id)).await?.ok_or(Error::UnknownOrder)?;
        if requested.currency.is_some_and(|currency| currency != stored.state.currency().as_str()) {
            return Err(NotAllowedError::OtherCurrency.into());
        }
        let amount = requested.minor;
        let stored_key = format!("{CALLER}{key}");
        if let Some(known) = stored.calls.iter().find(|record| record.key == stored_key) {
            let is_same = known.call.kind == kind && known.call.amount == amount;
            return if is_same { Ok(()) } else { Err(Error::DuplicateKey) };
        }
        let endpoint: &Schema =
            if kind == Kind::Capture { CaptureOrder::SCHEMA.get() } else { ReverseOrder::SCHEMA.get() };
        let description = Description {
            digest: digest_of(format!("{} {amount}", endpoint.name).as_bytes()),
            request: None,
            amount,
            lifetime: 0,
            schedule_amount: None,
        };
        let mut record = record(stored_key, kind, endpoint, description);
        record.call.is_stored = true;
        record.call.at = stored.now;
        let before = stored.order.reserved();
        if kind == Kind::Capture {
            stored.state.expect_capture(amount);
        } else {
            record.reverse_id = Some(self.reverse_id(order_id, key));
            stored.state.expect_reversal(before.saturating_add(amount));
        }
        self.plan(tx, &mut stored, record).await.map(drop)
    }
}

/// An amount that is asked for.
struct RequestedAmount {
    minor: u64,
    /// `None` where an integer was given.
    currency: Option<&'static str>,
}

impl RequestedAmount {
    fn new(amount: impl Integer) -> Result<Self, NotAllowedError> {
        let (mut digits, currency) = (String::new(), amount.currency());
        amount.push_digits(&mut digits);
        let minor = digits.parse().map_err(|_| NotAllowedError::NotAnAmount)?;
        Ok(Self { minor, currency })
    }
}
