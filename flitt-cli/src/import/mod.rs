//! Pages of the documentation: text -> lines and cells -> tables of rows -> parameters -> schema file, or a comparison.

mod compare;
mod dash;
mod direction_hint;
mod doubt;
mod example;
mod found;
mod grid;
mod hints;
mod infer;
mod layout;
mod line;
mod names;
mod page;
mod phrase;
mod plain;
mod report;
mod row;
mod schema;
mod statement;
#[cfg(test)]
mod tests;
mod text;
mod unreadable;
mod values;
mod warning;
mod wording;

use flitt_schema::{Library, Parameter};

pub(crate) use self::compare::{PageTable, closest_response, compare};
pub(crate) use self::report::{TABLE_HELP, describe_warnings, missing_table, unreadable};
pub(crate) use self::schema::{Heading, write_schema};
use self::unreadable::UnreadablePageError;
pub(crate) use self::warning::Warning;
use crate::direction::Direction;

/// The contents of a page.
pub(crate) struct Imported {
    /// The path after the first `POST`.
    pub(crate) path: Option<String>,
    pub(crate) request: Option<Vec<Parameter>>,
    pub(crate) response: Option<Vec<Parameter>>,
    /// Whether the request says which parameters are mandatory.
    pub(crate) says_mandatory: bool,
    /// In the order of the lines.
    pub(crate) warnings: Vec<Warning>,
}

impl Imported {
    /// Whether the page has no table with a row.
    pub(crate) fn is_empty(&self) -> bool {
        self.request.is_none() && self.response.is_none()
    }
}

/// Reads a page. The built-in schemas supply what they know about a parameter of the same name.
pub(crate) fn read_page(text: &str, built_in: &Library) -> Result<Imported, UnreadablePageError> {
    read_page_of(text, built_in, built_in)
}

/// As [`read_page`]; warnings do not show the values of parameters that are sensitive in `schemas` either.
pub(crate) fn read_page_of(text: &str, built_in: &Library, schemas: &Library) -> Result<Imported, UnreadablePageError> {
    let page = page::parse(text)?;
    let mut imported =
        Imported { path: page.path, request: None, response: None, says_mandatory: true, warnings: page.warnings };
    for table in page.tables {
        let mut parameters: Vec<Parameter> = Vec::new();
        for mut row in table.rows {
            row.is_sensitive = hints::is_sensitive(&row.name, &[built_in, schemas]);
            parameters.push(infer::parameter(&row, table.direction, built_in, &mut imported.warnings));
        }
        names::assign(&mut parameters);
        let says_mandatory = table.has_mandatory_column || parameters.iter().any(|parameter| parameter.mandatory);
        if table.direction == Direction::Request && !says_mandatory {
            imported.says_mandatory = false;
            let message = "nothing says which parameters are mandatory; all are taken as optional".to_owned();
            imported.warnings.push(Warning { line: table.line, message });
        }
        match table.direction {
            Direction::Request => imported.request = Some(parameters),
            Direction::Response => imported.response = Some(parameters),
        }
    }
    imported.warnings.sort_by_key(|warning| warning.line);
    Ok(imported)
}
