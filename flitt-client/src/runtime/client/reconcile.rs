//! Requests whose outcome must be known: without one, the client asks for the status of the order.

use flitt_schema::{Confirmation, Endpoint as Schema, Retry};

use super::Client;
use super::execute::{Call, is_declined};
use super::retry::RetryPolicy;
use super::same_order::difference;
use super::status::{Progress, Status, only_in_response};
use crate::runtime::error::{Error, Inquiry, LostResponseError, ReversalTotals, UnknownReason};
use crate::runtime::exchange::Exchange;
use crate::runtime::request::{Endpoint, Request, Values};
use crate::runtime::response::{FromResponse, RawResponse, Verification};

/// The known outcome of a request: its response, or the status of its order. Read the outcome of either: neither is a
/// payment by itself.
///
/// *One id, one charge*: an order id belongs to one request, for ever. Only then is the order in
/// [`OrderStatus`](Self::OrderStatus) that of this request: an earlier order with the same id and equal values looks the same.
/// A new attempt to pay gets a new id, and so does a new purchase.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved<T, S> {
    /// The response to the request.
    Response(T),
    /// There was no response, or one that proves nothing; the status of the order shows that the request was carried out,
    /// and all that it repeats of the request is equal. A charge that the gateway has not decided when the policy ends is
    /// pending here, and no success: ask again later, or wait for the callback.
    OrderStatus(S),
    /// The gateway rejected the request because its order exists already, and all that the status repeats of the request is
    /// equal: an earlier call sent this request, or another request had the same id. The client cannot tell which. Where the
    /// program keeps what it has sent, it can: if it never sent this id before, the order is another one, and this request
    /// was not carried out.
    Existing(S),
}

/// The known outcome of a request to the endpoint `E`.
pub type ResolvedOf<E> = Resolved<<E as Endpoint>::Response, <<E as Endpoint>::Status as Endpoint>::Response>;

impl Client {
    /// Sends a request and, if its outcome is unknown, asks until it is known. A charge is never sent twice.
    ///
    /// - A request that may be retried is sent again: a reversal with the same `reverse_id`, a capture. Only a success counts
    ///   then: that a later copy failed or was declined says nothing about an earlier one.
    /// - Otherwise the endpoint in `confirm_with` of the schema file is asked: until a charge is decided, until a checkout
    ///   order exists, until a capture was carried out.
    /// - A reversal without `reverse_id` stays unknown, since a status has only the sum of all reversals. The error
    ///   contains this sum [before and after](crate::error::UnknownOutcomeError::reversal_totals).
    ///
    /// Each status is compared with the request: amount, currency, whatever else it repeats, and whether the money is held or
    /// taken. If something differs, the result is an error with [both values](crate::error::UnknownReason::OtherOrder): the id
    /// was used before. If all is equal, the order can still be that of another request with the same id, so an id is used
    /// for one charge only: see [`Resolved`].
    ///
    /// `policy` says how often and how long to ask: [`RetryPolicy::until_known`]. An order that does not exist is asked for
    /// again, too: the request may still be on its way. Where the outcome never becomes known, the error says
    /// [what was asked, how often, and what was said last](crate::error::UnknownOutcomeError::inquiries). With a transport without
    /// a [`timer`](crate::transport::Transport::timer), the client asks once.
    ///
    /// The address or token of a checkout page is only in the response. If that is lost, the result is an
    /// [`Error::ResponseLost`] or an [`Error::Unknown`]: create the order again under a new `order_id`. No payer was sent to
    /// the old one, unless its response reached somebody else; treat a payment of it as one for the same purchase.
    ///
    /// ```no_run
    /// # async fn example(client: flitt_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use flitt_client::api::ChargeSavedCard;
    /// use flitt_client::response::Resolved;
    /// use flitt_client::{Currency, Error, RetryPolicy};
    ///
    /// let charge = ChargeSavedCard::request()
    ///     .order_id("may-1001")
    ///     .order_desc("May")
    ///     .amount(500)
    ///     .currency(Currency::GEL)
    ///     .rectoken("the saved card")
    ///     .build()?;
    /// match client.send_until_known(&charge, RetryPolicy::until_known()).await {
    ///     Ok(Resolved::Response(order) | Resolved::OrderStatus(order)) => println!("{:?}", order.outcome()),
    ///     Ok(Resolved::Existing(order)) => println!("sent before? {:?}", order.outcome()),
    ///     Err(error @ (Error::NotSent(_) | Error::Failure(_))) => println!("not charged: {error}"),
    ///     Err(unknown) => println!("keep the order, and ask again later: {unknown}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send_until_known<E: Endpoint>(
        &self,
        request: &Request<E>,
        policy: RetryPolicy,
    ) -> Result<ResolvedOf<E>, Error> {
        let exchange = Exchange::new(request, self.credentials())?;
        let call = self.begin();
        let confirmation = exchange.endpoint().confirm_with.as_ref();
        let status_request = confirmation.and_then(|confirmation| status_request(&exchange, confirmation));
        let status = match &status_request {
            Some(request) => Exchange::new(request, self.credentials()).ok(),
            None => None,
        };
        let total = confirmation.and_then(|confirmation| confirmation.total.as_deref());
        let total_of = |status: &RawResponse| status.get(total?)?.parse().ok();
        // A request with an idempotency parameter is retried, and needs no totals.
        let needs_totals = matches!(exchange.endpoint().retry, Retry::With(_)) && !exchange.is_retryable();
        let mut totals = ReversalTotals::default();
        if let (true, Some(status)) = (needs_totals, &status) {
            totals.before = call.send(status).await.ok().and_then(|(status, _)| total_of(&status));
        }
        let unknown = match call.send(&exchange).await {
            Err(Error::Unknown(unknown)) => unknown,
            result => return result.map(into_response),
        };
        if status.is_none() && !exchange.is_retryable() {
            return Err(Error::Unknown(unknown));
        }
        let existing = matches!(unknown.reason(), UnknownReason::Exists { .. });
        let into_status = if existing { into_existing } else { into_order_status };
        let mut inquiries = Inquiries::default();
        let mut pending = None;
        let mut attempts = call.attempts(policy, None);
        loop {
            if exchange.is_retryable()
                && let Some(response) = inquiries.ask(call, &exchange).await
                && !is_declined(&response.0)
            {
                return Ok(into_response(response));
            }
            if let (Some(status), Some(confirmation)) = (&status, confirmation)
                && let Some((order, variant)) = inquiries.ask(call, status).await
                // A status whose signature is not proven decides nothing.
                && order.verification() != Verification::Unproven
                && let Some(table) = status.endpoint().response.variants.get(variant).map(|variant| &*variant.table)
            {
                totals.after = total_of(&order);
                let shown = Status { table, order: &order };
                if let Some(difference) = difference(&exchange, confirmation, shown) {
                    let unknown = unknown.with_difference(difference).with_inquiries(inquiries.0);
                    return Err(Error::Unknown(Box::new(unknown)));
                }
                match shown.progress(confirmation) {
                    Progress::Decided => {
                        let lost = only_in_response(exchange.endpoint(), confirmation, table);
                        if existing || lost.is_empty() || order.outcome().is_final() {
                            return Ok(into_status((order, variant)));
                        }
                        return Err(response_lost(exchange.endpoint(), lost, order));
                    }
                    Progress::Pending => pending = Some((order, variant)),
                    // The totals differ, or cannot be compared: asking again adds nothing.
                    Progress::NoInformation
                        if needs_totals && (totals.before.is_none() || totals.before != totals.after) =>
                    {
                        break;
                    }
                    Progress::NoInformation => {}
                }
            }
            if !attempts.next().await {
                break;
            }
        }
        let unknown = unknown.with_inquiries(inquiries.0);
        match pending {
            Some(status) => Ok(into_status(status)),
            None if needs_totals => Err(Error::Unknown(Box::new(unknown.with_totals(totals)))),
            None => Err(Error::Unknown(Box::new(unknown))),
        }
    }
}

