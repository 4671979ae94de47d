//! Dates and times as the gateway writes them: without a time zone, since none is documented.

use std::fmt;
use std::str::FromStr;

/// A day of the calendar, written `DD.MM.YYYY`.
///
/// ```
/// use flitt_client::value::Date;
///
/// let day: Date = "29.02.2024".parse()?;
/// assert_eq!((day.year(), day.month(), day.day()), (2024, 2, 29));
/// assert_eq!(day.to_string(), "29.02.2024");
/// assert!("29.02.2023".parse::<Date>().is_err());
/// # Ok::<(), flitt_client::value::ParseDateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A day and a time of it, written `DD.MM.YYYY hh:mm:ss`. The gateway does not say in which time zone: compare such
/// values with each other, not with the clock.
///
/// ```
/// use flitt_client::value::DateTime;
///
/// let at: DateTime = "22.08.2024 00:51:11".parse()?;
/// assert_eq!((at.date().to_string().as_str(), at.hour(), at.minute(), at.second()), ("22.08.2024", 0, 51, 11));
/// assert!(at < "22.08.2024 00:51:12".parse()?);
/// assert!("07/02/2016 15:21:39".parse::<DateTime>().is_err());
/// # Ok::<(), flitt_client::value::ParseDateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    date: Date,
    hour: u8,
    minute: u8,
    second: u8,
}

/// A text that is no date, or no time, of the gateway's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseDateError;

impl Date {
    /// A day, where the calendar has it; from the year 0 to 9999.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        (year <= 9999 && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day at a time; `None` where a clock does not show it.
    #[must_use]
    pub fn at(self, hour: u8, minute: u8, second: u8) -> Option<DateTime> {
        (hour < 24 && minute < 60 && second < 60).then_some(DateTime { date: self, hour, minute, second })
    }
}

impl DateTime {
    /// The day.
    #[must_use]
    pub fn date(self) -> Date {
        self.date
    }

    /// The hour, from 0 to 23.
    #[must_use]
    pub fn hour(self) -> u8 {
        self.hour
    }

    /// The minute.
    #[must_use]
    pub fn minute(self) -> u8 {
        self.minute
    }

    /// The second.
    #[must_use]
    pub fn second(self) -> u8 {
        self.second
    }
}

impl FromStr for Date {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, ParseDateError> {
        let [day, month, year] = numbers(text, '.', [2, 2, 4]).ok_or(ParseDateError)?;
        Self::new(year, small(month), small(day)).ok_or(ParseDateError)
    }
}

impl FromStr for DateTime {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, ParseDateError> {
        let (date, time) = text.split_once(' ').ok_or(ParseDateError)?;
        let [hour, minute, second] = numbers(time, ':', [2, 2, 2]).ok_or(ParseDateError)?;
        date.parse::<Date>()?.at(small(hour), small(minute), small(second)).ok_or(ParseDateError)
    }
}

/// Three numbers with just so many digits.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Option<[u16; 3]> {
    let mut parts = text.split(between);
    let mut next = |count: usize| {
        let part = parts.next().filter(|part| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse().ok()
    };
    let [first, second, third] = digits;
    let found = [next(first)?, next(second)?, next(third)?];
    parts.next().is_none().then_some(found)
}

/// A number of two digits.
fn small(number: u16) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}.{:02}.{:04}", self.day, self.month, self.year)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {:02}:{:02}:{:02}", self.date, self.hour, self.minute, self.second)
    }
}

impl fmt::Display for ParseDateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a date is written DD.MM.YYYY, and a time of it DD.MM.YYYY hh:mm:ss")
    }
}

impl std::error::Error for ParseDateError {}

#[cfg(feature = "jiff")]
impl TryFrom<Date> for jiff::civil::Date {
    type Error = jiff::Error;

    fn try_from(date: Date) -> Result<Self, jiff::Error> {
        Self::new(date.year.cast_signed(), date.month.cast_signed(), date.day.cast_signed())
    }
}

