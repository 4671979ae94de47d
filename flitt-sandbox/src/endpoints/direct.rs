//! Payments that the merchant's server makes itself: there is one try, so a decline is final.

use flitt_client::ResponseCode;

use super::{Reply, final_order, purchase};
use crate::acs::{self, CheckAnswer};
use crate::answer;
use crate::cards::{Card, Check};
use crate::failure::Failure;
use crate::gateway::{Gateway, UNCHECKED};
use crate::order::{Challenge, Operation, Purchase};
use crate::orders::Try;
use crate::random;
use crate::request::Checked;
use crate::wire::Value;

pub(super) fn recurring(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let card = with_cvv2(saved_card(gateway, request)?, request);
    let attempt = gateway.attempt(&card)?;
    let with = Try { eci: UNCHECKED, rectoken: request.owned("rectoken"), is_by_rectoken: true, ..attempt };
    let order = gateway.charge(direct(request)?, with)?;
    Ok(final_order(gateway, request, &order))
}

pub(super) fn step1(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let (card, check) = entered(gateway, request)?;
    let code = match check {
        Check::None => {
            let order = gateway.charge(direct(request)?, gateway.attempt(&card)?)?;
            return Ok(final_order(gateway, request, &order));
        }
        Check::Question => None,
        Check::Code(code) => Some(code),
    };
    let md = random::token()?;
    gateway.charge_after_check(direct(request)?, Challenge { md: md.clone(), card, code })?;
    Ok(answer::body_with("acs_url", request, |row| match row.name.as_ref() {
        "response_status" => Some(Value::from("success")),
        "acs_url" => Some(Value::from(format!("{}{}", gateway.host.base_url, acs::PATH))),
        "pareq" => Some(Value::from(acs::pareq(&md))),
        "md" => Some(Value::from(md.as_str())),
        _ => None,
    })
    .into())
}

pub(super) fn step2(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let answer =
        CheckAnswer { order_id: request.text("order_id"), md: request.text("md"), pares: request.text("pares") };
    let order = gateway.end_check(request.merchant.id(), &answer)?;
    Ok(final_order(gateway, request, &order))
}

/// A direct payment cannot be tried again: its name is used up.
fn direct(request: &Checked<'_>) -> Result<Purchase, Failure> {
    purchase(request, Operation::Purchase).map(|purchase| Purchase { delayed: false, ..purchase })
}

/// The card of the first step, by whichever way it came, and what its payer is asked.
fn entered(gateway: &Gateway, request: &Checked<'_>) -> Result<(Card, Check), Failure> {
    let cards = &gateway.rules.cards;
    let asked = |card: Card| {
        let check = card.check(cards, request.value("reservation_data").is_some());
        Ok((card, check))
    };
    if request.value("container").is_some() {
        return Ok((Card::of_wallet(cards), Check::None));
    }
    if request.value("rectoken").is_some() {
        return asked(with_cvv2(saved_card(gateway, request)?, request));
    }
    let number = request.value("card_number");
    let number = number.ok_or_else(|| Failure::parameter(ResponseCode::ParameterMissing, "card_number"))?;
    let card = with_cvv2(Card::new(number).with_expiry(request.text("expiry_date")), request);
    match request.value("wallet") {
        None => asked(card),
        Some(_) if card.is_listed(cards) => Ok((card, Check::None)),
        Some(_) => Ok((Card::of_wallet(cards), Check::None)),
    }
}

fn saved_card(gateway: &Gateway, request: &Checked<'_>) -> Result<Card, Failure> {
    gateway.orders().card(request.merchant.id(), request.text("rectoken")).cloned()
}

fn with_cvv2(card: Card, request: &Checked<'_>) -> Card {
    match request.value("cvv2") {
        Some(cvv2) => card.with_cvv2(cvv2),
        None => card,
    }
}
