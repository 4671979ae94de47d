//! The titles of a table in plain text, where nothing but their words separates them.

use super::columns::{Column, Columns, MARKED, labels};
use crate::import::phrase::{End, is_word_character, strip};

/// The most words that follow `Example`, as in `Example of the value that the merchant sends`.
const MAX_EXAMPLE_WORDS: usize = 6;

/// The most letters that follow the beginning of a title within its word.
const MAX_ENDING: usize = 4;

/// The titles of a table in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Header {
    pub(in crate::import) columns: Columns,
    /// The words after `Example`.
    pub(in crate::import) example: String,
}

/// Parses a line of titles: names first, then at least a type and one more column. The words may be joined, as
/// `ParameterTypeDescription`.
pub(in crate::import) fn parse_header(line: &str) -> Option<Header> {
    let separated = separate(line);
    let mut rest = separated.as_str();
    let mut columns: Vec<Column> = Vec::new();
    loop {
        rest = rest.trim_start_matches(|it: char| !is_word_character(it));
        if rest.is_empty() {
            break;
        }
        if columns.last() == Some(&Column::Example) {
            let words = rest.split_whitespace().count();
            return (words <= MAX_EXAMPLE_WORDS).then(|| header(columns, rest)).flatten();
        }
        let (column, after) = title(rest, &columns)?;
        match columns.last().copied() {
            Some(last) if last == column => {}
            // `Mandatory / optional` is one title.
            Some(last) if MARKED.contains(&last) && MARKED.contains(&column) => {
                columns.pop();
                columns.push(Column::Mandatory);
            }
            _ if columns.contains(&column) => return None,
            _ => columns.push(column),
        }
        rest = after;
    }
    header(columns, "")
}

fn header(columns: Vec<Column>, example: &str) -> Option<Header> {
    let is_header = columns.len() > 2 && columns.first() == Some(&Column::Name) && columns.contains(&Column::Type);
    let columns = Columns(columns.into_iter().map(Some).collect());
    is_header.then(|| Header { columns, example: example.to_owned() })
}

/// The longest title at the beginning of a text, and the text after its word. Of equals, a column that is still missing.
fn title<'t>(text: &'t str, columns: &[Column]) -> Option<(Column, &'t str)> {
    let all = [
        Column::Name,
        Column::Type,
        Column::Length,
        Column::Mandatory,
        Column::Optional,
        Column::Description,
        Column::Default,
        Column::Values,
        Column::Example,
    ];
    let matches = all.into_iter().flat_map(|column| labels(column).map(move |label| (column, label)));
    let found = matches.filter_map(|(column, label)| Some((column, strip(text, label, End::Anywhere)?)));
    let (column, rest) = found.min_by_key(|(column, rest)| (rest.len(), columns.contains(column)))?;
    // The rest of the word is its ending, or another title.
    let word = rest.find(|it| !is_word_character(it)).unwrap_or(rest.len());
    let is_title = |at: &usize| {
        let mut labels = all.into_iter().flat_map(labels);
        *at == word || labels.any(|label| strip(&rest[*at..], label, End::Anywhere).is_some())
    };
    let endings = rest[..word].char_indices().map(|(at, _)| at).chain([word]).take(MAX_ENDING + 1);
    let ending = endings.into_iter().find(is_title)?;
    Some((column, &rest[ending..]))
}

/// The line with a space before each capital that follows a small letter.
fn separate(line: &str) -> String {
    let mut separated = String::new();
    let mut before = None;
    for character in line.chars() {
        if character.is_uppercase() && before.is_some_and(char::is_lowercase) {
            separated.push(' ');
        }
        separated.push(character);
        before = Some(character);
    }
    separated
}
