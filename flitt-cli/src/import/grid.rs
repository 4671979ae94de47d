//! Reads the rows of a table whose cells are known.

use super::direction_hint::{self, Hint};
use super::doubt::{begins_with_joined_marker, end_within, is_like_text, is_long_or_numbered, may_belong_to};
use super::found::FoundTable;
use super::layout::{Cell, Grid, GridRow};
use super::row::{
    Column, Columns, GridLine, MARKED, Mark, header_columns, is_name, opposite, parse_cell, parse_grid_row,
};
use super::values::{parse_value_list, parse_value_with_meaning, without_bullet};
use crate::direction::Direction;

/// The table of a grid, if its first rows have titles of parameters.
pub(super) fn read_grid(grid: &Grid, heading: Option<Hint>) -> Option<FoundTable> {
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
    let empty = if is_response { Some(Mark::Optional) } else { empty_mark(grid, &table.columns) };
    let mut is_skipped = true;
    // The row above, if it has too few cells: the first cell of the next row may be its last one.
    let mut short: Option<Short<'_>> = None;
    for row in &grid.rows[at + 1..] {
        let is_broken = is_broken(row, &table.columns);
        let has_all = row.cells.len() >= table.columns.0.len();
        match parse_grid_row(row, &table.columns, empty) {
            GridLine::Row(parsed, _) if short.as_ref().is_some_and(|it| is_broken && it.has(&parsed.name, row)) => {
                let message = format!("skipped the row `{}`: its name is a value of the row above", parsed.name);
                table.warn(parsed.line, message);
                short = None;
                is_skipped = true;
            }
            GridLine::Row(parsed, _) if table.rows.iter().any(|it| it.name == parsed.name) => {
                table.warn(parsed.line, format!("skipped the duplicate row `{}`", parsed.name));
                short = (!has_all).then_some(Short { row, is_read: true });
                is_skipped = true;
            }
            GridLine::Row(parsed, warnings) => {
                if short.is_some_and(|short| short.is_read || is_broken) {
                    let message = format!("`{}` follows a row that has a cell less; check its name", parsed.name);
                    table.warn(parsed.line, message);
                }
                short = (!has_all).then_some(Short { row, is_read: true });
                for message in warnings {
                    table.warn(parsed.line, message);
                }
                if is_long_or_numbered(&parsed.name, 1) || begins_with_joined_marker(&parsed.name) {
                    let above = table.rows.last().map(|above| may_belong_to(&above.name)).unwrap_or_default();
                    let message = format!("`{}` is an unusual name; other text may be joined to it", parsed.name);
                    table.warn(parsed.line, format!("{message}{above}"));
                }
                table.rows.push(parsed);
                is_skipped = false;
            }
            GridLine::More(lines) if !is_skipped => {
                table.rows.last_mut().into_iter().for_each(|row| row.text.extend(lines.iter().cloned()));
            }
            GridLine::More(_) | GridLine::Nothing => {}
            GridLine::Malformed(reason) => {
                let above = table.rows.last().filter(|_| is_part(row, &table.columns));
                let above = above.map(|above| may_belong_to(&above.name)).unwrap_or_default();
                table.warn(row.line, format!("skipped a malformed row: {reason}{above}"));
                short = if has_all { short } else { Some(Short { row, is_read: false }) };
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

/// A row with fewer cells than the table has columns.
struct Short<'g> {
    row: &'g GridRow,
    /// Whether it is a row of the table all the same.
    is_read: bool,
}

impl Short<'_> {
    /// Whether the name of the next row is a value of this row, or of the next one.
    fn has(&self, name: &str, next: &GridRow) -> bool {
        let lines = self.row.cells.iter().chain(&next.cells).flat_map(|cell| &cell.0);
        let mut items = lines.map(|(_, line)| without_bullet(line)).filter(|line| *line != name);
        items.any(|line| {
            let value = parse_value_with_meaning(line).map(|(value, _)| value);
            value == Some(name) || parse_value_list(line).contains(&name)
        })
    }
}

/// Whether the type of a row is on another line than its name, so that the name may be a cell of the row above.
fn is_broken(row: &GridRow, columns: &Columns) -> bool {
    let line = |column| columns.position(column).and_then(|at| row.cells.get(at)).and_then(|cell| cell.0.first());
    let number = |column| line(column).map(|(number, _)| *number);
    number(Column::Name) != number(Column::Type)
}

/// Whether a row that cannot be read may be a part of the row above.
fn is_part(row: &GridRow, columns: &Columns) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let text = |column| columns.position(column).and_then(|at| row.cells.get(at)).map(Cell::text).unwrap_or_default();
    let (name, of_type) = (text(Column::Name), text(Column::Type));
    let is_unnamed = !is_name(name.trim_end_matches('*'));
    row.is_ragged || filled == 1 || of_type.is_empty() || is_unnamed || is_like_text(&format!("{name} {of_type}"))
}

/// What an empty cell of a column of marks says: where the column marks only what its title names, the opposite.
fn empty_mark(grid: &Grid, columns: &Columns) -> Option<Mark> {
    let named = [Mark::Mandatory, Mark::Optional];
    let found = MARKED.into_iter().zip(named).filter(|(column, mark)| marks_only(grid, columns, *column, *mark));
    let found: Vec<Mark> = found.map(|(_, mark)| opposite(mark)).collect();
    // Of two such columns, none is right.
    if let [only] = found[..] { Some(only) } else { None }
}

/// Whether a column has this mark and no other.
fn marks_only(grid: &Grid, columns: &Columns, column: Column, mark: Mark) -> bool {
    let Some(at) = columns.position(column) else { return false };
    let cells = grid.rows.iter().skip(1).filter_map(|row| row.cells.get(at)).filter(|cell| !cell.is_empty());
    let marks: Vec<Option<Mark>> = cells.map(|cell| parse_cell(&cell.text(), column)).collect();
    !marks.is_empty() && marks.iter().all(|found| *found == Some(mark))
}
