//! A page of the documentation as plain text, read into the rows of schema files.

mod compare;
#[cfg(test)]
mod holds;
mod known;
mod names;
mod page;
#[cfg(test)]
mod robustness;
mod row;
mod schema;
mod values;

use flitt_client::schema::{Library, Parameter};

pub(crate) use compare::{compare, nearest_answer};
pub(crate) use schema::{Heading, write};

pub(crate) use crate::words::Side;

/// Something that could not be read, or was read with a doubt.
#[derive(Debug)]
pub(crate) struct Warning {
    /// The line of the page, from 1.
    pub(crate) line: usize,
    pub(crate) message: String,
}

/// What a page says.
pub(crate) struct Imported {
    /// The path after the first `POST`.
    pub(crate) path: Option<String>,
    pub(crate) request: Option<Vec<Parameter>>,
    pub(crate) answer: Option<Vec<Parameter>>,
    /// In the order of the lines.
    pub(crate) warnings: Vec<Warning>,
}

/// Reads a page. What the built-in schemas know of a name is taken from them.
pub(crate) fn read(text: &str, known: &Library) -> Imported {
    let page = page::read(text);
    let mut imported = Imported { path: page.path, request: None, answer: None, warnings: page.warnings };
    for table in page.tables {
        let mut rows: Vec<Parameter> = Vec::new();
        for raw in &table.rows {
            rows.push(known::parameter(raw, table.side, known, &mut imported.warnings));
        }
        names::give(&mut rows);
        match table.side {
            Side::Request => imported.request = Some(rows),
            Side::Answer => imported.answer = Some(rows),
        }
    }
    imported.warnings.sort_by_key(|warning| warning.line);
    imported
}

impl Imported {
    /// Whether no table with a row was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.request.is_none() && self.answer.is_none()
    }
}
