//! Retention: which orders are deleted.

use super::Store;
use crate::core::Millis;
use crate::engine::{Engine, Tx};
use crate::error::Error;

impl Store {
    /// Deletes orders that did not change since `before` and that nothing more can happen to: nothing is due, open, parked or
    /// undelivered, and nothing is left to return, or they did not change since `not_returnable` either. Where it is not known how
    /// much was taken, something may be left. At most `limit`; how many they were.
    ///
    /// Of a charge of a schedule, the order stays with its requests: a late callback about it would create it again, and pay it again,
    /// and what is reserved of its money would be forgotten.
    pub(crate) async fn prune<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        before: Millis,
        not_returnable: Millis,
        limit: i64,
    ) -> Result<u64, Error> {
        let [order, call, event, callback] = ["order", "call", "event", "callback"].map(|name| self.table(name));
        let statement = format!(
            "SELECT o.id, o.is_scheduled FROM {order} o WHERE o.merchant = $1 AND o.test = $2 AND o.changed_at < $3 AND o.due_at IS NULL \
             AND o.problem IS NULL AND (o.taken <= o.reserved OR o.changed_at < $4) AND o.schedule_amount IS NULL \
             AND NOT EXISTS (SELECT 1 FROM {event} e WHERE e.of_order = o.id AND e.done_at IS NULL) \
             AND (o.is_scheduled = 0 OR EXISTS (SELECT 1 FROM {event} e WHERE e.of_order = o.id)) \
             AND NOT EXISTS (SELECT 1 FROM {call} c WHERE c.of_order = o.id \
                             AND c.state NOT IN ('done', 'rejected', 'not_sent', 'lost', 'foreign')) \
             ORDER BY o.id LIMIT $5{}",
            DB::DIALECT.lock
        );
        let values = vec![
            self.merchant.as_str().into(),
            self.is_test.into(),
            before.into(),
            not_returnable.into(),
            limit.into(),
        ];
        let mut pruned = 0;
        for row in tx.fetch(statement, values).await? {
            let parts = [(&event, "of_order"), (&callback, "of_order")];
            let whole = [(&call, "of_order"), (&order, "id")];
            let whole = if row.is_set(1)? { &[][..] } else { &whole[..] };
            for (table, column) in parts.iter().chain(whole) {
                let statement = format!("DELETE FROM {table} WHERE {column} = $1");
                tx.execute(statement, vec![row.int(0)?.into()]).await?;
            }
            pruned += 1;
        }
        Ok(pruned)
    }
}
