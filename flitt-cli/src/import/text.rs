//! Parses the text of a row: description, values with their meanings, default, bounds, and the word for mandatory.

use super::dash;
use super::example::without_example;
use super::row::{Mark, PageRow, Statement, embedded_row, mentions_mandatory, split_marker};
use super::statement::{is_distinct, mentions, split};
use super::values::{
    Listed, Shape, joined_flags, parse_joined_values, parse_value_list, parse_value_with_colon,
    parse_value_with_meaning, shape, without_bullet,
};
use super::warning::Warning;
use super::wording::NOTHING;

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
    /// What the word for mandatory or optional says, if the text has one.
    pub(super) mandatory: Option<bool>,
    /// A line in which that word may be part of a sentence.
    pub(super) unclear: Option<(usize, String)>,
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
    /// Whether the line is one of several with a code and its meaning each.
    is_of_codes: bool,
}

/// Parses the text of a row.
pub(super) fn parse_text(row: &PageRow, warnings: &mut Vec<Warning>) -> RowText {
    let mut parser = Parser { row, parsed: RowText::default(), marks: Vec::new(), warnings };
    let lines = parser.own_lines();
    let lines = if row.has_example { without_example(&lines, row, parser.warnings) } else { lines };
    let mut state = State::Description;
    let mut previous = None;
    for (index, (line, text)) in lines.iter().enumerate() {
        let is_of_codes = is_of_codes(&lines, index);
        let follows_sentence = previous.is_some_and(|before: &str| before.ends_with(['.', ':', ';']));
        for (statement, text) in split(text) {
            let text = if statement.is_none() && joined_flags(text).is_some() && state == State::Description {
                let at = joined_flags(text).unwrap_or_default();
                let first = text[..at].trim();
                let part = Part { line: *line, text: first, is_first_line: true, follows_sentence, is_of_codes };
                parser.plain(state, part);
                state = parser.begin_values(Part { line: *line, text: text[at..].trim(), ..part });
                continue;
            } else {
                parser.without_marker(*line, text, state, statement)
            };
            if text.is_empty() && statement.is_none() {
                continue;
            }
            let is_first_line = *line == row.line;
            let part = Part { line: *line, text, is_first_line, follows_sentence, is_of_codes };
            state = match statement {
                Some(Statement::Values) => parser.begin_values(part),
                Some(statement) => parser.statement(statement, part),
                None => parser.plain(state, part),
            };
        }
        previous = Some(text.as_str());
    }
    parser.finish(&lines)
}

fn says_default(meaning: &str) -> bool {
    let lower = meaning.to_lowercase();
    lower.starts_with("by default") || lower.contains("(default)") || lower.contains("(by default)")
}

/// Collects what the parts of a row say. Most methods return the state for the next part.
struct Parser<'p> {
    row: &'p PageRow,
    parsed: RowText,
    /// The words for mandatory and optional, with their lines.
    marks: Vec<(usize, Mark)>,
    warnings: &'p mut Vec<Warning>,
}

