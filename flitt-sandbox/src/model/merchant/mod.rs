//! The merchants of the sandbox, and their keys.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use flitt_schema::Key;
use secrecy::{ExposeSecret, SecretString};

mod file;

pub use file::MerchantsError;

/// A merchant of the sandbox.
///
/// `Debug` shows only the merchant ID. The memory of the keys is cleared on drop.
#[derive(Clone)]
pub struct Merchant {
    id: u64,
    /// What payers see; empty without one.
    name: String,
    payment_key: SecretString,
    payout_key: Option<SecretString>,
    company: Option<Company>,
    may_split: bool,
}

/// The company of a merchant: its ID, and the key that signs requests for reports.
#[derive(Clone)]
struct Company {
    id: String,
    key: SecretString,
}

impl Merchant {
    /// The ID of the documented test merchant.
    pub(crate) const TEST_ID: u64 = 1_549_901;

    /// A merchant with this ID and the key that signs payments.
    #[must_use]
    pub fn new(id: u64, payment_key: &str) -> Self {
        Self {
            id,
            name: String::new(),
            payment_key: payment_key.into(),
            payout_key: None,
            company: None,
            may_split: true,
        }
    }

    /// Sets the name that payers see on the checkout page. Without one they see the merchant ID.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Adds the key that signs payouts.
    #[must_use]
    pub fn with_payout_key(mut self, key: &str) -> Self {
        self.payout_key = Some(key.into());
        self
    }

    /// Sets the merchant's company: its ID, and the key that signs the company's requests for reports. Payments are
    /// split only within a company. A merchant without one is treated as a company of its own.
    #[must_use]
    pub fn with_company(mut self, id: &str, key: &str) -> Self {
        self.company = Some(Company { id: id.to_owned(), key: key.into() });
        self
    }

    /// Rejects split payments of this merchant, as the gateway does by default.
    #[must_use]
    pub fn without_split(mut self) -> Self {
        self.may_split = false;
        self
    }

    /// The merchants of the documentation's examples, all of the test company 1019: [`Merchant::test`] first, then
    /// 1549902 (reports), 700001 (split payments) and the receivers 500001 and 600001, each with the key `test`.
    #[must_use]
    pub fn documented() -> Vec<Self> {
        let others = [
            (1_549_902, "Test shop with reports"),
            (700_001, "Test marketplace"),
            (500_001, "First test seller"),
            (600_001, "Second test seller"),
        ];
        let others = others.map(|(id, name)| Self::new(id, "test").with_name(name));
        std::iter::once(Self::test()).chain(others).map(|merchant| merchant.with_company("1019", "test")).collect()
    }

    /// The documented test merchant: 1549901, with the keys `test` and `testcredit`
    /// (<https://docs.flitt.com/api/testing/>).
    #[must_use]
    pub fn test() -> Self {
        Self::new(Self::TEST_ID, "test").with_name("Test shop").with_payout_key("testcredit")
    }

    /// The merchant ID.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The name that payers see; empty without one.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// One of the merchant's keys, if it has this one.
    pub(crate) fn key(&self, key: Key) -> Option<&str> {
        match key {
            Key::Payment => Some(self.payment_key.expose_secret()),
            Key::Payout => self.payout_key.as_ref().map(ExposeSecret::expose_secret),
            Key::Company => self.company.as_ref().map(|company| company.key.expose_secret()),
            Key::None => None,
        }
    }

    /// The ID of the merchant's company.
    pub(crate) fn company(&self) -> Option<&str> {
        self.company.as_ref().map(|company| company.id.as_str())
    }

    /// The key of a company, if the merchant belongs to it.
    pub(crate) fn company_key(&self, id: &str) -> Option<&str> {
        self.company.as_ref().filter(|company| company.id == id).map(|company| company.key.expose_secret())
    }

    /// Whether the merchant may split payments.
    pub(crate) fn may_split(&self) -> bool {
        self.may_split
    }

    /// Whether one of the keys is empty: anybody could sign with it.
    pub(crate) fn has_empty_key(&self) -> bool {
        [Key::Payment, Key::Payout, Key::Company].iter().any(|key| self.key(*key) == Some(""))
    }
}

impl fmt::Debug for Merchant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Merchant({})", self.id)
    }
}

/// All merchants of a sandbox, in the order in which they were added. Clones are cheap.
#[derive(Clone)]
pub(crate) struct Merchants(Arc<[Merchant]>);

impl Merchants {
    /// A merchant by its ID.
    pub(crate) fn find(&self, id: u64) -> Option<&Merchant> {
        self.0.iter().find(|merchant| merchant.id() == id)
    }
}

impl Deref for Merchants {
    type Target = [Merchant];

    fn deref(&self) -> &[Merchant] {
        &self.0
    }
}

impl From<Vec<Merchant>> for Merchants {
    fn from(merchants: Vec<Merchant>) -> Self {
        Self(merchants.into())
    }
}
