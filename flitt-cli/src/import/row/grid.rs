//! A row of a table whose cells are known.

use flitt_schema::ValueType;

use super::columns::{Column, Columns, MARKED, header_columns};
use super::length::{Length, length_in_text, parse_length};
use super::mark::{Mark, parse_cell, parse_mark};
use super::types::parse_type;
use super::{PageRow, is_name, max_length};
use crate::import::layout::{Cell, GridRow};
use crate::import::wording::NOTHING;

/// The kind of a row.
#[derive(Debug)]
pub(in crate::import) enum GridLine {
    /// A row, with warnings.
    Row(PageRow, Vec<String>),
    /// More text of the row above.
    More(Vec<(usize, String)>),
    /// It is no valid row, for this reason.
    Malformed(String),
    /// The titles again, or nothing.
    Nothing,
}

/// Parses a row. `empty`: what an empty cell of a column of marks says.
pub(in crate::import) fn parse_grid_row(row: &GridRow, columns: &Columns, empty: Option<Mark>) -> GridLine {
    let texts: Vec<String> = row.cells.iter().map(Cell::text).collect();
    if texts.iter().all(String::is_empty) || header_columns(&texts).as_ref() == Some(columns) {
        return GridLine::Nothing;
    }
    let reader = Reader { row, columns };
    let mut warnings = Vec::new();
    if let Err(reason) = reader.check_cells(&mut warnings) {
        return GridLine::Malformed(reason);
    }
    let (name, of_type) = (reader.text(Column::Name), reader.text(Column::Type));
    if row.continues || (name.is_empty() && of_type.is_empty()) {
        return match reader.beside_description().filter(|_| !row.continues) {
            Some(text) => GridLine::Malformed(format!("`{text}` is in a column of a row without a name")),
            None => GridLine::More(reader.lines()),
        };
    }
    match reader.parse(empty, &mut warnings) {
        Ok(parsed) => GridLine::Row(parsed, warnings),
        Err(reason) => GridLine::Malformed(reason),
    }
}

struct Reader<'r> {
    row: &'r GridRow,
    columns: &'r Columns,
}

