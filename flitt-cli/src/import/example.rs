//! Examples at the end of the text of a row, where a page in plain text has a column of them.

use super::phrase::{End, strip};
use super::row::{PageRow, mentions_mandatory, parse_mark, split_marker};
use super::statement::{begins, is_value_line};
use super::values::parse_value_list;
use super::warning::Warning;

/// The lines of a row without its example. A word for mandatory that is joined to the example gives a warning.
pub(super) fn without_example(
    lines: &[(usize, String)],
    row: &PageRow,
    warnings: &mut Vec<Warning>,
) -> Vec<(usize, String)> {
    let kept = kept(lines, row, warnings);
    let has_marker = kept.iter().any(|(_, text)| split_marker(text).is_some());
    let dropped = lines.iter().skip(kept.len()).find(|(_, text)| !has_marker && mentions_mandatory(text));
    if let Some((line, text)) = dropped {
        let message = format!("`{}` may be mandatory: `{}`; it is taken for an example", row.name, row.shown(text));
        warnings.push(Warning { line: *line, message });
    }
    kept
}

fn kept(lines: &[(usize, String)], row: &PageRow, warnings: &mut Vec<Warning>) -> Vec<(usize, String)> {
    let name = row.name.as_str();
    let mut lines = lines.to_vec();
    let last_statement = lines.iter().rposition(|(_, text)| is_certain(text));
    if let Some(at) = last_statement {
        // What follows the word for mandatory, a default or a value is an example.
        let values_follow = |text: &str| text.ends_with(':') || text.ends_with(',');
        if !values_follow(&lines[at].1) {
            let next = lines.get(at + 1).map(|(_, text)| text.clone());
            let continues = next.is_some_and(|next| is_value_line(&lines[at].1) && !is_like_example(&next));
            if !continues {
                let is_value = begins(&lines[at].1);
                if is_value && at + 1 == lines.len() {
                    warnings.push(no_example(lines[at].0, name));
                }
                lines.truncate(at + 1);
                return lines;
            }
        }
    }
    let Some((line, mut last)) = lines.last().cloned() else { return lines };
    if lines.len() > 1 {
        if let Some(at) = quoted_start(&last) {
            last.truncate(at);
            lines.pop();
            lines.push((line, last.trim().to_owned()));
            return lines;
        }
        if is_bare_list(&lines) && !last.contains(',') {
            let listed: Vec<&str> =
                lines[..lines.len() - 1].iter().flat_map(|(_, text)| parse_value_list(text)).collect();
            if !listed.contains(&last.as_str()) {
                let last = row.shown(&last);
                let message =
                    format!("cannot tell whether `{last}` is a value or the example of `{name}`; it is left out");
                warnings.push(Warning { line, message });
            }
            lines.pop();
        } else if is_like_example(&last) && !begins(&last) {
            lines.pop();
        } else if !parse_value_list(&last).is_empty() && begins_list(&lines) {
            warnings.push(no_example(line, name));
        }
        return lines;
    }
    if let Some(at) = example_start(&last) {
        let text = last[..at].trim().to_owned();
        lines.pop();
        if !text.is_empty() {
            lines.push((line, text));
        }
    }
    lines
}

/// Whether the line before the last one begins a list.
fn begins_list(lines: &[(usize, String)]) -> bool {
    lines.len().checked_sub(2).is_some_and(|at| lines[at].1.ends_with(':'))
}

fn no_example(line: usize, name: &str) -> Warning {
    let message = format!("`{name}` has no example after its values; check that none is joined to the last of them");
    Warning { line, message }
}

/// Whether a line is certainly no example.
fn is_certain(text: &str) -> bool {
    let is_marker = text.chars().count() > 2 && parse_mark(text).is_some();
    is_marker || begins(text) || is_value_line(text) || split_marker(text).is_some_and(|(rest, _)| !rest.is_empty())
}

/// Whether the lines end with values, each on a line of its own.
fn is_bare_list(lines: &[(usize, String)]) -> bool {
    let opens = lines.iter().rposition(|(_, text)| text.ends_with(':'));
    opens.is_some_and(|at| {
        at + 1 < lines.len() && lines[at + 1..].iter().all(|(_, text)| !parse_value_list(text).is_empty())
    })
}

/// Whether a line looks like a value, and not like a sentence.
fn is_like_example(text: &str) -> bool {
    !text.contains(' ')
        || text.starts_with(|it: char| it.is_ascii_digit() || "“\"«{['`".contains(it))
        || strip(text, "http", End::Anywhere).is_some()
}

/// Where a text in quotes begins at the end of a line, after other text.
fn quoted_start(text: &str) -> Option<usize> {
    [('“', '”'), ('"', '"'), ('«', '»')].into_iter().find_map(|(open, close)| {
        let inner = text.strip_suffix(close)?;
        inner.rfind(open).filter(|at| *at > 0)
    })
}

/// Where the example begins in the only line of a row: in quotes, or one word that no sentence has, or after its end.
fn example_start(text: &str) -> Option<usize> {
    if text.ends_with(':') {
        return None;
    }
    let quoted = quoted_start(text);
    let (before, last) = text.rsplit_once(' ')?;
    let is_value = super::statement::is_distinct(last) || (last.is_ascii() && last.len() >= 32);
    let is_apart = before.ends_with(['.', '!', '?']);
    // In joined text, the example follows the end of the sentence directly.
    if let Some(dot) = last.find('.').filter(|dot| last[..*dot].ends_with(char::is_lowercase) && dot + 1 < last.len()) {
        return quoted.or(Some(before.len() + 1 + dot + 1));
    }
    quoted.or((is_apart || is_value).then_some(before.len()))
}
