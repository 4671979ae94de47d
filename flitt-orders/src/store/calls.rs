//! The table of the requests that move money.

use super::Store;
use crate::core::{Call, Kind, Millis, Repeat, State};
use crate::engine::{Engine, Row, Tx, Value, Write};
use crate::error::Error;

/// A request as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct CallRecord {
    pub(crate) call: Call,
    pub(crate) endpoint: String,
    /// The caller's key, unique within the order.
    pub(crate) key: String,
    /// Of the parameters that are not sensitive.
    pub(crate) digest: String,
    /// With this value, a reversal that is sent again is carried out once.
    pub(crate) reverse_id: Option<String>,
    /// The parameters, where a worker can send it.
    pub(crate) request: Option<String>,
}

/// A request that is not stored yet.
pub(crate) type NewCall = CallRecord;

/// The columns of [`record`].
pub(super) const COLUMNS: &str = "id, kind, endpoint, key, digest, reverse_id, request, state, amount, is_retryable, needs_payer, \
    tries, copies, at";

impl Store {
    /// Stores a request, and returns its number.
    pub(crate) async fn insert_call<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        order: i64,
        new: &NewCall,
        now: Millis,
    ) -> Result<i64, Error> {
        let statement = format!(
            "INSERT INTO {} (of_order, kind, endpoint, key, digest, reverse_id, amount, is_retryable, needs_payer, request, \
             state, tries, copies, at, changed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, $12, $13) RETURNING id",
            self.table("call")
        );
        let call = &new.call;
        let values = vec![
            order.into(),
            call.kind.as_str().into(),
            new.endpoint.as_str().into(),
            new.key.as_str().into(),
            new.digest.as_str().into(),
            new.reverse_id.as_deref().into(),
            call.amount.into(),
            (call.repeat == Repeat::Freely).into(),
            call.needs_payer.into(),
            new.request.as_deref().into(),
            call.state.as_str().into(),
            call.at.into(),
            now.into(),
        ];
        tx.fetch_optional(statement, values).await?.ok_or(Error::CorruptTables("a number"))?.int(0)
    }

    /// Writes how far a request has come. Its parameters are deleted when it does not have to be sent any more.
    pub(crate) fn save_call(&self, call: &Call, error: Option<&str>, now: Millis) -> Write {
        let statement = format!(
            "UPDATE {} SET state = $2, tries = $3, copies = $4, at = $5, last_error = COALESCE($6, last_error), \
             request = CASE WHEN $7 = 1 THEN request END, changed_at = $8 WHERE id = $1",
            self.table("call")
        );
        let keeps_request = call.state == State::Planned || call.state == State::Sent;
        let values: Vec<Value> = vec![
            call.id.into(),
            call.state.as_str().into(),
            call.tries.into(),
            call.copies.into(),
            call.at.into(),
            error.into(),
            keeps_request.into(),
            now.into(),
        ];
        Write { statement, values }
    }
}

/// A request from its columns, of which this one is the first.
pub(super) fn record(row: &Row, first: usize) -> Result<CallRecord, Error> {
    let request = row.optional_text(first + 6)?.map(ToOwned::to_owned);
    let kind = Kind::from_word(row.text(first + 1)?).ok_or(Error::CorruptTables("a kind of request"))?;
    let call = Call {
        id: row.int(first)?,
        kind,
        repeat: if row.is_set(first + 9)? { Repeat::Freely } else { Repeat::Never },
        // Captures and reversals are made of what the order itself says.
        is_stored: request.is_some() || matches!(kind, Kind::Capture | Kind::Reverse),
        needs_payer: row.is_set(first + 10)?,
        amount: row.unsigned(first + 8)?,
        state: State::from_word(row.text(first + 7)?).ok_or(Error::CorruptTables("the state of a request"))?,
        tries: row.count(first + 11)?,
        copies: row.count(first + 12)?,
        at: row.int(first + 13)?,
    };
    Ok(CallRecord {
        call,
        endpoint: row.text(first + 2)?.to_owned(),
        key: row.text(first + 3)?.to_owned(),
        digest: row.text(first + 4)?.to_owned(),
        reverse_id: row.optional_text(first + 5)?.map(ToOwned::to_owned),
        request,
    })
}
