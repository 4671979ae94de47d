//! Values that a schema lists.

use std::fmt;

/// An enumeration made of the values that a schema lists.
///
/// It has `Display` and `FromStr` by the text on the wire, and is ordered by it.
pub trait WireEnum: Copy + PartialEq + 'static {
    /// The values in the order of the schema.
    const VALUES: &'static [Self];
    /// The text of each value on the wire.
    const TEXTS: &'static [&'static str];
    /// The meaning of each value, and then its further columns; all of them joined by `\u{1f}`.
    #[doc(hidden)]
    const DETAILS: &'static str = "";
    /// The names of the further columns.
    const COLUMNS: &'static [&'static str] = &[];

    /// The value on the wire.
    #[must_use]
    #[inline]
    fn as_str(self) -> &'static str {
        Self::TEXTS.get(number(self)).copied().unwrap_or_default()
    }

    /// What it means.
    #[must_use]
    fn description(self) -> &'static str {
        detail(self, 0)
    }

    /// What a further column says of it; nothing where the column is absent or empty.
    #[must_use]
    fn column(self, name: &str) -> Option<&'static str> {
        let position = Self::COLUMNS.iter().position(|column| *column == name)?;
        Some(detail(self, 1 + position)).filter(|text| !text.is_empty())
    }

    /// The variant of a value on the wire.
    #[must_use]
    fn from_wire(value: &str) -> Option<Self> {
        Self::VALUES.get(Self::TEXTS.iter().position(|text| *text == value)?).copied()
    }
}

/// What is between the details of listed values.
const SEPARATOR: char = '\u{1f}';

/// The position of a value in its list.
#[inline]
fn number<T: WireEnum>(value: T) -> usize {
    T::VALUES.iter().position(|other| *other == value).unwrap_or_default()
}

fn detail<T: WireEnum>(value: T, position: usize) -> &'static str {
    T::DETAILS.split(SEPARATOR).nth(number(value) * (1 + T::COLUMNS.len()) + position).unwrap_or_default()
}

/// A text that is none of the listed values.
///
/// `Display` says which were expected. It does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseValueError {
    expected: &'static [&'static str],
}

impl ParseValueError {
    /// For the values of a list.
    pub(crate) const fn new<T: WireEnum>() -> Self {
        Self { expected: T::TEXTS }
    }

    /// The texts of the listed values.
    #[must_use]
    pub fn expected(&self) -> &'static [&'static str] {
        self.expected
    }
}

/// How many values a message lists.
const SHOWN: usize = 30;

impl fmt::Display for ParseValueError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.expected[..self.expected.len().min(SHOWN)];
        let more = if shown.len() < self.expected.len() { ", ..." } else { "" };
        write!(formatter, "expected one of: {}{more}", shown.join(", "))
    }
}

impl std::error::Error for ParseValueError {}