impl Reader<'_> {
    fn cell(&self, column: Column) -> Option<&Cell> {
        self.columns.position(column).and_then(|at| self.row.cells.get(at))
    }

    fn text(&self, column: Column) -> String {
        self.cell(column).map(Cell::text).unwrap_or_default()
    }

    /// Whether each cell is that of its column.
    fn check_cells(&self, warnings: &mut Vec<String>) -> Result<(), String> {
        let (cells, columns) = (self.row.cells.len(), self.columns.0.len());
        let name = self.text(Column::Name);
        let surplus_is_empty = || self.row.cells[columns..].iter().all(Cell::is_empty);
        let lacks_example = cells + 1 == columns && self.columns.0.last() == Some(&Some(Column::Example));
        if lacks_example && !(self.row.is_ragged && cells == columns) {
            warnings.push(format!("`{name}` has no cell for the last column"));
            return Ok(());
        }
        if cells < columns || (cells > columns && !surplus_is_empty()) {
            return Err(format!("`{name}` has {cells} cells, the table has {columns} columns"));
        }
        if self.row.is_ragged {
            return Err(format!("the cells of `{name}` do not keep to the columns"));
        }
        Ok(())
    }

    /// The text of a column that only a row with a name has.
    fn beside_description(&self) -> Option<String> {
        let columns = [Column::Length, Column::Mandatory, Column::Optional];
        columns.into_iter().map(|column| self.text(column)).find(|text| !text.is_empty())
    }

    fn parse(&self, empty: Option<Mark>, warnings: &mut Vec<String>) -> Result<PageRow, String> {
        let written = self.name();
        let (first, rest) = written.split_once(' ').unwrap_or((&written, ""));
        let name = first.trim_end_matches(['*', ':']);
        let mut marks: Vec<Mark> = first.ends_with('*').then_some(Mark::Mandatory).into_iter().collect();
        let mut of_type = self.text(Column::Type);
        if let Some(mark) = parse_mark(rest).filter(|_| !rest.is_empty()) {
            marks.push(mark);
        } else if of_type.is_empty() && parse_type(rest).is_some() {
            rest.clone_into(&mut of_type);
        } else if !rest.is_empty() {
            return Err(format!("`{written}` is not a valid name of a parameter"));
        }
        if !is_name(name) {
            return Err(format!("`{name}` is not a valid name of a parameter"));
        }
        let Some(parsed) = parse_type(&of_type) else {
            return Err(match of_type.as_str() {
                "" => format!("`{name}` has no type"),
                _ => format!("the type `{of_type}` of `{name}` is neither string nor integer"),
            });
        };
        marks.extend(parsed.mark);
        let length = self.length(name, parsed.kind, parsed.length, warnings)?;
        let mandatory = self.mandatory(name, &marks, empty, warnings)?;
        let (line, name) = (self.row.line, name.to_owned());
        Ok(PageRow {
            line,
            name,
            value_type: parsed.kind,
            length,
            mandatory,
            text: self.lines(),
            has_example: false,
            is_sensitive: false,
        })
    }

    /// The name cell; a name that is broken at an underscore is one word again.
    fn name(&self) -> String {
        let mut name = String::new();
        for (_, line) in self.cell(Column::Name).map(|cell| cell.0.as_slice()).unwrap_or_default() {
            if !name.is_empty() && !name.ends_with('_') && !line.starts_with('_') {
                name.push(' ');
            }
            name.push_str(line);
        }
        name
    }

    fn length(
        &self,
        name: &str,
        value_type: ValueType,
        of_type: Length,
        warnings: &mut Vec<String>,
    ) -> Result<Option<u32>, String> {
        let column = self.text(Column::Length);
        let of_column = if NOTHING.contains(&column.as_str()) { Length::None } else { parse_length(&column) };
        let described = length_in_text(&self.text(Column::Description));
        let length = match (of_type, of_column) {
            (_, Length::None) if !NOTHING.contains(&column.as_str()) => {
                return Err(format!("the length `{column}` of `{name}` cannot be read"));
            }
            (Length::Invalid(shown), _) | (_, Length::Invalid(shown)) => {
                return Err(format!("the length `{shown}` of `{name}` cannot be read"));
            }
            (Length::Valid(first), Length::Valid(second)) if first != second => {
                return Err(format!("`{name}` has the lengths {first} and {second}"));
            }
            (Length::Valid(length), _) | (_, Length::Valid(length)) => Some(length),
            (Length::None, Length::None) => None,
        };
        match (length, described) {
            (Some(length), Some(described)) if length != described => {
                warnings.push(format!("the length of `{name}` is {length}, but its description says {described}"));
            }
            (None, None) => warnings.push(format!("`{name}` has no length; it is imported without a limit")),
            _ => {}
        }
        match length.or(described) {
            Some(length) if !(1..=max_length(value_type)).contains(&length) => {
                Err(format!("the length {length} of `{name}` is out of range"))
            }
            length => Ok(length),
        }
    }

    fn mandatory(
        &self,
        name: &str,
        marks: &[Mark],
        empty: Option<Mark>,
        warnings: &mut Vec<String>,
    ) -> Result<Option<bool>, String> {
        let mut marks = marks.to_vec();
        let mut is_unclear = false;
        for (column, cell) in MARKED.into_iter().filter_map(|column| Some((column, self.cell(column)?))) {
            let text = cell.text();
            let mark = parse_cell(&text, column);
            marks.extend(mark);
            if mark.is_none() && !text.is_empty() {
                is_unclear = true;
                warnings.push(format!(
                    "cannot tell from `{text}` whether `{name}` is mandatory; it is imported as optional"
                ));
            }
        }
        if marks.is_empty() && self.columns.has_marks() {
            return match empty {
                _ if is_unclear => Ok(Some(false)),
                Some(mark) => Ok(Some(mark.is_mandatory())),
                None => Err(format!("`{name}` is neither mandatory nor optional")),
            };
        }
        match marks.split_first() {
            Some((first, rest)) if rest.iter().any(|mark| mark != first) => {
                Err(format!("`{name}` is both mandatory and optional"))
            }
            first => Ok(first.map(|(mark, _)| mark.is_mandatory())),
        }
    }

    /// The description, with the columns of values and defaults as its statements.
    fn lines(&self) -> Vec<(usize, String)> {
        let mut lines = self.cell(Column::Description).map(|cell| cell.0.clone()).unwrap_or_default();
        for (column, statement) in [(Column::Values, "supported values:"), (Column::Default, "default value:")] {
            let Some(cell) = self.cell(column).filter(|cell| !NOTHING.contains(&cell.text().to_lowercase().as_str()))
            else {
                continue;
            };
            let line = cell.0.first().map_or(self.row.line, |(line, _)| *line);
            lines.push((line, statement.to_owned()));
            lines.extend(cell.0.iter().cloned());
        }
        lines
    }
}
