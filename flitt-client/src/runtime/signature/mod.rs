//! The signature: SHA-1 over the key and the values that are not empty, in byte order of their names, joined by `|`
//! (<https://docs.flitt.com/api/building-signature/>).

mod dict_text;

use std::borrow::Cow;
use std::fmt;

pub use dict_text::{DictTextError, dict_text};
use secrecy::zeroize::Zeroizing;
use sha1::Sha1;
use sha2::Digest;
use subtle::ConstantTimeEq;

use crate::runtime::fields::{Field, Fields};
use crate::runtime::wire_names::{RESPONSE_SIGNATURE_STRING, SIGNATURE};

/// Replaces the key in a signed text that people see, as the gateway itself does.
pub const MASK: &str = "**********";

/// The length of a signature: SHA-1 in lower-case hexadecimal digits.
pub(crate) const LENGTH: usize = 40;

/// Computes a signature, with SHA-1 by default. Values are added in byte order of their names.
pub(crate) struct Signer<D = Sha1>(D);

/// A signature: lower-case hexadecimal digits.
pub(crate) struct Signature {
    digits: [u8; 128],
    length: usize,
}

impl Signature {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.digits[..self.length]
    }

    pub(crate) fn into_text(self) -> String {
        String::from_utf8_lossy(self.as_bytes()).into_owned()
    }

    fn from_digest(digest: &[u8]) -> Self {
        let mut digits = [0; 128];
        let length = digest.len() * 2;
        // The only error is a buffer that is not twice as long as the digest.
        let _ = hex::encode_to_slice(digest, &mut digits[..length]);
        Self { digits, length }
    }
}

impl<D: Digest> Signer<D> {
    pub(crate) fn new(key: &str) -> Self {
        Self(D::new_with_prefix(key))
    }

    /// Adds a value; an empty one is absent.
    pub(crate) fn add(&mut self, value: &str) {
        if !value.is_empty() {
            self.0.update(b"|");
            self.0.update(value);
        }
    }

    pub(crate) fn finish(self) -> Signature {
        Signature::from_digest(&self.0.finalize())
    }
}

/// The signature of a text itself, given in parts.
pub(crate) fn of_text(parts: &[&str]) -> Signature {
    let mut digest = Sha1::new();
    for part in parts {
        digest.update(part);
    }
    Signature::from_digest(&digest.finalize())
}

/// Why a signature is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The field is missing or empty.
    Missing,
    /// It is not a string of 40 lower-case hexadecimal digits.
    Malformed,
    /// It was made from other values or with another key.
    Wrong,
    /// It is valid only if nested values are signed as [`dict_text`](crate::signature::dict_text) writes them, which is proven
    /// for requests, not for callbacks.
    Unproven,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Missing => "missing signature",
            Self::Malformed => "the signature is not a string of 40 lower-case hexadecimal digits",
            Self::Wrong => "wrong signature: the message was changed on the way, or signed with another key",
            Self::Unproven => {
                "unproven signature: it is valid only if nested values are signed as in requests of protocol 1, which is not \
                 known of callbacks; ask for the status of the order"
            }
        })
    }
}

impl std::error::Error for SignatureError {}

/// Verifies the fields of a response or a callback: all of them, known or not, with the exact text received.
pub(crate) fn verify(fields: &Fields, key: &str) -> Result<(), SignatureError> {
    let received = received_signature(fields)?;
    let mut signer: Signer = Signer::new(key);
    fields.texts_without([SIGNATURE, RESPONSE_SIGNATURE_STRING]).for_each(|text| signer.add(text));
    compare(received, &signer.finish())
}

/// Verifies fields with nested values as protocol 1 signs those of requests. No response proves that rule.
pub(crate) fn verify_dict_texts(fields: &Fields, key: &str) -> Result<(), SignatureError> {
    if !fields.iter().any(|field| field.is_nested()) {
        return Err(SignatureError::Wrong);
    }
    let received = received_signature(fields)?;
    let is_signed = |field: &Field<'_>| !matches!(field.name(), SIGNATURE | RESPONSE_SIGNATURE_STRING);
    let mut signer: Signer = Signer::new(key);
    for field in fields.in_name_order().filter(is_signed) {
        signer.add(&signed_text_of(field).map_err(|_| SignatureError::Wrong)?);
    }
    compare(received, &signer.finish())
}

