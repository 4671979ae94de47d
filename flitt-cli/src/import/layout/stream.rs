//! Cells in the order of a page, and the rows that they form, also where a converter broke the lines of a table.

use super::{Cell, GridRow, RawLine, inline};
use crate::import::row::{is_name_cell, parse_type};

/// How the cells of a table are separated.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) separator: char,
    pub(super) columns: usize,
    /// Whether a separator follows the last cell of a row.
    pub(super) is_terminated: bool,
}

/// The cells of a table, in the order of the page.
#[derive(Default)]
pub(super) struct Cells {
    all: Vec<FlatCell>,
    /// The cell whose end has not been seen.
    open: Option<FlatCell>,
    /// How many cells the current row has, without the open one.
    in_row: usize,
}

#[derive(Clone, Default)]
struct FlatCell {
    line: usize,
    cell: Cell,
    /// Whether it is the first of a line.
    begins_line: bool,
    /// Whether the line is one whole row.
    begins_row: bool,
}

impl Cells {
    pub(super) fn add_line(&mut self, number: usize, line: &str, style: Style) {
        let pieces = split(line, style.separator);
        let trimmed = line.trim();
        if is_ruler(trimmed) {
            return;
        }
        let is_line = style.separator == '|' && trimmed.len() > 1 && trimmed.starts_with('|') && trimmed.ends_with('|');
        // A whole row, or a row whose cells are too few or too many, where a row is due.
        let has_all = pieces.len() == style.columns + 2 || style.columns == 0;
        let is_row =
            has_all || (self.in_row == 0 && is_name_cell(&inline::lines(pieces[1..].first().unwrap_or(&"")).join(" ")));
        if is_line && is_row && self.open.is_none() && pieces.len() > 3 {
            self.in_row = 0;
            for (index, piece) in pieces[1..pieces.len() - 1].iter().enumerate() {
                self.push(FlatCell { begins_row: index == 0, ..flat(number, piece, index == 0) });
            }
            self.in_row = 0;
            return;
        }
        self.stream(number, &pieces, style);
    }

    /// Adds a line that may begin or end within a row or a cell.
    fn stream(&mut self, number: usize, pieces: &[&str], style: Style) {
        let last = pieces.len() - 1;
        if last == 0 {
            return self.continue_cell(number, pieces[0], style);
        }
        if self.begins_row(pieces) {
            self.end_row();
        }
        for (index, piece) in pieces.iter().enumerate() {
            let is_blank = piece.trim().is_empty();
            if index == last {
                if !is_blank {
                    self.open = Some(flat(number, piece, false));
                }
            } else if let Some(mut open) = self.open.take() {
                open.cell.push(number, piece);
                self.push(open);
            } else if index > 0 || !is_blank || last == 1 && pieces[1].trim().is_empty() || style.separator == '\t' {
                self.push(flat(number, piece, index == 0));
            }
        }
        if !style.is_terminated {
            self.end_line(number, style);
        }
    }

    /// In a table whose rows end with their line, the last cell ends there too, unless cells are missing.
    fn end_line(&mut self, number: usize, style: Style) {
        if self.in_row + 1 == style.columns {
            let open = self.open.take().unwrap_or_else(|| flat(number, "", false));
            self.push(open);
            self.in_row = 0;
        } else if style.separator == '|'
            && let Some(open) = self.open.take()
        {
            self.push(open);
        }
    }

    /// A line without a separator.
    fn continue_cell(&mut self, number: usize, text: &str, style: Style) {
        if text.trim().is_empty() {
            return;
        }
        match &mut self.open {
            Some(open) => open.cell.push(number, text),
            None if style.is_terminated || self.in_row > 0 => self.open = Some(flat(number, text, true)),
            None => {
                if let Some(last) = self.all.last_mut() {
                    last.cell.push(number, text);
                }
            }
        }
    }

    /// Whether the first pieces are a name and a type, so that a row begins whatever was missing before.
    fn begins_row(&self, pieces: &[&str]) -> bool {
        let mut filled = pieces.iter().map(|piece| inline::lines(piece).join(" ")).skip_while(String::is_empty);
        let (Some(name), Some(of_type)) = (filled.next(), filled.next()) else { return false };
        (self.in_row > 0 || self.open.is_some()) && is_name_cell(&name) && parse_type(&of_type).is_some()
    }

    fn end_row(&mut self) {
        if let Some(open) = self.open.take() {
            self.push(open);
        }
        self.in_row = 0;
    }

    fn push(&mut self, cell: FlatCell) {
        self.all.push(cell);
        self.in_row += 1;
    }

    /// The text of a cell.
    pub(super) fn text(&self, index: usize) -> Option<String> {
        self.all.get(index).map(|cell| cell.cell.text())
    }

    /// The cells with which a row begins: a name before a type, at the beginning of a line.
    pub(super) fn starts(&self) -> Vec<usize> {
        let begins = |index: &usize| {
            let cell = &self.all[*index];
            let next = self.all.get(index + 1);
            let is_typed = next.is_some_and(|next| parse_type(&next.cell.text()).is_some());
            cell.begins_row || (cell.begins_line && is_typed && is_name_cell(&cell.cell.text()))
        };
        (0..self.all.len()).filter(begins).collect()
    }
}

/// The rows of a table, without its titles.
pub(super) fn rows(lines: &[RawLine<'_>], style: Style) -> Vec<GridRow> {
    let mut cells = Cells::default();
    for (number, line) in lines {
        cells.add_line(*number, line, style);
    }
    let ends_open = cells.open.is_some() && style.is_terminated;
    cells.end_row();
    let mut starts = cells.starts();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let mut rows = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(cells.all.len());
        rows.extend(row(&cells.all[*start..end], style.columns));
    }
    if let (true, Some(last)) = (ends_open, rows.last_mut()) {
        last.is_ragged = true;
    }
    rows
}

/// The rows that the cells form: one, or several whose types could not be read.
fn row(cells: &[FlatCell], columns: usize) -> Vec<GridRow> {
    if cells.is_empty() {
        return Vec::new();
    }
    let is_even = cells.len().is_multiple_of(columns);
    let names = || cells.chunks(columns).all(|row| is_name_cell(&row[0].cell.text()) && row[0].begins_line);
    if cells.len() > columns && is_even && names() {
        return cells.chunks(columns).map(|row| grid_row(row, false)).collect();
    }
    vec![grid_row(cells, cells.len() != columns)]
}

fn grid_row(cells: &[FlatCell], is_ragged: bool) -> GridRow {
    let line = cells.first().map_or(0, |cell| cell.line);
    GridRow { line, cells: cells.iter().map(|cell| cell.cell.clone()).collect(), is_ragged, continues: false }
}

fn flat(line: usize, text: &str, begins_line: bool) -> FlatCell {
    let mut cell = Cell::default();
    cell.push(line, text);
    FlatCell { line, cell, begins_line, begins_row: false }
}

/// The pieces of a line between separators; `\|` separates nothing.
fn split(line: &str, separator: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut is_escaped = false;
    for (at, character) in line.char_indices() {
        if character == separator && !is_escaped {
            pieces.push(&line[start..at]);
            start = at + character.len_utf8();
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    pieces.push(&line[start..]);
    pieces
}

/// The line under the titles.
fn is_ruler(line: &str) -> bool {
    line.len() > 2 && line.contains("--") && line.chars().all(|it| "-|:+= \t".contains(it))
}
