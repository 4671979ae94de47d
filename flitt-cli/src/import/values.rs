//! Parses listed values, with or without a meaning.

use super::phrase::{End, strip};
use super::wording::LANGUAGES;

/// What may be around a value.
const QUOTES: [char; 8] = ['`', '"', '\'', '‘', '’', '“', '”', '«'];

/// Values of one line with their meanings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed<'t> {
    pub(super) pairs: Vec<(&'t str, &'t str)>,
    /// Whether a dash within a meaning can have been taken for that of another value.
    pub(super) is_doubtful: bool,
}

/// Parses `value — meaning`, with any of the dashes.
pub(super) fn parse_value_with_meaning(text: &str) -> Option<(&str, &str)> {
    let (left, right) = dashes(text).next()?;
    let (value, meaning) = (unquoted(&text[..left]), text[right..].trim());
    (is_value(value) && !meaning.is_empty()).then_some((value, meaning))
}

/// Parses `value: meaning` or `value = meaning`, where the value looks like one that is known.
pub(super) fn parse_value_with_colon<'t>(text: &'t str, known: Option<&str>) -> Option<(&'t str, &'t str)> {
    let (value, meaning) =
        [": ", " = "].iter().filter_map(|it| text.split_once(it)).min_by_key(|(value, _)| value.len())?;
    let (value, meaning) = (unquoted(value), meaning.trim());
    let is_alike = known.is_none_or(|known| shape(known) == shape(value));
    (is_value(value) && !value.contains(' ') && is_alike && !meaning.is_empty()).then_some((value, meaning))
}

/// Parses values with their meanings, all on one line, as converters join them: `EUR — Euro USD — US Dollar`.
pub(super) fn parse_joined_values(text: &str) -> Option<Listed<'_>> {
    let (first, _) = parse_value_with_meaning(text)?;
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    let mut value = first;
    let mut start = dashes(text).next()?.1;
    let mut has_other_dash = false;
    for (left, right) in dashes(text).skip(1) {
        let before = text[start..left].trim_end();
        let word = before.rsplit(' ').next().unwrap_or_default();
        let next = unquoted(word);
        if before.contains(' ') && is_value(next) && shape(next) == shape(first) {
            pairs.push((value, trimmed(&before[..before.len() - word.len()])));
            (value, start) = (next, right);
        } else {
            // A value may be joined to the word before it.
            has_other_dash |= !text[left..right].contains('-');
        }
    }
    pairs.push((value, trimmed(&text[start..])));
    // Words of a meaning can look like other values, but hardly like codes.
    let is_code = shape(first) == Shape::Code(first.len());
    Some(Listed { is_doubtful: has_other_dash || (pairs.len() > 1 && !is_code), pairs })
}

fn trimmed(meaning: &str) -> &str {
    meaning.trim().trim_end_matches([';', ','])
}

/// How a value looks, so that values of one list can be distinguished from words of a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Capitals and digits, of this length.
    Code(usize),
    /// Small letters, digits and `_`.
    Word,
    Other,
}

pub(super) fn shape(value: &str) -> Shape {
    let all = |fits: fn(&u8) -> bool| value.bytes().all(|byte| fits(&byte));
    if all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        Shape::Code(value.len())
    } else if all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_') {
        Shape::Word
    } else {
        Shape::Other
    }
}

/// Where each dash begins and ends, with the spaces around it. A hyphen needs both of them, a dash in a range has none.
fn dashes(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let found = text.char_indices().filter(|(_, it)| matches!(it, '—' | '–' | '-'));
    let around = found.filter_map(|(at, dash)| {
        let (left, right) = (&text[..at], &text[at + dash.len_utf8()..]);
        let spaces = usize::from(left.ends_with(' ')) + usize::from(right.starts_with(' '));
        let is_joined = spaces == 0 && left.ends_with(|it: char| it.is_ascii_alphabetic());
        let is_dash = if dash == '-' { spaces == 2 } else { spaces > 0 || is_joined };
        is_dash.then(|| (left.trim_end().len(), text.len() - right.trim_start().len()))
    });
    let mut end = 0;
    let apart = around.filter(move |(left, right)| {
        let is_apart = *left >= end;
        end = if is_apart { *right } else { end };
        is_apart
    });
    apart.collect::<Vec<_>>().into_iter()
}

/// Where the values of flags begin, which a converter joined to the description before them: `.. N — no Y — yes`.
pub(super) fn joined_flags(text: &str) -> Option<usize> {
    let position = |flag: &str| {
        let mut starts = dashes(text).filter_map(|(left, _)| left.checked_sub(2));
        starts.find(|at| text.get(*at..at + 2) == Some(&format!(" {flag}")))
    };
    let (yes, no) = (position("Y")?, position("N")?);
    Some(yes.min(no) + 1)
}

/// Parses values separated by commas; none, if one of them cannot be a value.
pub(super) fn parse_value_list(text: &str) -> Vec<&str> {
    let text = text.trim_end_matches(['.', ',', ';']);
    let mut values: Vec<&str> = text.split([',', ';', '|']).map(unquoted).collect();
    if let [only] = values.as_slice()
        && only.contains('/')
        && only.split('/').all(|value| value.trim().chars().count() <= 2)
    {
        values = only.split('/').map(unquoted).collect();
    }
    let last = values.pop().unwrap_or_default();
    values.extend(split_conjunction(last));
    if values.iter().all(|value| is_value(value)) { values } else { Vec::new() }
}

/// `a or b`, or `or b`, as one or two values.
fn split_conjunction(text: &str) -> Vec<&str> {
    let words = || LANGUAGES.iter().flat_map(|it| it.conjunctions);
    if let Some(rest) = words().find_map(|word| strip(text, word, End::Word)).filter(|rest| !rest.trim().is_empty()) {
        return vec![unquoted(rest)];
    }
    let parts: Vec<&str> = text.split(' ').collect();
    match parts.as_slice() {
        [first, word, last] if words().any(|it| strip(word, it, End::Word).is_some_and(str::is_empty)) => {
            vec![unquoted(first), unquoted(last)]
        }
        _ => vec![text],
    }
}

/// A line of a list without its bullet.
pub(super) fn without_bullet(text: &str) -> &str {
    let bullet = ["- ", "* ", "• ", "· ", "‣ ", "– ", "— ", "▪ "].iter().find_map(|bullet| text.strip_prefix(bullet));
    bullet.unwrap_or(text).trim_start()
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(|it| QUOTES.contains(&it) || it == '»')
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
