//! What a row's text says: the description, the values with their meanings, the default and the bounds.

use super::Warning;
use super::row::Raw;

/// Words that begin a statement of their own, also in the middle of a line.
const MARKS: [(&str, Mark); 9] = [
    ("default value:", Mark::Default),
    ("maximum allowed value:", Mark::Largest),
    ("minimum allowed value:", Mark::Smallest),
    ("maximum value:", Mark::Largest),
    ("supported values:", Mark::Values),
    ("can contain the following values:", Mark::Values),
    ("following values:", Mark::Values),
    ("possible values:", Mark::Values),
    ("allowed values:", Mark::Values),
];

/// The dashes between a value and its meaning.
const DASHES: [&str; 3] = [" — ", " – ", " - "];

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Default,
    Largest,
    Smallest,
    Values,
}

/// What a row's text says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The text before values and statements.
    pub(super) description: String,
    /// Values, each with its line and its meaning.
    pub(super) values: Vec<(usize, String, String)>,
    pub(super) default: Option<(usize, String)>,
    pub(super) smallest: Option<i64>,
    pub(super) largest: Option<i64>,
}

/// How the lines of a row are read on.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    Description,
    /// A list of values was announced, and has none yet.
    Announced,
    /// Values with meanings, which may go on in the next line.
    Meanings,
    /// Values without meanings.
    Bare,
    /// The value of a statement stands in the next line.
    Pending(Mark),
    /// After values and statements.
    Rest,
}

/// Reads the text of a row.
pub(super) fn facts(raw: &Raw, warnings: &mut Vec<Warning>) -> Facts {
    let mut facts = Facts::default();
    let mut reading = Reading::Description;
    for (index, (line, text)) in raw.text.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| raw.text.get(before)).map(|(_, text)| text.as_str());
        for (mark, part) in parts(text) {
            let ends = before.is_some_and(|before| before.ends_with(['.', ':', ';']));
            reading = match mark {
                Some(Mark::Values) => announced(&mut facts, *line, part),
                Some(mark) => statement(&mut facts, mark, *line, part, raw, warnings),
                None => plain(&mut facts, reading, (*line, part, ends), raw, warnings),
            };
        }
    }
    let by_default = facts.values.iter().find(|(_, _, meaning)| says_default(meaning));
    facts.default = facts.default.take().or_else(|| by_default.map(|(line, value, _)| (*line, value.clone())));
    facts
}

fn says_default(meaning: &str) -> bool {
    let lower = meaning.to_lowercase();
    lower.starts_with("by default") || lower.contains("(default)") || lower.contains("(by default)")
}

/// A line, divided before each mark.
fn parts(text: &str) -> Vec<(Option<Mark>, &str)> {
    let lower = text.to_ascii_lowercase();
    let found = |(words, mark): (&str, Mark)| lower.find(words).map(|at| (at, at + words.len(), mark));
    let mut marks: Vec<(usize, usize, Mark)> = MARKS.into_iter().filter_map(found).collect();
    marks.sort_by_key(|(at, ..)| *at);
    let mut parts = Vec::new();
    let first = marks.first().map_or(text.len(), |(at, ..)| *at);
    if first > 0 {
        parts.push((None, text[..first].trim()));
    }
    for (index, (_, behind, mark)) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(text.len(), |(at, ..)| *at);
        parts.push((Some(*mark), text.get(*behind..end).unwrap_or_default().trim()));
    }
    parts
}

/// A list of values begins; its first ones may stand in the same line.
fn announced(facts: &mut Facts, line: usize, part: &str) -> Reading {
    if part.is_empty() {
        return Reading::Announced;
    }
    if let Some((value, meaning)) = with_meaning(part) {
        facts.values.push((line, value.to_owned(), meaning.to_owned()));
        return Reading::Meanings;
    }
    let values = comma_list(part);
    let is_word = |value: &&str| !value.contains(' ');
    match values.as_slice() {
        [only] if !is_word(only) => Reading::Rest,
        _ => {
            facts.values.extend(values.iter().map(|value| (line, (*value).to_owned(), String::new())));
            if values.is_empty() { Reading::Rest } else { Reading::Bare }
        }
    }
}

