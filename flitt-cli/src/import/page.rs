//! The tables of a page, and whether each is of a request or of a response.

use super::direction_hint::{self, Hint};
use super::layout::{self, Block, Cell, Grid};
use super::plain::{PlainTable, TextLine, end_within, stacked_columns};
use super::row::{
    Column, Columns, GridLine, Header, Mark, PageRow, header_columns, is_name, parse_grid_row, parse_header,
    parse_mark, split_marker,
};
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
struct FoundTable {
    line: usize,
    columns: Columns,
    heading: Option<Hint>,
    /// The words of the title of its examples.
    example: String,
    rows: Vec<PageRow>,
    warnings: Vec<Warning>,
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

/// The table of a grid, if its first rows have titles of parameters.
fn read_grid(grid: &Grid, heading: Option<Hint>) -> Option<FoundTable> {
    const MAX_ROWS_ABOVE: usize = 3;
    let titles = |at: usize| grid.rows[at].cells.iter().map(Cell::text).collect::<Vec<_>>();
    let at = (0..grid.rows.len().min(MAX_ROWS_ABOVE)).find(|at| header_columns(&titles(*at)).is_some())?;
    let titles = titles(at);
    let columns = header_columns(&titles)?;
    let above =
        grid.rows[..at].iter().flat_map(|row| &row.cells).find_map(|cell| direction_hint::of_line(&cell.text()));
    let title_of = |column: Column| columns.position(column).map(|at| titles[at].clone()).unwrap_or_default();
    let mut table = FoundTable {
        line: grid.rows[at].line,
        heading: above.or(heading),
        example: title_of(Column::Example),
        columns,
        rows: Vec::new(),
        warnings: Vec::new(),
    };
    if !grid.has_titles {
        table.warn(table.line, "the table has no titles; its columns are guessed from its rows".to_owned());
    }
    let is_response = table.direction() == Some(Direction::Response);
    let empty_is_optional = is_response || marks_only_mandatory(grid, &table.columns);
    let mut is_skipped = true;
    let mut lacks_cell = false;
    for row in &grid.rows[at + 1..] {
        let cells = row.cells.len();
        match parse_grid_row(row, &table.columns, empty_is_optional) {
            GridLine::Row(row, _) if table.rows.iter().any(|it| it.name == row.name) => {
                table.warn(row.line, format!("skipped the duplicate row `{}`", row.name));
                is_skipped = true;
            }
            GridLine::Row(row, warnings) => {
                if lacks_cell {
                    let message = format!("`{}` follows a row that has a cell less; check its name", row.name);
                    table.warn(row.line, message);
                }
                lacks_cell = cells < table.columns.0.len();
                for message in warnings {
                    table.warn(row.line, message);
                }
                table.rows.push(row);
                is_skipped = false;
            }
            GridLine::More(lines) if !is_skipped => {
                table.rows.last_mut().into_iter().for_each(|row| row.text.extend(lines.iter().cloned()));
            }
            GridLine::More(_) | GridLine::Nothing => {}
            GridLine::Malformed(reason) => {
                let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
                let text = |column| table.columns.position(column).and_then(|at| row.cells.get(at)).map(Cell::text);
                let is_untyped = text(Column::Type).is_none_or(|text| text.is_empty());
                let is_unnamed = text(Column::Name).is_none_or(|text| !is_name(text.trim_end_matches('*')));
                let is_part = row.is_ragged || filled == 1 || is_untyped || is_unnamed;
                let above =
                    table.rows.last().filter(|_| is_part).map(|row| format!("; it may belong to `{}`", row.name));
                table.warn(row.line, format!("skipped a malformed row: {reason}{}", above.unwrap_or_default()));
                is_skipped = true;
            }
        }
    }
    if grid.is_cut {
        let line = grid.rows.last().map_or(grid.line, |row| row.line);
        let name = table.rows.last().map(|row| row.name.clone()).unwrap_or_default();
        table.warn(line, end_within(&name));
    }
    Some(table)
}

/// Whether the Mandatory column has marks of mandatory parameters only, so that nothing in it means optional.
fn marks_only_mandatory(grid: &Grid, columns: &Columns) -> bool {
    let Some(at) = columns.position(Column::Mandatory) else { return false };
    let cells = grid.rows.iter().skip(1).filter_map(|row| row.cells.get(at)).filter(|cell| !cell.is_empty());
    let marks: Vec<Option<Mark>> = cells.map(|cell| parse_mark(&cell.text())).collect();
    !marks.is_empty() && marks.iter().all(|mark| *mark == Some(Mark::Mandatory))
}

impl FoundTable {
    fn warn(&mut self, line: usize, message: String) {
        self.warnings.push(Warning { line, message });
    }

    /// The direction that the page states, or `None`.
    fn direction(&self) -> Option<Direction> {
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
