//! The first page of the desk: orders, requests, and how to create an order.

use maud::{Markup, html};

use super::parts::{delivery, exchange, link, state, time, verdict};
use super::{create, faults, path};
use crate::gateway::Gateway;
use crate::journal::Call;
use crate::money;
use crate::order::Order;

/// How many orders and requests are listed, the latest.
const ORDERS: usize = 100;
const CALLS: usize = 50;

/// The page.
pub(super) fn page(gateway: &Gateway) -> Markup {
    let (orders, count) = {
        let orders = gateway.orders();
        let latest: Vec<Order> = orders.all().iter().rev().take(ORDERS).cloned().collect();
        (latest, orders.all().len())
    };
    let calls = gateway.journal.latest_calls(CALLS);
    html! {
        h1.unseen { "Desk" }
        (create::section(gateway, orders.is_empty()))
        section id="orders" data-live {
            h2 { "Orders" @if count > 0 { " " span.count { (count) } } }
            @if orders.is_empty() {
                p.empty { "No orders yet. Create one with a command above, from your program, or with the button." }
            } @else {
                (table(gateway, &orders))
            }
            @if count > ORDERS { p.soft { "The latest " (ORDERS) " of " (count) "." } }
        }
        (faults::section(gateway))
        section id="requests" data-live {
            h2 { "Requests" }
            @if calls.is_empty() {
                p.empty { "No requests yet." }
            } @else {
                ol.calls { @for call in &calls { li { (line(call)) } } }
            }
        }
    }
}

fn table(gateway: &Gateway, orders: &[Order]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { "Order" }
                    th.wide scope="col" { "Description" }
                    th.number scope="col" { "Amount" }
                    th scope="col" { "Status" }
                    th.told scope="col" { "Callback" }
                    th.wide scope="col" { "Created" }
                }
            }
            tbody {
                @for order in orders {
                    @let purchase = &order.purchase;
                    tr data-href=(path(order)) {
                        th scope="row" { (link(order)) }
                        td.wide { (purchase.order_desc) }
                        td.number { (money::shown(purchase.amount, &purchase.currency)) }
                        td { (state(order.status)) }
                        td.told {
                            @match gateway.journal.last_result(purchase.merchant_id, &purchase.order_id) {
                                Some(result) => (delivery(&result)),
                                None if purchase.server_callback_url.is_empty() => span.soft { "no address" },
                                None => span.soft { "none yet" },
                            }
                        }
                        td.wide { (time(order.created_at)) }
                    }
                }
            }
        }
    }
}

fn line(call: &Call) -> Markup {
    html! {
        details id={ "call-" (call.number) } {
            summary {
                (time(call.at))
                span.path { (call.path) }
                span.of { (call.order_id.as_deref().unwrap_or_default()) }
                (verdict(call))
            }
            (exchange(call))
        }
    }
}
