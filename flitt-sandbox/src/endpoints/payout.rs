//! Payouts to cards and bank accounts.

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use super::{EndpointResponse, order_response, purchase};
use crate::gateway::Gateway;
use crate::model::card::Card;
use crate::model::error::GatewayError;
use crate::model::merchant::Merchant;
use crate::model::order::{Method, Operation};
use crate::orders::{PaymentAttempt, RectokenInResponse};
use crate::request::CheckedRequest;

/// The gateway's account numbers for tests.
const APPROVED: &str = "GE00TB0000000000000001";
const DECLINED: &str = "GE00TB0000000000000002";
const PROCESSING: &str = "GE00TB0000000000000003";
/// The currency of the accounts.
const ACCOUNT_CURRENCY: &str = "GEL";

pub(super) fn to_card(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let mut attempt = match receiver(gateway, request)? {
        Some(card) => gateway.orders.attempt(&card)?,
        None => unknown_receiver(Method::Card),
    };
    attempt.eci = "";
    attempt.decline = attempt.decline.map(|_| ResponseCode::ReceiverCardDeclined);
    let status = if attempt.decline.is_none() { OrderStatus::Approved } else { OrderStatus::Declined };
    let order = gateway.orders.pay_out(purchase(gateway, request, Operation::Payout)?, status, attempt)?;
    Ok(order_response(gateway, request, &order))
}

pub(super) fn to_account(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let (status, decline) = match request.text("receiver_iban") {
        APPROVED => (OrderStatus::Approved, None),
        DECLINED => (OrderStatus::Declined, Some(ResponseCode::GeneralDecline)),
        PROCESSING => (OrderStatus::Processing, None),
        _ => return Err(GatewayError::new(ResponseCode::OnlyTestIban)),
    };
    let purchase = purchase(gateway, request, Operation::Payout)?;
    if purchase.currency != ACCOUNT_CURRENCY {
        let merchant_id = purchase.merchant_id.to_string();
        let values = [("currency", purchase.currency.as_str()), ("merchant_id", merchant_id.as_str())];
        return Err(GatewayError::filled(ResponseCode::CurrencyNotAvailable, &values));
    }
    let attempt = PaymentAttempt { decline, ..unknown_receiver(Method::BankAccount) };
    let order = gateway.orders.pay_out(purchase, status, attempt)?;
    Ok(order_response(gateway, request, &order))
}

/// The card that receives a payout; `None` for the token of another company, whose card is unknown.
fn receiver(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<Option<Card>, GatewayError> {
    if let Some(rectoken) = request.value("receiver_rectoken") {
        return gateway.orders.lock().saved_card(request.merchant.id(), rectoken).cloned().map(Some);
    }
    match request.value("receiver_card_number") {
        Some(_) if request.merchant.id() != Merchant::TEST_ID => Err(GatewayError::new(ResponseCode::OnlyByRectoken)),
        number => Ok(number.map(Card::new)),
    }
}

/// An approved payout without data of a card.
fn unknown_receiver(method: Method) -> PaymentAttempt {
    PaymentAttempt {
        card: None,
        method,
        masked_card: String::new(),
        card_bin: None,
        brand: String::new(),
        eci: "",
        decline: None,
        rectoken: String::new(),
        rectoken_in_response: RectokenInResponse::IfRequested,
        charged: None,
    }
}
