//! Reversals and captures of a whole order, computed from its status, only if the amount is certain.
//!
//! Amounts in the status of an order are minor units, those of its additional information are not. With a fee of the payer or
//! another currency, the amount would be a guess: then the result is an error with the reason.

use std::fmt;

use crate::gateway::api::tables::additional_info::AdditionalInfo;
use crate::gateway::api::{CaptureOrder, FinalOrder, ReverseOrder, capture_order, reverse_order};
use crate::runtime::request::Set;
use crate::runtime::response::{Outcome, Source, Verification};

/// Why the amount of a whole order is not certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FullAmountError {
    /// The status was not verified.
    NotVerified,
    /// A payer's browser brought it, or it is a callback without `additional_info` or `reversal_amount`: send a status request.
    /// Anyone who posts a message can rename its parameters.
    NotFromGateway,
    /// The order is not approved.
    NotApproved,
    /// The status contains no paid amount.
    NothingPaid,
    /// The order was paid in another currency than it was created in, or in one that is not known.
    OtherCurrency,
    /// The payer paid a fee on top, which the status has in other units.
    ClientFee,
    /// The order was captured, in full or in part, and the status has the amount in other units.
    Captured,
    /// Everything was reversed already.
    NothingLeft,
    /// `additional_info` cannot be parsed.
    Unreadable,
}

impl ReverseOrder {
    /// A request that reverses all that is left of a paid order. Add a `reverse_id`, so that it can be retried.
    ///
    /// ```
    /// use flitt_client::api::{FinalOrder, ReverseOrder};
    /// use flitt_client::{Credentials, callback};
    ///
    /// let credentials = Credentials::test();
    /// let paid = callback::test_callback::<FinalOrder>(&credentials)
    ///     .set("actual_amount", "100").set("actual_currency", "GEL").set("reversal_amount", "30")
    ///     .set("additional_info", r#"{"client_fee": 0.0, "capture_status": null}"#).json();
    /// let order = callback::verify::<FinalOrder>(&credentials, paid.as_bytes())?;
    /// let request = ReverseOrder::remaining(&order)?.reverse_id("1001-rest").build()?;
    /// assert!(format!("{request:?}").contains(r#"amount: "70""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn remaining(order: &FinalOrder) -> Result<reverse_order::Builder<Set, Set, Set>, FullAmountError> {
        let paid = certain_amount(order)?;
        if order.reversal_amount().is_none() && order.source() != Source::Response {
            return Err(FullAmountError::NotFromGateway);
        }
        let left = paid.saturating_sub(order.reversal_amount().unwrap_or_default());
        if left == 0 {
            return Err(FullAmountError::NothingLeft);
        }
        Ok(Self::request().order_id(order.order_id()).amount(left).currency(order.currency()))
    }
}

impl CaptureOrder {
    /// A request that captures all that is held for an order.
    pub fn full(order: &FinalOrder) -> Result<capture_order::Builder<Set, Set, Set>, FullAmountError> {
        let held = certain_amount(order)?;
        Ok(Self::request().order_id(order.order_id()).amount(held).currency(order.currency()))
    }
}

/// What was paid or is held, in minor units.
fn certain_amount(order: &FinalOrder) -> Result<u64, FullAmountError> {
    if order.verification() != Verification::Verified {
        return Err(FullAmountError::NotVerified);
    }
    if order.outcome() != Outcome::Approved {
        return Err(FullAmountError::NotApproved);
    }
    let paid = order.actual_amount().filter(|&amount| amount > 0).ok_or(FullAmountError::NothingPaid)?;
    // An empty currency is that of the order only for its whole amount.
    let is_own = match order.actual_currency() {
        Some(actual) => actual == order.currency(),
        None => paid == order.amount(),
    };
    if !is_own {
        return Err(FullAmountError::OtherCurrency);
    }
    let info = order.additional_info();
    match info {
        _ if order.source() == Source::Browser => return Err(FullAmountError::NotFromGateway),
        None if order.get("additional_info").is_some() => return Err(FullAmountError::Unreadable),
        None if order.source() != Source::Response => return Err(FullAmountError::NotFromGateway),
        Some(info) if !is_empty(info.client_fee()) => return Err(FullAmountError::ClientFee),
        Some(info) if is_captured(&info) => return Err(FullAmountError::Captured),
        _ => {}
    }
    Ok(paid)
}

/// `hold` is the state before a capture.
fn is_captured(info: &AdditionalInfo) -> bool {
    !is_empty(info.capture_amount()) || info.capture_status().is_some_and(|status| status.as_str() != "hold")
}

/// No number, or zero however it is written.
fn is_empty(decimal: Option<&str>) -> bool {
    decimal.is_none_or(|text| text.bytes().all(|byte| byte == b'0' || byte == b'.'))
}

impl fmt::Display for FullAmountError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotVerified => "the status was not verified: send a status request, and use its response",
            Self::NotFromGateway => "a payer may have changed this message: ask for the status of the order",
            Self::NotApproved => "the order is not approved",
            Self::NothingPaid => "the status contains no paid amount",
            Self::OtherCurrency => {
                "the order was paid in another currency than it was created in, or in one that is not known: set the \
                 amount yourself"
            }
            Self::ClientFee => "the payer paid a fee on top: set the amount yourself",
            Self::Captured => "the order was captured, perhaps in part: set the amount yourself",
            Self::NothingLeft => "everything was reversed already",
            Self::Unreadable => "`additional_info` of the order cannot be parsed: set the amount yourself",
        })
    }
}

impl std::error::Error for FullAmountError {}
