//! The home page of the dashboard: orders, requests, faults, merchants, and how to create an order.

use maud::{Markup, html};

use super::create::Expansion;
use super::order_list::OrderFilter;
use super::{Dashboard, create, faults, given, merchants, order_list, request_list};
use crate::http::form::Form;

/// The content of the page. The query of its address selects what is listed.
pub(super) fn content(dashboard: &Dashboard, query: &Form) -> Markup {
    let has_orders = !dashboard.gateway.orders.lock().all().is_empty();
    let filter = OrderFilter::parse(query, &dashboard.gateway.config.merchants);
    html! {
        h1.unseen { "Dashboard" }
        @if !has_orders { (create::section(dashboard, Expansion::Expanded)) }
        (order_list::section(dashboard, &filter))
        (request_list::section(dashboard, request_list::page_of(query)))
        (faults::section(dashboard))
        (given::section(dashboard))
        (merchants::section(dashboard))
        @if has_orders { (create::section(dashboard, Expansion::Collapsed)) }
    }
}
