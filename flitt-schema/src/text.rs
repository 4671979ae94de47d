//! Helpers for the texts of messages.

use std::fmt;

use crate::distance::distance;
use crate::limits::Budget;

/// The maximum length of a name that is compared with others: a comparison takes memory of the square of the length.
const MAX_COMPARED: usize = 64;

/// The maximum number of names in a list of alternatives, and of their bytes.
const MAX_LISTED: (usize, usize) = (60, 2_000);

/// What `Debug` shows in place of a text that may be secret.
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// The name that a misspelt one probably means.
#[must_use]
pub fn closest_match<'w>(misspelt: &str, names: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    closest_within(misspelt, names, &Budget::of_comparisons())
}

/// The same, as long as there are comparisons left.
pub(crate) fn closest_within<'w>(
    misspelt: &str,
    names: impl IntoIterator<Item = &'w str>,
    comparisons: &Budget,
) -> Option<&'w str> {
    closest(misspelt, &mut names.into_iter(), comparisons)
}

// Not generic, as a few below: the compiler would translate it again for each kind of iterator.
fn closest<'w>(misspelt: &str, names: &mut dyn Iterator<Item = &'w str>, comparisons: &Budget) -> Option<&'w str> {
    if misspelt.len() > MAX_COMPARED {
        return None;
    }
    let length = misspelt.chars().count();
    // Names of other lengths are not similar; comparing lengths costs little.
    let is_comparable = |name: &&str| {
        let other = if name.len() <= MAX_COMPARED { name.chars().count() } else { usize::MAX };
        other.abs_diff(length) <= other.max(3) / 3
    };
    names
        .filter(is_comparable)
        .take_while(|_| comparisons.take())
        .map(|name| (distance(misspelt, name), name))
        .filter(|(distance, name)| *distance <= name.chars().count().max(3) / 3)
        .filter(|(distance, name)| *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Whether a text contains a byte for which `is_match` is true. The loop has no early exit, so that it is vectorized.
#[doc(hidden)]
#[must_use]
pub fn contains_byte(text: &str, is_match: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | is_match(byte))
}

/// A text as a JSON string, with quotes and escapes.
#[must_use]
pub fn quoted(text: &str) -> String {
    // Writing a string cannot fail.
    serde_json::to_string(text).unwrap_or_default()
}

/// Names as a list of alternatives: `a`, `b` or `c`; of very many names, the first and the number of the others.
pub(crate) fn one_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    joined(&mut names.into_iter(), "or")
}

/// Names as a list: `a`, `b` and `c`.
pub(crate) fn all_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    joined(&mut names.into_iter(), "and")
}

fn joined(names: &mut dyn Iterator<Item = &str>, conjunction: &str) -> String {
    let (most, mut bytes) = MAX_LISTED;
    let (mut quoted, mut others) = (Vec::new(), 0_usize);
    for name in names {
        if quoted.is_empty() || (others == 0 && quoted.len() < most && name.len() < bytes) {
            quoted.push(format!("`{name}`"));
            bytes = bytes.saturating_sub(name.len());
        } else {
            others += 1;
        }
    }
    if others > 0 {
        quoted.push(format!("{others} others"));
    }
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {conjunction} {last}", others.join(", ")),
    }
}
