//! Purchases that are split among merchants of one company.

use flitt_client::ResponseCode;

use super::{Reply, final_order, purchase};
use crate::failure::Failure;
use crate::gateway::Gateway;
use crate::order::Operation;
use crate::orders::Part;
use crate::request::Checked;

pub(super) fn settlement(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    if !request.merchant.may_split() {
        return Err(Failure::new(ResponseCode::SplitNotAllowed));
    }
    let parts = parts(request)?;
    let company = request.merchant.company();
    let is_ours = |part: &Part| {
        gateway.merchant(part.merchant_id).is_some_and(|receiver| {
            receiver.id() == request.merchant.id() || company.is_some_and(|id| receiver.company() == Some(id))
        })
    };
    if !parts.iter().all(is_ours) {
        return Err(Failure::new(ResponseCode::SplitOtherCompany));
    }
    let settlement = purchase(request, Operation::Settlement)?;
    let settlement = gateway.split(settlement, request.text("operation_id"), &parts)?;
    Ok(final_order(gateway, request, &settlement))
}

/// The parts in `receiver`, which the tables have checked.
pub(super) fn parts(request: &Checked<'_>) -> Result<Vec<Part>, Failure> {
    let incorrect = || Failure::parameter(ResponseCode::ParameterIncorrect, "receiver");
    let Some(text) = request.value("receiver") else { return Ok(Vec::new()) };
    let list: Vec<serde_json::Value> = serde_json::from_str(text).map_err(|_| incorrect())?;
    list.iter()
        .map(|item| {
            let number = |name: &str| whole(&item["requisites"][name]);
            let is_merchant = item["type"] == "merchant";
            let part = number("merchant_id").zip(number("amount")).filter(|_| is_merchant);
            part.map(|(merchant_id, amount)| Part { merchant_id, amount }).ok_or_else(incorrect)
        })
        .collect()
}

/// A whole number, as a number or a text.
fn whole(value: &serde_json::Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
