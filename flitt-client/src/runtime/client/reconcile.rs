//! Requests whose outcome must be known: without a response, the client asks for the status of the order.

use flitt_schema::{Confirmation, Format, Outcome, Parameter, Retry, Table, ValueType};

use super::Client;
use super::retry::RetryPolicy;
use crate::runtime::error::{Error, ReversalTotals};
use crate::runtime::exchange::Exchange;
use crate::runtime::fields::Fields;
use crate::runtime::request::{Endpoint, Request, Values};
use crate::runtime::response::{FromResponse, RawResponse};

/// The known outcome of a request: its response, or the status of its order.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved<T, S> {
    /// The response to the request.
    Response(T),
    /// There was no response, but the status of the order shows that the request was carried out. Read its outcome and
    /// its sums for the result. A charge that the gateway has not decided at the deadline is pending here.
    OrderStatus(S),
}

/// The known outcome of a request to the endpoint `E`.
pub type ResolvedOf<E> = Resolved<<E as Endpoint>::Response, <<E as Endpoint>::Status as Endpoint>::Response>;

impl Client {
    /// Sends a request and, if its outcome is unknown, asks until it is known. A charge is never sent twice.
    ///
    /// - A request that may be retried is sent again: a reversal with the same `reverse_id`, a capture.
    /// - Otherwise the endpoint in `confirm_with` of the schema file is asked: until a charge is decided, until a checkout
    ///   order exists, until a capture was carried out.
    /// - A reversal without `reverse_id` stays unknown, since a status has only the sum of all reversals. The error
    ///   contains this sum [before and after](crate::error::UnknownOutcome::reversal_totals).
    ///
    /// `policy` says how often and how long to ask: [`RetryPolicy::until_known`]. An order that does not exist is asked for
    /// again, too: the request may still be on its way. With a transport without a
    /// [`timer`](crate::transport::Transport::timer), the client asks once.
    ///
    /// [`Resolved::OrderStatus`] is about the order, not about this request alone: it can be the result of an earlier
    /// request with the same order id, or of an earlier capture.
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
    ///     Err(Error::Unknown(unknown)) => println!("keep the order, and ask again later: {unknown}"),
    ///     Err(not_charged) => println!("{not_charged}"),
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
        let confirmation = exchange.endpoint().confirm_with.as_ref();
        let status_request = confirmation.and_then(|confirmation| status_request(&exchange, confirmation));
        let status = match &status_request {
            Some(request) => Exchange::new(request, self.credentials()).ok(),
            None => None,
        };
        let once = self.with_retry(RetryPolicy::none());
        let total = confirmation.and_then(|confirmation| confirmation.total.as_deref());
        let total_of = |status: &RawResponse| status.get(total?)?.parse().ok();
        // A request with an idempotency parameter is retried, and needs no totals.
        let needs_totals = matches!(exchange.endpoint().retry, Retry::With(_)) && !exchange.is_retryable();
        let mut totals = ReversalTotals::default();
        if let (true, Some(status)) = (needs_totals, &status) {
            totals.before = self.execute(status).await.ok().and_then(|(status, _)| total_of(&status));
        }
        let unknown = match self.execute(&exchange).await {
            Err(Error::Unknown(unknown)) => unknown,
            result => return result.map(into_response),
        };
        if status.is_none() && !exchange.is_retryable() {
            return Err(Error::Unknown(unknown));
        }
        let mut pending = None;
        let mut attempts = self.attempts(policy, None);
        loop {
            if exchange.is_retryable()
                && let Ok(response) = once.execute(&exchange).await
            {
                return Ok(into_response(response));
            }
            if let (Some(status), Some(confirmation)) = (&status, confirmation)
                && let Ok((order, variant)) = once.execute(status).await
            {
                totals.after = total_of(&order);
                let table = status.endpoint().response.variants.get(variant).map(|variant| &variant.table);
                match table.map_or(Progress::NoInformation, |table| progress(confirmation, table, &order)) {
                    Progress::Decided => return Ok(into_status((order, variant))),
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
        match pending {
            Some(status) => Ok(into_status(status)),
            None if needs_totals => Err(Error::Unknown(Box::new(unknown.with_totals(totals)))),
            None => Err(Error::Unknown(unknown)),
        }
    }
}

fn into_response<T: FromResponse, S>((response, variant): (RawResponse, usize)) -> Resolved<T, S> {
    Resolved::Response(T::from_response(response, variant))
}

fn into_status<T, S: FromResponse>((response, variant): (RawResponse, usize)) -> Resolved<T, S> {
    Resolved::OrderStatus(S::from_response(response, variant))
}

/// The request that asks for the status of the order of another request; `None` where the order has no id, or where the
/// derive does not know the type of the status endpoint.
fn status_request<E: Endpoint>(exchange: &Exchange<'_, E>, confirmation: &Confirmation) -> Option<Request<E::Status>> {
    let endpoint = E::Status::SCHEMA;
    if endpoint.name != confirmation.endpoint {
        return None;
    }
    let order = endpoint.request.position(endpoint.order.as_deref()?)?;
    let values = Values::new(endpoint.request.rows.len()).text(order, exchange.order_id()?);
    Request::checked(values).ok()
}

/// What the status of an order says about a request.
enum Progress {
    /// The request was carried out, and its outcome is final.
    Decided,
    /// The request was received, and its outcome is pending.
    Pending,
    /// Nothing: the request may not have been received.
    NoInformation,
}

fn progress(confirmation: &Confirmation, table: &Table, status: &RawResponse) -> Progress {
    let Some(path) = confirmation.outcome.as_deref() else {
        // The total is that of all requests, so it does not say which of them were carried out.
        return if confirmation.total.is_some() { Progress::NoInformation } else { Progress::Decided };
    };
    let (row, value) = match path.split_once('.') {
        None => (table.row(path), status.get(path).map(str::to_owned)),
        Some((name, nested)) => (
            table.row(name).and_then(|row| row.details.table.as_ref()?.row(nested)),
            table.row(name).and_then(|row| nested_value(row, status.get(name)?, nested)),
        ),
    };
    let (Some(row), Some(value)) = (row, value) else { return Progress::NoInformation };
    match row.details.values.iter().find(|listed| listed.value == value) {
        Some(listed) => match listed.outcome {
            Some(Outcome::Pending) => Progress::Pending,
            Some(_) => Progress::Decided,
            None => Progress::NoInformation,
        },
        // An unknown value of the order itself: the order exists. One of a nested parameter can be of an earlier request.
        None if path.contains('.') => Progress::NoInformation,
        None => Progress::Pending,
    }
}

/// The value of a parameter in an object, or in the JSON embedded in a string.
fn nested_value(row: &Parameter, json: &str, name: &str) -> Option<String> {
    let is_json = row.value_type == ValueType::Object || row.format == Some(Format::Json);
    Fields::from_json(json).ok().filter(|_| is_json)?.text(name).map(str::to_owned)
}