/// From the year 0 on.
#[cfg(feature = "jiff")]
impl TryFrom<jiff::civil::Date> for Date {
    type Error = ParseDateError;

    fn try_from(date: jiff::civil::Date) -> Result<Self, ParseDateError> {
        let year = u16::try_from(date.year()).map_err(|_| ParseDateError)?;
        Self::new(year, date.month().cast_unsigned(), date.day().cast_unsigned()).ok_or(ParseDateError)
    }
}

/// From the year 0 on. What is less than a second is left out.
#[cfg(feature = "jiff")]
impl TryFrom<jiff::civil::DateTime> for DateTime {
    type Error = ParseDateError;

    fn try_from(at: jiff::civil::DateTime) -> Result<Self, ParseDateError> {
        let time = [at.hour(), at.minute(), at.second()].map(i8::cast_unsigned);
        Date::try_from(at.date())?.at(time[0], time[1], time[2]).ok_or(ParseDateError)
    }
}

#[cfg(feature = "jiff")]
impl TryFrom<DateTime> for jiff::civil::DateTime {
    type Error = jiff::Error;

    fn try_from(at: DateTime) -> Result<Self, jiff::Error> {
        let time = jiff::civil::Time::new(at.hour.cast_signed(), at.minute.cast_signed(), at.second.cast_signed(), 0)?;
        Ok(Self::from_parts(at.date.try_into()?, time))
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, DateTime};

    #[test]
    fn only_the_gateways_form_is_read() {
        for text in ["01.01.0000 00:00:00", "31.12.9999 23:59:59", "29.02.2000 12:00:00", "30.04.2024 00:00:59"] {
            assert_eq!(text.parse::<DateTime>().map(|at| at.to_string()).as_deref(), Ok(text));
        }
        for text in [
            "",
            " ",
            "22.08.2024",
            "22.08.2024 ",
            "22.08.2024  00:51:11",
            "22.08.2024T00:51:11",
            "22.08.2024 00:51",
            "22.08.2024 00:51:11:00",
            "22.08.2024 24:00:00",
            "22.08.2024 00:60:00",
            "22.08.2024 00:00:60",
            "2.08.2024 00:00:00",
            "+2.08.2024 00:00:00",
            "22.08.24 00:00:00",
            "29.02.1900 00:00:00",
            "31.04.2024 00:00:00",
            "00.01.2024 00:00:00",
            "01.13.2024 00:00:00",
            "07/02/2016 15:21:39",
            "2024-08-22 00:51:11",
            "٢٢.08.2024 00:51:11",
        ] {
            assert!(text.parse::<DateTime>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_in_the_order_of_the_calendar() {
        let days = ["31.12.2023", "01.01.2024", "01.02.2024", "02.02.2024"].map(|text| text.parse::<Date>().ok());
        assert!(days.is_sorted() && days.iter().all(Option::is_some));
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn every_day_is_one_of_jiff() {
        for year in [0, 1900, 2000, 2024, 9999] {
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let ours = Date::new(year, month, day).map(|date| jiff::civil::Date::try_from(date).expect("a day"));
                let theirs = jiff::civil::Date::new(year.cast_signed(), month.cast_signed(), day.cast_signed());
                let theirs = theirs.ok();
                assert_eq!(ours, theirs, "{year} {month} {day}");
                assert_eq!(theirs.map(Date::try_from), Date::new(year, month, day).map(Ok));
            }
        }
        let at: DateTime = "22.08.2024 00:51:11".parse().expect("a time");
        let civil = jiff::civil::DateTime::try_from(at).expect("a time");
        assert_eq!((civil.to_string().as_str(), DateTime::try_from(civil)), ("2024-08-22T00:51:11", Ok(at)));
        assert!(
            Date::try_from(jiff::civil::Date::MIN).is_err() && DateTime::try_from(jiff::civil::DateTime::MIN).is_err()
        );
    }
}
