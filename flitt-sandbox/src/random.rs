//! Names that nobody can guess.

use crate::failure::Failure;

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// 40 hexadecimal digits, as the gateway's tokens have.
pub(crate) fn token() -> Result<String, Failure> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(|_| Failure::application("the system gives no random numbers"))?;
    Ok(hex::encode(bytes))
}

/// 46 letters and digits, as the gateway's card tokens have (and not 40, as its tables say).
pub(crate) fn card_token() -> Result<String, Failure> {
    let mut bytes = [0; 46];
    getrandom::fill(&mut bytes).map_err(|_| Failure::application("the system gives no random numbers"))?;
    Ok(letters(&bytes))
}

/// 13 letters and digits: the name of one refused request. Not secret.
pub(crate) fn request_id() -> String {
    let mut bytes = [0; 13];
    // Without random numbers, the name says nothing; the failure itself matters more.
    let _ = getrandom::fill(&mut bytes);
    letters(&bytes)
}

fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}
