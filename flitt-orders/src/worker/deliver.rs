//! Delivering an event: its effects and the note that it is delivered are one commit.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;

use flitt_client::__private::redact::shown_text;
use futures_util::FutureExt as _;

use super::{HandlerError, Worker};
use crate::engine::{Engine, HandlerTx, Tx};
use crate::error::Error;
use crate::event::{EventKind, OrderEvent};
use crate::store::{EventRecord, Found, StoredOrder};

impl<DB, H, F> Worker<DB, H>
where
    DB: Engine,
    H: Fn(OrderEvent, HandlerTx<DB>) -> F,
    F: Future<Output = Result<(), HandlerError>>,
{
    /// Delivers the next event of a locked order.
    pub(super) async fn deliver(&self, tx: Tx<DB>, stored: StoredOrder) -> Result<(), Error> {
        let Some(event) = stored.next_event.clone() else { return Ok(()) };
        match self.handle(tx, &stored, &event).await {
            Ok(()) => Ok(()),
            Err(Error::Stopped) => Err(Error::Stopped),
            Err(error) => {
                let text = match std::error::Error::source(&error) {
                    Some(cause) => format!("{error}: {cause}"),
                    None => error.to_string(),
                };
                self.postpone(stored.number, event, &text).await
            }
        }
    }

    async fn handle(&self, tx: Tx<DB>, stored: &StoredOrder, event: &EventRecord) -> Result<(), Error> {
        let kind = EventKind::from_json(&event.body)?;
        let order_id = stored.state.order_id().to_owned();
        let (lent, home) = HandlerTx::lend(tx).await;
        self.orders.steps.pass("before the handler")?;
        let merchant_id = self.orders.client.credentials().merchant_id().to_owned();
        let handled = (self.handler)(OrderEvent { id: event.id, merchant_id, order_id, kind }, lent);
        match AssertUnwindSafe(handled).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(Error::Handler(shown_text(&error.to_string()).into_owned())),
            Err(panic) => return Err(Error::Handler(panic_text(&*panic))),
        }
        let mut tx = std::sync::Arc::into_inner(home).ok_or(Error::TransactionKept)?.into_inner();
        self.orders.store.finish_event(&mut tx, event.id, stored.now).await?;
        // The handler can have changed the order: it is read again.
        let found = Found::Number(stored.number);
        let stored = self.orders.store.load(&mut tx, found).await?.ok_or(Error::UnknownOrder)?;
        self.orders.store.save(&mut tx, &stored).await?;
        self.orders.commit(tx).await
    }

    /// Notes that an event could not be delivered. What its handler wrote is rolled back.
    async fn postpone(&self, number: i64, mut event: EventRecord, error: &str) -> Result<(), Error> {
        let orders = &self.orders;
        let mut tx = orders.write().await?;
        let mut stored = orders.store.load(&mut tx, Found::Number(number)).await?.ok_or(Error::UnknownOrder)?;
        event.at = stored.now.saturating_add(orders.policy.backoff(event.tries));
        event.tries += 1;
        event.is_parked = event.tries >= orders.policy.attempts;
        orders.store.postpone_event(&mut tx, &event, error).await?;
        if stored.next_event.as_ref().is_some_and(|next| next.id == event.id) {
            stored.order.deliver_at = (!event.is_parked).then_some(event.at);
        }
        orders.store.save(&mut tx, &stored).await?;
        orders.commit(tx).await
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("it panicked: {}", shown_text(text.unwrap_or_default()))
}
