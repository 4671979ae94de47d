//! Money that the merchant pays out.

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;

use super::{Reply, final_order, purchase};
use crate::failure::Failure;
use crate::gateway::Gateway;
use crate::order::Operation;
use crate::orders::Try;
use crate::request::Checked;

/// The account numbers that the gateway has for tests.
const APPROVED: &str = "GE00TB0000000000000001";
const DECLINED: &str = "GE00TB0000000000000002";
const PROCESSING: &str = "GE00TB0000000000000003";
/// Accounts are in this currency.
const ACCOUNT_CURRENCY: &str = "GEL";

pub(super) fn to_card(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let mut with = match request.value("receiver_rectoken") {
        Some(rectoken) => {
            let card = gateway.orders().card(request.merchant.id(), rectoken)?.clone();
            gateway.attempt(&card)?
        }
        // A token of another company: nobody here knows its card.
        None => Try { is_card: true, ..unnamed() },
    };
    with.eci = "";
    with.decline = with.decline.map(|_| ResponseCode::ReceiverCardDeclined);
    let status = if with.decline.is_none() { OrderStatus::Approved } else { OrderStatus::Declined };
    let order = gateway.pay_out(purchase(request, Operation::Payout)?, status, with)?;
    Ok(final_order(gateway, request, &order))
}

pub(super) fn to_account(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let (status, decline) = match request.text("receiver_iban") {
        APPROVED => (OrderStatus::Approved, None),
        DECLINED => (OrderStatus::Declined, Some(ResponseCode::GeneralDecline)),
        PROCESSING => (OrderStatus::Processing, None),
        _ => return Err(Failure::new(ResponseCode::OnlyTestIban)),
    };
    let purchase = purchase(request, Operation::Payout)?;
    if purchase.currency != ACCOUNT_CURRENCY {
        let merchant_id = purchase.merchant_id.to_string();
        let values = [("currency", purchase.currency.as_str()), ("merchant_id", merchant_id.as_str())];
        return Err(Failure::filled(ResponseCode::CurrencyNotAvailable, &values));
    }
    let order = gateway.pay_out(purchase, status, Try { decline, ..unnamed() })?;
    Ok(final_order(gateway, request, &order))
}

/// An approved payout of which the gateway shows no card.
fn unnamed() -> Try {
    Try {
        card: None,
        is_card: false,
        masked_card: String::new(),
        card_bin: None,
        brand: String::new(),
        eci: "",
        decline: None,
        rectoken: String::new(),
        is_by_rectoken: false,
    }
}
