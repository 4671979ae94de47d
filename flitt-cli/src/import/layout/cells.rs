//! Tables whose cells are separated by a character: Markdown (`|`), and text copied from a browser (tabs).

use super::stream::{Cells, Style, rows};
use super::{Cell, Grid, GridRow, RawLine, inline, is_header};
use crate::import::row::{begins_with_marker, is_name_cell, parse_mark};
use crate::import::statement;

/// How many lines show what the columns of a table without titles are.
const SAMPLE: usize = 20;

/// The table that begins with the first line, and how many lines it has.
pub(super) fn table(lines: &[RawLine<'_>]) -> Option<(Grid, usize)> {
    ['|', '\t'].into_iter().find_map(|separator| {
        let (line, first) = lines[0];
        let titles = titles(first, separator);
        if titles.len() > 1 && is_header(&titles) {
            let style = Style { separator, columns: titles.len(), is_terminated: is_terminated(first, separator) };
            let end = 1 + end(&lines[1..], separator, style.is_terminated);
            let ends_open = !style.is_terminated;
            let mut grid = Grid { line, rows: vec![title_row(line, &titles)], ends_open, ..Grid::default() };
            grid.rows.extend(rows(&lines[1..end], style));
            return Some((grid, end));
        }
        headless(lines, separator)
    })
}

/// The titles of a line.
fn titles(line: &str, separator: char) -> Vec<String> {
    let trimmed = if separator == '|' { line.trim() } else { line.trim_end() };
    let inner = trimmed.strip_prefix(separator).unwrap_or(trimmed);
    let inner = inner.strip_suffix(separator).unwrap_or(inner);
    inner.split(separator).map(|title| inline::lines(title).join(" ")).collect()
}

fn title_row(line: usize, titles: &[String]) -> GridRow {
    let cells = titles.iter().map(|title| Cell(vec![(line, title.clone())]));
    GridRow { line, cells: cells.collect(), ..GridRow::default() }
}

fn is_terminated(line: &str, separator: char) -> bool {
    separator == '|' && line.trim_end().ends_with(separator)
}

/// A table without titles: its first cells are a name and a type, and so are those of another row.
fn headless(lines: &[RawLine<'_>], separator: char) -> Option<(Grid, usize)> {
    let (line, first) = lines[0];
    let first_cell =
        first.trim().split(separator).find(|it| !it.trim().is_empty()).filter(|_| first.contains(separator))?;
    if !is_name_cell(&inline::lines(first_cell).join(" ")) {
        return None;
    }
    let cells_of = |lines: &[RawLine<'_>], columns: usize| {
        let mut cells = Cells::default();
        let style = Style { separator, columns, is_terminated: is_terminated(first, separator) };
        for (number, text) in lines {
            cells.add_line(*number, text, style);
        }
        (cells, style)
    };
    let sample = &lines[..lines.len().min(SAMPLE)];
    let ends_lines = is_terminated(first, separator);
    let (cells, style) = cells_of(&sample[..end(sample, separator, ends_lines)], 0);
    let starts = cells.starts();
    if starts.len() < 2 || starts[0] != 0 {
        return None;
    }
    let columns = starts.windows(2).map(|pair| pair[1] - pair[0]).min()?;
    let titles = titles_of(columns, &cells, &starts)?;
    let end = end(lines, separator, ends_lines);
    let rows_above = vec![title_row(line, &titles)];
    let mut grid = Grid { line, rows: rows_above, has_titles: false, ends_open: !ends_lines, ..Grid::default() };
    grid.rows.extend(rows(&lines[..end], Style { columns, ..style }));
    Some((grid, end))
}

/// The titles that a table without titles would have.
fn titles_of(columns: usize, cells: &Cells, starts: &[usize]) -> Option<Vec<String>> {
    let named = || starts.iter().filter(|start| cells.text(**start).is_some_and(|text| is_name_cell(&text)));
    let is_marked =
        |at: usize| named().all(|start| cells.text(start + at).is_some_and(|text| parse_mark(&text).is_some()));
    let titles: &[&str] = match columns {
        3 => &["parameter", "type", "description"],
        4 if is_marked(2) => &["parameter", "type", "mandatory", "description"],
        4 => &["parameter", "type", "description", "example"],
        5 if is_marked(2) => &["parameter", "type", "mandatory", "description", "example"],
        _ => return None,
    };
    Some(titles.iter().map(|title| (*title).to_owned()).collect())
}

/// How many lines belong to the table: until the next titles, a heading, or an empty line after which no cell ends. Where
/// a separator follows each last cell, no more than the line with the last separator.
fn end(lines: &[RawLine<'_>], separator: char, is_terminated: bool) -> usize {
    let end = open_end(lines, separator);
    let last = lines[..end].iter().rposition(|(_, line)| line.contains(separator));
    if is_terminated { last.map_or(0, |last| last + 1) } else { end }
}

fn open_end(lines: &[RawLine<'_>], separator: char) -> usize {
    let mut index = 0;
    while let Some((_, line)) = lines.get(index) {
        let trimmed = line.trim();
        let is_next = index > 0 && trimmed.contains(separator) && is_header(&titles(line, separator));
        let is_heading = trimmed.starts_with('#') || trimmed.starts_with("```") || trimmed.starts_with("~~~");
        if is_next || is_heading {
            return index;
        }
        let blank = lines[index..].iter().take_while(|(_, line)| is_blank(line, separator)).count();
        if blank > 0 && !continues(&lines[index + blank..], separator) {
            return index;
        }
        index += blank.max(1);
    }
    lines.len()
}

fn is_blank(line: &str, separator: char) -> bool {
    line.trim().is_empty() && !line.contains(separator)
}

/// Whether a cell ends in the paragraph, or the paragraph begins as only the text of a row does.
fn continues(lines: &[RawLine<'_>], separator: char) -> bool {
    let of_row = |text: &str| statement::begins(text) || statement::is_value_line(text) || begins_with_marker(text);
    if lines.first().is_some_and(|(_, line)| of_row(line.trim())) {
        return true;
    }
    let mut paragraph = lines.iter().map(|(_, line)| *line).take_while(|line| !is_blank(line, separator));
    paragraph.find(|line| line.contains(separator)).is_some_and(|line| !is_header(&titles(line, separator)))
}
