//! A page's text as its tables: which lines are rows, which lines belong to a row, and where a table ends.

use super::row::{Raw, Read, header, row};
use super::{Side, Warning};

/// A table as it stands on the page.
pub(super) struct RawTable {
    pub(super) side: Side,
    pub(super) rows: Vec<Raw>,
}

/// What a page holds.
pub(super) struct Page {
    pub(super) path: Option<String>,
    pub(super) tables: Vec<RawTable>,
    pub(super) warnings: Vec<Warning>,
}

/// Where in a table the next line stands.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Before the first row.
    Begun,
    /// In the text of the last row.
    InRow,
    /// In the text of a row that was left out.
    LeftOut,
    /// After a blank line or in an example: only a row goes on with the table.
    Paused,
    /// After the table.
    Ended,
}

/// Reads a page.
pub(super) fn read(text: &str) -> Page {
    let mut page = Page { path: None, tables: Vec::new(), warnings: Vec::new() };
    let mut open: Option<(RawTable, State)> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.replace('\u{feff}', "").split_whitespace().collect::<Vec<_>>().join(" ");
        page.path = page.path.take().or_else(|| path(&line));
        if let Some(side) = header(&line) {
            close(open.take(), &mut page.tables);
            open = begin(side, number, &mut page);
        } else if let Some((table, state)) = &mut open {
            *state = step(table, *state, number, &line, &mut page.warnings);
        }
    }
    close(open, &mut page.tables);
    page
}

/// A table, unless the page had one of this side already.
fn begin(side: Side, line: usize, page: &mut Page) -> Option<(RawTable, State)> {
    if page.tables.iter().any(|table| table.side == side) {
        let message = format!("a second {} table, which is left out", side.word());
        page.warnings.push(Warning { line, message });
        return None;
    }
    Some((RawTable { side, rows: Vec::new() }, State::Begun))
}

fn close(open: Option<(RawTable, State)>, tables: &mut Vec<RawTable>) {
    tables.extend(open.map(|(table, _)| table).filter(|table| !table.rows.is_empty()));
}

fn step(table: &mut RawTable, state: State, line: usize, text: &str, warnings: &mut Vec<Warning>) -> State {
    let mut warn = |message: String| warnings.push(Warning { line, message });
    if text.is_empty() {
        return if matches!(state, State::Begun | State::Ended) { state } else { State::Paused };
    }
    if is_example(text) {
        return if state == State::Ended { state } else { State::Paused };
    }
    match row(line, text, table.side) {
        Read::Row(raw, _) if state == State::Ended => {
            warn(format!("`{}` looks like a row, but its table has ended above; it is left out", raw.name));
            state
        }
        Read::Row(raw, _) if table.rows.iter().any(|row| row.name == raw.name) => {
            warn(format!("`{}` stands twice in this table; the second one is left out", raw.name));
            State::LeftOut
        }
        Read::Row(raw, doubt) => {
            doubt.into_iter().for_each(warn);
            table.rows.push(raw);
            State::InRow
        }
        Read::Ragged(_) if state == State::Ended => state,
        Read::Ragged(why) => {
            warn(format!("this looks like a row and is left out: {why}"));
            State::LeftOut
        }
        Read::Other => match state {
            State::Begun => {
                warn("text between the header and the first row, which is left out".to_owned());
                state
            }
            State::InRow => {
                table.rows.last_mut().into_iter().for_each(|row| row.text.push((line, text.to_owned())));
                state
            }
            State::LeftOut => state,
            State::Paused | State::Ended => State::Ended,
        },
    }
}

/// A line of JSON, or of a command.
fn is_example(line: &str) -> bool {
    line.starts_with(['{', '}', '[', ']', '"']) || line.starts_with("curl ") || line.starts_with("$ curl ")
}

/// The path of `POST /api/..`.
fn path(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("POST ")?;
    let path = rest.split_whitespace().next()?.trim_end_matches(['.', ',', ';', ':', ')', '`']);
    let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-.".contains(&byte);
    (path.starts_with('/') && path.len() > 1 && path.bytes().all(is_path)).then(|| path.to_owned())
}
