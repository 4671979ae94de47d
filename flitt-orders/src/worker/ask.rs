//! Asking for the status of an order.

use std::future::Future;

use flitt_client::Error as GatewayError;
use flitt_client::api::GetOrderStatus;

use super::{HandlerError, Worker};
use crate::core::{Input, Outcome};
use crate::engine::{Engine, HandlerTx};
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
    /// Asks the gateway, and stores what it says.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] if the status has contradicted the order many times, [`Error::Unclear`] if it has said nothing new as often,
    /// and the order cannot stay as it is.
    pub(super) async fn ask(&self, order: &StoredOrder) -> Result<(), Error> {
        let orders = &self.orders;
        let request = GetOrderStatus::request().order_id(order.state.order_id()).build()?;
        orders.steps.pass("ask for the status")?;
        let result = orders.client_once().send(&request).await;
        orders.steps.pass("after the status")?;
        let mut tx = orders.write().await?;
        let mut stored = orders.store.load(&mut tx, Found::Number(order.number)).await?.ok_or(Error::UnknownOrder)?;
        let no_status = |is_missing| Input::NoStatus { is_missing };
        match result {
            Ok(update) => match orders.merge(&mut tx, &mut stored, &update, Origin::Response, None).await {
                Ok(()) => {
                    let is_asked_out = stored.order.asks >= orders.policy.attempts;
                    if let Some(problem) = stored.order.problem().filter(|_| is_asked_out) {
                        orders.commit(tx).await?;
                        return Err(Error::Unclear(problem));
                    }
                }
                Err(rejected @ Error::Rejected { .. }) => {
                    // The order there is not as it was asked for here. Whether our request created it is not known.
                    let error = rejected.to_string();
                    let call = stored.order.created_by().filter(|call| call.is_unknown());
                    let input =
                        call.map(|call| Input::Ended { call: call.id, attempt: call.tries, outcome: Outcome::Exists });
                    let is_ours = input.is_none();
                    if let Some(input) = input {
                        orders.change(&mut tx, &mut stored, input, Vec::new(), Some(&error), None).await?;
                    }
                    orders.change(&mut tx, &mut stored, no_status(false), Vec::new(), Some(&error), None).await?;
                    if is_ours && stored.order.asks >= orders.policy.attempts {
                        orders.commit(tx).await?;
                        return Err(rejected);
                    }
                }
                Err(error) => return Err(error),
            },
            Err(GatewayError::Failure(failure)) if failure.code() == NO_SUCH_ORDER => {
                orders.change(&mut tx, &mut stored, no_status(true), Vec::new(), None, None).await?;
            }
            Err(error) => {
                let error = error.to_string();
                orders.change(&mut tx, &mut stored, no_status(false), Vec::new(), Some(&error), None).await?;
            }
        }
        orders.commit(tx).await
    }
}
