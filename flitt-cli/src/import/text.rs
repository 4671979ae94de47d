//! Parses the text of a row: description, values with their meanings, default and bounds.

use super::line::PageRow;
use super::values::{parse_value_list, parse_value_with_meaning};
use super::warning::Warning;

/// Words that begin a statement, even in the middle of a line.
const STATEMENTS: [(&str, Statement); 9] = [
    ("default value:", Statement::Default),
    ("maximum allowed value:", Statement::Largest),
    ("minimum allowed value:", Statement::Smallest),
    ("maximum value:", Statement::Largest),
    ("supported values:", Statement::Values),
    ("can contain the following values:", Statement::Values),
    ("following values:", Statement::Values),
    ("possible values:", Statement::Values),
    ("allowed values:", Statement::Values),
];

#[derive(Clone, Copy, PartialEq)]
enum Statement {
    Default,
    Largest,
    Smallest,
    Values,
}

/// A value that the text of a row lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListedValue {
    /// The line of the page, from 1.
    pub(super) line: usize,
    pub(super) value: String,
    /// The meaning, or an empty text.
    pub(super) meaning: String,
}

/// The parsed text of a row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RowText {
    /// The text before values and statements.
    pub(super) description: String,
    pub(super) values: Vec<ListedValue>,
    /// The default, with its line.
    pub(super) default: Option<(usize, String)>,
    pub(super) smallest: Option<i64>,
    pub(super) largest: Option<i64>,
}

/// What the next line of a row continues.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Description,
    /// A list of values that is still empty.
    EmptyList,
    /// Values with meanings, which the next line may continue.
    Meanings,
    /// Values without meanings.
    Bare,
    /// A statement whose value is on the next line.
    Pending(Statement),
    /// The text after values and statements.
    Rest,
}

/// One part of a line: a whole line, or the text before or after a statement.
#[derive(Clone, Copy)]
struct Part<'t> {
    /// The line of the page, from 1.
    line: usize,
    text: &'t str,
    /// Whether it is on the first line of the row.
    is_first_line: bool,
    /// Whether the line before ends a sentence.
    follows_sentence: bool,
}

/// Parses the text of a row.
pub(super) fn parse_text(row: &PageRow, warnings: &mut Vec<Warning>) -> RowText {
    let mut parser = Parser { name: &row.name, parsed: RowText::default(), warnings };
    let mut state = State::Description;
    let mut previous = None;
    for (line, text) in &row.text {
        let follows_sentence = previous.is_some_and(|before: &str| before.ends_with(['.', ':', ';']));
        for (statement, text) in split_statements(text) {
            let part = Part { line: *line, text, is_first_line: *line == row.line, follows_sentence };
            state = match statement {
                Some(Statement::Values) => parser.begin_values(part),
                Some(statement) => parser.statement(statement, part),
                None => parser.plain(state, part),
            };
        }
        previous = Some(text.as_str());
    }
    let mut parsed = parser.parsed;
    let by_default = parsed.values.iter().find(|listed| says_default(&listed.meaning));
    let by_default = by_default.map(|listed| (listed.line, listed.value.clone()));
    parsed.default = parsed.default.or(by_default);
    parsed
}

fn says_default(meaning: &str) -> bool {
    let lower = meaning.to_lowercase();
    lower.starts_with("by default") || lower.contains("(default)") || lower.contains("(by default)")
}

/// A line, split before each statement.
fn split_statements(text: &str) -> Vec<(Option<Statement>, &str)> {
    let lower = text.to_ascii_lowercase();
    let find = |(words, statement): (&str, Statement)| lower.find(words).map(|at| (at, at + words.len(), statement));
    let mut statements: Vec<(usize, usize, Statement)> = STATEMENTS.into_iter().filter_map(find).collect();
    statements.sort_by_key(|(start, ..)| *start);
    let mut parts = Vec::new();
    let first = statements.first().map_or(text.len(), |(start, ..)| *start);
    if first > 0 {
        parts.push((None, text[..first].trim()));
    }
    for (index, (_, start, statement)) in statements.iter().enumerate() {
        let end = statements.get(index + 1).map_or(text.len(), |(next, ..)| *next);
        parts.push((Some(*statement), text.get(*start..end).unwrap_or_default().trim()));
    }
    parts
}

