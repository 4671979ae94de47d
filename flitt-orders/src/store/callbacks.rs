//! The table of the callbacks: an inbox of digests, without the callbacks themselves.

use super::Store;
use crate::core::Millis;
use crate::engine::{Engine, Tx, Write};
use crate::error::Error;

/// How many rejected callbacks are kept.
const REJECTED_LIMIT: i64 = 1000;

/// The longest text that is kept of the reason why one was rejected, in characters.
const REASON_LIMIT: usize = 300;

/// Nothing is read of a callback: nothing in the place of each column that a request has.
pub(super) const COLUMNS: &str = "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";

impl Store {
    /// Notes an accepted callback.
    pub(crate) fn accept_callback(&self, digest: &str, order: i64, now: Millis) -> Write {
        // One that was rejected before, such as before its order was stored, is accepted now.
        let statement = format!(
            "INSERT INTO {} (merchant, digest, of_order, received_at, is_accepted) VALUES ($1, $2, $3, $4, 1) \
             ON CONFLICT (merchant, digest) DO UPDATE SET is_accepted = 1, of_order = $3, reason = NULL",
            self.table("callback")
        );
        let values = vec![self.merchant.as_str().into(), digest.into(), order.into(), now.into()];
        Write { statement, values }
    }

    /// Notes a rejected callback, and forgets the oldest ones.
    pub(crate) async fn reject_callback<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        digest: &str,
        reason: &str,
        now: Millis,
    ) -> Result<(), Error> {
        let callback = self.table("callback");
        let statement = format!(
            "INSERT INTO {callback} (merchant, digest, received_at, is_accepted, reason) VALUES ($1, $2, $3, 0, $4) \
             ON CONFLICT (merchant, digest) DO NOTHING"
        );
        let reason: String = reason.chars().take(REASON_LIMIT).collect();
        let values = vec![self.merchant.as_str().into(), digest.into(), now.into(), reason.into()];
        tx.execute(statement, values).await?;
        let statement = format!(
            "DELETE FROM {callback} WHERE is_accepted = 0 AND id <= \
             (SELECT id FROM {callback} WHERE is_accepted = 0 ORDER BY id DESC LIMIT 1 OFFSET $1)"
        );
        tx.execute(statement, vec![REJECTED_LIMIT.into()]).await.map(drop)
    }
}
