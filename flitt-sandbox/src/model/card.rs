//! Cards as payers enter them, and the result of a payment with each.

use std::fmt;

use flitt_client::reference::ResponseCode;
use flitt_schema::{List, ListedValue};
use secrecy::{ExposeSecret, SecretString};

use crate::model::order::Charged;

/// The electronic commerce indicator of a payment whose payer was authenticated.
pub(crate) const ECI_AUTHENTICATED: &str = "5";
/// The electronic commerce indicator of a payment whose payer was not authenticated.
pub(crate) const ECI_NOT_AUTHENTICATED: &str = "7";

/// A card as a payer enters it.
///
/// The documented test cards (`schemas/reference/test_cards.json`) are approved or declined as documented. Every other
/// number is declined with code 1015. `Debug` shows no part of the card.
///
/// ```
/// use flitt_sandbox::Card;
///
/// let card = Card::new("4444 5555 6666 1111").with_expiry("0130").with_cvv2("123");
/// assert_eq!(format!("{card:?}"), "Card([redacted])");
/// ```
#[derive(Clone)]
pub struct Card {
    number: SecretString,
    expiry: SecretString,
    cvv2: SecretString,
    charged: Option<Charged>,
}

impl Card {
    /// A card with this number. Spaces and dashes are removed. The expiry date is 12/30 and the security code 123: the
    /// documented cards accept any.
    #[must_use]
    pub fn new(number: &str) -> Self {
        let digits: String = number.chars().filter(|character| !matches!(character, ' ' | '-')).collect();
        Self { number: digits.into(), expiry: "1230".into(), cvv2: "123".into(), charged: None }
    }

    /// Sets the expiry date, written `MMYY`.
    #[must_use]
    pub fn with_expiry(mut self, expiry: &str) -> Self {
        self.expiry = expiry.into();
        self
    }

    /// Sets the security code: three or four digits.
    #[must_use]
    pub fn with_cvv2(mut self, cvv2: &str) -> Self {
        self.cvv2 = cvv2.into();
        self
    }

    /// Charges another amount or another currency than those of the order, if the payment is approved: `actual_amount`, in
    /// minor units, and `actual_currency`. An empty currency is one that the gateway does not report.
    #[must_use]
    pub fn charging(mut self, amount: u64, currency: &str) -> Self {
        self.charged = Some(Charged { amount, currency: currency.to_owned() });
        self
    }

    /// What it charges instead of the amount of the order.
    pub(crate) fn charged(&self) -> Option<&Charged> {
        self.charged.as_ref()
    }

    /// The number, for the state file.
    pub(crate) fn number(&self) -> &str {
        self.number.expose_secret()
    }

    /// The first six and the last four digits, as responses show them. Empty if the number is not a card number.
    pub(crate) fn masked(&self) -> String {
        match self.digits() {
            Some(digits) => {
                let (first, last) = (&digits[..6], &digits[digits.len() - 4..]);
                format!("{first}{}{last}", "X".repeat(digits.len() - 10))
            }
            None => String::new(),
        }
    }

    /// The first six digits.
    pub(crate) fn bin(&self) -> Option<u64> {
        self.digits()?[..6].parse().ok()
    }

    /// The number, if it has the form of a card number: 13 to 19 digits.
    fn digits(&self) -> Option<&str> {
        let number = self.number.expose_secret();
        let is_number = (13..=19).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(number)
    }

    /// The result of a payment with this card, from the list of documented test cards.
    pub(crate) fn decision(&self, cards: &List) -> CardDecision {
        let decline = |code| CardDecision { brand: String::new(), eci: "", decline: Some(code) };
        let Some(number) = self.digits() else { return decline(ResponseCode::InvalidCardNumber) };
        if !is_expiry(self.expiry.expose_secret()) {
            return decline(ResponseCode::InvalidExpiryDate);
        }
        if !is_cvv2(self.cvv2.expose_secret()) {
            return decline(ResponseCode::InvalidCvv);
        }
        let Some(listed) = cards.find(number) else { return decline(ResponseCode::InvalidCardNumber) };
        let column = |name| column(cards, listed, name);
        let is_approved = column("result") == "approve";
        CardDecision {
            brand: column("brand").to_owned(),
            eci: if column("secure") == "no" { ECI_NOT_AUTHENTICATED } else { ECI_AUTHENTICATED },
            decline: (!is_approved).then_some(ResponseCode::GeneralDecline),
        }
    }
}

impl Card {
    /// How the bank authenticates the payer before it decides. A card with invalid data is declined without
    /// authentication.
    pub(crate) fn authentication(&self, cards: &List, reservation_data: ReservationData) -> Authentication {
        let is_valid = is_expiry(self.expiry.expose_secret()) && is_cvv2(self.cvv2.expose_secret());
        let listed = self.digits().filter(|_| is_valid).and_then(|number| cards.find(number));
        match listed.map(|listed| column(cards, listed, "secure")) {
            Some("yes" | "challenge") => Authentication::Confirmation,
            Some("by reservation_data") if reservation_data == ReservationData::Absent => Authentication::Confirmation,
            Some(method) => {
                method.strip_prefix("otp ").map_or(Authentication::None, |code| Authentication::Code(code.to_owned()))
            }
            None => Authentication::None,
        }
    }

    /// Whether it is one of the documented test cards.
    pub(crate) fn is_listed(&self, cards: &List) -> bool {
        self.digits().is_some_and(|number| cards.find(number).is_some())
    }

    /// The card that represents every wallet: the first one that is approved without authentication.
    pub(crate) fn wallet(cards: &List) -> Self {
        let is_plain = |listed: &&ListedValue| {
            column(cards, listed, "secure") == "no" && column(cards, listed, "result") == "approve"
        };
        Self::new(cards.values.iter().find(is_plain).map_or("", |listed| listed.value.as_ref()))
    }
}

/// How the bank authenticates a payer.
pub(crate) enum Authentication {
    /// Not at all, or without the payer's part (frictionless).
    None,
    /// The payer confirms or rejects the payment.
    Confirmation,
    /// The payer enters this one-time code.
    Code(String),
}

/// Whether a request has `reservation_data`, with which some cards need no authentication.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReservationData {
    Present,
    Absent,
}

impl ReservationData {
    /// From the value of the parameter, if there is one.
    pub(crate) fn of(value: Option<&str>) -> Self {
        if value.is_some() { Self::Present } else { Self::Absent }
    }
}

impl From<&str> for Card {
    fn from(number: &str) -> Self {
        Self::new(number)
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Card([redacted])")
    }
}

/// The result of a payment with a card.
pub(crate) struct CardDecision {
    /// The card's brand, as the list of test cards writes it; empty when the card is unknown.
    pub(crate) brand: String,
    /// The electronic commerce indicator: whether the payer was authenticated.
    pub(crate) eci: &'static str,
    /// The reason of a decline; `None` for an approval.
    pub(crate) decline: Option<ResponseCode>,
}

/// The text of a column for one value of a list; empty without such a column.
pub(crate) fn column<'l>(list: &List, listed: &'l ListedValue, name: &str) -> &'l str {
    let position = list.columns.iter().position(|column| column.name == name);
    position.and_then(|position| listed.columns.get(position)).map_or("", AsRef::as_ref)
}

fn is_expiry(text: &str) -> bool {
    let month = text.get(..2).and_then(|month| month.parse::<u8>().ok());
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) && month.is_some_and(|it| (1..=12).contains(&it))
}

fn is_cvv2(text: &str) -> bool {
    matches!(text.len(), 3 | 4) && text.bytes().all(|byte| byte.is_ascii_digit())
}
