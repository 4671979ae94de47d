//! The state of an order, from callbacks and status responses that arrive in any order and any number of times.

use std::fmt;

use super::asked::{Asked, OrderParts, OrderRequestError};
use super::assessment::{Assessment, Unexpected};
use super::event::{Event, Known, Update, events};
use super::facts::{Facts, Seen};
use super::intent::{Creation, Intent};
use super::merge_error::{MergeError, check};
use super::renamed::may_be_renamed;
use super::stage::Stage;
use crate::gateway::api::FinalOrder;
use crate::gateway::api::reference::Currency;
use crate::gateway::money::Money;
use crate::runtime::credentials::Credentials;
use crate::runtime::redact::ShownDebug;
use crate::runtime::request::{DynamicRequest, Endpoint, Request};
use crate::runtime::response::Source;
use crate::runtime::value::OpenEnum;

/// What a shop knows of one order: what it asked for, and what callbacks and status responses have said.
///
/// It is made from the request that creates the order, so it knows amount, currency and [`Intent`]. [`OrderState::merge`]
/// takes updates in any order and any number of times, with the same state in the end, and returns what changed as
/// [`Event`]s. Only [`Event::Paid`] says that the goods of a sale can be shipped. A signature proves that the gateway wrote the
/// values of a message, but neither their names nor that the message is about your order, so `merge` rejects what is not.
///
/// ```
/// use flitt_client::api::{CheckoutUrl, FinalOrder};
/// use flitt_client::order::Event;
/// use flitt_client::{Credentials, Currency, OrderState, callback};
///
/// let credentials = Credentials::test();
/// // Store the state before the request is sent: a callback can be faster than the response.
/// let request =
///     CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(2500).currency(Currency::GEL).build()?;
/// let mut state = OrderState::from_request(&credentials, &request)?;
///
/// let update = |status: &str| -> FinalOrder {
///     let callback = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "2500");
///     let callback = callback.set("actual_amount", "2500").set("actual_currency", "GEL").set("tran_type", "purchase");
///     callback::verify(&credentials, callback.set("order_status", status).json().as_bytes()).unwrap()
/// };
/// let events = state.merge(&update("approved"))?;
/// assert!(matches!(events[..], [Event::Paid { amount: 2500, .. }])); // ship the goods, once
/// assert!(state.merge(&update("approved"))?.is_empty()); // a duplicate
/// assert!(state.merge(&update("processing"))?.is_empty()); // an earlier callback that arrives late
///
/// // To a database, and back:
/// let stored = state.to_json();
/// assert_eq!(OrderState::from_json(&stored)?, state);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Where several processes or requests can handle the same order: lock its row, read, merge, write the state, and write what
/// the events make necessary, all in one transaction.
///
/// `Debug` shows no card number, wherever a shop or the gateway wrote one.
#[derive(Clone, PartialEq, Eq)]
pub struct OrderState {
    pub(super) asked: Asked,
    pub(super) facts: Facts,
}

impl OrderState {
    /// An order that this request creates. Store it before the request is sent.
    ///
    /// # Errors
    ///
    /// If the endpoint creates no order.
    pub fn from_request<E: Endpoint>(
        credentials: &Credentials,
        request: &Request<E>,
    ) -> Result<Self, OrderRequestError> {
        Asked::from_request(credentials, E::SCHEMA, request.values()).map(Self::asked)
    }

    /// An order that this request creates, to an endpoint whose schema file was read at run time.
    ///
    /// # Errors
    ///
    /// If the endpoint creates no order.
    pub fn from_dynamic_request(
        credentials: &Credentials,
        request: &DynamicRequest,
    ) -> Result<Self, OrderRequestError> {
        Asked::from_request(credentials, request.endpoint(), request.values()).map(Self::asked)
    }

    /// An order of another system, without a request at hand.
    #[must_use]
    pub fn from_parts(credentials: &Credentials, parts: OrderParts) -> Self {
        Self::asked(Asked::new(credentials, parts))
    }

    /// A charge that the gateway makes by itself, by the schedule of the order `parent`: a sale in the same currency. `amount`
    /// is in minor units. Its order id has the form `recurring__<time>__<order id of the parent>`.
    #[must_use]
    pub fn scheduled(parent: &Self, order_id: impl Into<String>, amount: u64) -> Self {
        Self::asked(Asked {
            order_id: order_id.into(),
            amount,
            intent: Intent::Sale,
            parent: Some(parent.asked.order_id.clone()),
            captures: std::collections::BTreeSet::new(),
            reversals: 0,
            ..parent.asked.clone()
        })
    }

