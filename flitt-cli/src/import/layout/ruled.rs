//! Tables whose columns are drawn: grids of `+---+`, and text under rulers of dashes or equals signs.

use std::ops::Range;

use super::{Cell, Grid, GridRow, RawLine, inline, is_header};
use crate::import::row::{is_name_cell, parse_type};

/// A grid of `+---+---+` that begins with the first line, and how many lines it has.
pub(super) fn grid(lines: &[RawLine<'_>]) -> Option<(Grid, usize)> {
    let columns = lines[0].1.trim().strip_prefix('+')?.strip_suffix('+')?.split('+').count();
    if !is_border(lines[0].1) {
        return None;
    }
    let mut grid = Grid { line: lines[0].0, is_cut: true, ..Grid::default() };
    let mut row: Option<GridRow> = None;
    let mut used = 1;
    for (index, (number, text)) in lines.iter().enumerate().skip(1) {
        let trimmed = text.trim();
        let next = lines.get(index + 1).map_or("", |(_, next)| next.trim());
        if trimmed.is_empty() && next.starts_with(['|', '+']) {
            // An empty line within the grid.
        } else if is_border(trimmed) {
            grid.rows.extend(row.take());
            grid.is_cut = false;
        } else if trimmed.starts_with(['|', '+']) {
            grid.is_cut = true;
            let pieces: Vec<&str> = trimmed.split('|').collect();
            // Some tables have no border between rows.
            if begins_row(&pieces) && row.as_ref().is_some_and(has_name_and_type) {
                grid.rows.extend(row.take());
            }
            let row = row.get_or_insert_with(|| empty_row(*number, columns));
            row.is_ragged |= pieces.len() != columns + 2 || trimmed.starts_with('+') || !pieces[columns + 1].is_empty();
            for (cell, piece) in row.cells.iter_mut().zip(pieces.iter().skip(1)) {
                cell.push(*number, piece);
            }
        } else {
            break;
        }
        used += 1;
    }
    grid.rows.extend(row);
    Some((grid, used))
}

/// Whether the first cells of a line are a name and a type.
fn begins_row(pieces: &[&str]) -> bool {
    let text = |at: usize| pieces.get(at).map(|piece| inline::lines(piece).join(" ")).unwrap_or_default();
    is_name_cell(&text(1)) && parse_type(&text(2)).is_some()
}

fn has_name_and_type(row: &GridRow) -> bool {
    let text = |at: usize| row.cells.get(at).map(Cell::text).unwrap_or_default();
    is_name_cell(&text(0)) && parse_type(&text(1)).is_some()
}

fn is_border(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('+') && line.ends_with('+') && line.chars().all(|it| "+-=:".contains(it))
}

fn empty_row(line: usize, columns: usize) -> GridRow {
    GridRow { line, cells: vec![Cell::default(); columns], ..GridRow::default() }
}

/// A table under rulers, such as `----- ------`, that begins with the first line, and how many lines it has.
pub(super) fn columns(lines: &[RawLine<'_>]) -> Option<(Grid, usize)> {
    let is_framed = is_frame(lines[0].1) || ruler(lines[0].1).is_some();
    let first_title = usize::from(is_framed);
    // The titles take a few lines, then the ruler has a group for each column.
    let at = (first_title + 1..lines.len().min(first_title + 6)).find(|at| ruler(lines[*at].1).is_some())?;
    let ranges = ruler(lines[at].1)?;
    if lines[first_title..at].iter().any(|(_, line)| line.trim().is_empty()) {
        return None;
    }
    let title = slice_all(&lines[first_title..at], &ranges);
    if !is_header(&title.cells.iter().map(Cell::text).collect::<Vec<_>>()) {
        return None;
    }
    let mut grid = Grid { line: title.line, rows: vec![title], ends_open: !is_framed, ..Grid::default() };
    let body = &lines[at + 1..];
    let frame = ruler(lines[0].1).is_some();
    let end = if is_framed {
        body.iter().position(|(_, line)| is_frame(line) || (frame && is_ruler(line)))
    } else {
        body.iter().position(|(_, line)| line.trim().is_empty() || is_frame(line) || is_ruler(line))
    };
    grid.is_cut = is_framed && end.is_none();
    let end = end.unwrap_or(body.len());
    let has_gaps = is_framed && !frame;
    let mut row: Vec<RawLine<'_>> = Vec::new();
    let mut end_row = |row: &mut Vec<RawLine<'_>>| {
        if !row.is_empty() {
            grid.rows.push(slice_all(row, &ranges));
            row.clear();
        }
    };
    for (number, line) in &body[..end] {
        let is_blank = line.trim().is_empty();
        let begins_row = if has_gaps { is_blank } else { !cell(line, &ranges[0]).0.trim().is_empty() };
        if begins_row || is_blank {
            end_row(&mut row);
        }
        if !is_blank {
            row.push((*number, line));
        }
    }
    end_row(&mut row);
    Some((grid, at + 1 + (end + usize::from(is_framed)).min(body.len())))
}

/// The columns of a ruler, in characters: each from its dashes to those of the next.
fn ruler(line: &str) -> Option<Vec<Range<usize>>> {
    let drawn = line.trim();
    let mark = drawn.chars().next().filter(|it| matches!(it, '-' | '='))?;
    if !drawn.chars().all(|it| it == mark || it == ' ') {
        return None;
    }
    let mut starts = Vec::new();
    let mut before = ' ';
    for (at, character) in line.trim_end().chars().enumerate() {
        if character == mark && before != mark {
            starts.push(at);
        }
        before = character;
    }
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    let ranges: Vec<Range<usize>> = starts.iter().zip(ends).map(|(start, end)| *start..end).collect();
    (ranges.len() > 1).then_some(ranges)
}

/// Whether a line is a ruler, also one whose columns other spaces shifted.
fn is_ruler(line: &str) -> bool {
    ruler(&line.replace(char::is_whitespace, " ")).is_some()
}

/// A line of dashes alone, as above and below a table.
fn is_frame(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 10 && line.chars().all(|it| it == '-')
}

/// The text of a line in a column, and whether it stays within it.
fn cell(line: &str, range: &Range<usize>) -> (String, bool) {
    let text: String = line.chars().skip(range.start).take(range.end - range.start).collect();
    let is_apart = range.end == usize::MAX || line.chars().nth(range.end - 1).is_none_or(char::is_whitespace);
    (text, is_apart)
}

/// The cells of the lines of one row.
fn slice_all(lines: &[RawLine<'_>], ranges: &[Range<usize>]) -> GridRow {
    let mut row = empty_row(lines.first().map_or(0, |(number, _)| *number), ranges.len());
    for (number, line) in lines {
        for (index, range) in ranges.iter().enumerate() {
            let (text, is_apart) = cell(line, range);
            row.cells[index].push(*number, &text);
            row.is_ragged |= !is_apart || line.contains('\t');
        }
        row.is_ragged |= line.chars().take(ranges[0].start).any(|it| !it.is_whitespace());
    }
    row
}
