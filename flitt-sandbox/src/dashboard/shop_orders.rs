//! What the demo shop knows of its orders, kept as the guide of the client shows it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use flitt_client::api::{FinalOrder, GetOrderStatus};
use flitt_client::callback::{CallbackError, Merchants};
use flitt_client::order::{Creation, Event, Intent, OrderParts, Stage};
use flitt_client::request::Exchange;
use flitt_client::{Credentials, OrderState};
use flitt_schema::Key;

use crate::endpoints::EndpointResponse;
use crate::endpoints::dispatch::Call;
use crate::gateway::Gateway;
use crate::model::merchant::{self, Merchant};
use crate::model::money;
use crate::model::order::{Operation, Order, Purchase};
use crate::redact::shown_text;

/// How many orders the shop keeps; the oldest are dropped.
const LIMIT: usize = 1000;

/// The orders of the shop, in memory.
pub(crate) struct ShopOrders {
    merchants: Merchants,
    orders: Mutex<VecDeque<ShopOrder>>,
}

/// An order of the shop.
#[derive(Clone)]
pub(super) struct ShopOrder {
    pub(super) state: OrderState,
    /// How often the shop sent the goods. A duplicate callback must not make it more than once.
    pub(super) shipments: u64,
}

/// Why the shop does not take an update: the HTTP status, and a message.
pub(super) type Rejected = (StatusCode, String);

impl ShopOrders {
    /// A shop of these merchants. All payments in a sandbox are test payments, so they count.
    pub(crate) fn new(merchants: &merchant::Merchants) -> Self {
        let merchants = merchants.iter().map(credentials).collect();
        Self { merchants, orders: Mutex::default() }
    }

    /// Takes the body of a callback.
    pub(super) fn receive(&self, gateway: &Gateway, body: &[u8]) -> Result<ShopOrder, Rejected> {
        let verified = self.merchants.verify::<FinalOrder>(body);
        let (credentials, update) = verified.map_err(|error| bad_request(&error))?;
        self.update(gateway, credentials, &update)
    }

    /// Takes what a payer's browser brought. It never makes an order paid: the shop asks for the status.
    pub(super) fn returned(&self, gateway: &Gateway, form: &[u8]) -> Result<ShopOrder, Rejected> {
        let verified = self.merchants.verify_payer_return::<FinalOrder>(form);
        let (credentials, update) = verified.map_err(|error| bad_request(&error))?;
        self.update(gateway, credentials, &update)
    }

    /// Merges an update, and the status of the order where the update is not enough.
    fn update(&self, gateway: &Gateway, credentials: &Credentials, update: &FinalOrder) -> Result<ShopOrder, Rejected> {
        let merchant_id = credentials.merchant_id().parse().unwrap_or_default();
        let unknown = || (StatusCode::CONFLICT, format!("the shop has no order `{}`", shown_text(update.order_id())));
        let find = || gateway.orders.lock().find(merchant_id, update.order_id()).ok().cloned();
        let (order, ask_status) = self.merge(credentials, &find().ok_or_else(unknown)?, update)?;
        if !ask_status {
            return Ok(order);
        }
        let Some(status) = status(gateway, credentials, update.order_id()) else { return Ok(order) };
        self.merge(credentials, &find().ok_or_else(unknown)?, &status).map(|(order, _)| order)
    }

