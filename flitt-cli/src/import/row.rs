//! One line of a page: a header, a row of a table, or something else.

use flitt_client::schema::ValueType;

use super::Side;

/// The most digits of an integer, and the longest text, that a schema file takes.
const LONGEST: (u32, u32) = (19, 1_000_000);

/// The words of which headers are made.
const HEADER_WORDS: [&str; 11] = [
    "parameter",
    "parameters",
    "name",
    "field",
    "type",
    "length",
    "mandatory",
    "required",
    "optional",
    "description",
    "descriptions",
];

/// Words that stand before `string` or `integer` in sentences.
const SENTENCE_WORDS: [&str; 16] =
    ["a", "an", "the", "this", "that", "of", "in", "is", "as", "or", "and", "with", "be", "any", "encoded", "empty"];

/// A row as it stands on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    /// The line that it begins in.
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) value_type: ValueType,
    pub(super) length: Option<u32>,
    pub(super) mandatory: bool,
    /// What is said of it, with the numbers of the lines.
    pub(super) text: Vec<(usize, String)>,
}

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A row; the second part is a doubt that is told.
    Row(Raw, Option<String>),
    /// It looks like a row; why it is none.
    Ragged(String),
    /// Something else.
    Other,
}

/// The side of the table that a line is the header of.
pub(super) fn header(line: &str) -> Option<Side> {
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower.split(|it: char| !it.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |word: &str| words.contains(&word);
    let begins = words.first().is_some_and(|first| HEADER_WORDS[..4].contains(first));
    if !begins || !has("type") || !has("description") || !words.iter().all(|word| HEADER_WORDS.contains(word)) {
        return None;
    }
    Some(if has("mandatory") || has("required") { Side::Request } else { Side::Answer })
}

/// Reads a line inside of a table; its white space is single spaces.
pub(super) fn row(number: usize, line: &str, side: Side) -> Read {
    let Some((name, rest)) = line.split_once(' ') else { return Read::Other };
    let letters = rest.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(letters);
    let value_type = match word.to_ascii_lowercase().as_str() {
        "string" => Some(ValueType::String),
        "integer" => Some(ValueType::Integer),
        _ => None,
    };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let (length, after) = length(after);
    let (mandatory, text) = mandatory(after);
    let is_sentence = SENTENCE_WORDS.contains(&name.to_ascii_lowercase().as_str());
    let looks_like_row = match (value_type, &length) {
        (_, Length::None) if after.starts_with(|it: char| !it.is_whitespace()) => false,
        (Some(_), Length::None) => mandatory.is_some() || !is_sentence,
        (Some(_), _) => true,
        (None, Length::None) => mandatory.is_some() && is_name && name.contains('_') && !word.is_empty(),
        (None, Length::Of(_)) => !word.is_empty() && is_name,
        (None, Length::Bad(_)) => !word.is_empty() && is_name && mandatory.is_some(),
    };
    if !looks_like_row {
        return Read::Other;
    }
    if !is_name {
        return Read::Ragged(format!("`{name}` is no name of a parameter"));
    }
    let Some(value_type) = value_type else {
        return Read::Ragged(format!("the type `{word}` of `{name}` is neither string nor integer"));
    };
    let most = if value_type == ValueType::Integer { LONGEST.0 } else { LONGEST.1 };
    let (length, doubt) = match length {
        Length::Of(number) if (1..=most).contains(&number) => (Some(number), None),
        Length::Of(number) => return Read::Ragged(format!("the length {number} of `{name}` makes no sense")),
        Length::Bad(shown) => return Read::Ragged(format!("the length `{shown}` of `{name}` cannot be read")),
        Length::None if mandatory.is_none() && !text.starts_with(char::is_uppercase) => {
            return Read::Ragged(format!("`{name}` has no length"));
        }
        Length::None => (None, Some(format!("`{name}` has no length; it is imported without a limit"))),
    };
    let mandatory = match (side, mandatory) {
        (Side::Request, None) => {
            return Read::Ragged(format!("`{name}` is neither called mandatory nor optional"));
        }
        (Side::Answer, Some(_)) => {
            return Read::Ragged(format!("`{name}` is called mandatory or optional in a table without that column"));
        }
        (_, mandatory) => mandatory == Some(true),
    };
    let text = if text.is_empty() { Vec::new() } else { vec![(number, text.to_owned())] };
    Read::Row(Raw { line: number, name: name.to_owned(), value_type, length, mandatory, text }, doubt)
}

enum Length {
    None,
    Of(u32),
    Bad(String),
}

/// `(10)` at the beginning of a text, and what stands behind it.
fn length(text: &str) -> (Length, &str) {
    let Some(inside) = text.trim_start().strip_prefix('(') else { return (Length::None, text) };
    match inside.split_once(')') {
        Some((digits, after)) => match digits.trim().parse() {
            Ok(number) => (Length::Of(number), after),
            Err(_) => (Length::Bad(digits.trim().to_owned()), after),
        },
        None => {
            let (shown, after) = inside.split_once(' ').unwrap_or((inside, ""));
            (Length::Bad(shown.to_owned()), after)
        }
    }
}

/// `mandatory` or `optional` at the beginning of a text, and what stands behind it.
fn mandatory(text: &str) -> (Option<bool>, &str) {
    let text = text.trim();
    let (word, after) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        _ if word.eq_ignore_ascii_case("mandatory") || word.eq_ignore_ascii_case("required") => (Some(true), after),
        _ if word.eq_ignore_ascii_case("optional") => (Some(false), after),
        _ => (None, text),
    }
}
