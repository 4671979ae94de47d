//! Columns that fit the terminal.

use std::io::{self, IsTerminal as _};

use comfy_table::{ContentArrangement, Row, Table, presets};

use crate::output::on_one_line;

/// Rows in columns, two spaces apart. In a terminal, long texts are wrapped; in a pipe, each row is one line.
pub(crate) fn columns(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.add_rows(rows.into_iter().map(|cells| Row::from(cells.iter().map(|cell| on_one_line(cell)))));
    match width() {
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
