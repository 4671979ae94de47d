//! Lines that are broken before or after the dash between a value and its meaning, or within the words of a statement.

use super::row::Statement;
use super::statement::{is_broken, split};
use super::values::{parse_value_list, parse_value_with_meaning, without_bullet};

const DASHES: [char; 3] = ['—', '–', '-'];

/// The lines with those joined that are one value with its meaning, or have one statement.
pub(super) fn joined(lines: Vec<(usize, String)>) -> Vec<(usize, String)> {
    let mut joined: Vec<(usize, String)> = Vec::new();
    for (line, text) in lines {
        match joined.last_mut() {
            Some((_, last)) if last.ends_with(DASHES) && is_value(last.trim_end_matches(DASHES).trim_end()) => {
                *last = format!("{last} {text}");
            }
            Some((_, last)) if text.starts_with(DASHES) && (is_value(last) || begins_list(last, &text)) => {
                *last = format!("{last} {text}");
            }
            Some((_, last)) if is_broken(last, &text) => *last = format!("{last} {text}"),
            _ => joined.push((line, text)),
        }
    }
    joined
}

/// Whether a line begins with a dash, as an item of a list does, or a meaning whose value is elsewhere.
pub(super) fn begins_with_dash(text: &str) -> bool {
    text.strip_prefix(DASHES).is_some_and(|rest| !text.starts_with('-') || rest.starts_with(' '))
}

fn is_value(text: &str) -> bool {
    !text.contains(' ') && parse_value_list(text).as_slice() == [text]
}

/// Whether a line ends with the first value of its list, and the next line can only be the meaning of that value.
fn begins_list(text: &str, next: &str) -> bool {
    let item = without_bullet(next);
    let is_meaning = parse_value_list(item).is_empty() && parse_value_with_meaning(item).is_none();
    is_meaning && matches!(split(text).last(), Some((Some(Statement::Values), value)) if is_value(value))
}