    fn asked(asked: Asked) -> Self {
        Self { asked, facts: Facts::default() }
    }

    /// The same order, created by a form that the payer's browser posts
    /// ([`Exchange::to_html_form`](crate::request::Exchange::to_html_form)). The payer can rename parameters of a form, so
    /// that the order becomes another one than the shop asked for.
    #[must_use]
    pub fn created_by_browser(mut self) -> Self {
        self.asked.creation = Creation::Browser;
        self
    }

    /// Accepts a payment in this currency, too. Sums in it are not compared with the amount of the order.
    #[must_use]
    pub fn accept_currency(mut self, currency: impl Into<OpenEnum<Currency>>) -> Self {
        self.asked.other_currencies.insert(currency.into().as_str().to_owned());
        self
    }

    /// Says that the shop asks for a capture that leads to this captured total, in minor units. Call it, and store the state,
    /// before the request is sent. Another captured total is unexpected then.
    pub fn expect_capture(&mut self, total: u64) {
        self.asked.captures.insert(total);
    }

    /// Says that the shop asks for a reversal that leads to this reversed total, in minor units. Call it, and store the state,
    /// before the request is sent. More is unexpected.
    pub fn expect_reversal(&mut self, total: u64) {
        self.asked.reversals = self.asked.reversals.max(total);
    }

    /// Merges a callback, a status response or what a payer's browser brought back, and returns what changed.
    ///
    /// What a browser brings changes nothing, nor does a callback in which a value that decides may have been renamed: where it
    /// says more than is known, the event is [`Event::AskStatus`].
    ///
    /// # Errors
    ///
    /// If the update is not verified, or not about this order: another order, merchant, amount, currency or key; or if it is
    /// impossible: a reversal of more than the payment, a `response_status` other than `success`. The state does not change.
    pub fn merge(&mut self, update: &FinalOrder) -> Result<Vec<Event>, MergeError> {
        check(&self.asked, update)?;
        let facts = self.facts.clone().join(Facts::from_update(&self.asked, update));
        let before = Known::new(&self.asked, &self.facts);
        if update.source() == Source::Browser || may_be_renamed(&self.asked, update) {
            let is_more = facts != self.facts || before.assessment.ask_status;
            return Ok(if is_more { vec![Event::AskStatus] } else { Vec::new() });
        }
        let after = Known::new(&self.asked, &facts);
        let is_zero = |fee: &&str| fee.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let client_fee = update
            .additional_info()
            .and_then(|info| info.client_fee().filter(|fee| !is_zero(fee)).map(ToOwned::to_owned));
        let events = events(&self.asked, &before, &after, &Update { outcome: update.outcome(), client_fee });
        self.facts = facts;
        Ok(events)
    }

    /// Merges a callback to the order's `chargeback_callback_url`. No document describes its form: that it came is all that
    /// is taken from it.
    ///
    /// # Errors
    ///
    /// As those of [`OrderState::merge`].
    pub fn merge_chargeback(&mut self, update: &FinalOrder) -> Result<Vec<Event>, MergeError> {
        check(&self.asked, update)?;
        let is_new = self.facts.seen.insert(Seen::Chargeback);
        Ok(if is_new { vec![Event::Chargeback] } else { Vec::new() })
    }

    /// What the facts mean for the money.
    pub(super) fn assessment(&self) -> Assessment {
        Assessment::new(&self.asked, &self.facts)
    }

    /// The id of the order.
    #[must_use]
    pub fn order_id(&self) -> &str {
        &self.asked.order_id
    }

    /// The merchant's number.
    #[must_use]
    pub fn merchant_id(&self) -> &str {
        &self.asked.merchant_id
    }

    /// The amount that the shop asked for, in minor units.
    #[must_use]
    pub fn amount(&self) -> u64 {
        self.asked.amount
    }

