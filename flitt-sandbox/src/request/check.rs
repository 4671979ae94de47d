//! Checks a request: its parameters, its merchant, its signature and its currencies, in this order.

use flitt_client::reference::ResponseCode;
use flitt_client::response::{Field, Fields};
use flitt_client::signature::{masked_signed_text, sign};
use flitt_schema::{
    Endpoint, Format as ParameterFormat, GroupRule, Key, Origin, Parameter, Rule, SEPARATOR, ValueType, Violation,
    check_received,
};
use subtle::ConstantTimeEq;

use super::{CheckedRequest, MERCHANT_ID, ReceivedRequest};
use crate::http::wire::{DATA, SIGNATURE};
use crate::model::error::GatewayError;
use crate::model::fault::Fault;
use crate::model::merchant::{Merchant, Merchants};
use crate::schemas::Schemas;

/// Checks the parameters against the endpoint's table, then the merchant, the signature, and the currencies.
pub(crate) fn check<'g>(
    schemas: &'g Schemas,
    merchants: &'g Merchants,
    endpoint: &'g Endpoint,
    received: ReceivedRequest,
    fault: Option<Fault>,
) -> Result<CheckedRequest<'g>, GatewayError> {
    let fields = &received.fields;
    if fields.iter().any(|field| field.text().contains(SEPARATOR) && !field.is_nested()) {
        return Err(separator());
    }
    check_table(endpoint, &received)?;
    let merchant_id = fields.text(MERCHANT_ID).unwrap_or_default();
    let merchant = merchants
        .iter()
        .find(|merchant| merchant.id().to_string() == merchant_id)
        .ok_or_else(|| GatewayError::filled(ResponseCode::MerchantNotFound, &[(MERCHANT_ID, merchant_id)]))?;
    check_signature(endpoint, merchant, &received)?;
    check_currencies(schemas, endpoint, fields, merchant_id)?;
    let ReceivedRequest { format, fields, outer } = received;
    Ok(CheckedRequest { endpoint, merchant, format, fault, is_protocol_2: outer.is_some(), fields })
}

fn separator() -> GatewayError {
    GatewayError::filled(ResponseCode::SeparatorInParameter, &[("separator", &SEPARATOR.to_string())])
}

/// Only texts and integers are signed in the same way by all clients. Null counts as absent.
fn is_text_or_integer(field: Field<'_>) -> bool {
    let digits = field.text().strip_prefix('-').unwrap_or(field.text());
    field.is_string() || digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn check_table(endpoint: &Endpoint, received: &ReceivedRequest) -> Result<(), GatewayError> {
    let table = &endpoint.request;
    let fields = &received.fields;
    let violations = check_received(table, |index| {
        let parameter = &table.rows[index];
        let is_outer = matches!(parameter.origin, Origin::Signature | Origin::Protocol);
        let field = received.outer.as_ref().filter(|_| is_outer).unwrap_or(fields).get(&parameter.name)?;
        (field.is_string() || !field.text().is_empty()).then(|| field.text())
    });
    let violated = |rule: &Rule| violations.iter().find(|violation| violation.rule == *rule);
    if let Some(violation) = violated(&Rule::Missing) {
        return Err(GatewayError::parameter(ResponseCode::ParameterMissing, &violation.parameter));
    }
    if let Some(violation) = violated(&Rule::Empty) {
        return Err(GatewayError::parameter(ResponseCode::ParameterEmpty, &violation.parameter));
    }
    let is_flat = received.outer.is_none();
    let is_invalid = |field: &Field<'_>| {
        let is_single = |parameter: &Parameter| matches!(parameter.value_type, ValueType::String | ValueType::Integer);
        !is_text_or_integer(*field) && (is_flat || table.row(field.name()).is_some_and(is_single))
    };
    if let Some(field) = fields.iter().find(is_invalid) {
        let error = GatewayError::parameter(ResponseCode::ParameterIncorrect, field.name());
        let needs_protocol_2 = endpoint.data_when.iter().any(|name| name == field.name());
        return Err(if needs_protocol_2 { error.with_details("it needs protocol 2.0") } else { error });
    }
    if violated(&Rule::Separator).is_some() {
        return Err(separator());
    }
    let violation = violations.iter().find(|violation| !matches!(violation.rule, Rule::Unknown { .. }));
    violation.map_or(Ok(()), |violation| Err(violation_error(violation, fields)))
}

/// The gateway's error for a violated rule.
fn violation_error(violation: &Violation, fields: &Fields) -> GatewayError {
    if let Rule::Group(group) = &violation.rule
        && group.rule != GroupRule::Excludes
    {
        let absent = group.of.iter().flat_map(|names| names.iter()).find(|name| fields.text(name).is_none());
        if let Some(name) = absent {
            return GatewayError::parameter(ResponseCode::ParameterMissing, name);
        }
    }
    GatewayError::parameter(ResponseCode::ParameterIncorrect, &violation.parameter)
}

fn check_signature(endpoint: &Endpoint, merchant: &Merchant, received: &ReceivedRequest) -> Result<(), GatewayError> {
    if endpoint.key == Key::None {
        return Ok(());
    }
    let Some(key) = merchant.key(endpoint.key) else {
        return Err(GatewayError::new(ResponseCode::MerchantMisconfigured));
    };
    let signed = received.outer.as_ref().unwrap_or(&received.fields);
    let received_signature = signed.text(SIGNATURE).unwrap_or_default();
    let is_signed = |(name, _): &(&str, &str)| received.outer.is_none() || *name == DATA;
    let expected = sign(key, pairs(signed).filter(is_signed));
    if bool::from(expected.as_bytes().ct_eq(received_signature.as_bytes())) {
        return Ok(());
    }
    let mut details = format!("signature: {received_signature}");
    // Base64 data would not help a reader, and could contain card numbers.
    if received.outer.is_none() {
        details.push_str("; response_signature_string: ");
        details.push_str(&masked_signed_text(key, pairs(signed)));
    }
    Err(GatewayError::new(ResponseCode::InvalidSignature).append(" ", &details))
}

fn pairs(fields: &Fields) -> impl Iterator<Item = (&str, &str)> {
    fields.iter().map(|field| (field.name(), field.text()))
}

fn check_currencies(
    schemas: &Schemas,
    endpoint: &Endpoint,
    fields: &Fields,
    merchant_id: &str,
) -> Result<(), GatewayError> {
    let parameters =
        endpoint.request.rows.iter().filter(|parameter| parameter.format == Some(ParameterFormat::Currency));
    for currency in parameters.filter_map(|parameter| fields.text(&parameter.name)) {
        if schemas.currencies.find(currency).is_none() {
            let values = [("currency", currency), (MERCHANT_ID, merchant_id)];
            return Err(GatewayError::filled(ResponseCode::CurrencyNotAvailable, &values));
        }
    }
    Ok(())
}
