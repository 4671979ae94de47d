//! The home page of the dashboard: orders, requests, and how to create an order.

use maud::{Markup, html};

use super::components::{call_result, delivery, exchange, link, status, time};
use super::create::Expansion;
use super::{Dashboard, create, faults, path};
use crate::journal::{Journal, RecordedRequest};
use crate::model::money;
use crate::model::order::Order;
use crate::redact::shown_text;

/// The maximum numbers of orders and requests that are listed.
const MAX_ORDERS: usize = 100;
const MAX_REQUESTS: usize = 50;

/// The content of the page.
pub(super) fn content(dashboard: &Dashboard) -> Markup {
    let gateway = &dashboard.gateway;
    let (orders, count) = {
        let orders = gateway.orders.lock();
        let latest: Vec<Order> = orders.all().iter().rev().take(MAX_ORDERS).cloned().collect();
        (latest, orders.all().len())
    };
    let requests = dashboard.journal.latest_requests(MAX_REQUESTS);
    let create = if orders.is_empty() { Expansion::Expanded } else { Expansion::Collapsed };
    html! {
        h1.unseen { "Desk" }
        (create::section(dashboard, create))
        section id="orders" data-live {
            h2 { "Orders" @if count > 0 { " " span.count { (count) } } }
            @if orders.is_empty() {
                p.empty { "No orders yet. Create one with a command above, from your program, or with the button." }
            } @else {
                (table(&dashboard.journal, &orders))
            }
            @if count > MAX_ORDERS { p.soft { "The latest " (MAX_ORDERS) " of " (count) "." } }
        }
        (faults::section(dashboard))
        section id="requests" data-live {
            h2 { "Requests" }
            @if requests.is_empty() {
                p.empty { "No requests yet." }
            } @else {
                ol.calls { @for request in &requests { li { (request_line(request)) } } }
            }
        }
    }
}

fn table(journal: &Journal, orders: &[Order]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { "Order" }
                    th.wide scope="col" { "Description" }
                    th.number scope="col" { "Amount" }
                    th scope="col" { "Status" }
                    th.callback scope="col" { "Callback" }
                    th.wide scope="col" { "Created" }
                }
            }
            tbody {
                @for order in orders {
                    @let purchase = &order.purchase;
                    tr data-href=(path(order)) {
                        th scope="row" { (link(order)) }
                        td.wide { (shown_text(&purchase.order_desc)) }
                        td.number { (money::display(purchase.amount, &purchase.currency)) }
                        td { (status(order.status)) }
                        td.callback {
                            @match journal.last_result(purchase.merchant_id, &purchase.order_id) {
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

fn request_line(request: &RecordedRequest) -> Markup {
    html! {
        details id={ "call-" (request.number) } {
            summary {
                (time(request.at))
                span.path { (request.path) }
                span.of { (request.shown_order_id()) }
                (call_result(request))
            }
            (exchange(request))
        }
    }
}
