//! What a payer sends to pay an order: a JSON object or a form.

use flitt_client::{Fields, List, ResponseCode};

use crate::cards::Card;
use crate::failure::{Failure, number};
use crate::order::Order;
use crate::wire::{Value, object};

/// The token of an order and the card to pay with.
pub(crate) struct Entered {
    pub(crate) token: String,
    pub(crate) card: Card,
}

/// Reads `token`, `card_number`, `expiry_date` (`MMYY`) and `cvv2`; the last two may be absent.
pub(crate) fn read(content_type: &str, body: &[u8]) -> Result<Entered, Failure> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let pairs = match essence.as_str() {
        "application/json" => json(body)?,
        "application/x-www-form-urlencoded" => form_urlencoded::parse(body).into_owned().collect(),
        _ => return Err(Failure::filled(ResponseCode::UnsupportedContentType, &[("content_type", content_type)])),
    };
    let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
    let mandatory = |name: &str| match value(name) {
        None => Err(Failure::parameter(ResponseCode::ParameterMissing, name)),
        Some("") => Err(Failure::parameter(ResponseCode::ParameterEmpty, name)),
        Some(value) => Ok(value),
    };
    let token = mandatory("token")?.to_owned();
    let mut card = Card::new(mandatory("card_number")?);
    if let Some(expiry) = value("expiry_date").filter(|expiry| !expiry.is_empty()) {
        card = card.with_expiry(expiry);
    }
    if let Some(cvv2) = value("cvv2").filter(|cvv2| !cvv2.is_empty()) {
        card = card.with_cvv2(cvv2);
    }
    Ok(Entered { token, card })
}

fn json(body: &[u8]) -> Result<Vec<(String, String)>, Failure> {
    let text = std::str::from_utf8(body).map_err(|_| Failure::new(ResponseCode::NotUtf8))?;
    let fields = Fields::from_json(text).map_err(|_| Failure::new(ResponseCode::InvalidFormat))?;
    Ok(fields.iter().map(|field| (field.name().to_owned(), field.text().to_owned())).collect())
}

/// What the payer is told.
pub(crate) fn answer(order: &Order) -> String {
    object(&[
        ("order_status", Value::from(order.status.value())),
        ("response_code", Value::number_or_nothing(order.response_code.map(number))),
    ])
}
