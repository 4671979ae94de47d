//! Languages of the payment page.

use super::api::reference::Language;
use crate::runtime::value::WireEnum as _;

impl Language {
    /// The language of a locale, such as `ka-GE` (BCP 47) or `uk_UA.UTF-8` (POSIX); `None` where the payment page is not
    /// available in it. The gateway rejects other languages.
    ///
    /// ```
    /// use flitt_client::reference::Language;
    ///
    /// assert_eq!(Language::from_locale("ka-GE"), Some(Language::Ka));
    /// assert_eq!(Language::from_locale("uk_UA.UTF-8"), Some(Language::Uk));
    /// assert_eq!(Language::from_locale("he"), None);
    /// // The code of a country is not one of a language.
    /// assert_eq!(Language::from_locale("ua"), None);
    /// ```
    #[must_use]
    pub fn from_locale(locale: &str) -> Option<Self> {
        let language = locale.trim().split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::from_wire(&language.to_ascii_lowercase())
    }
}
