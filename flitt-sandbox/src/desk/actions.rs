//! What a developer may do to an order.

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;

use crate::cards::{Card, column};
use crate::failure::Failure;
use crate::gateway::Gateway;
use crate::order::{Operation, Order};
use crate::orders::ReverseRequest;

/// A button of the desk.
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
    /// The action of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|action| action.name() == name)
    }

    /// What may be done to an order as it stands.
    pub(super) fn open_to(order: &Order) -> Vec<Self> {
        ALL.into_iter().filter(|action| action.is_open_to(order)).collect()
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

    /// What stands on the button, and what it does.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Pay => ("Pay", "Pays the order with a card that is approved"),
            Self::Decline => ("Decline", "Tries to pay the order with a card that is declined"),
            Self::Expire => ("Expire", "Ends the lifetime of the order now"),
            Self::Capture => ("Capture", "Takes all of the held money"),
            Self::Reverse => ("Reverse", "Gives back what was not given back yet"),
            Self::Callback => ("Repeat callback", "Sends the state of the order to its server_callback_url again"),
        }
    }

    fn is_open_to(self, order: &Order) -> bool {
        let is_purchase = order.purchase.operation == Operation::Purchase;
        let is_unpaid = matches!(order.status, OrderStatus::Created | OrderStatus::Processing);
        match self {
            Self::Pay | Self::Decline | Self::Expire => is_purchase && is_unpaid,
            Self::Capture => order.capture_status() == Some("hold"),
            Self::Reverse => is_purchase && order.status == OrderStatus::Approved,
            Self::Callback => !order.purchase.server_callback_url.is_empty(),
        }
    }

    /// Does it, or tells why not.
    pub(super) fn perform(self, gateway: &Gateway, order: &Order) -> Result<(), Failure> {
        let purchase = &order.purchase;
        match self {
            Self::Pay => gateway.pay(&order.token, &card(gateway, "approve")?).map(drop),
            Self::Decline => gateway.pay(&order.token, &card(gateway, "decline")?).map(drop),
            Self::Expire => gateway.expire(&order.token),
            Self::Capture => {
                let (whole, now) = (purchase.amount, gateway.clock.now());
                let mut orders = gateway.orders();
                orders.capture(purchase.merchant_id, &purchase.order_id, whole, &purchase.currency, now).map(drop)
            }
            Self::Reverse => {
                let request = ReverseRequest {
                    merchant_id: purchase.merchant_id,
                    order_id: &purchase.order_id,
                    amount: order.turnover().saturating_sub(order.reversal_amount),
                    currency: &purchase.currency,
                    reverse_id: "",
                    parts: &[],
                };
                gateway.reverse(&request).map(drop)
            }
            Self::Callback => {
                gateway.repeat_callback(order);
                Ok(())
            }
        }
    }
}

/// A documented test card whose payments end so.
fn card(gateway: &Gateway, result: &str) -> Result<Card, Failure> {
    let cards = &gateway.rules.cards;
    let found = cards.values.iter().find(|card| column(cards, card, "result") == result);
    found.map(|card| Card::new(&card.value)).ok_or_else(|| Failure::new(ResponseCode::InvalidCardNumber))
}
