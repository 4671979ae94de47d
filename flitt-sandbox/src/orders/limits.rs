//! How much the sandbox keeps: it forgets no order, so it rejects what would be too much.

use flitt_client::reference::ResponseCode;

use crate::model::error::GatewayError;
use crate::model::order::{Order, Purchase};

/// The maximum number of orders.
const MAX_ORDERS: usize = 1_000_000;
/// The maximum size of all texts of orders together, in bytes.
const MAX_TEXT_SIZE: usize = 256 * 1024 * 1024;
/// The maximum number of attempts to pay one order.
const MAX_ATTEMPTS: usize = 100;
/// The maximum number of reversals of one order.
const MAX_REVERSALS: usize = 1000;
/// The maximum number of challenges that are still found after others replaced them.
pub(super) const MAX_REPLACED_CHALLENGES: usize = 1000;

/// The size of the texts of an order that its request sets, in bytes.
pub(super) fn text_size(purchase: &Purchase) -> usize {
    [
        &purchase.order_id,
        &purchase.parent_order_id,
        &purchase.operation_id,
        &purchase.order_desc,
        &purchase.sender_email,
        &purchase.product_id,
        &purchase.merchant_data,
        &purchase.server_callback_url,
        &purchase.response_url,
        &purchase.cancel_url,
        &purchase.subscription_callback_url,
        &purchase.chargeback_callback_url,
        &purchase.reservation_data,
    ]
    .iter()
    .map(|text| text.len())
    .sum()
}

/// Whether one more order can be stored.
pub(super) fn check_new(count: usize, size: usize, purchase: &Purchase) -> Result<(), GatewayError> {
    if count < MAX_ORDERS && size.saturating_add(text_size(purchase)) <= MAX_TEXT_SIZE {
        return Ok(());
    }
    Err(GatewayError::application(
        "the sandbox is full (1,000,000 orders, or 256 MiB of their strings): restart it without this state file",
    ))
}

/// Whether an order can have one more attempt to pay.
pub(super) fn check_attempt(order: &Order) -> Result<(), GatewayError> {
    limit(order.attempts.len(), MAX_ATTEMPTS, "attempts to pay")
}

/// Whether an order can have one more reversal.
pub(super) fn check_reversal(order: &Order) -> Result<(), GatewayError> {
    limit(order.reversals.len(), MAX_REVERSALS, "reversals")
}

fn limit(count: usize, max: usize, what: &str) -> Result<(), GatewayError> {
    if count < max {
        return Ok(());
    }
    let details = format!("the sandbox keeps at most {max} {what} of an order");
    Err(GatewayError::new(ResponseCode::OperationNotAllowed).with_details(&details))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use flitt_client::reference::ResponseCode;

    use super::{
        MAX_ATTEMPTS, MAX_ORDERS, MAX_REPLACED_CHALLENGES, MAX_REVERSALS, MAX_TEXT_SIZE, check_new, text_size,
    };
    use crate::model::card::Card;
    use crate::model::error::GatewayError;
    use crate::model::order::{Challenge, Method, Purchase};
    use crate::orders::{Orders, PaymentAttempt, RectokenInResponse, ReverseRequest};

    const NOW: Duration = Duration::ZERO;

    fn orders() -> Orders {
        let purchase: Purchase = serde_json::from_str(include_str!("../../tests/fixtures/purchase.json")).unwrap();
        let mut orders = Orders::default();
        orders.create(Purchase { amount: 10_000, ..purchase }, "token".to_owned(), NOW).unwrap();
        orders
    }

    fn pay(orders: &mut Orders, decline: Option<ResponseCode>) -> Result<(), GatewayError> {
        let attempt = PaymentAttempt {
            card: None,
            method: Method::Card,
            masked_card: String::new(),
            card_bin: None,
            brand: String::new(),
            eci: "",
            decline,
            rectoken: String::new(),
            rectoken_in_response: RectokenInResponse::IfRequested,
            charged: None,
        };
        orders.pay("token", attempt, NOW).map(drop)
    }

    fn challenge(orders: &mut Orders, number: usize) -> Result<(), GatewayError> {
        orders.begin_challenge("token", Challenge { md: number.to_string(), card: Card::new("1"), code: None })
    }

    #[test]
    fn attempts_of_an_order_are_limited() {
        let mut orders = orders();
        for _ in 0..MAX_ATTEMPTS {
            pay(&mut orders, Some(ResponseCode::GeneralDecline)).unwrap();
        }
        let error = pay(&mut orders, None).unwrap_err();
        assert!(error.to_string().ends_with("the sandbox keeps at most 100 attempts to pay of an order"), "{error}");
        assert_eq!(challenge(&mut orders, 1).unwrap_err(), error);
        orders.end_lifetime("token", NOW).unwrap();
    }

    #[test]
    fn reversals_of_an_order_are_limited() {
        let mut orders = orders();
        pay(&mut orders, None).unwrap();
        let request =
            ReverseRequest { merchant_id: 7, order_id: "1", amount: 1, currency: "GEL", reverse_id: "", parts: &[] };
        for _ in 0..MAX_REVERSALS {
            orders.reverse(&request, NOW).map(drop).unwrap();
        }
        let error = orders.reverse(&request, NOW).map(drop).unwrap_err();
        assert!(error.to_string().ends_with("the sandbox keeps at most 1000 reversals of an order"), "{error}");
    }

    #[test]
    fn replaced_challenges_are_forgotten() {
        let mut orders = orders();
        for number in 0..=MAX_REPLACED_CHALLENGES + 1 {
            challenge(&mut orders, number).unwrap();
        }
        let is_known = |number: usize| orders.by_challenge(&number.to_string()).is_some();
        assert_eq!([0, 1, MAX_REPLACED_CHALLENGES + 1].map(is_known), [false, true, true]);
    }

    #[test]
    fn orders_are_limited_in_number_and_size() {
        let purchase: Purchase = serde_json::from_str(include_str!("../../tests/fixtures/purchase.json")).unwrap();
        assert_eq!(text_size(&purchase), 12, "each text has one letter");
        assert!(check_new(MAX_ORDERS - 1, MAX_TEXT_SIZE - 12, &purchase).is_ok());
        for (count, size) in [(MAX_ORDERS, 0), (0, MAX_TEXT_SIZE - 11), (0, usize::MAX)] {
            let error = check_new(count, size, &purchase).unwrap_err();
            assert!(error.to_string().contains("the sandbox is full"), "{error}");
        }
    }
}
