//! Which orders a worker takes.

use super::Store;
use crate::core::Millis;
use crate::engine::{Engine, Tx, Value};
use crate::error::Error;

impl Store {
    /// Whether anything is due. Nothing is locked for the question.
    pub(crate) async fn is_anything_due<DB: Engine>(&self, tx: &mut Tx<DB>) -> Result<bool, Error> {
        Ok(tx.fetch_optional(self.due::<DB>(), self.due_values(tx, 1)).await?.is_some())
    }

    /// Takes orders for which something is due, for the time of a lease.
    pub(crate) async fn claim<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        limit: i64,
        lease: Millis,
    ) -> Result<Vec<i64>, Error> {
        let statement = format!("{}{}", self.due::<DB>(), DB::DIALECT.lock_free);
        let rows = tx.fetch(statement, self.due_values(tx, limit)).await?;
        let claimed = rows.iter().map(|row| row.int(0)).collect::<Result<Vec<i64>, Error>>()?;
        let until = self.now(tx).await?.saturating_add(lease);
        for number in &claimed {
            let statement = format!("UPDATE {} SET lease_until = $2 WHERE id = $1", self.table("order"));
            tx.execute(statement, vec![(*number).into(), until.into()]).await?;
        }
        Ok(claimed)
    }

    /// The query for orders that are due, the oldest first. The time is a query of its own, which PostgreSQL executes once: it compares
    /// a function that gives another value each time with every order that will be due at some time.
    fn due<DB: Engine>(&self) -> String {
        let (now, order) = (DB::DIALECT.now, self.table("order"));
        format!(
            "SELECT id FROM {order} WHERE merchant = $1 AND test = $2 AND due_at <= (SELECT {now} + $3) \
             AND lease_until <= (SELECT {now} + $3) \
             ORDER BY due_at LIMIT $4"
        )
    }

    fn due_values<DB: Engine>(&self, tx: &Tx<DB>, limit: i64) -> Vec<Value> {
        vec![self.merchant.as_str().into(), self.is_test.into(), tx.clock_offset().into(), limit.into()]
    }

    /// Gives an order back to all workers.
    pub(crate) async fn release<DB: Engine>(&self, tx: &mut Tx<DB>, number: i64) -> Result<(), Error> {
        let statement = format!("UPDATE {} SET lease_until = 0 WHERE id = $1", self.table("order"));
        tx.execute(statement, vec![number.into()]).await.map(drop)
    }
}
