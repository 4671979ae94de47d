//! Who signs: the merchant's number and keys.

use std::fmt;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::schema::Key;
use crate::signature::mask;

/// The keys of the gateway's public test merchant, payment and payout (<https://docs.flitt.com/api/testing/>). Everybody
/// knows them.
pub(crate) const PUBLIC_KEYS: [&str; 2] = ["test", "testcredit"];

/// A merchant's number and keys.
///
/// Keys are never shown: `Debug` names only the merchant, and the memory of a key is cleared when it is dropped; a
/// `String` that is given for one is cleared, too.
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
    /// The variable of the merchant's number.
    pub const MERCHANT_ID_VARIABLE: &'static str = "FLITT_MERCHANT_ID";
    /// The variable of the payment key.
    pub const PAYMENT_KEY_VARIABLE: &'static str = "FLITT_PAYMENT_KEY";
    /// The variable of the payout key, which may be absent.
    pub const PAYOUT_KEY_VARIABLE: &'static str = "FLITT_PAYOUT_KEY";
    /// The variable of the company key, which may be absent.
    pub const COMPANY_KEY_VARIABLE: &'static str = "FLITT_COMPANY_KEY";

    /// A merchant with its payment key, as the gateway's portal shows them.
    #[must_use]
    pub fn new(merchant_id: u64, payment_key: impl Into<String>) -> Self {
        let merchant_id = merchant_id.to_string().into_boxed_str();
        Self { merchant_id, payment: Some(secret(payment_key)), payout: None, company: None }
    }

    /// The gateway's public test merchant: 1549901, keys `test` and `testcredit`
    /// (<https://docs.flitt.com/api/testing/>).
    #[must_use]
    pub fn test() -> Self {
        let [payment, payout] = PUBLIC_KEYS;
        Self::new(1_549_901, payment).with_payout_key(payout)
    }

    /// Reads the merchant and its keys from the environment: `FLITT_MERCHANT_ID`, `FLITT_PAYMENT_KEY`, and where they
    /// are set `FLITT_PAYOUT_KEY` and `FLITT_COMPANY_KEY`.
    pub fn from_env() -> Result<Self, CredentialsError> {
        let variable = Self::MERCHANT_ID_VARIABLE;
        let merchant = variable_of(variable)?.ok_or(CredentialsError::Missing { variable })?;
        let merchant_id = merchant.trim().parse().map_err(|_| CredentialsError::NotANumber { variable })?;
        let variable = Self::PAYMENT_KEY_VARIABLE;
        let payment = variable_of(variable)?.ok_or(CredentialsError::Missing { variable })?;
        let mut credentials = Self::new(merchant_id, payment);
        credentials.payout = variable_of(Self::PAYOUT_KEY_VARIABLE)?.map(secret);
        credentials.company = variable_of(Self::COMPANY_KEY_VARIABLE)?.map(secret);
        Ok(credentials)
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

    /// A text as people may see it: every key in it is replaced by [`MASK`](crate::MASK), as the gateway does it.
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

    /// A key; an empty one counts as absent.
    pub(crate) fn key(&self, key: Key) -> Option<&str> {
        let secret = match key {
            Key::Payment => &self.payment,
            Key::Payout => &self.payout,
            Key::Company => &self.company,
            Key::None => return Some(""),
        };
        secret.as_ref().map(ExposeSecret::expose_secret).filter(|text| !text.is_empty())
    }

    /// Every key that there is, with its name.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named = [("payment key", Key::Payment), ("payout key", Key::Payout), ("company key", Key::Company)];
        named.into_iter().filter_map(|(name, key)| Some((name, self.key(key)?)))
    }
}

fn secret(key: impl Into<String>) -> SecretString {
    // Text with room to spare is moved when it gives the room up, and would leave a copy where it was.
    let key = Zeroizing::new(key.into());
    SecretString::from(key.as_str())
}

/// A variable of the environment; an empty one counts as absent.
pub(crate) fn variable_of(variable: &'static str) -> Result<Option<String>, CredentialsError> {
    match std::env::var(variable) {
        Ok(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(CredentialsError::NotUtf8 { variable }),
    }
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
