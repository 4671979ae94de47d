//! The page of a payer whose browser brought an order that the gateway refuses.

use axum::http::StatusCode;
use flitt_client::ResponseCode;
use maud::html;

use super::layout::Page;
use super::outcome::notice;
use super::texts::texts;
use crate::failure::{Failure, pattern};

/// The page, in the language that the order asked for: a code of the checkout page, the request's name, and what the
/// merchant's developer needs to know, in the gateway's words.
pub(crate) fn refused(failure: &Failure, request_id: &str, lang: &str) -> Page {
    let texts = texts(lang);
    // What was signed is no payer's business.
    let reason = match failure.code() {
        ResponseCode::InvalidSignature => pattern(ResponseCode::InvalidSignature),
        _ => failure.message(),
    };
    let more = html! {
        p.news lang="en" { (reason) }
        p.news { (texts.ask_the_shop) }
        p.news { (texts.code) " " (page_code(failure.code())) " · " (texts.request) " " (request_id) }
    };
    notice(StatusCode::OK, texts, texts.refused, &more)
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
