//! Which text made a signature, by trying, within bounds.

use crate::runtime::signature::{LENGTH, Signer, of_text};

/// So many bytes are hashed for one kind of cause at most.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// So many texts are hashed for one kind of cause at most.
const MOST_TEXTS: usize = 20_000;

/// A signature, and how much may still be hashed to find out whether causes of one kind made it.
pub(super) struct Hashes<'s> {
    signature: &'s [u8],
    bytes: usize,
    texts: usize,
}

impl<'s> Hashes<'s> {
    /// For a signature in lower-case hexadecimal digits; `None` where it is none.
    pub(super) fn of(signature: &'s str) -> Option<Self> {
        let is_signature = signature.len() == LENGTH && signature.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_signature.then_some(Self { signature: signature.as_bytes(), bytes: MOST_BYTES, texts: MOST_TEXTS })
    }

    /// Whether a key and values made the signature; empty values are left out. `false`, too, where too much was tried.
    pub(super) fn is_made_by(&mut self, key: &str, values: &[&str]) -> bool {
        let length = key.len() + values.iter().map(|value| value.len() + 1).sum::<usize>();
        if !self.may_hash(length) {
            return false;
        }
        let mut signer: Signer = Signer::new(key);
        for value in values {
            signer.add(value);
        }
        signer.finish().as_bytes() == self.signature
    }

    /// Whether a whole text made the signature, given in parts: a text with the key would be left in memory.
    pub(super) fn is_of_text(&mut self, parts: &[&str]) -> bool {
        self.may_hash(parts.iter().map(|part| part.len()).sum()) && of_text(parts).as_bytes() == self.signature
    }

    /// Begins with the next kind of cause.
    pub(super) fn begin(&mut self) -> &mut Self {
        (self.bytes, self.texts) = (MOST_BYTES, MOST_TEXTS);
        self
    }

    /// Whether nothing more is tried.
    pub(super) fn is_spent(&self) -> bool {
        self.bytes == 0 || self.texts == 0
    }

    fn may_hash(&mut self, length: usize) -> bool {
        // A digest takes blocks, so short texts are not free.
        match (self.bytes.checked_sub(length.max(64)), self.texts.checked_sub(1)) {
            (Some(bytes), Some(texts)) => {
                (self.bytes, self.texts) = (bytes, texts);
                true
            }
            _ => {
                self.bytes = 0;
                false
            }
        }
    }
}
