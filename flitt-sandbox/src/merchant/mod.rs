//! Merchants that the sandbox knows, and their keys.

use std::fmt;

use flitt_client::schema::Key;
use secrecy::{ExposeSecret, SecretString};

mod file;

pub use file::MerchantsError;

/// A merchant that the sandbox knows.
///
/// `Debug` shows the number only; the memory of the keys is cleared when they are dropped.
#[derive(Clone)]
pub struct Merchant {
    id: u64,
    payment_key: SecretString,
    payout_key: Option<SecretString>,
    company: Option<Company>,
    may_split: bool,
}

/// Who merchants belong to: its number, and the key that signs requests for reports.
#[derive(Clone)]
struct Company {
    id: String,
    key: SecretString,
}

impl Merchant {
    /// A merchant by its number, with the key that signs payments.
    #[must_use]
    pub fn new(id: u64, payment_key: &str) -> Self {
        Self { id, payment_key: payment_key.into(), payout_key: None, company: None, may_split: true }
    }

    /// Adds the key that signs payouts.
    #[must_use]
    pub fn with_payout_key(mut self, key: &str) -> Self {
        self.payout_key = Some(key.into());
        self
    }

    /// Says to which company the merchant belongs, by its number, and the key that signs the company's requests for
    /// reports. Payments are split within a company only; merchants without one count as a company of their own.
    #[must_use]
    pub fn with_company(mut self, id: &str, key: &str) -> Self {
        self.company = Some(Company { id: id.to_owned(), key: key.into() });
        self
    }

    /// Refuses to split payments of this merchant, as the gateway does unless it was agreed.
    #[must_use]
    pub fn without_split(mut self) -> Self {
        self.may_split = false;
        self
    }

    /// Every merchant of the documentation's examples, all of the test company 1019: [`Merchant::test`] first, then
    /// 1549902 (reports), 700001 (split payments) and the receivers 500001 and 600001, each with the key `test`.
    #[must_use]
    pub fn documented() -> Vec<Self> {
        let others = [1_549_902, 700_001, 500_001, 600_001].map(|id| Self::new(id, "test"));
        std::iter::once(Self::test()).chain(others).map(|merchant| merchant.with_company("1019", "test")).collect()
    }

    /// The documented test merchant: 1549901, with the keys `test` and `testcredit`
    /// (<https://docs.flitt.com/api/testing/>).
    #[must_use]
    pub fn test() -> Self {
        Self::new(1_549_901, "test").with_payout_key("testcredit")
    }

    /// The merchant's number.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// A key, if the merchant has it.
    pub(crate) fn key(&self, key: Key) -> Option<&str> {
        match key {
            Key::Payment => Some(self.payment_key.expose_secret()),
            Key::Payout => self.payout_key.as_ref().map(ExposeSecret::expose_secret),
            Key::Company => self.company.as_ref().map(|company| company.key.expose_secret()),
            Key::None => None,
        }
    }

    /// The number of the company; nothing without one.
    pub(crate) fn company(&self) -> Option<&str> {
        self.company.as_ref().map(|company| company.id.as_str())
    }

    /// The key of a company, if the merchant belongs to it.
    pub(crate) fn company_key(&self, id: &str) -> Option<&str> {
        self.company.as_ref().filter(|company| company.id == id).map(|company| company.key.expose_secret())
    }

    /// Whether payments may be split.
    pub(crate) fn may_split(&self) -> bool {
        self.may_split
    }

    pub(crate) fn has_empty_key(&self) -> bool {
        [Key::Payment, Key::Payout, Key::Company].iter().any(|key| self.key(*key) == Some(""))
    }
}

impl fmt::Debug for Merchant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Merchant({})", self.id)
    }
}
