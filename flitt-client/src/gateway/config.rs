//! The gateway's address, its public test merchant, and the configuration by the environment.

use flitt_schema::Key;
use secrecy::zeroize::Zeroizing;

use super::api::Flitt;
use crate::Api as _;
use crate::runtime::client::{Client, ClientBuilder};
use crate::runtime::credentials::{Credentials, CredentialsError, KeyProblem, PUBLIC_KEYS, check_key};
#[cfg(feature = "http")]
use crate::runtime::error::ConfigError;

impl Credentials {
    /// The environment variable of the merchant's number.
    pub const MERCHANT_ID_VARIABLE: &'static str = "FLITT_MERCHANT_ID";
    /// The environment variable of the payment key.
    pub const PAYMENT_KEY_VARIABLE: &'static str = "FLITT_PAYMENT_KEY";
    /// The environment variable of the payout key, which is optional.
    pub const PAYOUT_KEY_VARIABLE: &'static str = "FLITT_PAYOUT_KEY";
    /// The environment variable of the company key, which is optional.
    pub const COMPANY_KEY_VARIABLE: &'static str = "FLITT_COMPANY_KEY";

    /// The environment variable of the payment key that was replaced by the current one, which is optional.
    pub const PREVIOUS_PAYMENT_KEY_VARIABLE: &'static str = "FLITT_PREVIOUS_PAYMENT_KEY";
    /// The environment variable of the payout key that was replaced by the current one, which is optional.
    pub const PREVIOUS_PAYOUT_KEY_VARIABLE: &'static str = "FLITT_PREVIOUS_PAYOUT_KEY";
    /// The environment variable that says whether test payments count as payments: `1` or `0`, which is optional.
    pub const ACCEPT_TEST_VARIABLE: &'static str = "FLITT_ACCEPT_TEST";

    /// The gateway's public test merchant: 1549901, keys `test` and `testcredit`
    /// (<https://docs.flitt.com/api/testing/>).
    #[must_use]
    pub fn test() -> Self {
        let [payment, payout] = PUBLIC_KEYS;
        Self::new(1_549_901, payment).with_payout_key(payout)
    }

    /// Reads the merchant and its keys from the environment: `FLITT_MERCHANT_ID`, `FLITT_PAYMENT_KEY` and, if they are
    /// set, `FLITT_PAYOUT_KEY`, `FLITT_COMPANY_KEY`, `FLITT_PREVIOUS_PAYMENT_KEY` and `FLITT_PREVIOUS_PAYOUT_KEY`; and from
    /// `FLITT_ACCEPT_TEST` whether test payments count ([`accepts_test_payments`](Self::accepts_test_payments)). White space
    /// around a key is trimmed; a key with quotes, a byte order mark, spaces within or characters outside ASCII is an error.
    pub fn from_env() -> Result<Self, CredentialsError> {
        let variable = Self::MERCHANT_ID_VARIABLE;
        let merchant = env_var(variable)?.ok_or(CredentialsError::Missing { variable })?;
        let merchant_id = merchant.trim().parse().map_err(|_| CredentialsError::NotANumber { variable })?;
        let variable = Self::PAYMENT_KEY_VARIABLE;
        let payment = env_key(variable, Key::Payment)?.ok_or(CredentialsError::Missing { variable })?;
        let mut credentials = Self::new(merchant_id, payment.as_str());
        if let Some(key) = env_key(Self::PAYOUT_KEY_VARIABLE, Key::Payout)? {
            credentials = credentials.with_payout_key(key.as_str());
        }
        if let Some(key) = env_key(Self::COMPANY_KEY_VARIABLE, Key::Company)? {
            credentials = credentials.with_company_key(key.as_str());
        }
        if let Some(key) = env_key(Self::PREVIOUS_PAYMENT_KEY_VARIABLE, Key::Payment)? {
            credentials = credentials.with_previous_payment_key(key.as_str());
        }
        if let Some(key) = env_key(Self::PREVIOUS_PAYOUT_KEY_VARIABLE, Key::Payout)? {
            credentials = credentials.with_previous_payout_key(key.as_str());
        }
        let variable = Self::ACCEPT_TEST_VARIABLE;
        match env_var(variable)?.as_deref().map(str::trim) {
            None => Ok(credentials),
            Some("1" | "true") => Ok(credentials.with_test_payments(true)),
            Some("0" | "false") => Ok(credentials.with_test_payments(false)),
            Some(_) => Err(CredentialsError::NotABoolean { variable }),
        }
    }

