//! Splits the text of a page into tables: which lines are rows, which belong to a row, and where a table ends.

use super::line::{Line, PageRow, parse_header, parse_line};
use super::warning::Warning;
use crate::direction::Direction;

/// A table of the page.
pub(super) struct PageTable {
    pub(super) direction: Direction,
    pub(super) rows: Vec<PageRow>,
}

/// The contents of a page.
pub(super) struct Page {
    pub(super) path: Option<String>,
    pub(super) tables: Vec<PageTable>,
    pub(super) warnings: Vec<Warning>,
}

/// The position of the next line relative to a table.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Before the first row.
    Header,
    /// In the text of the last row.
    InRow,
    /// In the text of a row that is skipped.
    Skipped,
    /// After a blank line or in an example: only a row continues the table.
    Interrupted,
    /// After the table.
    Ended,
}

/// Parses a page.
pub(super) fn parse(text: &str) -> Page {
    let mut page = Page { path: None, tables: Vec::new(), warnings: Vec::new() };
    let mut open: Option<(PageTable, State)> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.replace('\u{feff}', "").split_whitespace().collect::<Vec<_>>().join(" ");
        page.path = page.path.take().or_else(|| parse_path(&line));
        if let Some(direction) = parse_header(&line) {
            close(open.take(), &mut page.tables);
            open = begin(direction, number, &mut page);
        } else if let Some((table, state)) = &mut open {
            *state = next_state(table, *state, number, &line, &mut page.warnings);
        }
    }
    close(open, &mut page.tables);
    page
}

/// A new table, unless the page already has one of this direction.
fn begin(direction: Direction, line: usize, page: &mut Page) -> Option<(PageTable, State)> {
    if page.tables.iter().any(|table| table.direction == direction) {
        let message = format!("skipped a second {} table", direction.as_str());
        page.warnings.push(Warning { line, message });
        return None;
    }
    Some((PageTable { direction, rows: Vec::new() }, State::Header))
}

fn close(open: Option<(PageTable, State)>, tables: &mut Vec<PageTable>) {
    tables.extend(open.map(|(table, _)| table).filter(|table| !table.rows.is_empty()));
}

fn next_state(table: &mut PageTable, state: State, line: usize, text: &str, warnings: &mut Vec<Warning>) -> State {
    let mut warn = |message: String| warnings.push(Warning { line, message });
    if text.is_empty() {
        return if matches!(state, State::Header | State::Ended) { state } else { State::Interrupted };
    }
    if is_example(text) {
        return if state == State::Ended { state } else { State::Interrupted };
    }
    match parse_line(line, text, table.direction) {
        Line::Row(row, _) if state == State::Ended => {
            warn(format!("skipped the row `{}`: its table has ended above", row.name));
            state
        }
        Line::Row(row, _) if table.rows.iter().any(|it| it.name == row.name) => {
            warn(format!("skipped the duplicate row `{}`", row.name));
            State::Skipped
        }
        Line::Row(row, warning) => {
            warning.into_iter().for_each(warn);
            table.rows.push(row);
            State::InRow
        }
        Line::Malformed(_) if state == State::Ended => state,
        Line::Malformed(reason) => {
            warn(format!("skipped a malformed row: {reason}"));
            State::Skipped
        }
        Line::Other => match state {
            State::Header => {
                warn("skipped text between the header and the first row".to_owned());
                state
            }
            State::InRow => {
                table.rows.last_mut().into_iter().for_each(|row| row.text.push((line, text.to_owned())));
                state
            }
            State::Skipped => state,
            State::Interrupted | State::Ended => State::Ended,
        },
    }
}

/// Whether a line belongs to JSON or to a command.
fn is_example(line: &str) -> bool {
    line.starts_with(['{', '}', '[', ']', '"']) || line.starts_with("curl ") || line.starts_with("$ curl ")
}

/// The path of `POST /api/..`.
fn parse_path(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("POST ")?;
    let path = rest.split_whitespace().next()?.trim_end_matches(['.', ',', ';', ':', ')', '`']);
    let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-.".contains(&byte);
    (path.starts_with('/') && path.len() > 1 && path.bytes().all(is_path)).then(|| path.to_owned())
}
