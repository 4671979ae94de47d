//! The card as a payer types it, and what can be wrong with it before it is tried.

use std::time::Duration;

use crate::cards::{Card, passes_luhn};

/// The names of the form's fields, which `POST /pay` takes too.
pub(crate) const NUMBER: &str = "card_number";
pub(crate) const EXPIRY: &str = "expiry_date";
pub(crate) const CVV: &str = "cvv2";

/// The security code that test cards are filled in with; they take any.
const TEST_CVV: &str = "123";

/// What was typed.
#[derive(Default)]
pub(crate) struct Typed {
    pub(crate) number: String,
    pub(crate) expiry: String,
    pub(crate) cvv: String,
}

/// What is wrong with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Faults {
    pub(crate) number: Option<NumberFault>,
    pub(crate) expiry: Option<ExpiryFault>,
    pub(crate) is_cvv_wrong: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NumberFault {
    Empty,
    Wrong,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ExpiryFault {
    Wrong,
    Over,
}

impl Typed {
    /// What a form brought.
    pub(crate) fn from_form(form: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let found = form.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        Self { number: value(NUMBER), expiry: value(EXPIRY), cvv: value(CVV) }
    }

    /// A test card, filled in.
    pub(crate) fn test_card(number: &str, now: Duration) -> Self {
        Self { number: grouped(number), expiry: test_expiry(now), cvv: TEST_CVV.to_owned() }
    }

    /// The card, if all of it can be true.
    pub(crate) fn card(&self, now: Duration) -> Result<Card, Faults> {
        let number: String = self.number.chars().filter(|it| !matches!(it, ' ' | '-')).collect();
        let is_cvv = matches!(self.cvv.len(), 3 | 4) && is_digits(&self.cvv);
        let expiry = expiry(&self.expiry);
        let faults = Faults {
            number: match number.as_str() {
                "" => Some(NumberFault::Empty),
                number => (!is_card_number(number)).then_some(NumberFault::Wrong),
            },
            expiry: match expiry {
                None => Some(ExpiryFault::Wrong),
                Some(expiry) => (expiry < month_of(now)).then_some(ExpiryFault::Over),
            },
            is_cvv_wrong: !is_cvv,
        };
        match expiry {
            Some((year, month)) if faults == Faults::default() => {
                let expiry = format!("{month:02}{:02}", year % 100);
                Ok(Card::new(&number).with_expiry(&expiry).with_cvv2(&self.cvv))
            }
            _ => Err(faults),
        }
    }
}

/// The digits of a card number as they are printed on cards: in groups of four.
pub(crate) fn grouped(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    digits.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// An expiry that is not over for years.
pub(crate) fn test_expiry(now: Duration) -> String {
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
    let date = now.unwrap_or(jiff::Timestamp::MAX).to_zoned(jiff::tz::TimeZone::UTC).date();
    (date.year(), date.month())
}

/// Whether a text can be a card number.
fn is_card_number(text: &str) -> bool {
    (13..=19).contains(&text.len()) && is_digits(text) && passes_luhn(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ExpiryFault, Faults, NumberFault, Typed, expiry, grouped, is_card_number, test_expiry};
    use crate::rules::Rules;

    /// 2026-11-21.
    const NOW: Duration = Duration::from_hours(498_672);

    fn faults(number: &str, expiry: &str, cvv: &str) -> Faults {
        let typed = Typed { number: number.into(), expiry: expiry.into(), cvv: cvv.into() };
        typed.card(NOW).err().unwrap_or_default()
    }

    #[test]
    fn numbers_are_checked_by_their_last_digit() {
        assert!(is_card_number("4444555566661111") && is_card_number("4222222222222"));
        assert!(!is_card_number("4444555566661112") && !is_card_number("4444555566661") && !is_card_number(""));
        assert!(!is_card_number("4444٤555566661111") && !is_card_number("00000000000000000000"));
    }

    #[test]
    fn every_documented_test_card_can_be_entered() {
        for card in Rules::shared().unwrap().cards.values.iter() {
            assert!(Typed::test_card(&card.value, NOW).card(NOW).is_ok(), "{}", card.value);
        }
    }

    #[test]
    fn expiries_are_read_as_people_write_them() {
        for text in ["12/30", "1230", " 12 / 30", "12/2030"] {
            assert_eq!(expiry(text), Some((2030, 12)), "{text}");
        }
        for text in ["", "1", "13/30", "00/30", "12/3", "12-30", "12/203", "12/1999", "١٢/30"] {
            assert_eq!(expiry(text), None, "{text}");
        }
        assert_eq!((test_expiry(NOW), grouped("4444555566661111")), ("12/30".into(), "4444 5555 6666 1111".into()));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let all = Faults { number: Some(NumberFault::Empty), expiry: Some(ExpiryFault::Wrong), is_cvv_wrong: true };
        assert_eq!(faults("", "", ""), all);
        let wrong = Faults { number: Some(NumberFault::Wrong), expiry: Some(ExpiryFault::Over), is_cvv_wrong: true };
        assert_eq!(faults("4444 5555 6666 1112", "10/26", "12a"), wrong);
        assert_eq!(faults("4444 5555 6666 1111", "11/26", "1234"), Faults::default());
    }
}