impl Parser<'_> {
    fn warn(&mut self, line: usize, message: String) {
        self.warnings.push(Warning { line, message });
    }

    /// The lines of the row, up to what looks like another row.
    fn own_lines(&mut self) -> Vec<(usize, String)> {
        let mut lines = Vec::new();
        for (line, text) in &self.row.text {
            let Some(at) = embedded_row(text) else {
                lines.push((*line, text.clone()));
                continue;
            };
            let name = &self.row.name;
            self.warn(*line, format!("another row seems to begin within the text of `{name}`; the text is cut there"));
            lines.push((*line, text[..at].trim().to_owned()));
            break;
        }
        lines.retain(|(_, text)| !text.is_empty());
        dash::joined(lines)
    }

    /// The text without the word for mandatory or optional at its beginning or end.
    fn without_marker<'t>(
        &mut self,
        line: usize,
        text: &'t str,
        state: State,
        statement: Option<Statement>,
    ) -> &'t str {
        let is_list =
            matches!(state, State::EmptyList | State::Meanings | State::Bare) || statement == Some(Statement::Values);
        let is_meaning = |mark: &str| {
            parse_value_with_meaning(mark)
                .is_some_and(|(_, meaning)| split_marker(meaning).is_some_and(|(rest, _)| rest.is_empty()))
        };
        if is_list && is_meaning(text) {
            return text;
        }
        let Some((rest, mark)) = split_marker(text) else { return text };
        // A value of a list can be such a word.
        if is_list && rest.is_empty() && statement.is_some() {
            return text;
        }
        self.marks.push((line, mark));
        rest
    }

    /// A list of values begins; its first ones may be on the same line.
    fn begin_values(&mut self, part: Part<'_>) -> State {
        if part.text.is_empty() {
            return State::EmptyList;
        }
        if let Some(inside) = part.text.strip_prefix('(') {
            let (list, rest) = inside.split_once(')').unwrap_or((inside, ""));
            if rest.trim_matches(['.', ',']).is_empty() {
                return self.inline_list(Part { text: list.trim(), ..part });
            }
        }
        if self.joined_values(part) {
            return State::Meanings;
        }
        self.inline_list(part)
    }

    /// Values with commas; the list continues after a comma at its end.
    fn inline_list(&mut self, part: Part<'_>) -> State {
        let mut values = parse_value_list(part.text);
        if self.row.has_example
            && let Some((last, example)) = values.last().and_then(|last| last.split_once(' '))
            && (values[..values.len() - 1].contains(&example) || last == example)
        {
            values.pop();
            values.push(last);
        }
        match values.as_slice() {
            [only] if only.contains(' ') => State::Rest,
            values => {
                let state = self.add_bare_values(part.line, values);
                if part.text.ends_with(',') { state } else { State::Rest }
            }
        }
    }

    /// Values with meanings on one line.
    fn joined_values(&mut self, part: Part<'_>) -> bool {
        let Some(Listed { pairs, is_doubtful }) = parse_joined_values(without_bullet(part.text)) else { return false };
        if is_doubtful {
            let name = &self.row.name;
            self.warn(part.line, format!("the values of `{name}` are on one line; check where each begins"));
        }
        for (value, meaning) in pairs {
            // Converters join a word for mandatory to a meaning.
            let (meaning, mark) = match split_marker(meaning).filter(|(rest, _)| !rest.is_empty()) {
                Some((rest, mark)) => (rest, Some(mark)),
                None => (meaning, None),
            };
            self.marks.extend(mark.map(|mark| (part.line, mark)));
            self.add_value(part.line, value, meaning);
        }
        true
    }

    fn statement(&mut self, statement: Statement, part: Part<'_>) -> State {
        if part.text.is_empty() {
            return State::Pending(statement);
        }
        let value = match statement_value(part.text, self.row.has_example) {
            Some(value) if statement == Statement::Default && NOTHING.contains(&value) => return State::Rest,
            value => value,
        };
        let number = value.and_then(|value| value.parse::<i64>().ok());
        match (statement, value) {
            (Statement::Default, Some(value)) => {
                let earlier = self.parsed.default.as_ref().map(|(_, earlier)| earlier.clone());
                if let Some(earlier) = earlier.filter(|earlier| earlier != value) {
                    let (name, earlier, value) = (&self.row.name, self.row.shown(&earlier), self.row.shown(value));
                    let message = format!("`{name}` has the defaults `{earlier}` and `{value}`; neither is used");
                    self.warn(part.line, message);
                    self.parsed.default = None;
                } else {
                    self.parsed.default = Some((part.line, value.to_owned()));
                }
            }
            (Statement::Largest, _) if number.is_some() => self.parsed.largest = number,
            (Statement::Smallest, _) if number.is_some() => self.parsed.smallest = number,
            _ => {
                let message =
                    format!("cannot parse `{}` as one value of `{}`", self.row.shown(part.text), self.row.name);
                self.warn(part.line, message);
            }
        }
        State::Rest
    }

    fn plain(&mut self, state: State, part: Part<'_>) -> State {
        if let State::Pending(statement) = state {
            return self.statement(statement, part);
        }
        let is_list = matches!(state, State::EmptyList | State::Meanings | State::Bare);
        let listed = if is_list || part.is_of_codes { without_bullet(part.text) } else { part.text };
        if let Some((value, _)) = parse_value_with_meaning(listed)
            && (is_list || is_value_outside_list(value, part))
            && self.joined_values(part)
        {
            return if state == State::Bare { State::Bare } else { State::Meanings };
        }
        let known = self.parsed.values.last().map(|listed| listed.value.clone());
        if matches!(state, State::EmptyList | State::Meanings)
            && let Some((value, meaning)) = parse_value_with_colon(listed, known.as_deref())
        {
            self.add_value(part.line, value, meaning);
            return State::Meanings;
        }
        let is_behind_list = state == State::Rest && !self.parsed.values.is_empty();
        let is_list_of_values =
            || matches!(state, State::EmptyList | State::Bare) && !parse_value_list(listed).is_empty();
        if (is_list || is_behind_list) && dash::begins_with_dash(part.text) && !is_list_of_values() {
            let (name, text) = (&self.row.name, self.row.shown(part.text));
            let message = format!("cannot tell which value of `{name}` the line `{text}` is about");
            self.warn(part.line, message);
            return state;
        }
        match state {
            State::EmptyList | State::Bare => {
                let values = parse_value_list(listed);
                let next = self.add_bare_values(part.line, &values);
                // Values with commas are a whole list, unless it ends with a comma.
                if values.len() > 1 && !part.text.ends_with(',') { State::Rest } else { next }
            }
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

    /// Warns of statements whose values were not read.
    fn warn_of_unread(&mut self, lines: &[(usize, String)]) {
        let name = &self.row.name;
        let text: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
        let text = text.join(" ");
        let line = lines.first().map_or(self.row.line, |(line, _)| *line);
        let is_warned = |warnings: &[Warning]| warnings.iter().any(|it| it.message.contains(&format!("`{name}`")));
        let unread = [
            (Statement::Default, self.parsed.default.is_none(), "a default"),
            (Statement::Values, self.parsed.values.is_empty(), "a list of values"),
        ];
        for (statement, is_missing, what) in unread {
            if is_missing && mentions(&text, statement) && !is_warned(self.warnings) {
                self.warnings.push(Warning { line, message: format!("`{name}` has {what} that cannot be read") });
            }
        }
    }

    /// Decides what the words for mandatory and the meanings of values say.
    fn finish(mut self, lines: &[(usize, String)]) -> RowText {
        let name = &self.row.name;
        match self.marks.as_slice() {
            [(_, first), rest @ ..] if rest.iter().all(|(_, mark)| mark == first) => {
                self.parsed.mandatory = Some(first.is_mandatory());
            }
            [(_, _), rest @ ..] => {
                let line = rest.last().map_or(self.row.line, |(line, _)| *line);
                let message = format!("`{name}` is both mandatory and optional; it is imported as optional");
                self.warn(line, message);
            }
            [] => self.parsed.unclear = lines.iter().find(|(_, text)| mentions_mandatory(text)).cloned(),
        }
        let by_default = self.parsed.values.iter().find(|listed| says_default(&listed.meaning));
        let by_default = by_default.map(|listed| (listed.line, listed.value.clone()));
        self.parsed.default = self.parsed.default.take().or(by_default);
        self.warn_of_unread(lines);
        self.parsed
    }
}

/// The value of a statement: a text in quotes, a word alone, or a word that no sentence has.
fn statement_value(text: &str, has_example: bool) -> Option<&str> {
    const QUOTES: [char; 8] = ['`', '"', '\'', '‘', '’', '“', '”', '«'];
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    // An example in quotes may be joined to the value.
    let quoted = word.char_indices().skip(1).find(|(at, it)| has_example && is_opening_quote(word, *at, *it));
    if let Some((at, _)) = quoted {
        return Some(&word[..at]).filter(|value| is_distinct(value));
    }
    let value = word.trim_end_matches(['.', ',', ';', ')']).trim_matches(|it| QUOTES.contains(&it) || it == '»');
    if value.is_empty() {
        return None;
    }
    let rest = rest.trim();
    let is_alone = rest.is_empty() || word.ends_with(['.', ',', ';']);
    let begins_sentence = rest.starts_with(|it: char| it.is_uppercase() || it == '(');
    let is_example = has_example && (rest == value || !rest.contains(' '));
    (is_alone || (is_distinct(value) && (begins_sentence || is_example))).then_some(value)
}

/// Whether a quote within a word begins another text.
fn is_opening_quote(word: &str, at: usize, quote: char) -> bool {
    let begins_quoted = word.starts_with(|it: char| !it.is_alphanumeric());
    matches!(quote, '“' | '«' | '"')
        && !begins_quoted
        && word[at + quote.len_utf8()..].starts_with(char::is_alphanumeric)
}

/// Whether a line continues a meaning; one that begins a new sentence does not.
fn continues(meaning: &str, line: &str) -> bool {
    const OPEN: [&str; 12] = ["a", "an", "and", "by", "for", "from", "in", "of", "or", "the", "to", "with"];
    let last = meaning.rsplit(' ').next().unwrap_or_default();
    OPEN.contains(&last) || !line.starts_with(char::is_uppercase)
}

/// Outside a list, only a text that cannot be part of a sentence is a value.
fn is_value_outside_list(value: &str, part: Part<'_>) -> bool {
    let is_apart = !part.is_first_line && part.follows_sentence;
    !value.contains(' ') && (value.len() <= 2 || is_apart || part.is_of_codes)
}

/// Whether a line and the one before or after it have a code and its meaning each, as the items of a list without a title.
fn is_of_codes(lines: &[(usize, String)], at: usize) -> bool {
    let shape_at = |at: usize| {
        let (value, _) = parse_value_with_meaning(without_bullet(&lines.get(at)?.1))?;
        Some(shape(value)).filter(|shape| matches!(shape, Shape::Code(_)))
    };
    let own = shape_at(at);
    own.is_some() && (own == shape_at(at + 1) || at.checked_sub(1).is_some_and(|before| own == shape_at(before)))
}
