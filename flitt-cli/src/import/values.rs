//! Parses listed values, with or without a meaning.

/// The dashes between a value and its meaning.
const DASHES: [&str; 3] = [" — ", " – ", " - "];

/// Parses `value — meaning`, with any of the dashes.
pub(super) fn parse_value_with_meaning(text: &str) -> Option<(&str, &str)> {
    let find = |dash: &&str| text.find(*dash).map(|at| (at, at + dash.len()));
    let (left, right) = DASHES.iter().filter_map(find).min()?;
    let (value, meaning) = (text[..left].trim(), text[right..].trim());
    (is_value(value) && !meaning.is_empty()).then_some((value, meaning))
}

/// Parses values separated by commas; none, if one of them cannot be a value.
pub(super) fn parse_value_list(text: &str) -> Vec<&str> {
    let text = text.trim_end_matches(['.', ',']);
    let values: Vec<&str> = text.split(',').map(|value| value.trim().trim_matches(['`', '"', '\''])).collect();
    if values.iter().all(|value| is_value(value)) { values } else { Vec::new() }
}

/// Whether a text is one word, or two words without capitals; anything longer is a sentence.
fn is_value(text: &str) -> bool {
    let words = text.split(' ').count();
    let is_allowed = |it: char| it.is_ascii_alphanumeric() || "_-.+ ".contains(it);
    !text.is_empty()
        && text.chars().all(is_allowed)
        && text.contains(|it: char| it.is_ascii_alphanumeric())
        && (words == 1 || (words == 2 && !text.contains(|it: char| it.is_ascii_uppercase())))
}
