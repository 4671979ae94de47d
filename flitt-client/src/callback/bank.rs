//! The payer's way to the card's bank and back (3-D Secure): a form that leads there, and what the bank's page brings to
//! the merchant's (<https://docs.flitt.com/api/create-order-direct/>).

use std::fmt;

use crate::api::secure_step1::acs_url::AcsUrl;
use crate::api::{SecureStep2, secure_step2};
use crate::builder::Set;
use crate::callback::body;
use crate::decode::Refusal;
use crate::html::HtmlForm;

/// The bank's question, as its form takes it.
const QUESTION: &str = "PaReq";
/// The name of the check, which comes back as it went.
const CHECK: &str = "MD";
/// The merchant's page, to which the bank sends the browser back.
const WAY_BACK: &str = "TermUrl";
/// The bank's finding. The gateway's table writes it in lower case, banks write it so: both are read.
const FINDING: &str = "PaRes";

/// What the bank's page brought to the merchant's page (`TermUrl`): all that [`SecureStep2::of_return`] needs.
///
/// Nobody signs it, so it proves nothing: the second step tells whether the payer passed. `Debug` shows neither value.
///
/// ```
/// use flitt_client::api::SecureStep2;
/// use flitt_client::callback::BankReturn;
///
/// let returned = BankReturn::read(b"PaRes=eJx9&MD=2001876637")?;
/// let request = SecureStep2::of_return(&returned, "test_12343242").build()?;
/// # let _ = request;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct BankReturn {
    md: String,
    pares: String,
}

/// Why a browser brought nothing from a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BankReturnError {
    /// It is neither a form nor a query.
    Unreadable(Refusal),
    /// A field is absent or empty.
    Missing(&'static str),
    /// A field stands there in both spellings.
    Duplicate(&'static str),
}

/// The bank's page has an address that is none of the web: a browser is not sent there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoBankPage;

impl AcsUrl {
    /// The form that sends the payer's browser to the bank's page. `term_url` is the page of the merchant to which the
    /// bank sends the browser back, and where [`BankReturn`] reads what it brings; it should name the order, since the
    /// bank does not. The button says `label`.
    pub fn to_bank_form(&self, term_url: &str, label: &str) -> Result<HtmlForm, NoBankPage> {
        let address = self.acs_url();
        if !["https://", "http://"].iter().any(|scheme| address.starts_with(scheme)) {
            return Err(NoBankPage);
        }
        let fields = [(QUESTION, self.pareq()), (CHECK, self.md()), (WAY_BACK, term_url)];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Ok(HtmlForm::new(address.to_owned(), fields, label))
    }
}

impl BankReturn {
    /// Reads the body of a form, or the query of an address.
    pub fn read(body: &[u8]) -> Result<Self, BankReturnError> {
        let fields = body::read_form(body).map_err(BankReturnError::Unreadable)?;
        let value = |name: &'static str| {
            let mut found = fields.iter().filter(|field| field.name().eq_ignore_ascii_case(name));
            let value = found.next().map(|field| field.text()).filter(|text| !text.is_empty());
            match (value, found.next()) {
                (_, Some(_)) => Err(BankReturnError::Duplicate(name)),
                (Some(value), None) => Ok(value.to_owned()),
                (None, None) => Err(BankReturnError::Missing(name)),
            }
        };
        Ok(Self { md: value(CHECK)?, pares: value(FINDING)? })
    }

    /// The name of the check, as the answer to the first step gave it.
    #[must_use]
    pub fn md(&self) -> &str {
        &self.md
    }

    /// The bank's finding.
    #[must_use]
    pub fn pares(&self) -> &str {
        &self.pares
    }
}

impl SecureStep2 {
    /// A request that finishes a payment after the bank's check. `order_id` is that of the first step: the bank does not
    /// know it.
    pub fn of_return(returned: &BankReturn, order_id: impl AsRef<str>) -> secure_step2::Builder<Set, Set, Set> {
        Self::request().order_id(order_id).pares(returned.pares()).md(returned.md())
    }
}

impl fmt::Debug for BankReturn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BankReturn")
    }
}

impl fmt::Display for BankReturnError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(refusal) => write!(formatter, "the bank's return cannot be read: {refusal}"),
            Self::Missing(name) => write!(formatter, "the browser did not bring `{name}` from the bank"),
            Self::Duplicate(name) => write!(formatter, "the browser brought `{name}` from the bank twice"),
        }
    }
}

impl std::error::Error for BankReturnError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable(refusal) => Some(refusal),
            Self::Missing(_) | Self::Duplicate(_) => None,
        }
    }
}

impl fmt::Display for NoBankPage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the address of the bank's page does not begin with https:// or http://")
    }
}

impl std::error::Error for NoBankPage {}
