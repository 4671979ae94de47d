//! A table in plain text: which lines are rows, which belong to a row, and where the table ends.

use super::dash::begins_with_dash;
use super::direction_hint;
use super::doubt::{
    begins_with_joined_marker, end_within, is_like_text, is_long_or_numbered, is_marker, lacks_text, may_belong_to,
    text_behind,
};
use super::line::{TextLine, is_example};
use super::row::{
    Column, Columns, Line, PageRow, begins_with_marker, is_name, is_nameless, mentions_mandatory, parse_header,
    parse_line, parse_mark, parse_type, title_column,
};
use super::statement;
use super::warning::Warning;

/// How many lines after an empty one may be text of the row before, if another row follows.
const MAX_LINES_BETWEEN: usize = 12;

/// A table in plain text.
pub(super) struct PlainTable {
    pub(super) columns: Columns,
    /// Whether each cell has a line of its own.
    pub(super) is_stacked: bool,
    /// Whether it may be of a request, whose parameters are mandatory or optional.
    pub(super) is_request: bool,
    pub(super) rows: Vec<PageRow>,
    pub(super) warnings: Vec<Warning>,
    state: State,
}

/// The position of the next line relative to the table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Before the first row.
    Header,
    /// In the text of the last row.
    InRow,
    /// In the text of a row that is skipped.
    Skipped,
    /// After a blank line or in an example: only a row, or text that only a row has, continues the table.
    Interrupted { in_row: bool },
    /// After the table.
    Ended,
}

impl PlainTable {
    pub(super) fn new(columns: Columns, is_stacked: bool, is_request: bool) -> Self {
        Self { columns, is_stacked, is_request, rows: Vec::new(), warnings: Vec::new(), state: State::Header }
    }

    /// Reads the next lines, and returns how many.
    pub(super) fn read(&mut self, lines: &[TextLine]) -> usize {
        let Some((number, text)) = lines.first() else { return 0 };
        if text.is_empty() {
            self.interrupt();
            return 1;
        }
        if direction_hint::of_line(text).is_some_and(|hint| hint.is_title) && !matches!(self.state, State::Header) {
            self.state = State::Ended;
            return 1;
        }
        if is_example(text) {
            self.interrupt();
            return 1;
        }
        let (row, used) = self.joined(lines).unwrap_or_else(|| (text.clone(), 1));
        match parse_line(*number, &row, &self.columns, self.is_request) {
            Line::Row(row, warning) => self.row(row, warning),
            Line::Malformed(_) if self.state == State::Ended => {}
            Line::Malformed(reason) => {
                let owner = self.rows.last().filter(|_| is_like_text(&row)).map(|row| may_belong_to(&row.name));
                self.warn(*number, format!("skipped a malformed row: {reason}{}", owner.unwrap_or_default()));
                self.state = State::Skipped;
            }
            Line::Other => self.other(lines),
        }
        used
    }

    /// Warns, if the page ends within a row without a line end, that the row may be incomplete.
    pub(super) fn warn_of_end(&mut self, line: usize) {
        if self.state == State::InRow
            && let Some(row) = self.rows.last()
        {
            let message = end_within(&row.name);
            self.warn(line, message);
        }
    }

    fn interrupt(&mut self) {
        self.state = match self.state {
            State::InRow if self.is_stacked => State::InRow,
            State::Skipped if self.is_stacked => State::Skipped,
            State::InRow => State::Interrupted { in_row: true },
            State::Skipped => State::Interrupted { in_row: false },
            state => state,
        };
    }

    fn row(&mut self, row: PageRow, warning: Option<String>) {
        if self.state == State::Ended {
            self.warn(row.line, format!("skipped the row `{}`: its table has ended above", row.name));
        } else if self.rows.iter().any(|it| it.name == row.name) {
            self.warn(row.line, format!("skipped the duplicate row `{}`", row.name));
            self.state = State::Skipped;
        } else {
            if let Some(message) = warning {
                self.warn(row.line, message);
            }
            let is_joined = begins_with_joined_marker(&row.name);
            if is_joined || self.is_doubtful_name(&row.name) || is_marker(&row.name) {
                let above = self.rows.last().filter(|_| is_joined).map(|above| may_belong_to(&above.name));
                let message = format!("`{}` is an unusual name; other text may be joined to it", row.name);
                self.warn(row.line, format!("{message}{}", above.unwrap_or_default()));
            }
            self.rows.push(row);
            self.state = State::InRow;
        }
    }

