//! The forms of an order's page: what makes sense in its state comes first, and what takes or returns money asks first.

use maud::{Markup, html};

use super::actions::Action;
use super::{ACTION, AMOUNT, Dashboard, REVERSED, path};
use crate::model::money;
use crate::model::order::{Operation, Order};

/// The forms that the state of an order allows.
pub(super) fn forms(dashboard: &Dashboard, order: &Order) -> Markup {
    let actions = Action::available(order);
    let is_payable = actions.contains(&Action::Pay);
    html! {
        div.actions {
            @if is_payable {
                a.button.main href=(dashboard.gateway.config.checkout_url(order)) { "Open the checkout page" }
            }
            @for action in &actions {
                @match action {
                    Action::Capture | Action::Reverse => {
                        (asking(dashboard, order, *action))
                    }
                    _ => (button(dashboard, order, *action)),
                }
            }
            @if !is_payable && order.purchase.operation == Operation::Purchase {
                a.button href=(dashboard.gateway.config.checkout_url(order)) { "See the payer's page" }
            }
        }
    }
}

fn button(dashboard: &Dashboard, order: &Order, action: Action) -> Markup {
    let (label, tooltip) = action.label();
    html! {
        form method="post" action=(path(order)) {
            (dashboard.form_token.field())
            button.button name=(ACTION) value=(action.name()) title=(tooltip) { (label) }
        }
    }
}

/// A form that is unfolded first, with the amount. It is for the order as it was shown: a form that was sent twice has no
/// further effect.
fn asking(dashboard: &Dashboard, order: &Order, action: Action) -> Markup {
    let currency = order.charged_currency();
    let largest = action.largest_amount(order);
    let (label, explanation) = action.label();
    let id = format!("{}-amount", action.name());
    html! {
        details.ask id=(action.name()) {
            summary.button.main[action == Action::Capture] { (label) "…" }
            form method="post" action=(path(order)) {
                (dashboard.form_token.field())
                input type="hidden" name=(REVERSED) value=(order.reversal_amount);
                p { (explanation) " " @if action.takes_part(order) { "Up to " } (money::display(largest, currency)) ". This cannot be undone." }
                @if action.takes_part(order) {
                    label for=(id) { "Amount" }
                    div.amount-field {
                        input id=(id) name=(AMOUNT) value=(money::decimal(largest, currency)) required inputmode="decimal"
                            autocomplete="off" maxlength="20";
                        span { (currency) }
                    }
                }
                button.button.danger name=(ACTION) value=(action.name()) { (label) }
            }
        }
    }
}
