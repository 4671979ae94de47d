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
    previous_payment: Option<SecretString>,
    previous_payout: Option<SecretString>,
    accepts_test_payments: Option<bool>,
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
    /// A variable is neither `1` nor `0`.
    NotABoolean {
        /// Its name.
        variable: &'static str,
    },
    /// A variable is not UTF-8.
    NotUtf8 {
        /// Its name.
        variable: &'static str,
    },
    /// A text cannot be a key.
    NotAKey {
        /// The variable that has it; `None` where it was given by the program.
        variable: Option<&'static str>,
        /// What the key is for.
        key: Key,
        /// What is wrong with it.
        problem: KeyProblem,
    },
}

/// Why a text cannot be a key. The gateway's keys are of ASCII letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyProblem {
    /// It is empty.
    Empty,
    /// It has a quote at an end.
    Quotes,
    /// It begins with a byte order mark.
    ByteOrderMark,
    /// It has a space or a line end within.
    WhiteSpace,
    /// It has a control character.
    ControlCharacter,
    /// It has a character outside ASCII, which can look like one of ASCII.
    NotAscii,
}

impl Credentials {
    /// A merchant and its payment key, as the gateway's portal shows them.
    #[must_use]
    pub fn new(merchant_id: u64, payment_key: impl Into<String>) -> Self {
        let merchant_id = merchant_id.to_string().into_boxed_str();
        Self {
            merchant_id,
            payment: Some(secret(payment_key)),
            payout: None,
            company: None,
            previous_payment: None,
            previous_payout: None,
            accepts_test_payments: None,
        }
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

    /// Adds the payment key that was replaced by the current one. Responses and callbacks are accepted with both keys. Keep
    /// the previous key for 26 hours after the change: for so long the gateway can repeat a callback that it signed with the
    /// old key. Requests are signed with the current key only.
    #[must_use]
    pub fn with_previous_payment_key(mut self, key: impl Into<String>) -> Self {
        self.previous_payment = Some(secret(key));
        self
    }

    /// Adds the payout key that was replaced by the current one; see
    /// [`with_previous_payment_key`](Self::with_previous_payment_key).
    #[must_use]
    pub fn with_previous_payout_key(mut self, key: impl Into<String>) -> Self {
        self.previous_payout = Some(secret(key));
        self
    }

    /// Whether a test payment counts as a payment. Without this call, it counts for the gateway's public test merchants only:
    /// a shop that sells must not ship for a test card.
    #[must_use]
    pub fn with_test_payments(mut self, accepted: bool) -> Self {
        self.accepts_test_payments = Some(accepted);
        self
    }

    /// What [`with_test_payments`](Self::with_test_payments) was called with; `None` where it was not called.
    #[must_use]
    pub fn test_payments(&self) -> Option<bool> {
        self.accepts_test_payments
    }

    /// Trims the white space around each key, and rejects a key that cannot be one. [`from_env`](Self::from_env) does this;
    /// call it for keys from a file or from your own store.
    ///
    /// ```
    /// use flitt_client::Credentials;
    ///
    /// assert!(Credentials::new(1549901, "test\n").checked().is_ok());
    /// let error = Credentials::new(1549901, "'test'").checked().unwrap_err();
    /// assert!(error.to_string().starts_with("the payment key is not usable: it has a quote at an end"));
    /// ```
    pub fn checked(self) -> Result<Self, CredentialsError> {
        let check = |key: Key, text: Option<SecretString>| match text {
            None => Ok(None),
            Some(text) => check_key(text.expose_secret())
                .map(|text| Some(secret(text)))
                .map_err(|problem| CredentialsError::NotAKey { variable: None, key, problem }),
        };
        Ok(Self {
            merchant_id: self.merchant_id,
            payment: check(Key::Payment, self.payment)?,
            payout: check(Key::Payout, self.payout)?,
            company: check(Key::Company, self.company)?,
            previous_payment: check(Key::Payment, self.previous_payment)?,
            previous_payout: check(Key::Payout, self.previous_payout)?,
            accepts_test_payments: self.accepts_test_payments,
        })
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
        // Each text before the last can contain another key.
        let masked =
            keys.into_iter().fold(Zeroizing::new(text.to_owned()), |text, key| Zeroizing::new(mask(&text, key)));
        String::clone(&masked)
    }

    /// A key; `None` where it is missing or empty.
    pub(crate) fn key(&self, key: Key) -> Option<&str> {
        let secret = match key {
            Key::Payment => &self.payment,
            Key::Payout => &self.payout,
            Key::Company => &self.company,
            Key::None => return Some(""),
        };
        exposed(secret.as_ref()?)
    }

    /// The keys with which a message is accepted: the current key, and the one before it. None where nothing is signed: anybody can make
    /// a signature without a key.
    pub(crate) fn verification_keys(&self, key: Key) -> impl Iterator<Item = &str> {
        let previous = match key {
            Key::Payment => self.previous_payment.as_ref(),
            Key::Payout => self.previous_payout.as_ref(),
            Key::Company | Key::None => None,
        };
        self.key(key).filter(|_| key != Key::None).into_iter().chain(previous.and_then(exposed))
    }

    /// Every key with its name.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named = [
            ("payment key", &self.payment),
            ("payout key", &self.payout),
            ("company key", &self.company),
            ("previous payment key", &self.previous_payment),
            ("previous payout key", &self.previous_payout),
        ];
        named.into_iter().filter_map(|(name, secret)| Some((name, exposed(secret.as_ref()?)?)))
    }
}

