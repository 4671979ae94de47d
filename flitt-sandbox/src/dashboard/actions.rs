//! The actions of a developer on an order.

use axum::http::StatusCode;
use flitt_client::Currency;
use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;
use flitt_client::value::WireEnum;

use super::{AMOUNT, REVERSED};
use crate::gateway::Gateway;
use crate::http::form::Form;
use crate::model::card::{Card, column};
use crate::model::error::GatewayError;
use crate::model::order::{Operation, Order};
use crate::orders::{CaptureRequest, ReverseRequest};

/// A button on the page of an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Action {
    Pay,
    Decline,
    Expire,
    Capture,
    Reverse,
    Callback,
}

/// In the order in which the page shows them.
const ALL: [Action; 6] =
    [Action::Pay, Action::Decline, Action::Expire, Action::Capture, Action::Reverse, Action::Callback];

/// Why an action was not performed: the HTTP status, and a message.
pub(super) type Rejected = (StatusCode, String);

impl Action {
    /// The action with a name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        ALL.into_iter().find(|action| action.name() == name)
    }

    /// The actions that the state of an order allows.
    pub(super) fn available(order: &Order) -> Vec<Self> {
        ALL.into_iter().filter(|action| action.is_available(order)).collect()
    }

    /// The name in forms.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Decline => "decline",
            Self::Expire => "expire",
            Self::Capture => "capture",
            Self::Reverse => "reverse",
            Self::Callback => "callback",
        }
    }

    /// The label of the button, and what it does.
    pub(super) fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Pay => ("Pay", "Pays the order with a card that is approved"),
            Self::Decline => ("Decline", "Tries to pay the order with a card that is declined"),
            Self::Expire => ("Expire", "Ends the lifetime of the order now"),
            Self::Capture => ("Capture", "Takes held money; the rest is released."),
            Self::Reverse => ("Reverse", "Gives money back to the payer."),
            Self::Callback => ("Repeat callback", "Sends the state of the order to its server_callback_url again"),
        }
    }

    fn is_available(self, order: &Order) -> bool {
        let is_purchase = order.purchase.operation == Operation::Purchase;
        let is_unpaid = matches!(order.status, OrderStatus::Created | OrderStatus::Processing);
        match self {
            Self::Pay | Self::Decline | Self::Expire => is_purchase && is_unpaid,
            Self::Capture => order.capture_status() == Some("hold"),
            Self::Reverse => is_purchase && order.status == OrderStatus::Approved,
            Self::Callback => !order.purchase.server_callback_url.is_empty(),
        }
    }

    /// The largest amount that the action can move, in minor units.
    pub(super) fn largest_amount(self, order: &Order) -> u64 {
        match self {
            Self::Capture => order.charged_amount(),
            _ => order.reversible_amount().saturating_sub(order.reversal_amount),
        }
    }

    /// Whether the action can move a part of that amount. A hold is only released as a whole.
    pub(super) fn takes_part(self, order: &Order) -> bool {
        self == Self::Capture || order.capture_status() != Some("hold")
    }

    /// The amount of a form in minor units; without one, the largest. A form about an earlier state of the order is rejected.
    fn amount(self, order: &Order, form: &Form) -> Result<u64, Rejected> {
        if form.get(REVERSED).is_some_and(|reversed| reversed != order.reversal_amount.to_string()) {
            let message = "The order has changed since the form was shown. Check the amounts, and try again.";
            return Err((StatusCode::CONFLICT, message.to_owned()));
        }
        let Some(text) = form.get(AMOUNT) else { return Ok(self.largest_amount(order)) };
        let currency = Currency::from_wire(order.charged_currency());
        let currency = currency.ok_or_else(|| (StatusCode::BAD_REQUEST, "The currency is unknown.".to_owned()))?;
        currency
            .parse_minor(text.trim())
            .map_err(|error| (StatusCode::BAD_REQUEST, format!("This is not an amount: {error}.")))
    }

    /// Performs the action, with the amount of a form.
    pub(super) fn perform(self, gateway: &Gateway, order: &Order, form: &Form) -> Result<(), Rejected> {
        let amount = self.amount(order, form)?;
        self.apply(gateway, order, amount).map_err(|error| (StatusCode::CONFLICT, error.to_string()))
    }

    fn apply(self, gateway: &Gateway, order: &Order, amount: u64) -> Result<(), GatewayError> {
        let purchase = &order.purchase;
        match self {
            Self::Pay => gateway.orders.pay(&order.token, &card(gateway, "approve")?).map(drop),
            Self::Decline => gateway.orders.pay(&order.token, &card(gateway, "decline")?).map(drop),
            Self::Expire => gateway.orders.expire(&order.token),
            Self::Capture => {
                let request = CaptureRequest {
                    merchant_id: purchase.merchant_id,
                    order_id: &purchase.order_id,
                    amount,
                    currency: order.charged_currency(),
                };
                gateway.orders.capture(&request).map(drop)
            }
            Self::Reverse => {
                let request = ReverseRequest {
                    merchant_id: purchase.merchant_id,
                    order_id: &purchase.order_id,
                    amount,
                    currency: order.charged_currency(),
                    reverse_id: "",
                    parts: &[],
                };
                gateway.orders.reverse(&request).map(drop)
            }
            Self::Callback => {
                gateway.orders.resend_callback(order);
                Ok(())
            }
        }
    }
}

/// A documented test card with this result.
fn card(gateway: &Gateway, result: &str) -> Result<Card, GatewayError> {
    let cards = &gateway.config.schemas.cards;
    let found = cards.values.iter().find(|card| column(cards, card, "result") == result);
    found.map(|card| Card::new(&card.value)).ok_or_else(|| GatewayError::new(ResponseCode::InvalidCardNumber))
}