    /// Whether the end of the row above may be a part of the name: the family has names of lower-case letters.
    fn is_doubtful_name(&self, name: &str) -> bool {
        let max_digits = usize::from(!self.columns.has(Column::Example));
        let is_unusual = is_long_or_numbered(name, max_digits) || name.bytes().any(|byte| byte.is_ascii_uppercase());
        let before = self.rows.last().filter(|_| self.columns.has(Column::Example));
        let words = before.into_iter().flat_map(|row| &row.text);
        let mut words = words.flat_map(|(_, text)| text.split(|it: char| !it.is_alphanumeric() && it != '_'));
        let continues = |word: &str| {
            let rest = name.strip_prefix(word).filter(|_| word.len() > 1);
            rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('_'))
        };
        is_unusual || words.any(continues)
    }

    /// A line that is no row.
    fn other(&mut self, lines: &[TextLine]) {
        let (number, text) = (lines[0].0, lines[0].1.as_str());
        if is_nameless(text) && !matches!(self.state, State::Ended | State::Header) {
            let name = self.rows.last().map(|row| format!(" after `{}`", row.name)).unwrap_or_default();
            self.warn(number, format!("skipped a row without a name{name}"));
            self.state = State::Skipped;
            return;
        }
        match self.state {
            State::Header => self.warn(number, "skipped text between the header and the first row".to_owned()),
            State::InRow => self.add(number, text),
            State::Interrupted { in_row: true } if self.belongs_to_row(text) => {
                self.add(number, text);
                self.state = State::InRow;
            }
            State::Interrupted { in_row: true } if self.is_followed_by_row(lines) => {
                let name = self.rows.last().map(|row| row.name.clone()).unwrap_or_default();
                self.warn(number, format!("the text after an empty line is taken as that of `{name}`"));
                self.add(number, text);
                self.state = State::InRow;
            }
            // The text of a row that is skipped, as above.
            State::Interrupted { in_row: false } if is_marker(text) || statement::begins(text) => {
                self.state = State::Skipped;
            }
            State::Skipped | State::Ended => {}
            State::Interrupted { in_row } => {
                let last = self.rows.last().filter(|_| in_row);
                if let Some(row) = last.filter(|row| lacks_text(row, lines)) {
                    let message = text_behind(&row.name);
                    self.warn(number, message);
                }
                self.state = State::Ended;
            }
        }
    }

    fn add(&mut self, number: usize, text: &str) {
        self.rows.last_mut().into_iter().for_each(|row| row.text.push((number, text.to_owned())));
    }

    fn warn(&mut self, line: usize, message: String) {
        self.warnings.push(Warning { line, message });
    }

    /// Whether a line after an empty one can only be text of the last row.
    fn belongs_to_row(&self, text: &str) -> bool {
        let before = self.rows.last().and_then(|row| row.text.last()).map(|(_, text)| text.as_str());
        let follows_statement = before.is_some_and(|before| is_marker(before) || statement::begins(before));
        let has_example = self.columns.has(Column::Example);
        let lists_values = before.is_some_and(|before| statement::ends_with_value(before) || begins_with_dash(before));
        before.is_some_and(|before| before.ends_with(':'))
            || is_marker(text)
            || begins_with_marker(text)
            || (text.split(' ').count() <= 2 && mentions_mandatory(text))
            || statement::begins(text)
            || (lists_values && statement::is_value_line(text))
            || (has_example && follows_statement)
    }

    /// Whether the table continues after the text, before anything that ends it.
    fn is_followed_by_row(&self, lines: &[TextLine]) -> bool {
        for (number, text) in lines.iter().take(MAX_LINES_BETWEEN) {
            if direction_hint::of_line(text).is_some()
                || parse_header(text).is_some()
                || is_example(text)
                || text.starts_with('#')
            {
                return false;
            }
            if matches!(parse_line(*number, text, &self.columns, self.is_request), Line::Row(..)) {
                return true;
            }
        }
        false
    }

    /// The lines of a row whose name has a line of its own, as one line, and how many they are.
    fn joined(&self, lines: &[TextLine]) -> Option<(String, usize)> {
        let name = lines.first()?.1.as_str();
        if !is_name(name.trim_end_matches('*')) || !name.contains(|it: char| it.is_ascii_alphabetic()) {
            return None;
        }
        if !self.is_stacked {
            let (_, next) = lines.get(1)?;
            return is_nameless(next).then(|| (format!("{name} {next}"), 2));
        }
        let mut row = name.to_owned();
        let mut used = 1;
        for column in self.columns.0.iter().skip(1) {
            let at = used + lines[used..].iter().take_while(|(_, text)| text.is_empty()).count();
            let (_, text) = lines.get(at)?;
            let fits = match column {
                Some(Column::Type) => parse_type(text).is_some().then_some(true)?,
                Some(Column::Length) => text.bytes().all(|byte| byte.is_ascii_digit()),
                Some(Column::Mandatory | Column::Optional) => parse_mark(text).is_some(),
                _ => break,
            };
            if fits {
                row = format!("{row} {text}");
                used = at + 1;
            }
        }
        Some((row, used))
    }
}

/// The columns of a table each of whose cells has a line of its own, and how many lines their titles are.
pub(super) fn stacked_columns(lines: &[TextLine]) -> Option<(Columns, usize)> {
    const MAX_LINES: usize = 16;
    let mut columns: Vec<Option<Column>> = Vec::new();
    let mut used = 0;
    for (index, (_, text)) in lines.iter().take(MAX_LINES).enumerate() {
        if text.is_empty() && index > 0 {
            continue;
        }
        let Some(column) = title_column(text).filter(|column| !columns.contains(&Some(*column))) else { break };
        if index == 0 && column != Column::Name {
            return None;
        }
        columns.push(Some(column));
        used = index + 1;
    }
    let columns = Columns(columns);
    (columns.0.len() > 2 && columns.has(Column::Type)).then_some((columns, used))
}
