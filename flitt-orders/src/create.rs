//! Creating orders: the intent is stored before a byte is sent.

use flitt_client::{Endpoint, OrderState, Request};
use flitt_schema::{Body, Endpoint as Schema};

use crate::core::{Call, Kind, Repeat, State};
use crate::describe::{Description, is_retryable};
use crate::engine::{Engine, Tx};
use crate::error::Error;
use crate::orders::Orders;
use crate::store::{CallRecord, Found, NewCall, NewOrder, StoredOrder};

/// The key of the request that creates an order.
const CREATE: &str = "create";

/// A stored order, with its request in memory: [`Orders::send`] sends it. A card number or a token is only in this value: it
/// is never stored.
pub struct Order<E: Endpoint> {
    /// The number of the order in the database.
    pub(crate) number: i64,
    /// The number of the request in the database.
    pub(crate) call: i64,
    pub(crate) request: Request<E>,
}

impl<E: Endpoint> Order<E> {
    /// The request, such as for a form in the payer's browser.
    #[must_use]
    pub fn request(&self) -> &Request<E> {
        &self.request
    }
}

impl<DB: Engine> Orders<DB> {
    /// Stores an order that this request creates, or the next request about a stored order (the second step of 3-D Secure). Nothing
    /// is sent: commit, then [`send`](Self::send) it.
    ///
    /// A second call with the same order id and equal parameters returns the same order, so it can be repeated where the outcome
    /// of a commit is unknown. Sensitive parameters are not compared, since nothing is stored of them.
    ///
    /// If the request is not sent within [`with_send_grace_period`](Self::with_send_grace_period), for example because this
    /// program ended, a worker sends it. A worker never sends a payout, the second step of 3-D Secure, a request of a private
    /// endpoint, or a request that has something sensitive in it or in its response: the event of such a request is
    /// [`EventKind::NotSent`](crate::EventKind::NotSent).
    pub async fn create<E: Endpoint>(&self, tx: &mut Tx<DB>, request: &Request<E>) -> Result<Order<E>, Error> {
        let endpoint = E::SCHEMA.get();
        let description = Description::new(endpoint, |name| request.get(name));
        let (number, call) = if endpoint.creates.is_some() {
            let state = OrderState::from_request(self.client.credentials(), request)?;
            let state = self.currencies.iter().cloned().fold(state, OrderState::accept_currency);
            self.insert(tx, endpoint, &state, description).await?
        } else {
            let order_id = endpoint.order.as_deref().and_then(|name| request.get(name));
            let order_id = order_id.filter(|_| endpoint.confirm_with.is_some()).ok_or(Error::MovesNoMoney)?;
            self.insert_next(tx, endpoint, order_id, description).await?
        };
        Ok(Order { number, call, request: request.clone() })
    }

    async fn insert(
        &self,
        tx: &mut Tx<DB>,
        endpoint: &Schema,
        state: &OrderState,
        description: Description,
    ) -> Result<(i64, i64), Error> {
        let now = self.store.now(tx).await?;
        let worker_at = now.saturating_add(self.policy.grace);
        let is_form = endpoint.body == Body::Form;
        let new = NewOrder {
            state,
            schedule_amount: description.schedule_amount,
            lifetime: description.lifetime.saturating_mul(1000),
            ask_at: Some(if is_form { now.saturating_add(self.policy.initial_backoff) } else { worker_at }),
            now,
        };
        let Some(number) = self.store.insert_order(tx, &new).await? else {
            let stored = self.store.load(tx, Found::OrderId(state.order_id())).await?.ok_or(Error::UnknownOrder)?;
            return same(&stored, CREATE, endpoint, &description);
        };
        let mut record = record(CREATE.to_owned(), Kind::Create, endpoint, description);
        record.call.at = worker_at;
        // What a browser sends is not sent from here.
        record.call.state = if is_form { State::Done } else { State::Planned };
        let call = self.store.insert_call(tx, number, &record, now).await?;
        let stored = self.store.load(tx, Found::Number(number)).await?.ok_or(Error::UnknownOrder)?;
        self.store.save(tx, &stored).await?;
        Ok((number, call))
    }

    /// Another request about a stored order.
    async fn insert_next(
        &self,
        tx: &mut Tx<DB>,
        endpoint: &Schema,
        order_id: &str,
        description: Description,
    ) -> Result<(i64, i64), Error> {
        let mut stored = self.store.load(tx, Found::OrderId(order_id)).await?.ok_or(Error::UnknownOrder)?;
        let key = format!("{}:{}", endpoint.name, description.digest);
        if stored.calls.iter().any(|record| record.key == key) {
            return same(&stored, &key, endpoint, &description);
        }
        let mut record = record(key, Kind::Continue, endpoint, description);
        record.request = None;
        record.call.is_stored = false;
        record.call.at = stored.now.saturating_add(self.policy.grace);
        let call = self.plan(tx, &mut stored, record).await?;
        Ok((stored.number, call))
    }

    /// Stores a request that is asked for, where the rules allow it. Returns its number.
    pub(crate) async fn plan(
        &self,
        tx: &mut Tx<DB>,
        stored: &mut StoredOrder,
        mut record: NewCall,
    ) -> Result<i64, Error> {
        let input = crate::core::Input::Plan(record.call.clone());
        let decision = crate::core::decide(&stored.order, input, stored.now, &self.policy)?;
        record.call.id = self.store.insert_call(tx, stored.number, &record, stored.now).await?;
        let id = record.call.id;
        stored.order = decision.order;
        if let Some(call) = stored.order.calls.last_mut() {
            call.id = id;
        }
        stored.calls.push(record);
        self.store.save(tx, stored).await?;
        Ok(id)
    }
}

/// A request as it is stored first.
pub(crate) fn record(key: String, kind: Kind, endpoint: &Schema, description: Description) -> CallRecord {
    let is_retryable = is_retryable(endpoint, kind == Kind::Reverse);
    CallRecord {
        call: Call {
            id: 0,
            kind,
            repeat: if is_retryable { Repeat::Freely } else { Repeat::Never },
            is_stored: description.request.is_some(),
            needs_payer: endpoint.confirm_with.as_ref().is_some_and(|status| status.needs_payer),
            amount: description.amount,
            state: State::Planned,
            tries: 0,
            copies: 0,
            at: 0,
        },
        endpoint: endpoint.name.to_string(),
        key,
        digest: description.digest,
        reverse_id: None,
        request: description.request,
    }
}

/// The request that is stored under this key, if it is equal.
fn same(stored: &StoredOrder, key: &str, endpoint: &Schema, description: &Description) -> Result<(i64, i64), Error> {
    let record = stored.calls.iter().find(|record| record.key == key);
    let is_same = |record: &&CallRecord| record.endpoint == endpoint.name && record.digest == description.digest;
    let record = record.filter(is_same).ok_or(Error::OtherOrder)?;
    Ok((stored.number, record.call.id))
}

/// Shows no value: the request can have a card number.
impl<E: Endpoint> std::fmt::Debug for Order<E> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Order({})", self.number)
    }
}