    /// The sum that the shop asked for; `None` where its currency is not a known one.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        Money::known(&self.asked.currency, self.asked.amount)
    }

    /// The currency that the shop asked for.
    #[must_use]
    pub fn currency(&self) -> OpenEnum<Currency> {
        self.asked.currency.clone()
    }

    /// What the shop asked for.
    #[must_use]
    pub fn intent(&self) -> Intent {
        self.asked.intent
    }

    /// By which way the order was created.
    #[must_use]
    pub fn creation(&self) -> Creation {
        self.asked.creation
    }

    /// The order whose schedule makes this charge.
    #[must_use]
    pub fn parent(&self) -> Option<&str> {
        self.asked.parent.as_deref()
    }

    /// How far the order has come. Only [`Event::Declined`](super::Event::Declined) has the reason of a decline. Store it if
    /// a page of the shop shows it.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.assessment().stage
    }

    /// Whether a sale is paid, or a hold is captured: all of it, or as much as the shop asked for. False once the gateway calls
    /// the order reversed, or everything was returned.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        self.assessment().is_paid
    }

    /// Whether the money is held and can be captured.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.assessment().is_held
    }

    /// Whether the check of a card succeeded (`true`), failed (`false`), or has not ended (`None`).
    #[must_use]
    pub fn card_check(&self) -> Option<bool> {
        self.assessment().card
    }

    /// The sum taken from the payer, in minor units of [`payment_currency`](Self::payment_currency): what was captured of a
    /// hold, else what was paid. 0 where nothing that counts was taken.
    #[must_use]
    pub fn paid(&self) -> u64 {
        self.assessment().paid()
    }

    /// The sum taken from the payer; `None` where its currency is not known.
    #[must_use]
    pub fn paid_money(&self) -> Option<Money> {
        self.in_payment_currency(self.paid())
    }

    /// The currency in which the payer paid; `None` where it is not known. It can be another one than that of the order.
    #[must_use]
    pub fn payment_currency(&self) -> Option<OpenEnum<Currency>> {
        self.assessment().currency.as_deref().map(OpenEnum::from)
    }

    /// The sum that is or was held, in minor units of [`payment_currency`](Self::payment_currency).
    /// [`is_held`](Self::is_held) says whether it still is.
    #[must_use]
    pub fn held(&self) -> u64 {
        self.assessment().held()
    }

    /// The sum that is or was held; `None` where its currency is not known.
    #[must_use]
    pub fn held_money(&self) -> Option<Money> {
        self.in_payment_currency(self.held())
    }

    /// The captured total, in minor units of the order's currency. `Some(0)` where nothing was captured, `None` where the sum
    /// is not known.
    #[must_use]
    pub fn captured(&self) -> Option<u64> {
        let assessment = self.assessment();
        if assessment.is_captured { assessment.captured } else { Some(0) }
    }

    /// The captured total; `None` where it is not known.
    #[must_use]
    pub fn captured_money(&self) -> Option<Money> {
        Money::known(&self.asked.currency, self.captured()?)
    }

    /// The reversed total, in minor units of [`payment_currency`](Self::payment_currency). Of a check of a card, 0: its money returns
    /// by itself.
    #[must_use]
    pub fn reversed(&self) -> u64 {
        self.assessment().reversed
    }

    /// The reversed total; `None` where its currency is not known.
    #[must_use]
    pub fn reversed_money(&self) -> Option<Money> {
        self.in_payment_currency(self.reversed())
    }

    /// A sum in the currency in which the payer paid, or in that of the order where nothing was paid.
    fn in_payment_currency(&self, sum: u64) -> Option<Money> {
        match self.payment_currency() {
            Some(currency) => Money::known(&currency, sum),
            None if sum == 0 => Money::known(&self.asked.currency, 0),
            None => None,
        }
    }

    /// Whether everything was returned; `None` where nothing was, or where the sums do not say.
    #[must_use]
    pub fn is_reversed_in_full(&self) -> Option<bool> {
        self.assessment().in_full
    }

    /// Whether what is known is not enough to decide: ask for the status of the order.
    #[must_use]
    pub fn needs_status(&self) -> bool {
        self.assessment().ask_status
    }

    /// What the shop did not ask for.
    #[must_use]
    pub fn unexpected(&self) -> Vec<Unexpected> {
        self.assessment().unexpected.into_iter().collect()
    }
}

impl fmt::Debug for OrderState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (asked, facts) = (ShownDebug(&self.asked), ShownDebug(&self.facts));
        formatter.debug_struct("OrderState").field("asked", &asked).field("facts", &facts).finish()
    }
}
