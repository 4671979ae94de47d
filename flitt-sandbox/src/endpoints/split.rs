//! Settlements: purchases that are split among merchants of one company.

use flitt_client::reference::ResponseCode;

use super::{EndpointResponse, order_response, purchase};
use crate::gateway::Gateway;
use crate::model::error::GatewayError;
use crate::model::order::Operation;
use crate::orders::Part;
use crate::request::CheckedRequest;

pub(super) fn settlement(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    if !request.merchant.may_split() {
        return Err(GatewayError::new(ResponseCode::SplitNotAllowed));
    }
    let parts = parts(request)?;
    let company = request.merchant.company();
    let is_of_company = |part: &Part| {
        gateway.config.merchants.find(part.merchant_id).is_some_and(|receiver| {
            receiver.id() == request.merchant.id() || company.is_some_and(|id| receiver.company() == Some(id))
        })
    };
    if !parts.iter().all(is_of_company) {
        return Err(GatewayError::new(ResponseCode::SplitOtherCompany));
    }
    let settlement = purchase(gateway, request, Operation::Settlement)?;
    let settlement = gateway.orders.take_settlement(settlement, &parts)?;
    Ok(order_response(gateway, request, &settlement))
}

/// The parts in `receiver`, which was checked against its tables before.
pub(super) fn parts(request: &CheckedRequest<'_>) -> Result<Vec<Part>, GatewayError> {
    let incorrect = || GatewayError::parameter(ResponseCode::ParameterIncorrect, "receiver");
    let Some(text) = request.value("receiver") else { return Ok(Vec::new()) };
    let list: Vec<serde_json::Value> = serde_json::from_str(text).map_err(|_| incorrect())?;
    list.iter()
        .map(|item| {
            let number = |name: &str| integer(&item["requisites"][name]);
            let is_merchant = item["type"] == "merchant";
            let part = number("merchant_id").zip(number("amount")).filter(|_| is_merchant);
            part.map(|(merchant_id, amount)| Part { merchant_id, amount }).ok_or_else(incorrect)
        })
        .collect()
}

/// An integer, as a JSON number or as text.
fn integer(value: &serde_json::Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
