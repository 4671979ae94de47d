//! Values from lists. A list of the gateway is never complete: a value that is not known yet is kept, shown and
//! comparable.

use std::borrow::Cow;
use std::fmt;

/// An enumeration made of the values that a schema lists.
pub trait List: Copy + PartialEq + 'static {
    /// The values in the order of the schema.
    const VALUES: &'static [Listed<Self>];
    /// The names of the further columns.
    const COLUMNS: &'static [&'static str];

    /// What the schema says of this value.
    fn listed(self) -> Option<&'static Listed<Self>> {
        Self::VALUES.iter().find(|listed| listed.variant == self)
    }

    /// The value on the wire.
    fn value(self) -> &'static str {
        self.listed().map_or("", |listed| listed.value)
    }

    /// What it means.
    fn meaning(self) -> &'static str {
        self.listed().map_or("", |listed| listed.meaning)
    }

    /// What a further column says of it; nothing where the column is absent or empty.
    fn column(self, name: &str) -> Option<&'static str> {
        let position = Self::COLUMNS.iter().position(|column| *column == name)?;
        self.listed()?.columns.get(position).copied().filter(|text| !text.is_empty())
    }

    /// The variant of a value on the wire.
    #[must_use]
    fn find(value: &str) -> Option<Self> {
        Self::VALUES.iter().find(|listed| listed.value == value).map(|listed| listed.variant)
    }
}

/// One value of a [`List`].
#[derive(Clone, Copy, Debug)]
pub struct Listed<T: 'static> {
    /// The value on the wire.
    pub value: &'static str,
    /// Its variant.
    pub variant: T,
    /// What it means.
    pub meaning: &'static str,
    /// The further columns, in the order of [`List::COLUMNS`].
    pub columns: &'static [&'static str],
}

/// A value of a list that may grow: a known one, or any other text.
///
/// It compares with the known values and with texts. Code that compares an unknown value by its text goes on working
/// when a later version knows it.
///
/// ```
/// use flitt_client::{Currency, Open};
///
/// let known: Open<Currency> = Currency::GEL.into();
/// assert!(known == Currency::GEL && known == "GEL");
/// let unknown: Open<Currency> = "XAF".into();
/// assert!(unknown.known().is_none() && unknown == "XAF");
/// ```
#[derive(Clone)]
pub struct Open<T> {
    text: Cow<'static, str>,
    known: Option<T>,
}

impl<T: List> Open<T> {
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

impl<T: List> From<T> for Open<T> {
    fn from(value: T) -> Self {
        Self { text: Cow::Borrowed(value.value()), known: Some(value) }
    }
}

impl<T: List> From<&str> for Open<T> {
    fn from(text: &str) -> Self {
        T::find(text).map_or_else(|| Self { text: Cow::Owned(text.to_owned()), known: None }, Self::from)
    }
}

impl<T: List> From<String> for Open<T> {
    fn from(text: String) -> Self {
        match T::find(&text) {
            Some(known) => known.into(),
            None => Self { text: Cow::Owned(text), known: None },
        }
    }
}

impl<T> fmt::Display for Open<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

impl<T> fmt::Debug for Open<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, formatter)
    }
}

impl<T> PartialEq for Open<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Open<T> {}

impl<T: List> PartialEq<T> for Open<T> {
    fn eq(&self, other: &T) -> bool {
        self.known == Some(*other)
    }
}

impl<T> PartialEq<str> for Open<T> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<T> PartialEq<&str> for Open<T> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

/// The value of a parameter that is on or off: `Y` or `N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    /// On.
    Y,
    /// Off.
    N,
}

impl List for Flag {
    const VALUES: &'static [Listed<Self>] = &[
        Listed { value: "Y", variant: Self::Y, meaning: "on", columns: &[] },
        Listed { value: "N", variant: Self::N, meaning: "off", columns: &[] },
    ];
    const COLUMNS: &'static [&'static str] = &[];
}

impl From<bool> for Flag {
    fn from(on: bool) -> Self {
        if on { Self::Y } else { Self::N }
    }
}
