//! Values from lists. Lists of a gateway grow: a value that is not known yet is kept, shown and comparable.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::listed::WireEnum;
use crate::runtime::redact::{on_one_line, shown_text};

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
}

impl<T> AsRef<str> for OpenEnum<T> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<T: WireEnum> From<T> for OpenEnum<T> {
    fn from(value: T) -> Self {
        Self { text: Cow::Borrowed(value.as_str()), known: Some(value) }
    }
}

impl<T: WireEnum> From<&T> for OpenEnum<T> {
    fn from(value: &T) -> Self {
        (*value).into()
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

impl<T: WireEnum> From<&String> for OpenEnum<T> {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl<T: WireEnum> From<Cow<'_, str>> for OpenEnum<T> {
    fn from(text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

/// Its text, as it is: [`OpenEnum::as_str`].
impl<T> From<OpenEnum<T>> for String {
    fn from(value: OpenEnum<T>) -> Self {
        value.text.into_owned()
    }
}

impl<T: WireEnum> FromStr for OpenEnum<T> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
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

/// By the text, as the known values themselves.
impl<T> Ord for OpenEnum<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T> PartialOrd for OpenEnum<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Hash for OpenEnum<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T: WireEnum> PartialEq<T> for OpenEnum<T> {
    fn eq(&self, other: &T) -> bool {
        self.known == Some(*other)
    }
}

impl<T> PartialEq<String> for OpenEnum<T> {
    fn eq(&self, other: &String) -> bool {
        self.text == *other
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