fn into_response<T: FromResponse, S>((response, variant): (RawResponse, usize)) -> Resolved<T, S> {
    Resolved::Response(T::from_response(response, variant))
}

fn into_order_status<T, S: FromResponse>((response, variant): (RawResponse, usize)) -> Resolved<T, S> {
    Resolved::OrderStatus(S::from_response(response, variant))
}

fn into_existing<T, S: FromResponse>((response, variant): (RawResponse, usize)) -> Resolved<T, S> {
    Resolved::Existing(S::from_response(response, variant))
}

fn response_lost(endpoint: &Schema, lost: Vec<String>, order: RawResponse) -> Error {
    let id = endpoint.order.as_deref().unwrap_or_default();
    Error::ResponseLost(Box::new(LostResponseError::new(&endpoint.name, id, lost, order)))
}

/// What was done to learn the outcome, by endpoint.
#[derive(Default)]
struct Inquiries(Vec<Inquiry>);

impl Inquiries {
    /// Sends a request once. Only a success counts; an error is recorded, and says nothing.
    async fn ask<E>(&mut self, call: Call<'_>, exchange: &Exchange<'_, E>) -> Option<(RawResponse, usize)> {
        let result = call.send_once(exchange).await;
        let last = result.as_ref().map(|(response, _)| response.clone()).map_err(Clone::clone);
        let name = &exchange.endpoint().name;
        match self.0.iter_mut().find(|inquiry| inquiry.endpoint() == name) {
            Some(inquiry) => inquiry.again(last),
            None => self.0.push(Inquiry::new(name, last)),
        }
        result.ok()
    }
}

/// The request that asks for the status of the order of another request; `None` where the order has no id, or where the
/// derive does not know the type of the status endpoint.
fn status_request<E: Endpoint>(exchange: &Exchange<'_, E>, confirmation: &Confirmation) -> Option<Request<E::Status>> {
    let endpoint = E::Status::SCHEMA;
    if endpoint.name != confirmation.endpoint {
        return None;
    }
    let order = endpoint.request.position(endpoint.order.as_deref()?)?;
    let values = Values::new(endpoint.request.rows.len()).set_text(order, exchange.order_id()?);
    Request::checked(values).ok()
}
