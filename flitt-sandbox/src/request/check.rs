//! Checks a request: its parameters, its merchant, its signature and its currencies, in this order. Parameters that the
//! endpoint's table does not have are ignored.

use flitt_client::reference::ResponseCode;
use flitt_client::response::{Field, Fields};
use flitt_schema::{
    Endpoint, GroupRule, Key, Origin, Parameter, Rule, SEPARATOR, Unit, ValueType, Violation, check_received,
};

use super::lenient::is_accepted;
use super::lists::{check_currencies, check_listed_values};
use super::signature::{check_nested_value, check_signature};
use super::{CheckedRequest, MERCHANT_ID, ReceivedRequest};
use crate::config::Config;
use crate::model::error::GatewayError;
use crate::model::fault::Fault;
use crate::model::merchant::{Merchant, Merchants};
use crate::model::switch::Switches;

/// Checks the parameters against the endpoint's table, then the merchant, the signature, and the currencies.
pub(crate) fn check<'g>(
    config: &'g Config,
    endpoint: &'g Endpoint,
    received: ReceivedRequest,
    fault: Option<Fault>,
) -> Result<CheckedRequest<'g>, GatewayError> {
    let Config { schemas, merchants, switches, .. } = config;
    let fields = &received.fields;
    if known_fields(endpoint, fields).any(|field| field.text().contains(SEPARATOR) && !field.is_nested()) {
        return Err(separator());
    }
    check_table(switches, endpoint, &received)?;
    // What the payment page and the merchants of this gateway accept says nothing of another one.
    let is_given = schemas.is_given(endpoint);
    if !is_given {
        check_listed_values(schemas, endpoint, fields)?;
    }
    let merchant = find_merchant(merchants, endpoint, fields)?;
    check_signature(endpoint, merchant, &received)?;
    if !is_given {
        check_currencies(schemas, endpoint, fields, &merchant.id().to_string())?;
    }
    let ReceivedRequest { format, fields, outer, headers } = received;
    Ok(CheckedRequest { endpoint, merchant, format, fault, is_protocol_2: outer.is_some(), fields, headers })
}

/// The merchant that the request names, by its ID or by that of its company where the company signs; the first one where the
/// endpoint has no parameter for it.
fn find_merchant<'g>(
    merchants: &'g Merchants,
    endpoint: &Endpoint,
    fields: &Fields,
) -> Result<&'g Merchant, GatewayError> {
    let named = endpoint.request.rows.iter().find(|parameter| parameter.origin == Origin::Credentials);
    let id = named.map(|parameter| fields.text(&parameter.name).unwrap_or_default());
    let is_named = |merchant: &&Merchant| match id {
        None => true,
        Some(id) if endpoint.key == Key::Company => merchant.company() == Some(id),
        Some(id) => merchant.id().to_string() == id,
    };
    let error = || GatewayError::filled(ResponseCode::MerchantNotFound, &[(MERCHANT_ID, id.unwrap_or_default())]);
    merchants.iter().find(is_named).ok_or_else(error)
}

/// The fields that the endpoint's table has. The gateway ignores others, and does not sign them.
fn known_fields<'f>(endpoint: &'f Endpoint, fields: &'f Fields) -> impl Iterator<Item = Field<'f>> {
    fields.iter().filter(|field| endpoint.request.row(field.name()).is_some())
}

fn separator() -> GatewayError {
    GatewayError::filled(ResponseCode::SeparatorInParameter, &[("separator", &SEPARATOR.to_string())])
}

/// Only texts and integers are signed in the same way by all clients. Null counts as absent.
fn is_text_or_integer(field: Field<'_>) -> bool {
    let digits = field.text().strip_prefix('-').unwrap_or(field.text());
    field.is_string() || digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn check_table(switches: &Switches, endpoint: &Endpoint, received: &ReceivedRequest) -> Result<(), GatewayError> {
    let table = &endpoint.request;
    let fields = &received.fields;
    let mut violations = check_received(table, |index| {
        let parameter = &table.rows[index];
        let is_outer = matches!(parameter.origin, Origin::Signature | Origin::Protocol);
        if parameter.details.header.is_some() {
            return received.headers.iter().find(|(name, _)| *name == parameter.name).map(|(_, text)| text.as_str());
        }
        let field = received.outer.as_ref().filter(|_| is_outer).unwrap_or(fields).get(&parameter.name)?;
        (field.is_string() || !field.text().is_empty()).then(|| field.text())
    });
    violations.retain(|violation| !is_accepted(switches, endpoint, received, violation));
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
        let is_nested = table.row(field.name()).is_some_and(Parameter::is_nested) && field.is_nested();
        let is_other = is_flat && !is_nested;
        !is_text_or_integer(*field) && (is_other || table.row(field.name()).is_some_and(is_single))
    };
    if let Some(field) = known_fields(endpoint, fields).find(is_invalid) {
        return Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, field.name()));
    }
    if is_flat {
        known_fields(endpoint, fields).filter(Field::is_nested).try_for_each(check_nested_value)?;
    }
    if violated(&Rule::Separator).is_some() {
        return Err(separator());
    }
    let is_reported = |violation: &&Violation| {
        !matches!(violation.rule, Rule::Unknown { .. }) && !is_checked_with_order(endpoint, fields, violation)
    };
    let violation = violations.iter().find(is_reported);
    violation.map_or(Ok(()), |violation| Err(violation_error(violation, fields)))
}

/// Whether a violation is an amount of 0, which is an error of its own (1023) that comes after those about the order. For a
/// card check, a wrong kind of check is wrong rather than the amount.
fn is_checked_with_order(endpoint: &Endpoint, fields: &Fields, violation: &Violation) -> bool {
    let is_zero_amount = || {
        let is_amount = endpoint.request.row(&violation.parameter).is_some_and(|row| row.unit == Some(Unit::Minor));
        is_amount && fields.text(&violation.parameter) == Some("0")
    };
    match &violation.rule {
        Rule::TooSmall { .. } => is_zero_amount(),
        Rule::Zero { when } => {
            is_zero_amount() && !when.iter().any(|condition| condition.holds(fields.text(&condition.parameter)))
        }
        _ => false,
    }
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
