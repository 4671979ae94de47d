//! The merchant's number and keys.

use std::fmt;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::runtime::signature::mask;
use flitt_schema::Key;

/// The payment key and the payout key of the public test merchant (<https://docs.flitt.com/api/testing/>).
pub(crate) const PUBLIC_KEYS: [&str; 2] = ["test", "testcredit"];

/// A merchant's number and keys.
///
/// `Debug` shows the merchant and which keys there are, but no key. The memory of a key is cleared when it is dropped; so is
/// a `String` that is passed as one.
///
/// ```
/// use flitt_client::Credentials;
///
/// let credentials = Credentials::new(1549901, "test").with_payout_key("testcredit");
/// assert_eq!(format!("{credentials:?}"), "Credentials(merchant 1549901, payment key, payout key)");
/// ```
#[derive(Clone)]
pub struct Credentials {
    merchant_id: Box<str>,
    payment: Option<SecretString>,
    payout: Option<SecretString>,
    company: Option<SecretString>,
}

/// Why credentials could not be read from the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsError {
    /// A variable is not set, or empty.
    Missing {
        /// Its name.
        variable: &'static str,
    },
    /// A variable does not hold a merchant's number.
    NotANumber {
        /// Its name.
        variable: &'static str,
    },
    /// A variable is not UTF-8.
    NotUtf8 {
        /// Its name.
        variable: &'static str,
    },
}

impl Credentials {
    /// A merchant and its payment key, as the gateway's portal shows them.
    #[must_use]
    pub fn new(merchant_id: u64, payment_key: impl Into<String>) -> Self {
        let merchant_id = merchant_id.to_string().into_boxed_str();
        Self { merchant_id, payment: Some(secret(payment_key)), payout: None, company: None }
    }

    /// Adds the key that signs payouts.
    #[must_use]
    pub fn with_payout_key(mut self, key: impl Into<String>) -> Self {
        self.payout = Some(secret(key));
        self
    }

    /// Adds the key that signs requests for reports.
    #[must_use]
    pub fn with_company_key(mut self, key: impl Into<String>) -> Self {
        self.company = Some(secret(key));
        self
    }

    /// The merchant's number, in digits.
    #[must_use]
    pub fn merchant_id(&self) -> &str {
        &self.merchant_id
    }

    /// Replaces every key in a text by [`MASK`](crate::signature::MASK), as the gateway does.
    ///
    /// ```
    /// assert_eq!(flitt_client::Credentials::new(1, "test").mask_keys("test|test7"), "**********|**********7");
    /// ```
    #[must_use]
    pub fn mask_keys(&self, text: &str) -> String {
        let mut keys: Vec<&str> = self.keys().map(|(_, key)| key).collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.len()));
        keys.into_iter().fold(text.to_owned(), |text, key| mask(&text, key))
    }

    /// A key; `None` where it is missing or empty.
    pub(crate) fn key(&self, key: Key) -> Option<&str> {
        let secret = match key {
            Key::Payment => &self.payment,
            Key::Payout => &self.payout,
            Key::Company => &self.company,
            Key::None => return Some(""),
        };
        secret.as_ref().map(ExposeSecret::expose_secret).filter(|text| !text.is_empty())
    }

    /// Every key with its name.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named = [("payment key", Key::Payment), ("payout key", Key::Payout), ("company key", Key::Company)];
        named.into_iter().filter_map(|(name, key)| Some((name, self.key(key)?)))
    }
}

fn secret(key: impl Into<String>) -> SecretString {
    // Shrinking a string to fit can move it, and would leave a copy of the key in freed memory.
    let key = Zeroizing::new(key.into());
    SecretString::from(key.as_str())
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credentials(merchant {}", self.merchant_id)?;
        for (name, _) in self.keys() {
            write!(formatter, ", {name}")?;
        }
        formatter.write_str(")")
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { variable } => write!(formatter, "the environment variable {variable} is not set"),
            Self::NotANumber { variable } => {
                write!(formatter, "the environment variable {variable} does not hold a merchant's number")
            }
            Self::NotUtf8 { variable } => write!(formatter, "the environment variable {variable} is not UTF-8"),
        }
    }
}

impl std::error::Error for CredentialsError {}