    /// The order with an update, and whether the shop must ask for its status.
    fn merge(
        &self,
        credentials: &Credentials,
        created: &Order,
        update: &FinalOrder,
    ) -> Result<(ShopOrder, bool), Rejected> {
        let mut orders = self.lock();
        let is_it = |order: &ShopOrder| {
            order.state.merchant_id() == credentials.merchant_id() && order.state.order_id() == update.order_id()
        };
        let known = orders.iter().position(is_it);
        let mut order = match known {
            Some(position) => orders[position].clone(),
            None => ShopOrder { state: asked(credentials, &created.purchase), shipments: 0 },
        };
        // Who uses the dashboard is the shop, too; only what the payer's bank takes back was not asked for.
        if created.charged_back_at.is_none() {
            order.state.expect_reversal(created.reversal_amount);
        }
        let events = order.state.merge(update).map_err(|error| (StatusCode::CONFLICT, error.to_string()))?;
        order.shipments += events.iter().filter(|event| matches!(event, Event::Paid { .. })).map(|_| 1).sum::<u64>();
        match known {
            Some(position) => orders[position] = order.clone(),
            None => orders.push_back(order.clone()),
        }
        if orders.len() > LIMIT {
            orders.pop_front();
        }
        Ok((order, events.contains(&Event::AskStatus)))
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<ShopOrder>> {
        // An order is replaced as a whole: no panic leaves half of one.
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ShopOrder {
    /// What the shop knows of the order, for its payer.
    pub(super) fn summary(&self) -> String {
        let state = &self.state;
        let currency = state.payment_currency().unwrap_or_else(|| state.currency());
        let display = |amount: u64| money::display(amount, currency.as_str());
        match state.card_check() {
            Some(true) => return "the card is verified".to_owned(),
            Some(false) => return "the card is not verified".to_owned(),
            None => {}
        }
        let captured = state.captured();
        match state.stage() {
            Stage::Reversed => "returned".to_owned(),
            Stage::Declined => "not paid".to_owned(),
            Stage::Approved if state.is_paid() && state.reversed() > 0 => {
                format!("paid {}, of which {} returned", display(state.paid()), display(state.reversed()))
            }
            Stage::Approved if state.is_paid() => format!("paid {}", display(state.paid())),
            Stage::Approved if state.is_held() => format!("held {}", display(state.held())),
            Stage::Approved if captured > Some(0) => {
                format!("paid {} of {}", display(state.paid()), display(state.held()))
            }
            Stage::Approved if !state.unexpected().is_empty() => "the shop looks at the payment".to_owned(),
            Stage::Approved if matches!(state.intent(), Intent::Payout | Intent::Settlement) => "paid out".to_owned(),
            _ => "waiting for the payment".to_owned(),
        }
    }
}

/// The credentials of a merchant, with all of its keys.
fn credentials(merchant: &Merchant) -> Credentials {
    let credentials = Credentials::new(merchant.id(), merchant.key(Key::Payment).unwrap_or_default());
    let credentials = match merchant.key(Key::Payout) {
        Some(key) => credentials.with_payout_key(key),
        None => credentials,
    };
    credentials.with_test_payments(true)
}

/// What was asked of the gateway when the order was created.
fn asked(credentials: &Credentials, purchase: &Purchase) -> OrderState {
    let intent = match purchase.operation {
        Operation::Payout => Intent::Payout,
        Operation::Settlement => Intent::Settlement,
        Operation::Purchase if purchase.verification => Intent::CardCheck,
        Operation::Purchase if purchase.preauth => Intent::Hold,
        Operation::Purchase => Intent::Sale,
    };
    let parts = OrderParts {
        order_id: purchase.order_id.clone(),
        amount: purchase.amount,
        currency: purchase.currency.as_str().into(),
        intent,
        creation: if purchase.is_form { Creation::Browser } else { Creation::Server },
    };
    OrderState::from_parts(credentials, parts)
}

/// Asks the gateway for the status of an order, like a shop but without a network.
fn status(gateway: &Gateway, credentials: &Credentials, order_id: &str) -> Option<FinalOrder> {
    let request = GetOrderStatus::request().order_id(order_id).build().ok()?;
    let exchange = Exchange::new(&request, credentials).ok()?;
    let endpoint = gateway.config.schemas.endpoint("order_status")?;
    let response = Call::own(endpoint, exchange.content_type(), exchange.body()).perform(gateway);
    match response {
        Ok(EndpointResponse::Body(body)) => exchange.parse_response(200, body.as_bytes()).ok(),
        _ => None,
    }
}

fn bad_request(error: &CallbackError) -> Rejected {
    (StatusCode::BAD_REQUEST, error.to_string())
}
