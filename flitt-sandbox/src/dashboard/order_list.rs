//! The list of orders: search, filters and pages, all of them in the address.

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::value::WireEnum;
use form_urlencoded::Serializer;
use maud::{Markup, html};

use super::components::{date_time, delivery, link, merchant_name, status};
use super::{Dashboard, attempts, path};
use crate::http::form::Form;
use crate::journal::Journal;
use crate::model::merchant::Merchants;
use crate::model::money;
use crate::model::order::Order;
use crate::redact::{self, shown_text};

/// The number of orders on a page.
const PAGE_SIZE: usize = 25;

/// The fields of the form, and of the address.
const SEARCH: &str = "q";
const STATUS: &str = "status";
const MERCHANT: &str = "merchant";
const PAGE: &str = "page";

const STATUSES: [OrderStatus; 6] = [
    OrderStatus::Created,
    OrderStatus::Processing,
    OrderStatus::Approved,
    OrderStatus::Declined,
    OrderStatus::Expired,
    OrderStatus::Reversed,
];

/// Which orders are listed.
pub(super) struct OrderFilter {
    /// A part of the order ID, the description or the payment ID; empty for all. It contains no secrets.
    search: String,
    status: Option<OrderStatus>,
    merchant: Option<u64>,
    /// From 1.
    page: usize,
}

/// The orders of one page.
struct Found {
    orders: Vec<Order>,
    /// The number of orders that the filter lists, on all pages.
    count: usize,
    /// The number of all orders.
    total: usize,
    page: usize,
    pages: usize,
}

impl OrderFilter {
    /// The filter of an address. What looks like a secret is redacted, and then finds what is shown redacted.
    pub(super) fn parse(form: &Form, merchants: &Merchants) -> Self {
        let search = redact::of_merchants(merchants).redact_value(&shown_text(form.text(SEARCH).trim())).into_owned();
        Self {
            search,
            status: STATUSES.into_iter().find(|status| status.as_str() == form.text(STATUS)),
            merchant: form.text(MERCHANT).parse().ok(),
            page: form.text(PAGE).parse().unwrap_or(1).max(1),
        }
    }

    fn is_active(&self) -> bool {
        !self.search.is_empty() || self.status.is_some() || self.merchant.is_some()
    }

    /// The page of the latest matching orders, latest first. A page behind the last one is the last one.
    fn find(&self, all: &[Order]) -> Found {
        let search = self.search.to_lowercase();
        let matching: Vec<&Order> = all.iter().rev().filter(|order| self.matches(order, &search)).collect();
        let pages = matching.len().div_ceil(PAGE_SIZE).max(1);
        let page = self.page.min(pages);
        let orders = matching.chunks(PAGE_SIZE).nth(page - 1).unwrap_or_default();
        let orders = orders.iter().map(|order| (*order).clone()).collect();
        Found { orders, count: matching.len(), total: all.len(), page, pages }
    }

    fn matches(&self, order: &Order, search: &str) -> bool {
        let purchase = &order.purchase;
        let contains = |text: &str| text.to_lowercase().contains(search);
        self.status.is_none_or(|status| order.status == status)
            && self.merchant.is_none_or(|merchant| purchase.merchant_id == merchant)
            && (search.is_empty()
                || contains(&purchase.order_id)
                || contains(&purchase.order_desc)
                || contains(&order.payment_id.to_string()))
    }

    /// The address of a page of the same list.
    fn address(&self, page: usize) -> String {
        let mut query = Serializer::new(String::new());
        if !self.search.is_empty() {
            query.append_pair(SEARCH, &self.search);
        }
        if let Some(status) = self.status {
            query.append_pair(STATUS, status.as_str());
        }
        if let Some(merchant) = self.merchant {
            query.append_pair(MERCHANT, &merchant.to_string());
        }
        query.append_pair(PAGE, &page.to_string());
        format!("/?{}#orders", query.finish())
    }
}

/// The section of the home page.
pub(super) fn section(dashboard: &Dashboard, filter: &OrderFilter) -> Markup {
    let found = filter.find(dashboard.gateway.orders.lock().all());
    html! {
        section id="orders" {
            h2 { "Orders" }
            (form(&dashboard.gateway.config.merchants, filter))
            div.list id="order-list" data-live {
                @if found.total == 0 {
                    p.empty { "No orders yet. Create a test order, or send a request from your program." }
                } @else if found.count == 0 {
                    p.empty { "No order matches. " a href="/#orders" { "Show all " (found.total) } }
                } @else {
                    (table(dashboard, &found.orders))
                    (pager(filter, &found))
                }
            }
        }
    }
}

