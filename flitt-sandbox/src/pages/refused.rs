//! The page of a payer whose browser brought an order that the gateway refuses.

use axum::http::StatusCode;
use flitt_client::ResponseCode;
use maud::html;

use super::layout::Page;
use super::texts::texts;
use crate::failure::{Failure, pattern};

/// The page: a code of the checkout page, the request's name, and what the merchant's developer needs to know.
pub(crate) fn refused(failure: &Failure, request_id: &str) -> Page {
    // What was signed is no payer's business.
    let reason = match failure.code() {
        ResponseCode::InvalidSignature => pattern(ResponseCode::InvalidSignature),
        _ => failure.message(),
    };
    let title = "The order was not accepted";
    let card = html! {
        h1.news { (title) }
        p.news { (reason) }
        p.news { "Code " (page_code(failure.code())) " · request " (request_id) }
    };
    Page::new(StatusCode::OK, texts(""), title, &card)
}

/// The checkout page has codes of its own (<https://docs.flitt.com/api/response-codes/>).
fn page_code(code: ResponseCode) -> u16 {
    match code {
        ResponseCode::CurrencyNotAvailable => 2001,
        ResponseCode::MerchantNotFound | ResponseCode::MerchantMisconfigured => 2003,
        ResponseCode::DuplicateOrder => 2004,
        ResponseCode::OrderExpired => 2006,
        ResponseCode::InvalidSignature => 2007,
        ResponseCode::OrderCompleted => 2009,
        ResponseCode::InvalidAmount => 2014,
        ResponseCode::OperationNotAllowed => 2021,
        _ => 2008,
    }
}
