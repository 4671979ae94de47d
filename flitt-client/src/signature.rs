//! The signature: SHA-1 over the key and the values that are not empty, in byte order of their names, joined by `|`
//! (<https://docs.flitt.com/api/building-signature/>).

use sha1::Sha1;
use sha2::Digest;
use subtle::ConstantTimeEq;

use crate::fields::Fields;
use crate::names::{RESPONSE_SIGNATURE_STRING, SIGNATURE};

/// What stands for the key in a signed text that people see; the gateway writes it too.
pub const MASK: &str = "**********";

/// The length of a signature: SHA-1 in lower-case hexadecimal digits.
pub(crate) const LENGTH: usize = 40;

/// A signature in the making, by SHA-1 unless it is said otherwise. Values are added in byte order of their names.
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

    fn of(digest: &[u8]) -> Self {
        let mut digits = [0; 128];
        let length = digest.len() * 2;
        // The buffer is twice as long as the digest, which is the only error there is.
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
        Signature::of(&self.0.finalize())
    }
}

/// Why a signature was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureFault {
    /// There is none.
    Missing,
    /// It is not 40 lower-case hexadecimal digits in a string.
    Malformed,
    /// It belongs to other values, or to another key.
    Wrong,
}

/// Verifies the fields of an answer or callback: all of them, known or not, with the exact text that was received.
pub(crate) fn verify(fields: &Fields, key: &str) -> Result<(), SignatureFault> {
    let given = given(fields)?;
    let mut signer: Signer = Signer::new(key);
    fields.texts_without([SIGNATURE, RESPONSE_SIGNATURE_STRING]).for_each(|text| signer.add(text));
    compare(given, &signer.finish())
}

/// The signature that fields carry, if it is the text of one.
pub(crate) fn given(fields: &Fields) -> Result<&str, SignatureFault> {
    let given = fields.get(SIGNATURE).ok_or(SignatureFault::Missing)?;
    if given.text().is_empty() && !given.is_nested() {
        return Err(SignatureFault::Missing);
    }
    let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if !given.is_string() || given.text().len() != LENGTH || !given.text().bytes().all(lower_hex) {
        return Err(SignatureFault::Malformed);
    }
    Ok(given.text())
}

/// In a time that does not tell how much of it is right.
pub(crate) fn compare(given: &str, expected: &Signature) -> Result<(), SignatureFault> {
    if bool::from(expected.as_bytes().ct_eq(given.as_bytes())) { Ok(()) } else { Err(SignatureFault::Wrong) }
}

/// The signature of some parameters, in any order.
///
/// Empty values count as absent; `signature` and `response_signature_string` are left out.
///
/// ```
/// let parameters = [("order_id", "TestOrder2"), ("version", "1.0.1"), ("merchant_id", "1396424"), ("comment", "")];
/// assert_eq!(flitt_client::sign("test", parameters), "bb0798a53ab63eb99584859ba46deb9d461b3993");
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
/// assert_eq!(flitt_client::masked_signed_text("test", parameters), "**********|100|**********7");
/// ```
#[must_use]
pub fn masked_signed_text<'p>(key: &str, parameters: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let values: Vec<&str> = in_order(parameters).into_iter().map(|(_, value)| value).collect();
    mask(&std::iter::once(key).chain(values).collect::<Vec<_>>().join("|"), key)
}

/// What is signed, in the order in which it is signed.
fn in_order<'p>(parameters: impl IntoIterator<Item = (&'p str, &'p str)>) -> Vec<(&'p str, &'p str)> {
    let is_signed =
        |(name, value): &(&str, &str)| !value.is_empty() && *name != SIGNATURE && *name != RESPONSE_SIGNATURE_STRING;
    let mut signed: Vec<(&str, &str)> = parameters.into_iter().filter(is_signed).collect();
    signed.sort_unstable();
    signed
}

/// A signed text as people may see it: the gateway replaces every occurrence of the key, in the values too.
#[must_use]
pub fn mask(signed_text: &str, key: &str) -> String {
    if key.is_empty() { signed_text.to_owned() } else { signed_text.replace(key, MASK) }
}
