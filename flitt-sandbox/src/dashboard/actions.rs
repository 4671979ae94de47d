//! The actions of a developer on an order.

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use crate::gateway::Gateway;
use crate::model::card::{Card, column};
use crate::model::error::GatewayError;
use crate::model::order::{Operation, Order};
use crate::orders::ReverseRequest;

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

const ALL: [Action; 6] =
    [Action::Pay, Action::Decline, Action::Expire, Action::Capture, Action::Reverse, Action::Callback];

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

    /// The label of the button, and its tooltip.
    pub(super) fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Pay => ("Pay", "Pays the order with a card that is approved"),
            Self::Decline => ("Decline", "Tries to pay the order with a card that is declined"),
            Self::Expire => ("Expire", "Ends the lifetime of the order now"),
            Self::Capture => ("Capture", "Takes all of the held money"),
            Self::Reverse => ("Reverse", "Gives back what was not given back yet"),
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

    /// Performs the action.
    pub(super) fn perform(self, gateway: &Gateway, order: &Order) -> Result<(), GatewayError> {
        let purchase = &order.purchase;
        match self {
            Self::Pay => gateway.orders.pay(&order.token, &card(gateway, "approve")?).map(drop),
            Self::Decline => gateway.orders.pay(&order.token, &card(gateway, "decline")?).map(drop),
            Self::Expire => gateway.orders.expire(&order.token),
            Self::Capture => {
                let now = gateway.clock.now();
                let (order_id, amount) = (&purchase.order_id, purchase.amount);
                let mut orders = gateway.orders.lock();
                orders.capture(purchase.merchant_id, order_id, amount, &purchase.currency, now).map(drop)
            }
            Self::Reverse => {
                let request = ReverseRequest {
                    merchant_id: purchase.merchant_id,
                    order_id: &purchase.order_id,
                    amount: order.reversible_amount().saturating_sub(order.reversal_amount),
                    currency: &purchase.currency,
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
