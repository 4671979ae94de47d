//! Cards that payers enter, and how a payment with them ends.

use std::fmt;

use flitt_client::ResponseCode;
use flitt_client::schema::{List, ListedValue};
use secrecy::{ExposeSecret, SecretString};

/// A card as a payer enters it.
///
/// The documented test cards (`schemas/reference/test_cards.json`) are approved or declined as documented; every other
/// number is declined with code 1015. `Debug` shows nothing of it.
///
/// ```
/// use flitt_sandbox::Card;
///
/// let card = Card::new("4444 5555 6666 1111").with_expiry("0130").with_cvv2("123");
/// assert_eq!(format!("{card:?}"), "Card([hidden])");
/// ```
#[derive(Clone)]
pub struct Card {
    number: SecretString,
    expiry: SecretString,
    cvv2: SecretString,
}

impl Card {
    /// A card with its number; spaces and dashes between the digits are left out. Its expiry is 12/30 and its security
    /// code 123: the documented cards take any.
    #[must_use]
    pub fn new(number: &str) -> Self {
        let digits: String = number.chars().filter(|character| !matches!(character, ' ' | '-')).collect();
        Self { number: digits.into(), expiry: "1230".into(), cvv2: "123".into() }
    }

    /// With another expiry, written `MMYY`.
    #[must_use]
    pub fn with_expiry(mut self, expiry: &str) -> Self {
        self.expiry = expiry.into();
        self
    }

    /// With another security code: three digits, or four.
    #[must_use]
    pub fn with_cvv2(mut self, cvv2: &str) -> Self {
        self.cvv2 = cvv2.into();
        self
    }

    /// The number, as the state file keeps it.
    pub(crate) fn number(&self) -> &str {
        self.number.expose_secret()
    }

    /// The first six digits and the last four, as answers show them; nothing of what is no card number.
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

    /// The number, if it can be one: 13 to 19 digits.
    fn digits(&self) -> Option<&str> {
        let number = self.number.expose_secret();
        let is_number = (13..=19).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(number)
    }

    /// How a payment with this card ends, by the documented test cards.
    pub(crate) fn verdict(&self, cards: &List) -> Verdict {
        let decline = |code| Verdict { brand: String::new(), eci: "", decline: Some(code) };
        let Some(number) = self.digits() else { return decline(ResponseCode::InvalidCardNumber) };
        if !is_expiry(self.expiry.expose_secret()) {
            return decline(ResponseCode::InvalidExpiryDate);
        }
        if !is_cvv2(self.cvv2.expose_secret()) {
            return decline(ResponseCode::InvalidCvv);
        }
        let Some(listed) = cards.find(number) else { return decline(ResponseCode::InvalidCardNumber) };
        let column = |name| column(cards, listed, name);
        let approved = column("result") == "approve";
        Verdict {
            brand: column("brand").to_owned(),
            eci: if column("secure") == "no" { "7" } else { "5" },
            decline: (!approved).then_some(ResponseCode::GeneralDecline),
        }
    }
}

impl Card {
    /// What the bank asks the payer before it decides. A card whose data are wrong is declined without a question.
    pub(crate) fn check(&self, cards: &List, with_reservation_data: bool) -> Check {
        let is_valid = is_expiry(self.expiry.expose_secret()) && is_cvv2(self.cvv2.expose_secret());
        let listed = self.digits().filter(|_| is_valid).and_then(|number| cards.find(number));
        match listed.map(|listed| column(cards, listed, "secure")) {
            Some("yes" | "challenge") => Check::Question,
            Some("by reservation_data") if !with_reservation_data => Check::Question,
            Some(way) => way.strip_prefix("otp ").map_or(Check::None, |code| Check::Code(code.to_owned())),
            None => Check::None,
        }
    }

    /// Whether it is one of the documented test cards.
    pub(crate) fn is_listed(&self, cards: &List) -> bool {
        self.digits().is_some_and(|number| cards.find(number).is_some())
    }

    /// The card that stands for whatever a wallet holds: the first one that is approved without a check.
    pub(crate) fn of_wallet(cards: &List) -> Self {
        let is_plain = |listed: &&ListedValue| {
            column(cards, listed, "secure") == "no" && column(cards, listed, "result") == "approve"
        };
        Self::new(cards.values.iter().find(is_plain).map_or("", |listed| listed.value.as_ref()))
    }
}

/// What the bank asks the payer.
pub(crate) enum Check {
    /// Nothing.
    None,
    /// Whether the payment is wanted.
    Question,
    /// This one-time code.
    Code(String),
}

impl From<&str> for Card {
    fn from(number: &str) -> Self {
        Self::new(number)
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Card([hidden])")
    }
}

/// How a payment with a card ends.
pub(crate) struct Verdict {
    /// The card's brand, as the list of test cards writes it; empty when the card is unknown.
    pub(crate) brand: String,
    /// How far the payer was checked.
    pub(crate) eci: &'static str,
    /// Why it is declined; approved without.
    pub(crate) decline: Option<ResponseCode>,
}

/// What a column of a list says of one of its values.
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

/// Whether the last of some digits fits to the others (ISO/IEC 7812-1).
pub(crate) fn passes_luhn(digits: &str) -> bool {
    let digit = |(place, byte): (usize, u8)| {
        let digit = u32::from(byte.saturating_sub(b'0'));
        if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
    };
    digits.bytes().rev().enumerate().map(digit).sum::<u32>() % 10 == 0
}
