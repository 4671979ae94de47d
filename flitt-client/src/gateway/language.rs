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

    /// The language that a browser prefers, by its header `Accept-Language`, of those that the payment page is available in; of
    /// equally preferred ones the first. `None` where it has none of them.
    ///
    /// ```
    /// use flitt_client::reference::Language;
    ///
    /// assert_eq!(Language::from_accept_language("he, ka-GE;q=0.9, en;q=0.8"), Some(Language::Ka));
    /// assert_eq!(Language::from_accept_language("en;q=0.5, uk;q=0.7, ka;q=0"), Some(Language::Uk));
    /// assert_eq!(Language::from_accept_language("*"), None);
    /// ```
    #[must_use]
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let ranges = header.split(',').filter_map(|range| {
            let (locale, parameters) = range.split_once(';').unwrap_or((range, ""));
            let weight = parameters.trim().strip_prefix("q=").map_or(Some(FULL_WEIGHT), thousandths)?;
            Some((weight, Self::from_locale(locale)?)).filter(|(weight, _)| *weight > 0)
        });
        // Of equal ones, `max_by_key` takes the last.
        ranges.rev().max_by_key(|(weight, _)| *weight).map(|(_, language)| language)
    }
}

/// The weight of a language without one.
const FULL_WEIGHT: u16 = 1000;

/// A weight from 0 to 1, such as `0.8`, in thousandths; `None` where it is none.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, fraction) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    if fraction.len() > 3 {
        return None;
    }
    let thousandths: u16 = format!("{whole}{fraction:0<3}").parse().ok()?;
    (thousandths <= FULL_WEIGHT).then_some(thousandths)
}
