//! Random tokens and identifiers.

use crate::model::error::GatewayError;

const ALPHANUMERIC: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// 40 hexadecimal digits, like the gateway's tokens.
pub(crate) fn token() -> Result<String, GatewayError> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(no_random_numbers)?;
    Ok(hex::encode(bytes))
}

/// 46 letters and digits, like the gateway's card tokens (its tables say 40).
pub(crate) fn card_token() -> Result<String, GatewayError> {
    let mut bytes = [0; 46];
    getrandom::fill(&mut bytes).map_err(no_random_numbers)?;
    Ok(alphanumeric(&bytes))
}

/// 13 letters and digits: the identifier of a rejected request. Not secret.
pub(crate) fn request_id() -> String {
    let mut bytes = [0; 13];
    // Without random numbers the identifier is not unique; the response with the error matters more.
    let _ = getrandom::fill(&mut bytes);
    alphanumeric(&bytes)
}

fn no_random_numbers(_: getrandom::Error) -> GatewayError {
    GatewayError::application("the system provides no random numbers")
}

fn alphanumeric(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(ALPHANUMERIC[usize::from(*byte) % ALPHANUMERIC.len()])).collect()
}