/// Collects what the parts of a row say. Each method returns the state for the next part.
struct Parser<'p> {
    /// The name of the parameter, for warnings.
    name: &'p str,
    parsed: RowText,
    warnings: &'p mut Vec<Warning>,
}

impl Parser<'_> {
    /// A list of values begins; its first ones may be on the same line.
    fn begin_values(&mut self, part: Part<'_>) -> State {
        if part.text.is_empty() {
            return State::EmptyList;
        }
        if let Some((value, meaning)) = parse_value_with_meaning(part.text) {
            self.add_value(part.line, value, meaning);
            return State::Meanings;
        }
        match parse_value_list(part.text).as_slice() {
            [only] if only.contains(' ') => State::Rest,
            values => self.add_bare_values(part.line, values),
        }
    }

    fn statement(&mut self, statement: Statement, part: Part<'_>) -> State {
        if part.text.is_empty() {
            return State::Pending(statement);
        }
        let (word, rest) = part.text.split_once(' ').unwrap_or((part.text, ""));
        let value = word.trim_end_matches(['.', ',', ';']).trim_matches(['`', '"', '\'', '‘', '’', '“', '”']);
        let is_alone = rest.is_empty() || word.ends_with(['.', ',', ';']);
        let number = value.parse::<i64>().ok();
        match statement {
            Statement::Default if is_alone && !value.is_empty() => {
                self.parsed.default = Some((part.line, value.to_owned()));
            }
            Statement::Largest if is_alone && number.is_some() => self.parsed.largest = number,
            Statement::Smallest if is_alone && number.is_some() => self.parsed.smallest = number,
            _ => {
                let message = format!("cannot parse `{}` as one value of `{}`", part.text, self.name);
                self.warnings.push(Warning { line: part.line, message });
            }
        }
        State::Rest
    }

    fn plain(&mut self, state: State, part: Part<'_>) -> State {
        if let State::Pending(statement) = state {
            return self.statement(statement, part);
        }
        let is_list = matches!(state, State::EmptyList | State::Meanings | State::Bare);
        if let Some((value, meaning)) = parse_value_with_meaning(part.text)
            && (is_list || is_value_outside_list(value, part))
        {
            self.add_value(part.line, value, meaning);
            return if state == State::Bare { State::Bare } else { State::Meanings };
        }
        match state {
            State::EmptyList | State::Bare => self.add_bare_values(part.line, &parse_value_list(part.text)),
            State::Meanings => {
                if let Some(ListedValue { meaning, .. }) = self.parsed.values.last_mut()
                    && continues(meaning, part.text)
                {
                    meaning.push(' ');
                    meaning.push_str(part.text);
                }
                state
            }
            State::Description => {
                let description = &mut self.parsed.description;
                if !description.is_empty() {
                    description.push(' ');
                }
                description.push_str(part.text);
                state
            }
            State::Rest | State::Pending(_) => State::Rest,
        }
    }

    fn add_value(&mut self, line: usize, value: &str, meaning: &str) {
        self.parsed.values.push(ListedValue { line, value: value.to_owned(), meaning: meaning.to_owned() });
    }

    fn add_bare_values(&mut self, line: usize, values: &[&str]) -> State {
        for value in values {
            self.add_value(line, value, "");
        }
        if values.is_empty() { State::Rest } else { State::Bare }
    }
}

/// Whether a line continues a meaning; one that begins a new sentence does not.
fn continues(meaning: &str, line: &str) -> bool {
    const OPEN: [&str; 12] = ["a", "an", "and", "by", "for", "from", "in", "of", "or", "the", "to", "with"];
    let last = meaning.rsplit(' ').next().unwrap_or_default();
    OPEN.contains(&last) || !line.starts_with(char::is_uppercase)
}

/// Outside a list, only a text that cannot be part of a sentence is a value.
fn is_value_outside_list(value: &str, part: Part<'_>) -> bool {
    !value.contains(' ') && (value.len() <= 2 || (!part.is_first_line && part.follows_sentence))
}
