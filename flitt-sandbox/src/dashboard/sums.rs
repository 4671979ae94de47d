//! What happened to the money of an order: paid, captured, given back, and what remains.

use maud::{Markup, html};

use crate::model::money;
use crate::model::order::{Operation, Order};

/// The sums of an order, in minor units.
#[derive(Debug, PartialEq, Eq)]
struct Sums {
    /// What the payer's bank approved; of a hold, what it holds or held.
    approved: u64,
    /// What was taken of a hold.
    captured: Option<u64>,
    /// What was given back or released.
    returned: u64,
    /// What the merchant has.
    net: u64,
}

impl Sums {
    fn of(order: &Order) -> Self {
        let approved = if order.paid().is_some() { order.charged_amount() } else { 0 };
        let taken = if order.purchase.preauth { order.captured_amount.unwrap_or(0) } else { approved };
        let captured = order.purchase.preauth.then_some(taken);
        let returned = order.reversal_amount;
        Self { approved, captured, returned, net: taken.saturating_sub(returned) }
    }
}

/// The sums of a purchase; nothing for payouts and settlements.
pub(super) fn list(order: &Order) -> Markup {
    let sums = Sums::of(order);
    let money = |amount| money::display(amount, order.charged_currency());
    html! {
        @if order.purchase.operation == Operation::Purchase {
            dl.sums {
                div { dt { @if order.purchase.preauth { "Held" } @else { "Paid" } } dd { (money(sums.approved)) } }
                @if let Some(captured) = sums.captured { div { dt { "Captured" } dd { (money(captured)) } } }
                div { dt { "Given back" } dd { (money(sums.returned)) } }
                div.net { dt { "Net" } dd { (money(sums.net)) } }
            }
        }
    }
}
