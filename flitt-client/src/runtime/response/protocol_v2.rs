//! Responses and callbacks in protocol 2.0; see `request::protocol_v2`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::Key;

use super::verification_error::VerificationError;
use crate::runtime::credentials::Credentials;
use crate::runtime::fields::{Fields, FieldsError};
use crate::runtime::signature::{Signer, compare, received_signature};
use crate::runtime::wire_names::{DATA, ORDER, VERSION, VERSION_2};

/// Whether the fields of a response are those of this protocol. Failures are sent without it.
pub(crate) fn is_data(fields: &Fields) -> bool {
    fields.text(DATA).is_some() && fields.text(VERSION).is_some_and(|version| version == VERSION_2)
}

/// Verifies the data of a response, and returns the parameters in it.
pub(crate) fn verified(fields: &Fields, key: Key, credentials: &Credentials) -> Result<Fields, VerificationError> {
    let received = received_signature(fields).map_err(VerificationError::Signature)?;
    let mut verified = Err(VerificationError::MissingKey(key));
    for secret in credentials.verification_keys(key) {
        let mut signer: Signer = Signer::new(secret);
        signer.add(fields.text(DATA).unwrap_or_default());
        verified = compare(received, &signer.finish()).map_err(VerificationError::Signature);
        if verified.is_ok() {
            break;
        }
    }
    verified?;
    parameters(fields)
}

/// The parameters in the data of a response. Nothing is verified.
pub(crate) fn parameters(fields: &Fields) -> Result<Fields, VerificationError> {
    // Only canonical base64 is accepted: two encodings of the same text would be two signed texts.
    let bytes = STANDARD.decode(fields.text(DATA).unwrap_or_default()).map_err(|_| VerificationError::NotBase64)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| VerificationError::NotUtf8)?;
    let order = Fields::in_envelope(text, ORDER).map_err(VerificationError::Unreadable)?;
    let read: Result<Fields, FieldsError> = Fields::from_json(order);
    read.map_err(VerificationError::Unreadable)
}
