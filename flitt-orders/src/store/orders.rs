//! The table of the orders.

use flitt_client::OrderState;

use super::parts::Parts;
use super::{CallRecord, EventRecord, Store};
use crate::core::{Millis, Money, Order, due_at};
use crate::engine::{Engine, Row, Tx, Value, Write};
use crate::error::Error;

/// How an order is found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found<'o> {
    /// By its number in the table.
    Number(i64),
    /// By the id that the shop gave it.
    OrderId(&'o str),
}

/// An order that is not stored yet.
pub(crate) struct NewOrder<'o> {
    pub(crate) state: &'o OrderState,
    pub(crate) schedule_amount: Option<u64>,
    pub(crate) lifetime: Millis,
    pub(crate) ask_at: Option<Millis>,
    pub(crate) now: Millis,
}

/// An order as it is stored, locked until its transaction ends.
#[derive(Debug)]
pub(crate) struct StoredOrder {
    pub(crate) number: i64,
    pub(crate) state: OrderState,
    /// What the charges of its schedule amount to.
    pub(crate) schedule_amount: Option<u64>,
    /// What the rules need of it.
    pub(crate) order: Order,
    pub(crate) calls: Vec<CallRecord>,
    /// Its first event that is not delivered. Where it is parked, the later ones wait with it.
    pub(crate) next_event: Option<EventRecord>,
    /// Whether the callback that was asked for was accepted before.
    pub(crate) is_accepted: bool,
    /// The database's clock when it was read.
    pub(crate) now: Millis,
}

impl Store {
    /// The time, by the database's clock.
    pub(crate) async fn now<DB: Engine>(&self, tx: &mut Tx<DB>) -> Result<Millis, Error> {
        let row = tx.fetch_optional(format!("SELECT {}", DB::DIALECT.now), Vec::new()).await?;
        Ok(row.ok_or(Error::CorruptTables("a time"))?.int(0)? + tx.clock_offset())
    }

