//! Payments by the merchant's server. There is only one attempt: a decline is final.

use flitt_client::reference::ResponseCode;

use super::{EndpointResponse, order_response, purchase};
use crate::gateway::Gateway;
use crate::http::acs::ChallengeResult;
use crate::model::card::{Authentication, Card, ECI_NOT_AUTHENTICATED, ReservationData};
use crate::model::error::GatewayError;
use crate::model::order::{Challenge, Operation, Purchase};
use crate::orders::{PaymentAttempt, RectokenInResponse};
use crate::random;
use crate::request::CheckedRequest;
use crate::response::{self, acs_challenge_value};

pub(super) fn recurring(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let card = with_cvv2(saved_card(gateway, request)?, request);
    let attempt = PaymentAttempt {
        eci: ECI_NOT_AUTHENTICATED,
        rectoken: request.owned("rectoken"),
        rectoken_in_response: RectokenInResponse::Always,
        ..gateway.orders.attempt(&card)?
    };
    let order = gateway.orders.charge(direct_purchase(gateway, request)?, attempt)?;
    Ok(order_response(gateway, request, &order))
}

pub(super) fn step1(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let (card, authentication) = card_of(gateway, request)?;
    let code = match authentication {
        Authentication::None => {
            let order = gateway.orders.charge(direct_purchase(gateway, request)?, gateway.orders.attempt(&card)?)?;
            return Ok(order_response(gateway, request, &order));
        }
        Authentication::Confirmation => None,
        Authentication::Code(code) => Some(code),
    };
    let md = random::token()?;
    gateway
        .orders
        .charge_after_challenge(direct_purchase(gateway, request)?, Challenge { md: md.clone(), card, code })?;
    let base_url = &gateway.config.host.base_url;
    Ok(response::body_with("acs_url", request, |name| acs_challenge_value(&md, base_url, name)).into())
}

pub(super) fn step2(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let result =
        ChallengeResult { order_id: request.text("order_id"), md: request.text("md"), pares: request.text("pares") };
    let order = gateway.orders.end_challenge(request.merchant.id(), &result)?;
    Ok(order_response(gateway, request, &order))
}

/// A direct payment cannot be retried: its `order_id` is used up.
fn direct_purchase(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<Purchase, GatewayError> {
    purchase(gateway, request, Operation::Purchase).map(|purchase| Purchase { delayed: false, ..purchase })
}

/// The card of the first step (a card number, a card token or a wallet), and how its payer is authenticated.
fn card_of(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<(Card, Authentication), GatewayError> {
    let cards = &gateway.config.schemas.cards;
    let authenticated = |card: Card| {
        let authentication = card.authentication(cards, ReservationData::of(request.value("reservation_data")));
        Ok((card, authentication))
    };
    if request.value("container").is_some() {
        return Ok((Card::wallet(cards), Authentication::None));
    }
    if request.value("rectoken").is_some() {
        return authenticated(with_cvv2(saved_card(gateway, request)?, request));
    }
    let number = request.value("card_number");
    let number = number.ok_or_else(|| GatewayError::parameter(ResponseCode::ParameterMissing, "card_number"))?;
    let card = with_cvv2(Card::new(number).with_expiry(request.text("expiry_date")), request);
    match request.value("wallet") {
        None => authenticated(card),
        Some(_) if card.is_listed(cards) => Ok((card, Authentication::None)),
        Some(_) => Ok((Card::wallet(cards), Authentication::None)),
    }
}

fn saved_card(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<Card, GatewayError> {
    gateway.orders.lock().saved_card(request.merchant.id(), request.text("rectoken")).cloned()
}

fn with_cvv2(card: Card, request: &CheckedRequest<'_>) -> Card {
    match request.value("cvv2") {
        Some(cvv2) => card.with_cvv2(cvv2),
        None => card,
    }
}
