use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::amount::AmountError;
use crate::gateway::api::reference::Currency;
use crate::runtime::request::argument::{
    Integer, TextOrInteger,
    sealed::{Sealed, SealedInteger},
};
use crate::runtime::value::{OpenEnum, WireEnum as _};

/// A sum of money: an amount in minor units of a currency, from 0 to 9,223,372,036,854,775,807.
///
/// It reads and writes the decimal text of people without floating point numbers, and fits into the `i64` of a database column. A
/// setter takes it for an amount: its minor units are sent. If the request's currency is another one, `build` fails.
///
/// ```
/// use flitt_client::Currency;
/// use flitt_client::api::CheckoutUrl;
/// use flitt_client::value::{AmountError, Money};
///
/// let price = Money::parse(Currency::GEL, "10.20")?;
/// assert_eq!((price.minor(), price.to_string().as_str()), (1020, "10.20 GEL"));
/// assert_eq!("10.20 GEL".parse(), Ok(price));
///
/// // To a database column, and back:
/// let column = i64::from(price);
/// assert_eq!(Money::from_minor(Currency::GEL, column), Ok(price));
/// assert_eq!(Money::from_minor(Currency::GEL, -1), Err(AmountError::Negative));
///
/// let order = CheckoutUrl::request().order_id("1").order_desc("Tea").amount(price).currency(price.currency());
/// assert_eq!(order.clone().build().map(|order| order.amount()), Ok(1020));
/// assert!(order.currency(Currency::USD).build().is_err());
/// # Ok::<(), AmountError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Never negative.
    minor: i64,
    currency: Currency,
}

impl Money {
    /// A sum of minor units: tetri, cents. It takes any integer.
    ///
    /// # Errors
    ///
    /// If it is negative, or more than an `i64` holds.
    pub fn from_minor(currency: Currency, minor: impl TryInto<i64>) -> Result<Self, AmountError> {
        let minor = minor.try_into().map_err(|_| AmountError::TooLarge)?;
        if minor < 0 { Err(AmountError::Negative) } else { Ok(Self { minor, currency }) }
    }

    /// A sum in major units, such as `10.20` or `10`, as [`Currency::parse_minor`] reads it.
    ///
    /// # Errors
    ///
    /// If the text is not digits with at most one point, has more decimal places than the currency, or is too large.
    pub fn parse(currency: Currency, text: &str) -> Result<Self, AmountError> {
        Self::from_minor(currency, currency.parse_minor(text)?)
    }

    /// A sum of a response or an event; `None` where its currency is not a known one, so that its decimal places are not known.
    #[must_use]
    pub fn known(currency: &OpenEnum<Currency>, minor: u64) -> Option<Self> {
        Self::from_minor(currency.known()?, minor).ok()
    }

    /// The minor units: 1020 for 10.20.
    #[must_use]
    pub fn minor(self) -> u64 {
        self.minor.unsigned_abs()
    }

    /// The currency.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The decimal text without the currency: `10.20`.
    #[must_use]
    pub fn decimal(self) -> String {
        self.currency.format_minor(self.minor())
    }

    /// The sum of two; `None` where they have different currencies, or it is too large.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.combined(other, i64::checked_add)
    }

    /// What is left; `None` where they have different currencies, or the other one is larger.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.combined(other, i64::checked_sub)
    }

    fn combined(self, other: Self, combine: fn(i64, i64) -> Option<i64>) -> Option<Self> {
        let minor = combine(self.minor, other.minor).filter(|_| self.currency == other.currency)?;
        Self::from_minor(self.currency, minor).ok()
    }
}

/// The minor units.
impl From<Money> for i64 {
    fn from(money: Money) -> Self {
        money.minor
    }
}

/// The minor units.
impl From<Money> for u64 {
    fn from(money: Money) -> Self {
        money.minor()
    }
}

/// Sums of different currencies have no order.
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.minor.cmp(&other.minor))
    }
}

/// As `Display` writes it: `10.20 GEL`.
impl FromStr for Money {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        let (amount, currency) = text.split_once(' ').ok_or(AmountError::NoCurrency)?;
        Self::parse(currency.parse().map_err(|_| AmountError::NoCurrency)?, amount)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format!("{} {}", self.decimal(), self.currency))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.decimal(), self.currency)
    }
}

impl Sealed for Money {}

impl SealedInteger for Money {}

impl TextOrInteger for Money {
    fn push_to(&self, text: &mut String) {
        self.push_digits(text);
    }
}

impl Integer for Money {
    fn push_digits(self, text: &mut String) {
        self.minor.push_digits(text);
    }

    fn currency(&self) -> Option<&'static str> {
        Some(self.currency.as_str())
    }
}