    /// Reads an order with its requests, and locks it.
    pub(crate) async fn load<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        found: Found<'_>,
    ) -> Result<Option<StoredOrder>, Error> {
        self.load_for(tx, found, None).await
    }

    /// The same, and asks whether the callback with this digest was accepted before.
    pub(crate) async fn load_for<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        found: Found<'_>,
        callback: Option<&str>,
    ) -> Result<Option<StoredOrder>, Error> {
        let (condition, value) = match found {
            // `IS TRUE` keeps PostgreSQL from reading all orders of a merchant by their index: while it has no statistics of the
            // table, it expects one.
            Found::Number(number) => ("(merchant = $1 AND test = $2) IS TRUE AND id = $3", Value::from(number)),
            Found::OrderId(order_id) => ("merchant = $1 AND test = $2 AND order_id = $3", Value::from(order_id)),
        };
        let statement = format!(
            "SELECT id, state, schedule_amount, is_missing, asks, ask_at, owed, expires_at, lifetime, {now} \
             FROM {order} WHERE {condition}{lock}",
            now = DB::DIALECT.now,
            order = self.table("order"),
            lock = DB::DIALECT.lock,
        );
        let values = vec![self.merchant.as_str().into(), self.is_test.into(), value];
        let Some(row) = tx.fetch_optional(statement, values).await? else { return Ok(None) };
        let parts = self.parts(tx, row.int(0)?, callback).await?;
        Ok(Some(stored(&row, parts, tx.clock_offset())?))
    }

    /// Stores a new order; `None` where its id is taken.
    pub(crate) async fn insert_order<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        new: &NewOrder<'_>,
    ) -> Result<Option<i64>, Error> {
        let statement = format!(
            "INSERT INTO {} (merchant, test, order_id, state, taken, reserved, schedule_amount, is_missing, asks, ask_at, owed, \
             expires_at, lifetime, due_at, lease_until, created_at, changed_at, is_scheduled) \
             VALUES ($1, $2, $3, $4, 0, 0, $5, 0, 0, $6, 0, $7, $8, $6, 0, $9, $9, $10) \
             ON CONFLICT (merchant, test, order_id) DO NOTHING RETURNING id",
            self.table("order")
        );
        let values = vec![
            self.merchant.as_str().into(),
            self.is_test.into(),
            new.state.order_id().into(),
            new.state.to_json().into(),
            new.schedule_amount.map_or(Value::Int(None), Value::from),
            new.ask_at.into(),
            new.now.saturating_add(new.lifetime).into(),
            new.lifetime.into(),
            new.now.into(),
            new.state.parent().is_some().into(),
        ];
        tx.fetch_optional(statement, values).await?.map(|row| row.int(0)).transpose()
    }

    /// Writes an order that was read in this transaction.
    pub(crate) async fn save<DB: Engine>(&self, tx: &mut Tx<DB>, stored: &StoredOrder) -> Result<(), Error> {
        tx.write(vec![self.saved(stored)]).await
    }

    /// The statement that writes an order.
    pub(crate) fn saved(&self, stored: &StoredOrder) -> Write {
        let StoredOrder { number, state, order, now, .. } = stored;
        let statement = format!(
            "UPDATE {} SET state = $2, taken = $3, reserved = $4, is_missing = $5, asks = $6, ask_at = $7, owed = $8, \
             expires_at = $9, due_at = $10, changed_at = $11, problem = NULL WHERE id = $1",
            self.table("order")
        );
        let values = vec![
            (*number).into(),
            state.to_json().into(),
            order.taken().map_or(Value::Int(None), Value::from),
            order.reserved().into(),
            order.is_missing.into(),
            order.asks.into(),
            order.ask_at.into(),
            order.owed.into(),
            order.expires_at.into(),
            due_at(order).into(),
            (*now).into(),
        ];
        Write { statement, values }
    }

    /// Takes an order that was set aside into the work again.
    pub(crate) async fn take_back<DB: Engine>(&self, tx: &mut Tx<DB>, number: i64, now: Millis) -> Result<u64, Error> {
        let order = self.table("order");
        let statement = format!(
            "UPDATE {order} SET asks = 0, ask_at = $2, due_at = $2, problem = NULL \
             WHERE id = $1 AND merchant = $3 AND test = $4 AND problem IS NOT NULL"
        );
        let values = vec![number.into(), now.into(), self.merchant.as_str().into(), self.is_test.into()];
        tx.execute(statement, values).await
    }

    /// Takes an order out of the work until a person repairs it.
    pub(crate) async fn set_aside<DB: Engine>(&self, tx: &mut Tx<DB>, number: i64, problem: &str) -> Result<(), Error> {
        let statement =
            format!("UPDATE {} SET due_at = NULL, lease_until = 0, problem = $2 WHERE id = $1", self.table("order"));
        tx.execute(statement, vec![number.into(), problem.into()]).await.map(drop)
    }
}

fn stored(row: &Row, parts: Parts, offset: i64) -> Result<StoredOrder, Error> {
    let Parts { calls, next_event, is_accepted } = parts;
    let state = OrderState::from_json(row.text(1)?)?;
    let order = Order {
        money: Money::of(&state),
        calls: calls.iter().map(|record| record.call.clone()).collect(),
        is_missing: row.is_set(3)?,
        asks: row.count(4)?,
        ask_at: row.optional_int(5)?,
        owed: row.count(6)?,
        expires_at: row.int(7)?,
        lifetime: row.int(8)?,
        deliver_at: next_event.as_ref().filter(|event| !event.is_parked).map(|event| event.at),
    };
    let schedule_amount =
        row.optional_int(2)?.map(u64::try_from).transpose().map_err(|_| Error::CorruptTables("an amount"))?;
    Ok(StoredOrder {
        number: row.int(0)?,
        state,
        schedule_amount,
        order,
        calls,
        next_event,
        is_accepted,
        now: row.int(9)? + offset,
    })
}
