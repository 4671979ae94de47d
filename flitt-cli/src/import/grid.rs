//! Reads the rows of a table whose cells are known.

use super::direction_hint::{self, Hint};
use super::layout::{Cell, Grid};
use super::page::FoundTable;
use super::plain::end_within;
use super::row::{Column, Columns, GridLine, Mark, header_columns, is_name, parse_grid_row, parse_mark};
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
