//! Columns that fit the terminal.

use std::io::{self, IsTerminal as _};

use comfy_table::{ContentArrangement, Row, Table, presets};

use crate::output::on_one_line;

/// Narrower than this, a last column is no column: its texts stand below their rows.
const NARROWEST: usize = 32;

/// Rows in columns, two spaces apart. In a terminal, long texts are wrapped; in a pipe, each row is one line.
pub(crate) fn columns(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|cells| cells.iter().map(|cell| on_one_line(cell)).collect()).collect();
    let width = width();
    match width {
        Some(width) if left_for_last(&rows, usize::from(width)) < NARROWEST => stacked(&rows, width),
        _ => arranged(rows, width),
    }
}

fn arranged(rows: Vec<Vec<String>>, width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.add_rows(rows.into_iter().map(Row::from));
    match width {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

/// How wide the last of several columns can be; enough, where it needs no more.
fn left_for_last(rows: &[Vec<String>], width: usize) -> usize {
    let Some(last) = rows.iter().map(Vec::len).max().and_then(|columns| columns.checked_sub(1)).filter(|it| *it > 1)
    else {
        return usize::MAX;
    };
    let widest = |column: usize| {
        rows.iter().filter_map(|cells| cells.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let before: usize = (0..last).map(|column| widest(column) + 2).sum();
    let left = width.saturating_sub(before);
    if widest(last) <= left { usize::MAX } else { left }
}

/// Each row with its last cell below it, indented.
fn stacked(rows: &[Vec<String>], width: u16) -> String {
    let last = rows.iter().map(Vec::len).max().unwrap_or_default().saturating_sub(1);
    let heads = arranged(rows.iter().map(|cells| cells.iter().take(last).cloned().collect()).collect(), Some(width));
    // A head that is wrapped takes more lines than there are rows: then everything stays in columns.
    if heads.lines().count() != rows.len() {
        return arranged(rows.to_vec(), Some(width));
    }
    let below = |cells: &Vec<String>| {
        let text = cells.get(last).filter(|text| !text.is_empty())?;
        Some(arranged(vec![vec!["  ".to_owned(), text.clone()]], Some(width)))
    };
    let lines = heads.lines().zip(rows);
    lines.flat_map(|(head, cells)| [head.to_owned(), "\n".to_owned(), below(cells).unwrap_or_default()]).collect()
}

/// A text that is wrapped in a terminal.
pub(crate) fn paragraph(text: &str) -> String {
    columns([vec![text.to_owned()]])
}

/// The width of the terminal; nothing, when stdout is none.
fn width() -> Option<u16> {
    let stdout = io::stdout();
    if !stdout.is_terminal() {
        return None;
    }
    terminal_size::terminal_size_of(stdout).map(|(width, _)| width.0)
}