/// The text of a field as protocol 1 signs it in requests.
pub(crate) fn signed_text_of(field: Field<'_>) -> Result<Cow<'_, str>, DictTextError> {
    if field.is_nested() { dict_text(field.text()).map(Cow::Owned) } else { Ok(Cow::Borrowed(field.text())) }
}

/// The signature among the fields, if it is well formed.
pub(crate) fn received_signature(fields: &Fields) -> Result<&str, SignatureError> {
    let received = fields.get(SIGNATURE).ok_or(SignatureError::Missing)?;
    if received.text().is_empty() && !received.is_nested() {
        return Err(SignatureError::Missing);
    }
    let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if !received.is_string() || received.text().len() != LENGTH || !received.text().bytes().all(lower_hex) {
        return Err(SignatureError::Malformed);
    }
    Ok(received.text())
}

/// Compares in constant time, so that timing reveals nothing of the expected signature.
pub(crate) fn compare(received: &str, expected: &Signature) -> Result<(), SignatureError> {
    if bool::from(expected.as_bytes().ct_eq(received.as_bytes())) { Ok(()) } else { Err(SignatureError::Wrong) }
}

/// The signature of some parameters, in any order.
///
/// Empty values count as absent; `signature` and `response_signature_string` are left out.
///
/// ```
/// let parameters = [("order_id", "TestOrder2"), ("version", "1.0.1"), ("merchant_id", "1396424"), ("comment", "")];
/// assert_eq!(flitt_client::signature::sign("test", parameters), "bb0798a53ab63eb99584859ba46deb9d461b3993");
/// ```
#[must_use]
pub fn sign<'p>(key: &str, parameters: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let mut signer: Signer = Signer::new(key);
    for (_, value) in in_order(parameters) {
        signer.add(value);
    }
    signer.finish().into_text()
}

/// The text whose digest is the signature, with the key masked as the gateway masks it.
///
/// ```
/// let parameters = [("order_id", "test7"), ("amount", "100"), ("signature", "left out")];
/// assert_eq!(flitt_client::signature::masked_signed_text("test", parameters), "**********|100|**********7");
/// ```
#[must_use]
pub fn masked_signed_text<'p>(key: &str, parameters: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let values: Vec<&str> = in_order(parameters).into_iter().map(|(_, value)| value).collect();
    // Joined at once, so that it does not move, and cleared.
    mask(&Zeroizing::new(std::iter::once(key).chain(values).collect::<Vec<_>>().join("|")), key)
}

/// The signed parameters, in signing order.
fn in_order<'p>(parameters: impl IntoIterator<Item = (&'p str, &'p str)>) -> Vec<(&'p str, &'p str)> {
    let is_signed =
        |(name, value): &(&str, &str)| !value.is_empty() && *name != SIGNATURE && *name != RESPONSE_SIGNATURE_STRING;
    let mut signed: Vec<(&str, &str)> = parameters.into_iter().filter(is_signed).collect();
    signed.sort_unstable();
    signed
}

/// Replaces every occurrence of the key in a signed text, also within values, as the gateway does.
#[must_use]
pub fn mask(signed_text: &str, key: &str) -> String {
    let count = if key.is_empty() { 0 } else { signed_text.matches(key).count() };
    // No growth: it would leave a copy of the text, which can contain other keys.
    let mut masked = String::with_capacity(signed_text.len() + count * MASK.len());
    let mut done = 0;
    for (start, _) in signed_text.match_indices(key).take(count) {
        masked.push_str(&signed_text[done..start]);
        masked.push_str(MASK);
        done = start + key.len();
    }
    masked.push_str(&signed_text[done..]);
    masked
}

#[cfg(test)]
mod tests {
    use super::{Signature, SignatureError, Signer, compare};

    /// Whether a type can be compared with `==`: the inherent constant exists only for such types.
    struct Comparable<T>(std::marker::PhantomData<T>);

    trait Otherwise {
        const IS: bool = false;
    }

    impl<T> Otherwise for Comparable<T> {}

    impl<T: PartialEq> Comparable<T> {
        const IS: bool = true;
    }

    /// A computed signature has no `==`, so `compare` is the only way, whichever digit is wrong.
    #[test]
    fn signatures_are_compared_in_constant_time_only() {
        const { assert!(!Comparable::<Signature>::IS && Comparable::<String>::IS) };
        let mut signer: Signer = Signer::new("key");
        signer.add("1000");
        let signature = signer.finish();
        let digits = String::from_utf8(signature.as_bytes().to_vec()).unwrap();
        assert_eq!(compare(&digits, &signature), Ok(()));
        for place in 0..digits.len() {
            let mut wrong = digits.clone().into_bytes();
            wrong[place] = if wrong[place] == b'0' { b'1' } else { b'0' };
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(compare(&wrong, &signature), Err(SignatureError::Wrong), "digit {place}");
        }
    }
}
