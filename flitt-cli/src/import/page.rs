//! The tables of a page, and whether each is of a request or of a response.

use super::direction_hint::{self, Hint};
use super::doubt::{end_within, lacks_text, text_behind};
use super::found::FoundTable;
use super::grid::read_grid;
use super::layout::{self, Block, Grid};
use super::line::{TextLine, begins_part};
use super::plain::{PlainTable, stacked_columns};
use super::row::{Header, PageRow, parse_header};
use super::statement;
use super::unreadable::UnreadablePageError;
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

/// Parses a page.
pub(super) fn parse(text: &str) -> Result<Page, UnreadablePageError> {
    let mut reader = Reader::default();
    let mut lines: Vec<TextLine> = Vec::new();
    for block in layout::split(text)? {
        match block {
            Block::Line(number, text) => lines.push((number, text)),
            Block::Table(grid) => {
                reader.read_lines(&std::mem::take(&mut lines));
                reader.close();
                reader.read_grid(&grid);
            }
        }
    }
    if !text.ends_with('\n') && lines.is_empty() {
        reader.warn_of_end();
    }
    reader.read_lines(&lines);
    if let (Some((_, table)), Some((number, _))) = (&mut reader.open, lines.last())
        && !text.ends_with('\n')
    {
        table.warn_of_end(*number);
    }
    reader.close();
    Ok(resolve(reader))
}

#[derive(Default)]
struct Reader {
    path: Option<String>,
    heading: Option<Hint>,
    open: Option<(FoundTable, PlainTable)>,
    tables: Vec<FoundTable>,
    /// Whether the last row of the table above ends with its line; `None` after anything but a table of cells.
    after_grid: Option<bool>,
}

impl Reader {
    fn read_lines(&mut self, lines: &[TextLine]) {
        if self.after_grid.take().is_some() {
            self.warn_of_text_behind(lines);
        }
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

    /// Warns of text after a table of cells that its last row lacks.
    fn warn_of_text_behind(&mut self, lines: &[TextLine]) {
        let blank = lines.iter().take_while(|(_, text)| text.is_empty()).count();
        let lines = &lines[blank..];
        let (Some(table), Some((number, first))) = (self.tables.last_mut(), lines.first()) else { return };
        if let Some(row) = table.rows.last().filter(|row| !begins_part(first) && lacks_text(row, lines)) {
            let message = text_behind(&row.name);
            table.warn(*number, message);
        }
    }

    /// Warns, if the page ends without a line end in a default or a list of values, that they may be incomplete.
    fn warn_of_end(&mut self) {
        let (Some(true), Some(table)) = (self.after_grid, self.tables.last_mut()) else { return };
        if let Some(row) = table.rows.last()
            && row.text.iter().any(|(_, text)| statement::is_in(text))
        {
            let line = row.text.last().map_or(row.line, |(line, _)| *line);
            let message = end_within(&row.name);
            table.warn(line, message);
        }
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
                self.after_grid = Some(grid.ends_open);
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
            let has_mandatory_column = table.columns.has_marks();
            page.tables.push(PageTable { direction, has_mandatory_column, line: table.line, rows: table.rows });
        }
    }
    page
}

/// The path of `POST /api/..`, or of an address after `POST`.
fn parse_path(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("POST ")?;
    let word = rest.split_whitespace().next()?.trim_matches(['`', '*', '"', '\'', '<', '>']);
    let word = word.split('<').next().unwrap_or_default();
    let path = match word.split_once("://") {
        Some((_, address)) => &address[address.find('/')?..],
        None => word,
    };
    let path = path.trim_end_matches(['.', ',', ';', ':', ')', '`']);
    let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-.".contains(&byte);
    (path.starts_with('/') && path.len() > 1 && path.bytes().all(is_path)).then(|| path.to_owned())
}