fn statement(
    facts: &mut Facts,
    mark: Mark,
    line: usize,
    part: &str,
    raw: &Raw,
    warnings: &mut Vec<Warning>,
) -> Reading {
    if part.is_empty() {
        return Reading::Pending(mark);
    }
    let (word, more) = part.split_once(' ').unwrap_or((part, ""));
    let value = word.trim_end_matches(['.', ',', ';']).trim_matches(['`', '"', '\'', '‘', '’', '“', '”']);
    let is_alone = more.is_empty() || word.ends_with(['.', ',', ';']);
    let number = value.parse::<i64>().ok();
    match mark {
        Mark::Default if is_alone && !value.is_empty() => facts.default = Some((line, value.to_owned())),
        Mark::Largest if is_alone && number.is_some() => facts.largest = number,
        Mark::Smallest if is_alone && number.is_some() => facts.smallest = number,
        _ => {
            let message = format!("`{part}`, said of `{}`, cannot be read as one value", raw.name);
            warnings.push(Warning { line, message });
        }
    }
    Reading::Rest
}

fn plain(
    facts: &mut Facts,
    reading: Reading,
    (line, part, ends): (usize, &str, bool),
    raw: &Raw,
    warnings: &mut Vec<Warning>,
) -> Reading {
    if let Reading::Pending(mark) = reading {
        return statement(facts, mark, line, part, raw, warnings);
    }
    let is_list = matches!(reading, Reading::Announced | Reading::Meanings | Reading::Bare);
    if let Some((value, meaning)) = with_meaning(part)
        && (is_list || is_plain_value(value, line == raw.line, ends))
    {
        facts.values.push((line, value.to_owned(), meaning.to_owned()));
        return if reading == Reading::Bare { Reading::Bare } else { Reading::Meanings };
    }
    match reading {
        Reading::Announced | Reading::Bare => {
            let values = comma_list(part);
            facts.values.extend(values.iter().map(|value| (line, (*value).to_owned(), String::new())));
            if values.is_empty() { Reading::Rest } else { Reading::Bare }
        }
        Reading::Meanings => {
            if let Some((_, _, meaning)) = facts.values.last_mut()
                && goes_on(meaning, part)
            {
                meaning.push(' ');
                meaning.push_str(part);
            }
            reading
        }
        Reading::Description => {
            if !facts.description.is_empty() {
                facts.description.push(' ');
            }
            facts.description.push_str(part);
            reading
        }
        Reading::Rest | Reading::Pending(_) => Reading::Rest,
    }
}

/// Whether a line goes on with a meaning; one that begins a sentence of its own says something else.
fn goes_on(meaning: &str, line: &str) -> bool {
    const OPEN: [&str; 12] = ["a", "an", "and", "by", "for", "from", "in", "of", "or", "the", "to", "with"];
    let last = meaning.rsplit(' ').next().unwrap_or_default();
    OPEN.contains(&last) || !line.starts_with(char::is_uppercase)
}

/// Without an announcement, only what cannot be a part of a sentence is a value.
fn is_plain_value(value: &str, is_first: bool, after_sentence: bool) -> bool {
    !value.contains(' ') && (value.len() <= 2 || (!is_first && after_sentence))
}

/// `value — meaning`, with any of the dashes.
fn with_meaning(text: &str) -> Option<(&str, &str)> {
    let at = |dash: &&str| text.find(*dash).map(|at| (at, at + dash.len()));
    let (left, right) = DASHES.iter().filter_map(at).min()?;
    let (value, meaning) = (text[..left].trim(), text[right..].trim());
    (is_value(value) && !meaning.is_empty()).then_some((value, meaning))
}

/// Values between commas; none, when one of them cannot be a value.
fn comma_list(text: &str) -> Vec<&str> {
    let text = text.trim_end_matches(['.', ',']);
    let values: Vec<&str> = text.split(',').map(|value| value.trim().trim_matches(['`', '"', '\''])).collect();
    if values.iter().all(|value| is_value(value)) { values } else { Vec::new() }
}

/// One word, or two without capitals: more is a sentence.
fn is_value(text: &str) -> bool {
    let words = text.split(' ').count();
    let is_sign = |it: char| it.is_ascii_alphanumeric() || "_-.+ ".contains(it);
    !text.is_empty()
        && text.chars().all(is_sign)
        && text.contains(|it: char| it.is_ascii_alphanumeric())
        && (words == 1 || (words == 2 && !text.contains(|it: char| it.is_ascii_uppercase())))
}
