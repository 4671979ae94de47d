//! Columns that fit the width of the terminal.

use std::io::{self, IsTerminal as _};
use std::ops::Range;

use comfy_table::{ContentArrangement, Row, Table, presets};

use super::text::on_one_line;

/// The least width of the last column; with less, its texts are printed below their rows.
const MIN_LAST_WIDTH: usize = 32;

/// The number of spaces between two columns.
const GAP: usize = 2;

/// The indent of the second and further lines of a row; a gap follows it.
const INDENT: &str = "  ";

/// Rows in columns, two spaces apart. In a terminal, long texts are wrapped; in a pipe, each row is one line.
pub(crate) fn columns(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|cells| cells.iter().map(|cell| on_one_line(cell)).collect()).collect();
    match width() {
        Some(width) if !is_readable(&rows, width.into()) => stacked(&rows, width),
        width => arranged(&rows, width),
    }
}

/// A text, wrapped in a terminal.
pub(crate) fn paragraph(text: &str) -> String {
    columns([vec![text.to_owned()]])
}

fn arranged(rows: &[Vec<String>], width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.add_rows(rows.iter().map(Row::from));
    match width {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    for column in table.column_iter_mut() {
        column.set_padding((0, u16::try_from(GAP).unwrap_or_default()));
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

/// The width of each column without wrapping, including the gap after it.
fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let cells = |column: usize| rows.iter().filter_map(move |cells| cells.get(column));
    (0..columns).map(|column| cells(column).map(|cell| cell.chars().count()).max().unwrap_or_default() + GAP).collect()
}

/// Whether the last of several columns has the width that it needs, or enough to be wrapped.
fn is_readable(rows: &[Vec<String>], width: usize) -> bool {
    match widths(rows).as_slice() {
        [before @ .., last] if before.len() > 1 => before.iter().sum::<usize>() + MIN_LAST_WIDTH.min(*last) <= width,
        _ => true,
    }
}

/// Each row on several lines: as many columns on each as fit, and the last column, whose texts are long, below.
fn stacked(rows: &[Vec<String>], width: u16) -> String {
    let groups = groups(&widths(rows), width.into());
    let lines: Vec<Vec<String>> = groups.into_iter().map(|group| group_lines(rows, &group, width)).collect();
    (0..rows.len()).flat_map(|row| lines.iter().filter_map(move |lines| lines.get(row)).map(String::as_str)).collect()
}

/// The groups of columns that share a line.
fn groups(widths: &[usize], width: usize) -> Vec<Range<usize>> {
    let last = widths.len() - 1;
    let mut groups = Vec::new();
    let (mut first, mut left) = (0, width);
    for (column, own) in widths.iter().enumerate().take(last) {
        if *own > left && column > first {
            groups.push(first..column);
            (first, left) = (column, width.saturating_sub(INDENT.len() + GAP));
        }
        left = left.saturating_sub(*own);
    }
    groups.extend([first..last, last..last + 1]);
    groups
}

/// The line of each row for a group of columns; empty where all its cells are. A column on a line of its own is wrapped.
fn group_lines(rows: &[Vec<String>], group: &Range<usize>, width: u16) -> Vec<String> {
    let cell = |row: &Vec<String>, column: usize| row.get(column).cloned().unwrap_or_default();
    let indent = (group.start > 0).then(|| INDENT.to_owned());
    let part = |row: &Vec<String>| -> Vec<String> {
        indent.iter().cloned().chain(group.clone().map(|column| cell(row, column))).collect()
    };
    let is_empty = |row: &Vec<String>| group.clone().all(|column| cell(row, column).is_empty());
    let lines: Vec<String> = if group.len() == 1 {
        rows.iter().map(|row| arranged(&[part(row)], Some(width))).collect()
    } else {
        let parts: Vec<Vec<String>> = rows.iter().map(part).collect();
        arranged(&parts, Some(width)).lines().map(|line| format!("{line}\n")).collect()
    };
    rows.iter().zip(lines).map(|(row, line)| if is_empty(row) { String::new() } else { line }).collect()
}

/// The width of the terminal, if stdout is one.
fn width() -> Option<u16> {
    let stdout = io::stdout();
    if !stdout.is_terminal() {
        return None;
    }
    terminal_size::terminal_size_of(stdout).map(|(width, _)| width.0)
}

#[cfg(test)]
mod tests {
    use super::{group_lines, groups};

    fn rows() -> Vec<Vec<String>> {
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        vec![row(["NAME", "TYPE", "DEFAULT", "MEANING"]), row(["amount", "integer(12)", "", "how much it is"])]
    }

    #[test]
    fn columns_that_do_not_fit_move_to_the_next_line() {
        assert_eq!(groups(&[8, 13, 9, 16], 40), [0..3, 3..4]);
        assert_eq!(groups(&[8, 13, 9, 16], 24), [0..2, 2..3, 3..4]);
        assert_eq!(groups(&[8, 13, 9, 16], 5), [0..1, 1..2, 2..3, 3..4]);
    }

    #[test]
    fn lines_fit_the_terminal() {
        let lines = |group| group_lines(&rows(), &group, 24);
        assert_eq!(lines(0..2), ["NAME    TYPE\n", "amount  integer(12)\n"]);
        assert_eq!(lines(2..3), ["    DEFAULT\n", ""]);
        assert_eq!(lines(3..4), ["    MEANING\n", "    how much it is\n"]);
        assert_eq!(group_lines(&rows(), &(3..4), 14)[1], "    how much\n    it is\n");
    }
}
