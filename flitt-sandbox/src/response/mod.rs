//! The bodies of responses and callbacks. Their parameters come from the tables of the schema files. The values are
//! computed by the functions of [`parameters::Parameters`], by parameter name.

use flitt_client::signature::{masked_signed_text, sign};
use flitt_schema::{Origin, Protocol, ResponseVariant, Signed, Table};

use crate::config::Config;
use crate::http::wire::{Format, SIGNATURE, Value, object, protocol_2_fields};
use crate::model::fault::Fault;
use crate::model::merchant::Merchant;
use crate::model::order::Order;
use crate::model::switch::Switch;
use crate::request::CheckedRequest;
use crate::schemas::Schemas;

mod additional_info;
mod card_type;
mod fiscal;
mod operations;
mod order;
mod parameters;
mod payment_start;
mod split;
mod transaction;

pub(crate) use fiscal::{FISCAL_DATA, fiscal_value};
pub(crate) use operations::{CAPTURE, REVERSAL, SUBSCRIPTION, capture_value, reversal_value, subscription_value};
pub(crate) use order::{ORDER, order_value};
pub(crate) use parameters::{ParameterNames, compare};
pub(crate) use payment_start::{
    ACS_CHALLENGE, CHECKOUT_TOKEN, CHECKOUT_URL, acs_challenge_value, checkout_token_value, checkout_url_value,
};
pub(crate) use transaction::{TRANSACTION, Transaction, transaction_value};

/// The key that the fault `wrong-signature` signs with.
pub(crate) const WRONG_KEY: &str = "another key";

/// The body of a response: the last variant of the endpoint's response, with a value for each parameter.
pub(crate) fn body(request: &CheckedRequest<'_>, value: impl Fn(&str) -> Option<Value>) -> String {
    variant_body(request, request.endpoint.response.variants.last(), &value)
}

/// The body of a response: the variant of the endpoint's response that is recognized by this parameter.
pub(crate) fn body_with(
    parameter: &str,
    request: &CheckedRequest<'_>,
    value: impl Fn(&str) -> Option<Value>,
) -> String {
    let variants = request.endpoint.response.variants.iter();
    let variant = variants.into_iter().find(|variant| variant.when.as_deref() == Some(parameter));
    variant_body(request, variant, &value)
}

/// The body of a response that is never signed and never in protocol 2.0.
pub(crate) fn unsigned_body(request: &CheckedRequest<'_>, value: impl Fn(&str) -> Option<Value>) -> String {
    let variant = request.endpoint.response.variants.last();
    let fields = variant.map_or_else(Vec::new, |variant| fields(&variant.table, Protocol::Flat, &value));
    request.format.body(&fields)
}

/// A response has the format of its request. In protocol 2.0 it is always signed.
fn variant_body(
    request: &CheckedRequest<'_>,
    variant: Option<&ResponseVariant>,
    value: &impl Fn(&str) -> Option<Value>,
) -> String {
    let protocol = if request.is_protocol_2() { Protocol::Data } else { Protocol::Flat };
    let mut fields = variant.map_or_else(Vec::new, |variant| fields(&variant.table, protocol, value));
    if request.fault == Some(Fault::OtherOrder)
        && let Some((_, order_id)) = fields.iter_mut().find(|(name, _)| *name == "order_id")
    {
        *order_id = Value::from(format!("{}-other", order_id.text()));
    }
    let key = match request.fault {
        Some(Fault::WrongSignature) => WRONG_KEY,
        _ => request.merchant.key(request.endpoint.key).unwrap_or_default(),
    };
    if request.is_protocol_2() {
        return request.format.body(&protocol_2_fields(&fields, key));
    }
    if let (Some(variant), true) = (variant, request.endpoint.response.signed != Signed::Never) {
        sign_fields(&variant.table, key, &mut fields);
    }
    request.format.body(&fields)
}

/// The body of a callback: signed parameters without an envelope, or protocol 2.0.
pub(crate) fn callback_body(config: &Config, merchant: &Merchant, order: &Order) -> String {
    let schemas = &config.schemas;
    if !order.purchase.is_protocol_2 {
        return object(&signed_order(schemas, merchant, order));
    }
    let fields = fields(&schemas.final_order, Protocol::Data, &|name| order_value(schemas, order, name));
    let fields = protocol_2_fields(&fields, callback_key(schemas, merchant, order));
    if config.switches.is_on(Switch::BareCallbacks) { object(&fields) } else { Format::Json.body(&fields) }
}

/// The signed state of an order, as callbacks contain it and as a payer's browser brings it to the merchant.
pub(crate) fn signed_order<'s>(schemas: &'s Schemas, merchant: &Merchant, order: &Order) -> Vec<(&'s str, Value)> {
    let mut fields = fields(&schemas.final_order, Protocol::Flat, &|name| order_value(schemas, order, name));
    sign_fields(&schemas.final_order, callback_key(schemas, merchant, order), &mut fields);
    fields
}

/// The key that signs the state of an order.
fn callback_key<'m>(schemas: &Schemas, merchant: &'m Merchant, order: &Order) -> &'m str {
    let key = schemas.callback_key(|name| order_value(schemas, order, name).map(|value| value.text().into_owned()));
    merchant.key(key).unwrap_or_default()
}

/// Every parameter of a table except signatures. A parameter without a value is an empty text. Parameters that exist
/// only in protocol 2.0, which can be nested, are left out elsewhere, and where they have no value.
fn fields<'t>(table: &'t Table, protocol: Protocol, value: &impl Fn(&str) -> Option<Value>) -> Vec<(&'t str, Value)> {
    let parameters = table.rows.iter().filter(|parameter| parameter.origin != Origin::Signature);
    let fields = parameters.filter_map(|parameter| {
        let name = parameter.name.as_ref();
        match parameter.details.protocol {
            Some(Protocol::Data) if protocol == Protocol::Data => Some((name, value(name)?)),
            Some(Protocol::Data) => None,
            _ => Some((name, value(name).unwrap_or_else(|| Value::from("")))),
        }
    });
    fields.collect()
}

/// Adds the signature, and the signed text with the key masked where the table has that (for merchants in test mode).
pub(crate) fn sign_fields<'t>(table: &'t Table, key: &str, fields: &mut Vec<(&'t str, Value)>) {
    let texts: Vec<_> = fields.iter().map(|(name, value)| (*name, value.text())).collect();
    let pairs = || texts.iter().map(|(name, text)| (*name, text.as_ref()));
    let parameters = table.rows.iter().filter(|parameter| parameter.origin == Origin::Signature);
    let signatures = parameters.map(|parameter| {
        let text = if parameter.name == SIGNATURE { sign(key, pairs()) } else { masked_signed_text(key, pairs()) };
        (parameter.name.as_ref(), Value::from(text))
    });
    let signatures: Vec<_> = signatures.collect();
    fields.extend(signatures);
}
