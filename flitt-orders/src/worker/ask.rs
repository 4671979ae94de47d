//! Asking for the status of an order.

use std::future::Future;

use flitt_client::Error as GatewayError;
use flitt_client::api::{FinalOrder, GetOrderStatus};

use super::{HandlerError, Worker};
use crate::core::{Input, Order, Outcome, due_at};
use crate::engine::{Engine, HandlerTx, Tx};
use crate::error::Error;
use crate::event::OrderEvent;
use crate::receive::Origin;
use crate::store::{Found, StoredOrder};

/// The gateway's code for an order that does not exist.
const NO_SUCH_ORDER: &str = "1018";

impl<DB, H, F> Worker<DB, H>
where
    DB: Engine,
    H: Fn(OrderEvent, HandlerTx<DB>) -> F,
    F: Future<Output = Result<(), HandlerError>>,
{
    /// Asks the gateway, and stores what it says. Returns whether the order is set aside: nothing but questions is due, many of them
    /// brought nothing new, and the order cannot stay as it is.
    pub(super) async fn ask(&self, order: &StoredOrder) -> Result<bool, Error> {
        let orders = &self.orders;
        let request = GetOrderStatus::request().order_id(order.state.order_id()).build()?;
        orders.steps.pass("ask for the status")?;
        let result = orders.client_once().send(&request).await;
        orders.steps.pass("after the status")?;
        let mut tx = orders.write().await?;
        let mut stored = orders.store.load(&mut tx, Found::Number(order.number)).await?.ok_or(Error::UnknownOrder)?;
        let problem = match result {
            Ok(update) => self.merge_status(&mut tx, &mut stored, &update, order.order.owed).await?,
            Err(error) => {
                let is_failure = matches!(&error, GatewayError::Failure(_));
                let is_missing = matches!(&error, GatewayError::Failure(failure) if failure.code() == NO_SUCH_ORDER);
                let text = (!is_missing).then(|| error.to_string());
                let input = Input::NoStatus { is_missing };
                orders.change(&mut tx, &mut stored, input, Vec::new(), text.as_deref(), None).await?;
                // Without a response, nothing is known of this order alone.
                stored.order.problem().filter(|_| is_failure).map(ToOwned::to_owned)
            }
        };
        let is_asked_out = stored.order.asks >= orders.policy.attempts;
        let is_all = due_at(&Order { ask_at: None, ..stored.order.clone() }).is_none();
        let problem = problem.filter(|_| is_asked_out && is_all);
        if let Some(problem) = &problem {
            orders.store.set_aside(&mut tx, stored.number, problem).await?;
        }
        orders.commit(tx).await?;
        Ok(problem.is_some())
    }

    /// Merges a status, and returns what is wrong with the order after it.
    async fn merge_status(
        &self,
        tx: &mut Tx<DB>,
        stored: &mut StoredOrder,
        update: &FinalOrder,
        owed: u32,
    ) -> Result<Option<String>, Error> {
        let orders = &self.orders;
        match orders.merge(tx, stored, update, Origin::Status { owed }, None).await {
            Ok(()) => Ok(stored.order.problem().map(ToOwned::to_owned)),
            Err(rejected @ Error::Rejected { .. }) => {
                // The order there is not as it was asked for here. Whether our request created it is not known.
                let error = rejected.to_string();
                let call = stored.order.created_by().filter(|call| call.is_unknown());
                let input =
                    call.map(|call| Input::Ended { call: call.id, attempt: call.tries, outcome: Outcome::Exists });
                let is_ours = input.is_none();
                if let Some(input) = input {
                    orders.change(tx, stored, input, Vec::new(), Some(&error), None).await?;
                }
                let no_status = Input::NoStatus { is_missing: false };
                orders.change(tx, stored, no_status, Vec::new(), Some(&error), None).await?;
                Ok(is_ours.then_some(error))
            }
            Err(error) => Err(error),
        }
    }
}