    /// Whether a test payment counts as a payment: as [`Credentials::with_test_payments`] says, else only for the gateway's
    /// public test merchants.
    #[must_use]
    pub fn accepts_test_payments(&self) -> bool {
        self.test_payments().unwrap_or_else(|| TEST_MERCHANTS.contains(&self.merchant_id()))
    }
}

/// The merchants of the gateway's examples and of its page on tests (<https://docs.flitt.com/api/testing/>).
const TEST_MERCHANTS: [&str; 2] = ["1549901", "1396424"];
/// A key in an environment variable; `None` where it is missing or empty.
fn env_key(variable: &'static str, key: Key) -> Result<Option<Zeroizing<String>>, CredentialsError> {
    let Some(text) = env_var(variable)?.map(Zeroizing::new) else { return Ok(None) };
    match check_key(&text) {
        Ok(key) => Ok(Some(Zeroizing::new(key.to_owned()))),
        Err(KeyProblem::Empty) => Ok(None),
        Err(problem) => Err(CredentialsError::NotAKey { variable: Some(variable), key, problem }),
    }
}

/// An environment variable; `None` where it is missing or empty.
fn env_var(variable: &'static str) -> Result<Option<String>, CredentialsError> {
    match std::env::var(variable) {
        Ok(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(text)) => {
            // It can be a key: cleared.
            drop(Zeroizing::new(text.into_encoded_bytes()));
            Err(CredentialsError::NotUtf8 { variable })
        }
    }
}

impl Client {
    /// The base URL of the gateway, for test merchants and live ones (<https://docs.flitt.com/api/introduction/>).
    pub const DEFAULT_BASE_URL: &'static str = "https://pay.flitt.com";

    /// The environment variable of the base URL, which `Client::from_env` reads.
    pub const BASE_URL_VARIABLE: &'static str = "FLITT_BASE_URL";

    /// A client with the default settings.
    #[cfg(feature = "http")]
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Self::builder(credentials).build()
    }

    /// A client configured by the environment: [`Credentials::from_env`], and the base URL from `FLITT_BASE_URL` if it is
    /// set.
    #[cfg(feature = "http")]
    pub fn from_env() -> Result<Self, ConfigError> {
        ClientBuilder::from_env()?.build()
    }

    /// A builder of clients for the gateway.
    pub fn builder(credentials: Credentials) -> ClientBuilder {
        ClientBuilder::new(Self::DEFAULT_BASE_URL, credentials).endpoints(Flitt::ENDPOINTS)
    }
}

#[cfg(feature = "blocking")]
impl crate::runtime::blocking::Client {
    /// A client with the default settings.
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Client::builder(credentials).build_blocking()
    }

    /// A client configured by the environment, like [`Client::from_env`].
    pub fn from_env() -> Result<Self, ConfigError> {
        ClientBuilder::from_env()?.build_blocking()
    }
}

impl ClientBuilder {
    /// A builder for the gateway, configured by the environment as [`Client::from_env`] is: for a client with a hook or a time limit.
    #[cfg(feature = "http")]
    pub fn from_env() -> Result<Self, ConfigError> {
        let builder = Client::builder(Credentials::from_env().map_err(ConfigError::Credentials)?);
        // A variable that cannot be read must not lead to the gateway itself.
        let base_url = env_var(Client::BASE_URL_VARIABLE).map_err(ConfigError::Credentials)?;
        Ok(base_url.into_iter().fold(builder, Self::base_url))
    }
}
