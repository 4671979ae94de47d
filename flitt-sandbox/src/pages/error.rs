//! The page for a payer whose browser sent an order that the gateway rejects.

use axum::http::StatusCode;
use flitt_client::reference::ResponseCode;
use maud::html;

use super::layout::Page;
use super::result::notice;
use super::texts::texts;
use crate::model::error::GatewayError;

/// The page, in the language of the order, with the gateway's message. A code of the checkout page and the identifier of the
/// request are folded: they are for the merchant's developer.
pub(crate) fn error(error: &GatewayError, request_id: &str, lang: &str) -> Page {
    let texts = texts(lang);
    let more = html! {
        p.message lang="en" { (error.shown_message()) }
        p.message { (texts.ask_the_shop) }
        details.technical {
            summary { (texts.for_developers) }
            p { (texts.code) " " (page_code(error.code())) " · " (texts.request) " " (request_id) }
        }
    };
    notice(StatusCode::OK, texts, texts.rejected, &more)
}

/// The codes of the checkout page (<https://docs.flitt.com/api/response-codes/>).
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
