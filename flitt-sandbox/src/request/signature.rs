//! The signature of a request, and the gateway's error about a wrong one.

use std::borrow::Cow;

use flitt_client::reference::ResponseCode;
use flitt_client::response::Field;
use flitt_client::signature::{self, dict_text, masked_signed_text};
use flitt_schema::{Digest, Endpoint, Key, Origin, Parameter};
use sha2::Digest as _;
use sha2::Sha512;
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
    let is_flat = received.outer.is_none();
    let signature = if is_flat { signature_of(endpoint) } else { Some(SIGNATURE) };
    let Some(signature) = signature.filter(|_| endpoint.key != Key::None) else { return Ok(()) };
    let Some(key) = merchant.key(endpoint.key) else {
        return Err(GatewayError::new(ResponseCode::MerchantMisconfigured));
    };
    let signed = received.outer.as_ref().unwrap_or(&received.fields);
    let received_signature = signed.text(signature).unwrap_or_default();
    let texts: Vec<(&str, Cow<'_, str>)> = signed
        .iter()
        .filter(|field| if is_flat { is_signed(endpoint, *field) } else { field.name() == DATA })
        .map(|field| (field.name(), signed_text(field)))
        .collect();
    let pairs = || texts.iter().map(|(name, text)| (*name, text.as_ref()));
    let expected = sign(endpoint.digest, key, pairs());
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

/// The signature of some parameters, in any order. Empty values count as absent.
fn sign<'p>(digest: Digest, key: &str, parameters: impl Iterator<Item = (&'p str, &'p str)>) -> String {
    if digest == Digest::Sha1 {
        return signature::sign(key, parameters);
    }
    let mut signed: Vec<_> = parameters.filter(|(_, value)| !value.is_empty()).collect();
    signed.sort_unstable();
    let mut digest = Sha512::new_with_prefix(key);
    for (_, value) in signed {
        digest.update(b"|");
        digest.update(value);
    }
    hex::encode(digest.finalize())
}

/// The parameter of an endpoint that carries the signature, if it has one.
fn signature_of(endpoint: &Endpoint) -> Option<&str> {
    let of_signature = |parameter: &&Parameter| parameter.origin == Origin::Signature;
    endpoint.request.rows.iter().find(of_signature).map(|parameter| parameter.name.as_ref())
}

/// Whether a field is signed: one that the endpoint's table has, and that does not accompany the signature.
fn is_signed(endpoint: &Endpoint, field: Field<'_>) -> bool {
    endpoint.request.row(field.name()).is_some_and(|parameter| parameter.origin != Origin::Signature)
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
