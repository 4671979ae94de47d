//! Values from lists. Lists of a gateway grow: a value that is not known yet is kept, shown and comparable.

use std::borrow::Cow;
use std::fmt;

use crate::runtime::redact::{on_one_line, shown_text};

/// An enumeration made of the values that a schema lists.
pub trait WireEnum: Copy + PartialEq + 'static {
    /// The values in the order of the schema.
    const VALUES: &'static [Self];
    /// The names of the further columns.
    const COLUMNS: &'static [&'static str];
    /// What the schema says of each value: its text on the wire, its meaning, and the further columns.
    const TEXTS: &'static [&'static str];

    /// The value on the wire.
    fn as_str(self) -> &'static str {
        text(self, 0)
    }

    /// What it means.
    fn description(self) -> &'static str {
        text(self, 1)
    }

    /// What a further column says of it; nothing where the column is absent or empty.
    fn column(self, name: &str) -> Option<&'static str> {
        let position = Self::COLUMNS.iter().position(|column| *column == name)?;
        Some(text(self, WORDS + position)).filter(|text| !text.is_empty())
    }

    /// The variant of a value on the wire.
    #[must_use]
    fn from_wire(value: &str) -> Option<Self> {
        let mut texts = Self::TEXTS.iter().step_by(WORDS + Self::COLUMNS.len());
        Self::VALUES.get(texts.position(|text| *text == value)?).copied()
    }
}

/// The texts that every value has: itself, and its meaning.
const WORDS: usize = 2;

fn text<T: WireEnum>(value: T, position: usize) -> &'static str {
    let number = T::VALUES.iter().position(|other| *other == value).unwrap_or_default();
    T::TEXTS.get(number * (WORDS + T::COLUMNS.len()) + position).copied().unwrap_or_default()
}

/// A value of a list that may grow: a known one, or any other text.
///
/// It compares with the known values and with texts. Code that compares an unknown value by its text goes on working
/// when a later version knows it.
///
/// ```
/// use flitt_client::Currency;
/// use flitt_client::value::OpenEnum;
///
/// let known: OpenEnum<Currency> = Currency::GEL.into();
/// assert!(known == Currency::GEL && known == "GEL");
/// let unknown: OpenEnum<Currency> = "XAF".into();
/// assert!(unknown.known().is_none() && unknown == "XAF");
/// ```
#[derive(Clone)]
pub struct OpenEnum<T> {
    text: Cow<'static, str>,
    known: Option<T>,
}

impl<T: WireEnum> OpenEnum<T> {
    /// The known value, if it is one.
    #[must_use]
    pub fn known(&self) -> Option<T> {
        self.known
    }

    /// The text on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn into_text(self) -> String {
        self.text.into_owned()
    }
}

impl<T: WireEnum> From<T> for OpenEnum<T> {
    fn from(value: T) -> Self {
        Self { text: Cow::Borrowed(value.as_str()), known: Some(value) }
    }
}

impl<T: WireEnum> From<&str> for OpenEnum<T> {
    fn from(text: &str) -> Self {
        T::from_wire(text).map_or_else(|| Self { text: Cow::Owned(text.to_owned()), known: None }, Self::from)
    }
}

impl<T: WireEnum> From<String> for OpenEnum<T> {
    fn from(text: String) -> Self {
        match T::from_wire(&text) {
            Some(known) => known.into(),
            None => Self { text: Cow::Owned(text), known: None },
        }
    }
}

/// A text that is not known can be any: card numbers and control characters in it are replaced.
impl<T> fmt::Display for OpenEnum<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&on_one_line(&self.shown()))
    }
}

impl<T> OpenEnum<T> {
    fn shown(&self) -> Cow<'_, str> {
        if self.known.is_some() { Cow::Borrowed(&self.text) } else { shown_text(&self.text) }
    }
}

impl<T> fmt::Debug for OpenEnum<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.shown(), formatter)
    }
}

impl<T> PartialEq for OpenEnum<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for OpenEnum<T> {}

impl<T: WireEnum> PartialEq<T> for OpenEnum<T> {
    fn eq(&self, other: &T) -> bool {
        self.known == Some(*other)
    }
}

impl<T> PartialEq<str> for OpenEnum<T> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<T> PartialEq<&str> for OpenEnum<T> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}