/// A key; `None` where it is empty.
fn exposed(secret: &SecretString) -> Option<&str> {
    Some(secret.expose_secret()).filter(|text| !text.is_empty())
}

/// A key without the white space around it.
pub(crate) fn check_key(text: &str) -> Result<&str, KeyProblem> {
    const QUOTES: [char; 13] = ['"', '\'', '`', '´', '“', '”', '„', '‘', '’', '‚', '«', '»', '＂'];
    let is_end =
        |character: char| character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200d}' | '\u{2060}');
    let key = text.trim_matches(is_end);
    if key.is_empty() {
        Err(KeyProblem::Empty)
    } else if key.starts_with('\u{feff}') || key.starts_with("ï»¿") {
        Err(KeyProblem::ByteOrderMark)
    } else if key.starts_with(QUOTES) || key.ends_with(QUOTES) {
        Err(KeyProblem::Quotes)
    } else if key.contains(char::is_whitespace) {
        Err(KeyProblem::WhiteSpace)
    } else if key.contains(char::is_control) {
        Err(KeyProblem::ControlCharacter)
    } else if !key.is_ascii() {
        Err(KeyProblem::NotAscii)
    } else {
        Ok(key)
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
            Self::NotABoolean { variable } => {
                write!(formatter, "the environment variable {variable} is neither 1 nor 0")
            }
            Self::NotUtf8 { variable } => write!(formatter, "the environment variable {variable} is not UTF-8"),
            Self::NotAKey { variable: Some(variable), problem, .. } => {
                write!(formatter, "the environment variable {variable} does not hold a usable key: {problem}")
            }
            Self::NotAKey { variable: None, key, problem } => {
                write!(formatter, "the {} key is not usable: {problem}", key.as_str())
            }
        }
    }
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "it is empty",
            Self::Quotes => {
                "it has a quote at an end; remove the quotes, which `docker --env-file` and some programs keep"
            }
            Self::ByteOrderMark => {
                "it begins with a byte order mark, which editors do not show; save the file as UTF-8 without one"
            }
            Self::WhiteSpace => "it has a space or a line end within; give the key alone, on one line",
            Self::ControlCharacter => "it has a control character; copy the key from the portal",
            Self::NotAscii => {
                "it has a character outside ASCII, which can look like a letter or a digit; copy the key from the portal"
            }
        })
    }
}

impl std::error::Error for CredentialsError {}
