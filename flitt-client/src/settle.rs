//! Calls whose outcome must be known: after no answer, the gateway is asked what became of them.

use crate::answer::{Answer, FromAnswer};
use crate::api::{FinalOrder, OrderStatus, order_status};
use crate::client::Client;
use crate::error::{Error, ReversedSums, UnknownOutcome};
use crate::exchange::Exchange;
use crate::request::{Endpoint, Request};
use crate::retry::RetryPolicy;
use crate::schema;
use crate::schema::{Parameter, Retry};

/// What the gateway told of a request, at once or when it was asked later.
#[derive(Clone, Debug, PartialEq)]
pub enum Told<T> {
    /// The answer to the request.
    Answer(T),
    /// There was no answer. This is the status of its order, by which the request was carried out: what was charged or
    /// captured, [`outcome`](Answer::outcome) and the sums tell. A charge that the gateway itself has not decided at the
    /// deadline is pending here.
    Status(FinalOrder),
}

impl Client {
    /// Sends a request, and when its outcome is unknown, asks until it is known. A charge is never sent twice.
    ///
    /// - What the schema allows to repeat is repeated: a reversal with the same `reverse_id`, a capture.
    /// - Else the order's status tells, where the schema names it (`confirm_with`): a charge when it is decided, an order
    ///   with a checkout page when it exists, a capture when the money was taken.
    /// - A reversal without `reverse_id` stays unknown, since a status tells only what was given back in all. The error
    ///   then has that sum [before and after](UnknownOutcome::reversed_sums).
    ///
    /// `patience` says how often and how long: [`RetryPolicy::patient`]. An order that the gateway does not know is asked
    /// for again, too: the request may still be on its way. A transport without a
    /// [`timer`](crate::transport::Transport::timer) cannot wait: then it is asked once.
    ///
    /// A [`Told::Status`] tells of the order, not of this request alone. Give it to the order's
    /// [`OrderState`](crate::OrderState), in case the order's name was used before, and compare the sum of a capture, in
    /// case the money was taken before.
    ///
    /// ```no_run
    /// # async fn example(client: flitt_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use flitt_client::api::Recurring;
    /// use flitt_client::{Currency, Error, RetryPolicy, Told};
    ///
    /// let charge = Recurring::request()
    ///     .order_id("may-1001")
    ///     .order_desc("May")
    ///     .amount(500)
    ///     .currency(Currency::GEL)
    ///     .rectoken("the saved card")
    ///     .build()?;
    /// match client.send_until_known(&charge, RetryPolicy::patient()).await {
    ///     Ok(Told::Answer(order) | Told::Status(order)) => println!("{:?}", order.outcome()),
    ///     Err(Error::Unknown(unknown)) => println!("keep the order, and ask again later: {unknown}"),
    ///     Err(not_charged) => println!("{not_charged}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send_until_known<E: Endpoint>(
        &self,
        request: &Request<E>,
        patience: RetryPolicy,
    ) -> Result<Told<E::Response>, Error> {
        let exchange = Exchange::of(request, self.credentials())?;
        let status = status_of(&exchange);
        let mut sums = ReversedSums::default();
        let is_sum_needed = matches!(exchange.endpoint().retry, Retry::With(_)) && !exchange.is_repeatable();
        if let (true, Some(status)) = (is_sum_needed, &status) {
            sums.before = self.send(status).await.ok().as_ref().and_then(FinalOrder::reversal_amount);
        }
        let unknown = match self.carry(&exchange).await {
            Err(Error::Unknown(unknown)) => unknown,
            answer => return answer.map(told),
        };
        if status.is_none() && !exchange.is_repeatable() {
            return Err(Error::Unknown(unknown));
        }
        let once = self.with_retry(RetryPolicy::once());
        let mut last = None;
        let mut tries = self.tries(patience, None);
        loop {
            if exchange.is_repeatable()
                && let Ok(answer) = once.carry(&exchange).await
            {
                return Ok(told(answer));
            }
            if let Some(status) = &status
                && let Ok(order) = once.send(status).await
            {
                sums.after = order.reversal_amount();
                match reading(exchange.endpoint(), &order) {
                    Reading::Known => return Ok(Told::Status(order)),
                    Reading::Undecided => last = Some(order),
                    // Nothing more can be learned.
                    Reading::Nothing if is_sum_needed && (sums.before.is_none() || sums.before != sums.after) => break,
                    Reading::Nothing => {}
                }
            }
            if !tries.again().await {
                break;
            }
        }
        last.map(Told::Status).ok_or_else(|| Error::Unknown(Box::new(with_sums(*unknown, sums, is_sum_needed))))
    }
}

fn told<T: FromAnswer>((answer, form): (Answer, usize)) -> Told<T> {
    Told::Answer(T::from_answer(answer, form))
}

fn with_sums(unknown: UnknownOutcome, sums: ReversedSums, is_sum_needed: bool) -> UnknownOutcome {
    if is_sum_needed { unknown.with_sums(sums) } else { unknown }
}

/// The request that asks for the order of another one, where that is what confirms it.
fn status_of<E>(exchange: &Exchange<'_, E>) -> Option<order_status::Request> {
    if exchange.endpoint().confirm_with.as_deref() != Some(&OrderStatus::SCHEMA.name) {
        return None;
    }
    OrderStatus::request().order_id(exchange.order()?).build().ok()
}

/// What an order's status says of a request.
enum Reading {
    /// What became of it.
    Known,
    /// It arrived, and is not decided.
    Undecided,
    /// Nothing.
    Nothing,
}

/// Reads a status by the row with which the endpoint's own answer would have told the outcome.
fn reading(endpoint: &schema::Endpoint, order: &FinalOrder) -> Reading {
    let is_telling = |row: &&Parameter| row.details.values.iter().any(|listed| listed.outcome.is_some());
    let Some(row) = endpoint.response.forms.iter().flat_map(|form| form.table.rows.iter()).find(is_telling) else {
        // Its answer tells of no outcome: it is known when the order exists.
        return Reading::Known;
    };
    if order.get(&row.name).is_some() {
        return if order.outcome().is_final() { Reading::Known } else { Reading::Undecided };
    }
    let info = order.additional_info();
    let value = info.as_ref().and_then(|info| info.get(&row.name));
    let outcome = value.and_then(|value| row.details.values.iter().find(|listed| listed.value == value)?.outcome);
    match outcome {
        Some(schema::Outcome::Pending) | None => Reading::Nothing,
        Some(_) => Reading::Known,
    }
}
