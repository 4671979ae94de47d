//! The tables of a page, and whether each is of a request or of a response.

use super::direction_hint::{self, Hint};
use super::grid::read_grid;
use super::layout::{self, Block, Grid};
use super::plain::{PlainTable, TextLine, stacked_columns};
use super::row::{Column, Columns, Header, Mark, PageRow, parse_header, split_marker};
use super::warning::Warning;
use crate::direction::Direction;

/// A table of the page.
pub(super) struct PageTable {
    pub(super) direction: Direction,
    pub(super) has_mandatory_column: bool,
    /// The line of its titles.
    pub(super) line: usize,
    pub(super) rows: Vec<PageRow>,
}

/// The contents of a page.
pub(super) struct Page {
    pub(super) path: Option<String>,
    pub(super) tables: Vec<PageTable>,
    pub(super) warnings: Vec<Warning>,
}

/// A table whose direction is not yet known.
pub(super) struct FoundTable {
    pub(super) line: usize,
    pub(super) columns: Columns,
    pub(super) heading: Option<Hint>,
    /// The words of the title of its examples.
    pub(super) example: String,
    pub(super) rows: Vec<PageRow>,
    pub(super) warnings: Vec<Warning>,
}

/// Parses a page.
pub(super) fn parse(text: &str) -> Page {
    let mut reader = Reader::default();
    let mut lines: Vec<TextLine> = Vec::new();
    for block in layout::split(text) {
        match block {
            Block::Line(number, text) => lines.push((number, text)),
            Block::Table(grid) => {
                reader.read_lines(&std::mem::take(&mut lines));
                reader.close();
                reader.read_grid(&grid);
            }
        }
    }
    reader.read_lines(&lines);
    if let (Some((_, table)), Some((number, _))) = (&mut reader.open, lines.last())
        && !text.ends_with('\n')
    {
        table.warn_of_end(*number);
    }
    reader.close();
    resolve(reader)
}

#[derive(Default)]
struct Reader {
    path: Option<String>,
    heading: Option<Hint>,
    open: Option<(FoundTable, PlainTable)>,
    tables: Vec<FoundTable>,
}

impl Reader {
    fn read_lines(&mut self, lines: &[TextLine]) {
        let mut at = 0;
        while let Some((number, line)) = lines.get(at) {
            self.path = self.path.take().or_else(|| parse_path(line));
            let header = parse_header(line).map(|header| (header, 1, false));
            let header = header.or_else(|| {
                let (columns, used) = stacked_columns(&lines[at..])?;
                Some((Header { columns, example: String::new() }, used, true))
            });
            if let Some((header, used, is_stacked)) = header {
                self.close();
                self.begin(*number, header, is_stacked);
                at += used;
                continue;
            }
            self.heading = direction_hint::of_line(line).or(self.heading);
            at += self.open.as_mut().map_or(1, |(_, table)| table.read(&lines[at..])).max(1);
        }
    }

    fn begin(&mut self, line: usize, header: Header, is_stacked: bool) {
        let found = FoundTable {
            line,
            columns: header.columns.clone(),
            heading: self.heading.take(),
            example: header.example,
            rows: Vec::new(),
            warnings: Vec::new(),
        };
        let is_request = found.direction() != Some(Direction::Response);
        let table = PlainTable::new(header.columns, is_stacked, is_request);
        self.open = Some((found, table));
    }

    fn close(&mut self) {
        if let Some((mut found, table)) = self.open.take() {
            (found.rows, found.warnings) = (table.rows, table.warnings);
            self.tables.push(found);
        }
    }

    fn read_grid(&mut self, grid: &Grid) {
        for (_, line) in grid.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.0) {
            self.path = self.path.take().or_else(|| parse_path(line));
        }
        match read_grid(grid, self.heading) {
            Some(table) => {
                self.heading = None;
                self.tables.push(table);
            }
            // A table of something else may be what arranges the page.
            None => {
                for (_, line) in grid.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.0) {
                    self.heading = direction_hint::of_line(line).or(self.heading);
                }
            }
        }
    }
}

impl FoundTable {
    pub(super) fn warn(&mut self, line: usize, message: String) {
        self.warnings.push(Warning { line, message });
    }

    /// The direction that the page states, or `None`.
    pub(super) fn direction(&self) -> Option<Direction> {
        let title = self.heading.filter(|heading| heading.is_title).map(|heading| heading.direction);
        let by_column = self.columns.has(Column::Mandatory).then_some(Direction::Request);
        let by_example = direction_hint::of_words(&self.example);
        title.or(by_column).or(by_example).or(self.heading.map(|heading| heading.direction))
    }

    /// Whether a description has the word for mandatory.
    fn has_marker(&self) -> bool {
        let marks = |row: &PageRow| {
            row.mandatory == Some(true)
                || row.text.iter().any(|(_, text)| split_marker(text).is_some_and(|(_, mark)| mark == Mark::Mandatory))
        };
        self.rows.iter().any(marks)
    }
}

/// Decides the direction of each table. One of each direction is used.
fn resolve(reader: Reader) -> Page {
    let mut page = Page { path: reader.path, tables: Vec::new(), warnings: Vec::new() };
    for table in reader.tables {
        let has = |direction: Direction, page: &Page| page.tables.iter().any(|it| it.direction == direction);
        let direction = table.direction().unwrap_or_else(|| {
            let direction = if table.has_marker() { Direction::Request } else { Direction::Response };
            if !table.has_marker() && !has(Direction::Request, &page) && !table.rows.is_empty() {
                let message =
                    "nothing says whether the table is of a request or of a response; it is taken as a response";
                page.warnings.push(Warning { line: table.line, message: message.to_owned() });
            }
            direction
        });
        if has(direction, &page) {
            let message = format!("skipped a second {} table", direction.as_str());
            page.warnings.push(Warning { line: table.line, message });
            continue;
        }
        page.warnings.extend(table.warnings);
        if !table.rows.is_empty() {
            let has_mandatory_column = table.columns.has(Column::Mandatory);
            page.tables.push(PageTable { direction, has_mandatory_column, line: table.line, rows: table.rows });
        }
    }
    page
}

/// The path of `POST /api/..`, or of an address after `POST`.
fn parse_path(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("POST ")?;
    let word = rest.split_whitespace().next()?.trim_matches(['`', '*', '"', '\'', '<', '>']);
    let path = match word.split_once("://") {
        Some((_, address)) => &address[address.find('/')?..],
        None => word,
    };
    let path = path.trim_end_matches(['.', ',', ';', ':', ')', '`']);
    let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-.".contains(&byte);
    (path.starts_with('/') && path.len() > 1 && path.bytes().all(is_path)).then(|| path.to_owned())
}
