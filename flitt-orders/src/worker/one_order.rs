//! Everything that is due for one order.

use std::future::Future;

use super::{HandlerError, Worker};
use crate::core::{Input, Work, next};
use crate::engine::{Engine, HandlerTx};
use crate::error::Error;
use crate::event::OrderEvent;
use crate::store::Found;

/// How many things are done for an order before it is given back.
const AT_ONCE: usize = 50;

impl<DB, H, F> Worker<DB, H>
where
    DB: Engine,
    H: Fn(OrderEvent, HandlerTx<DB>) -> F,
    F: Future<Output = Result<(), HandlerError>>,
{
    /// Does what is due for an order that this worker has claimed, and gives it back. One that cannot be read is set
    /// aside.
    pub(super) async fn work_on(&self, number: i64) -> Result<(), Error> {
        match self.do_all(number).await {
            Err(error @ (Error::State(_) | Error::CorruptTables(_))) => {
                let mut tx = self.orders.write().await?;
                self.orders.store.set_aside(&mut tx, number, &error.to_string()).await?;
                self.orders.commit(tx).await
            }
            result => result,
        }
    }

    async fn do_all(&self, number: i64) -> Result<(), Error> {
        let orders = &self.orders;
        for _ in 0..AT_ONCE {
            let mut tx = orders.write().await?;
            let Some(mut stored) = orders.store.load(&mut tx, Found::Number(number)).await? else { return Ok(()) };
            match next(&stored.order, stored.now) {
                Ok(Work::Send(call)) => {
                    drop(tx);
                    self.dispatch(number, call).await?;
                }
                Ok(Work::Overdue(call)) => {
                    orders.change(&mut tx, &mut stored, Input::Overdue { call }, Vec::new(), None, None).await?;
                    orders.commit(tx).await?;
                }
                Ok(Work::Deliver) => self.deliver(tx, stored).await?,
                Ok(Work::Ask) => {
                    drop(tx);
                    if self.ask(&stored).await? {
                        return Ok(());
                    }
                }
                // The time of something that is over, such as of an order that has become final, is forgotten.
                Err(_) => {
                    orders.store.save(&mut tx, &stored).await?;
                    orders.store.release(&mut tx, number).await?;
                    return tx.commit().await;
                }
            }
        }
        let mut tx = orders.write().await?;
        orders.store.release(&mut tx, number).await?;
        orders.commit(tx).await
    }
}
