//! The card as a payer enters it, and its validation.

use std::time::Duration;

use flitt_schema::List;

use crate::http::form::Form;
use crate::model::card::Card;
use crate::redact::{passes_luhn, shown_text};

/// The names of the form's fields.
pub(super) const NUMBER: &str = "card_number";
pub(super) const EXPIRY: &str = "expiry_date";
pub(super) const CVV: &str = "cvv2";

/// The security code that is filled in for test cards; they accept any.
const TEST_CVV: &str = "123";

/// The maximum length of a value that is repeated, in bytes: that of the longest field.
const MAX_SHOWN_LENGTH: usize = 23;

/// The values of the form's fields.
#[derive(Clone, Default)]
pub(super) struct CardInput {
    pub(super) number: String,
    pub(super) expiry: String,
    pub(super) cvv: String,
}

/// The errors in the form's fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct CardInputErrors {
    pub(super) number: Option<NumberError>,
    pub(super) expiry: Option<ExpiryError>,
    pub(super) is_cvv_invalid: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NumberError {
    Empty,
    Invalid,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ExpiryError {
    Invalid,
    Past,
}

impl CardInput {
    /// The values of a submitted form.
    pub(super) fn from_form(form: &Form) -> Self {
        let value = |name: &str| form.text(name).trim().to_owned();
        Self { number: value(NUMBER), expiry: value(EXPIRY), cvv: value(CVV) }
    }

    /// The values that a page may repeat: a test card, and what is no card number so that it can be corrected. The security code
    /// is entered again.
    pub(super) fn without_secrets(&self, cards: &List) -> Self {
        let is_shown = |text: &&String| shown_text(text) == text.as_str();
        let is_short = |text: &&String| text.len() <= MAX_SHOWN_LENGTH;
        let shown = |text: &String| Some(text).filter(is_short).filter(is_shown).cloned().unwrap_or_default();
        let number = match cards.find(&self.digits()) {
            Some(card) => grouped(&card.value),
            None => shown(&self.number),
        };
        Self { number, expiry: shown(&self.expiry), cvv: String::new() }
    }

    /// The number without spaces and dashes.
    pub(super) fn digits(&self) -> String {
        self.number.chars().filter(|it| !matches!(it, ' ' | '-')).collect()
    }

    /// The values for a test card.
    pub(super) fn test_card(number: &str, now: Duration) -> Self {
        Self { number: grouped(number), expiry: test_expiry(now), cvv: TEST_CVV.to_owned() }
    }

    /// The card, or all errors.
    pub(super) fn card(&self, now: Duration) -> Result<Card, CardInputErrors> {
        let number = self.digits();
        let is_cvv = matches!(self.cvv.len(), 3 | 4) && is_digits(&self.cvv);
        let expiry = expiry(&self.expiry);
        let errors = CardInputErrors {
            number: match number.as_str() {
                "" => Some(NumberError::Empty),
                number => (!is_card_number(number)).then_some(NumberError::Invalid),
            },
            expiry: match expiry {
                None => Some(ExpiryError::Invalid),
                Some(expiry) => (expiry < month_of(now)).then_some(ExpiryError::Past),
            },
            is_cvv_invalid: !is_cvv,
        };
        match expiry {
            Some((year, month)) if errors == CardInputErrors::default() => {
                let expiry = format!("{month:02}{:02}", year % 100);
                Ok(Card::new(&number).with_expiry(&expiry).with_cvv2(&self.cvv))
            }
            _ => Err(errors),
        }
    }
}

/// The digits of a card number in groups of four, as on cards.
pub(super) fn grouped(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    digits.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// An expiry date in four years.
pub(super) fn test_expiry(now: Duration) -> String {
    format!("12/{:02}", (month_of(now).0 + 4) % 100)
}

/// Year and month of `MM/YY`, `MMYY` or `MM/YYYY`, with any spaces.
fn expiry(text: &str) -> Option<(i16, i8)> {
    let digits: String = text.chars().filter(|it| !matches!(it, ' ' | '/')).collect();
    let (month, year) = digits.split_at_checked(2).filter(|_| is_digits(&digits))?;
    let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    let year = match year.len() {
        2 => 2000 + year.parse::<i16>().ok()?,
        4 => year.parse().ok().filter(|year| (2000..2100).contains(year))?,
        _ => return None,
    };
    Some((year, month))
}

fn month_of(now: Duration) -> (i16, i8) {
    let now = i64::try_from(now.as_secs()).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let date = now.unwrap_or(jiff::Timestamp::MAX).to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    (date.year(), date.month())
}

/// Whether a text has the form and the check digit of a card number.
fn is_card_number(text: &str) -> bool {
    (13..=19).contains(&text.len()) && is_digits(text) && passes_luhn(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{CardInput, CardInputErrors, ExpiryError, NumberError, expiry, grouped, is_card_number, test_expiry};
    use crate::schemas::Schemas;

    /// 2026-11-21.
    const NOW: Duration = Duration::from_secs(498_672 * 60 * 60);

    fn errors(number: &str, expiry: &str, cvv: &str) -> CardInputErrors {
        let input = CardInput { number: number.into(), expiry: expiry.into(), cvv: cvv.into() };
        input.card(NOW).err().unwrap_or_default()
    }

    #[test]
    fn numbers_are_checked_by_their_check_digit() {
        assert!(is_card_number("4444555566661111") && is_card_number("4222222222222"));
        assert!(!is_card_number("4444555566661112") && !is_card_number("4444555566661") && !is_card_number(""));
        assert!(!is_card_number("4444٤555566661111") && !is_card_number("00000000000000000000"));
    }

    #[test]
    fn every_documented_test_card_can_be_entered() {
        for card in Schemas::shared().unwrap().cards.values.iter() {
            assert!(CardInput::test_card(&card.value, NOW).card(NOW).is_ok(), "{}", card.value);
        }
    }

    #[test]
    fn only_a_test_card_is_kept_and_never_a_security_code() {
        let cards = &Schemas::shared().unwrap().cards;
        let kept = |number: &str| {
            let input = CardInput { number: number.into(), expiry: "12/30".into(), cvv: "123".into() };
            let kept = input.without_secrets(cards);
            assert_eq!((kept.expiry.as_str(), kept.cvv.as_str()), ("12/30", ""));
            kept.number
        };
        assert_eq!(kept("4444555566661111"), "4444 5555 6666 1111");
        assert_eq!(kept("5105 1098 7654 3218"), "", "it can be a real one");
        assert_eq!(kept("4444 5555 6666 1112"), "4444 5555 6666 1112", "it is none");
    }

    #[test]
    fn expiry_dates_are_accepted_in_common_formats() {
        for text in ["12/30", "1230", " 12 / 30", "12/2030"] {
            assert_eq!(expiry(text), Some((2030, 12)), "{text}");
        }
        for text in ["", "1", "13/30", "00/30", "12/3", "12-30", "12/203", "12/1999", "١٢/30"] {
            assert_eq!(expiry(text), None, "{text}");
        }
        assert_eq!((test_expiry(NOW), grouped("4444555566661111")), ("12/30".into(), "4444 5555 6666 1111".into()));
    }

    #[test]
    fn all_errors_are_reported_together() {
        let all = CardInputErrors {
            number: Some(NumberError::Empty),
            expiry: Some(ExpiryError::Invalid),
            is_cvv_invalid: true,
        };
        assert_eq!(errors("", "", ""), all);
        let invalid = CardInputErrors {
            number: Some(NumberError::Invalid),
            expiry: Some(ExpiryError::Past),
            is_cvv_invalid: true,
        };
        assert_eq!(errors("4444 5555 6666 1112", "10/26", "12a"), invalid);
        assert_eq!(errors("4444 5555 6666 1111", "11/26", "1234"), CardInputErrors::default());
    }
}