fn form(merchants: &Merchants, filter: &OrderFilter) -> Markup {
    html! {
        form.filters method="get" action="/" role="search" aria-label="Orders" {
            label.search {
                span { "Search" }
                input type="search" name=(SEARCH) value=(filter.search) placeholder="Order, description or payment ID"
                    maxlength="200" autocomplete="off" spellcheck="false";
            }
            label {
                span { "Status" }
                select name=(STATUS) {
                    option value="" { "All" }
                    @for status in STATUSES {
                        option selected[filter.status == Some(status)] { (status.as_str()) }
                    }
                }
            }
            @if merchants.len() > 1 {
                label {
                    span { "Merchant" }
                    select name=(MERCHANT) {
                        option value="" { "All" }
                        @for merchant in merchants.iter() {
                            option value=(merchant.id()) selected[filter.merchant == Some(merchant.id())] {
                                (merchant_name(merchants, merchant.id()))
                            }
                        }
                    }
                }
            }
            button.button { "Search" }
            @if filter.is_active() { a.clear href="/#orders" { "Clear" } }
        }
    }
}

fn table(dashboard: &Dashboard, orders: &[Order]) -> Markup {
    html! {
        table.orders {
            thead {
                tr {
                    th scope="col" { "Order" }
                    th.merchant scope="col" { "Merchant" }
                    th.number scope="col" { "Amount" }
                    th scope="col" { "Status" }
                    th.callback scope="col" { "Callback" }
                    th.created scope="col" { "Created (UTC)" }
                }
            }
            tbody {
                @for order in orders { (line(dashboard, order)) }
            }
        }
    }
}

fn line(dashboard: &Dashboard, order: &Order) -> Markup {
    let purchase = &order.purchase;
    html! {
        tr data-href=(path(order)) {
            th scope="row" { (link(order)) p.soft { (shown_text(&purchase.order_desc)) } }
            td.merchant { (merchant_name(&dashboard.gateway.config.merchants, purchase.merchant_id)) }
            td.number { (money::display(purchase.amount, &purchase.currency)) }
            td.status { (status(order.status)) @if let Some(note) = attempts::note(order) { p.soft { (note) } } }
            td.callback { (last_callback(&dashboard.journal, order)) }
            td.created { (date_time(order.created_at)) }
        }
    }
}

fn last_callback(journal: &Journal, order: &Order) -> Markup {
    let purchase = &order.purchase;
    html! {
        @match journal.last_result(purchase.merchant_id, &purchase.order_id) {
            Some(result) => (delivery(&result)),
            None if purchase.server_callback_url.is_empty() => span.soft { "no address" },
            None => span.soft { "none yet" },
        }
    }
}

fn pager(filter: &OrderFilter, found: &Found) -> Markup {
    let (page, pages) = (found.page, found.pages);
    html! {
        nav.pager aria-label="Pages of orders" {
            p.soft {
                @if filter.is_active() { (found.count) " of " (found.total) " orders" }
                @else if found.total == 1 { "1 order" }
                @else { (found.total) " orders" }
                @if pages > 1 { ", page " (page) " of " (pages) }
            }
            @if pages > 1 {
                @if page > 1 { a.button rel="prev" href=(filter.address(page - 1)) { "Newer" } }
                @if page < pages { a.button rel="next" href=(filter.address(page + 1)) { "Older" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use flitt_client::api::tables::final_order::OrderStatus;

    use super::OrderFilter;
    use crate::http::form::Form;
    use crate::model::merchant::{Merchant, Merchants};

    fn filter(query: &str) -> OrderFilter {
        let merchants: Merchants = vec![Merchant::new(7, "hunter2-hunter2")].into();
        OrderFilter::parse(&Form::parse(query.as_bytes()), &merchants)
    }

    #[test]
    fn the_address_keeps_the_filter() {
        let parsed = filter("q=a%26b&status=approved&merchant=7&page=3");
        assert_eq!((parsed.search.as_str(), parsed.merchant, parsed.page), ("a&b", Some(7), 3));
        assert_eq!(parsed.status, Some(OrderStatus::Approved));
        assert_eq!(parsed.address(4), "/?q=a%26b&status=approved&merchant=7&page=4#orders");
    }

    #[test]
    fn what_nobody_can_choose_is_no_filter() {
        let parsed = filter("status=burnt&merchant=x&page=-1");
        assert!(!parsed.is_active() && parsed.page == 1);
        assert_eq!(filter("page=99").find(&[]).page, 1);
    }

    #[test]
    fn a_secret_is_redacted() {
        for secret in ["5105 1098 7654 3218", "hunter2-hunter2"] {
            let parsed = filter(&form_urlencoded::Serializer::new(String::new()).append_pair("q", secret).finish());
            assert!(parsed.search.starts_with('[') && !parsed.address(1).contains("hunter2"), "{}", parsed.search);
        }
    }
}
