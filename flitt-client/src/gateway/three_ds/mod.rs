//! 3-D Secure: the form that sends the payer's browser to the page of the card's bank (ACS), and what the browser brings
//! back (<https://docs.flitt.com/api/create-order-direct/>).

#[cfg(feature = "axum")]
mod extract;

#[cfg(feature = "axum")]
pub use extract::ThreeDsRejection;

use std::fmt;

use super::api::three_ds_step1::acs_url::AcsUrl;
use super::api::{ThreeDsStep2, three_ds_step2};
use crate::runtime::fields::Fields;
use crate::runtime::request::argument::Text;
use crate::runtime::request::{HtmlForm, Set};
use crate::runtime::response::VerificationError;

/// The bank's authentication request, in its form.
const PA_REQ: &str = "PaReq";
/// The identifier of the authentication, which the bank returns unchanged.
const MD: &str = "MD";
/// The merchant's page to which the bank sends the browser back.
const TERM_URL: &str = "TermUrl";
/// The bank's authentication response. The gateway's table has it in lower case, banks use this form: both are accepted.
const PA_RES: &str = "PaRes";

/// The fields that the bank's page posts to the merchant's page (`TermUrl`), for [`ThreeDsStep2::from_acs_return`].
///
/// They are not signed and prove nothing: the response to the second step says whether the payer passed. `Debug` shows no
/// value.
///
/// ```
/// use flitt_client::api::ThreeDsStep2;
/// use flitt_client::callback::ThreeDsReturn;
///
/// let returned = ThreeDsReturn::parse(b"PaRes=eJx9&MD=2001876637")?;
/// let request = ThreeDsStep2::from_acs_return(&returned, "test_12343242").build()?;
/// # let _ = request;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ThreeDsReturn {
    md: String,
    pares: String,
}

/// Why fields are not those of a bank's page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThreeDsReturnError {
    /// They are neither a form nor a query.
    Unreadable(VerificationError),
    /// A field is missing or empty.
    Missing(&'static str),
    /// A field occurs more than once.
    Duplicate(&'static str),
}

/// The URL of the bank's page is neither https nor http: a browser must not be sent there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidAcsUrlError;

impl AcsUrl {
    /// The form that sends the payer's browser to the bank's page, with `label` on its button. `term_url` is the merchant's
    /// page to which the bank sends the browser back, where [`ThreeDsReturn`] parses its fields. It should contain the
    /// order id, which the bank does not know.
    pub fn to_bank_form(&self, term_url: &str, label: &str) -> Result<HtmlForm, InvalidAcsUrlError> {
        let address = self.acs_url();
        if !["https://", "http://"].iter().any(|scheme| address.starts_with(scheme)) {
            return Err(InvalidAcsUrlError);
        }
        let fields = [(PA_REQ, self.pareq()), (MD, self.md()), (TERM_URL, term_url)];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Ok(HtmlForm::new(address.to_owned(), fields, label))
    }
}

impl ThreeDsReturn {
    /// Parses the body of a form, or the query of a URL.
    pub fn parse(body: &[u8]) -> Result<Self, ThreeDsReturnError> {
        let text = std::str::from_utf8(body).map_err(|_| ThreeDsReturnError::Unreadable(VerificationError::NotUtf8))?;
        let fields = Fields::from_form(text)
            .map_err(|error| ThreeDsReturnError::Unreadable(VerificationError::Unreadable(error)))?;
        let value = |name: &'static str| {
            let mut found = fields.iter().filter(|field| field.name().eq_ignore_ascii_case(name));
            let value = found.next().map(|field| field.text()).filter(|text| !text.is_empty());
            match (value, found.next()) {
                (_, Some(_)) => Err(ThreeDsReturnError::Duplicate(name)),
                (Some(value), None) => Ok(value.to_owned()),
                (None, None) => Err(ThreeDsReturnError::Missing(name)),
            }
        };
        Ok(Self { md: value(MD)?, pares: value(PA_RES)? })
    }

    /// The identifier of the authentication, from the response to the first step.
    #[must_use]
    pub fn md(&self) -> &str {
        &self.md
    }

    /// The bank's authentication response.
    #[must_use]
    pub fn pares(&self) -> &str {
        &self.pares
    }
}

impl ThreeDsStep2 {
    /// A request that completes a payment after the authentication. `order_id` is that of the first step.
    pub fn from_acs_return(returned: &ThreeDsReturn, order_id: impl Text) -> three_ds_step2::Builder<Set, Set, Set> {
        Self::request().order_id(order_id).pares(returned.pares()).md(returned.md())
    }
}

impl fmt::Debug for ThreeDsReturn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ThreeDsReturn")
    }
}

impl fmt::Display for ThreeDsReturnError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(formatter, "the fields from the bank cannot be parsed: {error}"),
            Self::Missing(name) => write!(formatter, "missing field `{name}` from the bank"),
            Self::Duplicate(name) => write!(formatter, "duplicate field `{name}` from the bank"),
        }
    }
}

impl std::error::Error for ThreeDsReturnError {}

impl fmt::Display for InvalidAcsUrlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the URL of the bank's page does not begin with https:// or http://")
    }
}

impl std::error::Error for InvalidAcsUrlError {}
