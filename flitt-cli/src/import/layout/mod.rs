//! Layouts of pages: text -> lines and tables of cells, whatever draws the tables (HTML, Markdown, rulers, tabs).

mod boxes;
mod cells;
mod html;
mod inline;
mod ruled;
mod stream;
mod tokens;

use super::row::header_columns;
use super::unreadable::UnreadablePageError;

/// A part of a page, in its order.
#[derive(Debug)]
pub(super) enum Block {
    /// A line outside tables of cells, with single spaces.
    Line(usize, String),
    Table(Grid),
}

/// A table whose cells the layout keeps apart.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// The line on which it begins, from 1.
    pub(super) line: usize,
    pub(super) rows: Vec<GridRow>,
    /// Whether its first row is on the page; else it is what the rows look like.
    pub(super) has_titles: bool,
    /// Whether the page ends within it.
    pub(super) is_cut: bool,
    /// Whether nothing marks the end of its last row but the end of a line.
    pub(super) ends_open: bool,
}

impl Default for Grid {
    fn default() -> Self {
        Self { line: 0, rows: Vec::new(), has_titles: true, is_cut: false, ends_open: false }
    }
}

/// One row of a grid.
#[derive(Clone, Debug, Default)]
pub(super) struct GridRow {
    pub(super) line: usize,
    pub(super) cells: Vec<Cell>,
    /// Whether the cells may not be those of their columns: a line does not keep to the columns.
    pub(super) is_ragged: bool,
    /// Whether its first cell is that of the row above, which spans both.
    pub(super) continues: bool,
}

/// The lines of a cell that are not empty, with their numbers and with single spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell(pub(super) Vec<(usize, String)>);

impl Cell {
    /// Adds a line, which may be empty.
    fn push(&mut self, line: usize, text: &str) {
        for part in inline::lines(text) {
            self.0.push((line, part));
        }
    }

    /// All lines, joined by spaces.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A line of the page as it is, with its number.
type RawLine<'t> = (usize, &'t str);

/// Whether the texts are the titles of a table of parameters.
fn is_header<S: AsRef<str>>(titles: &[S]) -> bool {
    header_columns(titles).is_some()
}

/// Splits a page into lines and tables.
pub(super) fn split(page: &str) -> Result<Vec<Block>, UnreadablePageError> {
    let mut blocks = Vec::new();
    let mut lines: Vec<RawLine<'_>> = Vec::new();
    let page = boxes::in_ascii(page);
    let parts = html::split(&page)?;
    for part in &parts {
        match part {
            html::Part::Line(number, text) => lines.push((*number, text)),
            html::Part::Table(grid) => {
                split_lines(&std::mem::take(&mut lines), &mut blocks);
                blocks.push(Block::Table(grid.clone()));
            }
        }
    }
    split_lines(&lines, &mut blocks);
    Ok(blocks)
}

/// Finds the tables that are drawn with characters.
fn split_lines(lines: &[RawLine<'_>], blocks: &mut Vec<Block>) {
    let mut at = 0;
    while at < lines.len() {
        let rest = &lines[at..];
        let found = ruled::grid(rest).or_else(|| ruled::columns(rest)).or_else(|| cells::table(rest));
        match found {
            Some((grid, used)) => {
                blocks.push(Block::Table(grid));
                at += used.max(1);
            }
            None => {
                blocks.push(Block::Line(rest[0].0, inline::one_line(rest[0].1)));
                at += 1;
            }
        }
    }
}
