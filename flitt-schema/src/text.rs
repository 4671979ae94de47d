//! Helpers for the texts of messages.

/// The maximum length of a name that is compared with others: a comparison takes memory of the square of the length.
const MAX_COMPARED: usize = 100;

/// The name that a misspelt one probably means.
#[must_use]
pub fn closest_match<'w>(misspelt: &str, names: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    if misspelt.len() > MAX_COMPARED {
        return None;
    }
    names
        .into_iter()
        .filter(|name| name.len() <= MAX_COMPARED)
        .map(|name| (strsim::damerau_levenshtein(misspelt, name), name))
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

/// Names as a list of alternatives: `a`, `b` or `c`.
pub(crate) fn one_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    joined(names, "or")
}

/// Names as a list: `a`, `b` and `c`.
pub(crate) fn all_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    joined(names, "and")
}

fn joined<'n>(names: impl IntoIterator<Item = &'n str>, conjunction: &str) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {conjunction} {last}", others.join(", ")),
    }
}
