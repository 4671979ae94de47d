//! The page of one order.

use flitt_client::api::tables::final_order::OrderStatus;
use maud::{Markup, html};

use super::components::{date_time, merchant_name, status};
use super::{Dashboard, attempts, order_actions, sums, timeline_list};
use crate::model::error::{code_message, code_number};
use crate::model::money;
use crate::model::order::{Operation, Order};
use crate::redact::{shown_address, shown_text};

/// The content of the page, with the error of the last action.
pub(super) fn content(dashboard: &Dashboard, order: &Order, error: Option<&str>) -> Markup {
    let purchase = &order.purchase;
    html! {
        nav.trail aria-label="Breadcrumb" { a href="/#orders" { "Orders" } }
        @if let Some(error) = error { p.rejected role="alert" { (error) } }
        section.order id="order" data-live {
            div.title {
                h1 { (shown_text(&purchase.order_id)) }
                (status(order.status))
                p.amount { (money::display(purchase.amount, &purchase.currency)) }
            }
            p { (shown_text(&purchase.order_desc)) }
            p.state { (state(order)) }
            (order_actions::forms(dashboard, order))
            (sums::list(order))
            (attempts::table(order))
            h2 { "Details" }
            (facts(dashboard, order))
        }
        (timeline_list::section(dashboard, order))
    }
}

/// The state of an order in a sentence: what happened, or what is awaited.
fn state(order: &Order) -> String {
    if order.purchase.operation != Operation::Purchase {
        return match order.status {
            OrderStatus::Approved => "The money was sent.".to_owned(),
            OrderStatus::Declined => format!("The money was not sent{}.", reason(order)),
            _ => "The bank has not decided yet.".to_owned(),
        };
    }
    match order.status {
        OrderStatus::Created => "The payer has not paid yet.".to_owned(),
        OrderStatus::Processing if order.challenge.is_some() => "The bank asks the payer to confirm.".to_owned(),
        OrderStatus::Processing => format!("The last attempt was declined{}. The payer can try again.", reason(order)),
        OrderStatus::Approved => match order.capture_status() {
            Some("hold") => "The money is held until it is captured or reversed.".to_owned(),
            Some(_) => "The hold was captured.".to_owned(),
            None if order.reversal_amount > 0 => "The payer paid, and got a part back.".to_owned(),
            None => "The payer paid.".to_owned(),
        },
        OrderStatus::Declined => format!("The payment was declined{}. No money was taken.", reason(order)),
        OrderStatus::Expired => "The lifetime is over, and nobody paid.".to_owned(),
        OrderStatus::Reversed if order.charged_back_at.is_some() => "The payer's bank took the money back.".to_owned(),
        OrderStatus::Reversed => "The payer got all of the money back.".to_owned(),
        _ => String::new(),
    }
}

fn reason(order: &Order) -> String {
    order.response_code.map_or_else(String::new, |code| format!(": {} ({})", code_message(code), code_number(code)))
}

fn facts(dashboard: &Dashboard, order: &Order) -> Markup {
    let purchase = &order.purchase;
    let flags = [
        (purchase.preauth, "hold (preauth=Y)"),
        (purchase.verification, "card check (verification=Y)"),
        (purchase.subscription, "subscription (subscription=Y)"),
        (purchase.required_rectoken, "saves the card (required_rectoken=Y)"),
        (!purchase.delayed && purchase.operation == Operation::Purchase, "one attempt (delayed=N)"),
    ];
    let flags: Vec<&str> = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, name)| name).collect();
    let is_payable = matches!(order.status, OrderStatus::Created | OrderStatus::Processing);
    let expires = date_time(order.expires_at);
    let merchant = merchant_name(&dashboard.gateway.config.merchants, purchase.merchant_id);
    let url =
        |label: &str, url: &str| html! { @if !url.is_empty() { div { dt { (label) } dd { (shown_address(url)) } } } };
    html! {
        dl.facts {
            div { dt { "Payment ID" } dd { (order.payment_id) } }
            div { dt { "Merchant" } dd { (merchant) @if merchant != purchase.merchant_id.to_string() { " (" (purchase.merchant_id) ")" } } }
            div { dt { "Created" } dd { (date_time(order.created_at)) " UTC" } }
            @if is_payable && !expires.0.is_empty() { div { dt { "Can be paid until" } dd { (expires) " UTC" } } }
            @if !flags.is_empty() { div { dt { "Kind" } dd { (flags.join(", ")) } } }
            (url("Callback to", &purchase.server_callback_url))
            (url("Payer returns to", &purchase.response_url))
            (url("Payer cancels to", &purchase.cancel_url))
        }
    }
}
