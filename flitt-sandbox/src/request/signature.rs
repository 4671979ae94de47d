//! The signature of a request, and the gateway's error about a wrong one.

use std::borrow::Cow;

use flitt_client::reference::ResponseCode;
use flitt_client::response::Field;
use flitt_client::signature::{dict_text, masked_signed_text, sign};
use flitt_schema::{Endpoint, Key};
use subtle::ConstantTimeEq;

use super::ReceivedRequest;
use crate::http::wire::{DATA, SIGNATURE};
use crate::model::error::GatewayError;
use crate::model::merchant::Merchant;

/// Checks the signature with the merchant's key. The error contains what the gateway's does: the signature that would have
/// been right, and the signed text.
pub(super) fn check_signature(
    endpoint: &Endpoint,
    merchant: &Merchant,
    received: &ReceivedRequest,
) -> Result<(), GatewayError> {
    if endpoint.key == Key::None {
        return Ok(());
    }
    let Some(key) = merchant.key(endpoint.key) else {
        return Err(GatewayError::new(ResponseCode::MerchantMisconfigured));
    };
    let is_flat = received.outer.is_none();
    let signed = received.outer.as_ref().unwrap_or(&received.fields);
    let received_signature = signed.text(SIGNATURE).unwrap_or_default();
    let texts: Vec<(&str, Cow<'_, str>)> = signed
        .iter()
        .filter(|field| if is_flat { endpoint.request.row(field.name()).is_some() } else { field.name() == DATA })
        .map(|field| (field.name(), signed_text(field)))
        .collect();
    let pairs = || texts.iter().map(|(name, text)| (*name, text.as_ref()));
    let expected = sign(key, pairs());
    if bool::from(expected.as_bytes().ct_eq(received_signature.as_bytes())) {
        return Ok(());
    }
    let mut details = format!("signature: {expected}");
    // Base64 data would not help a reader, and could contain card numbers.
    if is_flat {
        details.push_str("; response_signature_string: ");
        details.push_str(&masked_signed_text(key, pairs()));
    }
    Err(GatewayError::new(ResponseCode::InvalidSignature).append_for_merchant(&details))
}

/// Checks that it is known how protocol 1 signs a nested value.
pub(super) fn check_nested_value(field: Field<'_>) -> Result<(), GatewayError> {
    dict_text(field.text()).map(drop).map_err(|error| {
        let details = format!("it needs protocol 2.0, because {error}");
        GatewayError::parameter(ResponseCode::ParameterIncorrect, field.name()).with_details(&details)
    })
}

/// The text of a value that is signed.
fn signed_text(field: Field<'_>) -> Cow<'_, str> {
    let dict = field.is_nested().then(|| dict_text(field.text()).ok()).flatten();
    dict.map_or(Cow::Borrowed(field.text()), Cow::Owned)
}
