//! The names of the tables.

use crate::error::Error;

/// What the names of the tables begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prefix(String);

impl Prefix {
    /// A prefix: it becomes part of statements, so it is an identifier.
    pub(crate) fn new(text: &str) -> Result<Self, Error> {
        let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        if begins && text.len() <= 20 && text.bytes().all(is_inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::Prefix)
        }
    }

    pub(crate) fn table(&self, name: &str) -> String {
        format!("{}{name}", self.0)
    }
}

impl Default for Prefix {
    fn default() -> Self {
        Self("flitt_".to_owned())
    }
}
