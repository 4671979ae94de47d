//! The list of requests, latest first, in pages.

use maud::{Markup, html};

use super::Dashboard;
use super::components::{call_result, exchange, precise_time};
use crate::http::form::Form;
use crate::journal::RecordedRequest;

/// The number of requests on a page.
const PAGE_SIZE: usize = 20;

/// The field of the address with the number of the page, from 1.
const PAGE: &str = "requests";

/// The page of an address.
pub(super) fn page_of(form: &Form) -> usize {
    form.text(PAGE).parse().unwrap_or(1).max(1)
}

/// The section of the home page.
pub(super) fn section(dashboard: &Dashboard, page: usize) -> Markup {
    let (requests, page, pages) = find(dashboard, page);
    html! {
        section id="requests" data-live {
            h2 { "Requests" }
            @if requests.is_empty() {
                p.empty { "No requests yet." }
            } @else {
                ol.calls { @for request in &requests { li { (line(request)) } } }
            }
            @if pages > 1 {
                nav.pager aria-label="Pages of requests" {
                    p.soft { "Page " (page) " of " (pages) ". The page of an order has all requests about it." }
                    @if page > 1 { a.button rel="prev" href=(address(page - 1)) { "Newer" } }
                    @if page < pages { a.button rel="next" href=(address(page + 1)) { "Older" } }
                }
            }
        }
    }
}

/// The requests of a page, its number, and the number of pages. A page behind the last one is the last one.
fn find(dashboard: &Dashboard, page: usize) -> (Vec<RecordedRequest>, usize, usize) {
    let recorded = dashboard.journal.request_count();
    let pages = recorded.div_ceil(PAGE_SIZE).max(1);
    let page = page.min(pages);
    let mut latest = dashboard.journal.latest_requests(page * PAGE_SIZE);
    (latest.split_off(((page - 1) * PAGE_SIZE).min(latest.len())), page, pages)
}

fn address(page: usize) -> String {
    format!("/?{PAGE}={page}#requests")
}

fn line(request: &RecordedRequest) -> Markup {
    html! {
        details id={ "call-" (request.number) } {
            summary {
                (precise_time(request.at))
                span.path { (request.method) " " (request.path) }
                span.of { (request.shown_order_id()) }
                (call_result(request))
            }
            (exchange(request))
        }
    }
}
