use std::fmt;

/// A sensitive value of a request: a card number, a security code, a token, an IBAN. `Debug` and `Display` show `[redacted]`.
///
/// ```
/// # #[cfg(feature = "api")] {
/// use flitt_client::api::ChargeSavedCard;
///
/// let request = ChargeSavedCard::request()
///     .order_id("1")
///     .order_desc("Monthly fee")
///     .amount(1000)
///     .currency("GEL")
///     .rectoken("a token")
///     .build()?;
/// assert_eq!(request.rectoken().to_string(), "[redacted]");
/// assert_eq!(request.rectoken().expose(), "a token");
/// # }
/// # Ok::<(), flitt_client::error::ValidationError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Sensitive<'v>(&'v str);

impl<'v> Sensitive<'v> {
    pub(crate) fn new(text: &'v str) -> Self {
        Self(text)
    }

    /// The value itself, not redacted. Do not log it; encrypt it before you store it.
    #[must_use]
    pub fn expose(self) -> &'v str {
        self.0
    }
}

impl fmt::Debug for Sensitive<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::REDACTED.fmt(formatter)
    }
}

impl fmt::Display for Sensitive<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, formatter)
    }
}
