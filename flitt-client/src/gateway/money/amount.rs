use std::fmt;

use crate::gateway::api::reference::Currency;
use crate::runtime::value::WireEnum;

/// Why a text is not an amount of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AmountError {
    /// It is not digits with at most one point.
    NotANumber,
    /// It has more decimal places than the currency.
    TooPrecise {
        /// The decimal places of the currency.
        exponent: u32,
    },
    /// It does not fit into 64 bits.
    TooLarge,
    /// It is negative.
    Negative,
    /// No known currency follows it after a space.
    NoCurrency,
}

impl Currency {
    /// The number of decimal places: 2 for GEL (ISO 4217).
    #[must_use]
    pub fn exponent(self) -> u32 {
        self.column("exponent").and_then(|digits| digits.parse().ok()).unwrap_or(2)
    }

    /// The currency of a code of ISO 4217, in any case and with spaces around it; `None` where the gateway does not list it.
    ///
    /// ```
    /// use flitt_client::Currency;
    ///
    /// assert_eq!(Currency::from_code(" gel "), Some(Currency::GEL));
    /// assert_eq!(Currency::from_code("XAF"), None);
    /// ```
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::from_wire(&code.trim().to_ascii_uppercase())
    }

    /// An amount in minor units as decimal text, without the currency.
    ///
    /// ```
    /// use flitt_client::Currency;
    ///
    /// assert_eq!(Currency::GEL.format_minor(1020), "10.20");
    /// assert_eq!(Currency::GEL.format_minor(5), "0.05");
    /// ```
    #[must_use]
    pub fn format_minor(self, amount: u64) -> String {
        let digits = self.exponent() as usize;
        let text = format!("{amount:0>width$}", width = digits + 1);
        match text.split_at(text.len() - digits) {
            (whole, "") => whole.to_owned(),
            (whole, fraction) => format!("{whole}.{fraction}"),
        }
    }

    /// The amount in minor units of a text such as `10.20` or `10`.
    ///
    /// ```
    /// use flitt_client::Currency;
    /// use flitt_client::value::AmountError;
    ///
    /// assert_eq!(Currency::GEL.parse_minor("19.99"), Ok(1999));
    /// assert_eq!(Currency::GEL.parse_minor("10"), Ok(1000));
    /// assert_eq!(Currency::GEL.parse_minor("10.205"), Err(AmountError::TooPrecise { exponent: 2 }));
    /// assert_eq!(Currency::GEL.parse_minor("1e3"), Err(AmountError::NotANumber));
    /// ```
    pub fn parse_minor(self, text: &str) -> Result<u64, AmountError> {
        let exponent = self.exponent();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || text.ends_with('.') {
            return Err(AmountError::NotANumber);
        }
        if fraction.len() > exponent as usize {
            return Err(AmountError::TooPrecise { exponent });
        }
        format!("{whole}{fraction:0<width$}", width = exponent as usize).parse().map_err(|_| AmountError::TooLarge)
    }
}

impl fmt::Display for AmountError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber => formatter.write_str("an amount is digits with at most one point, such as 10.20"),
            Self::TooPrecise { exponent } => {
                write!(formatter, "the amount has more decimal places than its currency, which has {exponent}")
            }
            Self::TooLarge => formatter.write_str("the amount is too large"),
            Self::Negative => formatter.write_str("the amount is negative"),
            Self::NoCurrency => formatter.write_str("a sum is an amount and a known currency, such as 10.20 GEL"),
        }
    }
}

impl std::error::Error for AmountError {}
