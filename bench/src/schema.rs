//! One schema file of 35 parameters: read to the model, with the place of everything, and checked.

use std::hint::black_box;

use flitt_schema::{InMemory, Library};
use serde_json::Value;

use crate::timing::in_turn;
use crate::{Outcome, Row, Target};

const PARAMETERS: usize = 35;
const FILE: &str = "tables/final_order.json";

/// The pieces of work that are compared.
pub struct Pieces {
    text: String,
    files: InMemory,
}

impl Pieces {
    /// Takes so many rows of a shipped file, and checks that they can be read.
    pub fn new() -> Outcome<Self> {
        let mut table: Value = serde_json::from_str(include_str!("../../schemas/tables/final_order.json"))?;
        let rows = table["rows"].as_array_mut().ok_or("the table has no rows")?;
        // Nested tables and reference lists are files of their own.
        rows.retain(|row| row.get("table").is_none() && row.get("list").is_none());
        rows.truncate(PARAMETERS);
        // It names a parameter that was removed.
        table.as_object_mut().ok_or("the table is no object")?.remove("decline");
        let text = serde_json::to_string_pretty(&table)?;
        let files = [(FILE, text.clone())].into_iter().collect();
        let library = Library::read_file(&files, FILE);
        if let Some(diagnostic) = library.diagnostics.first() {
            return Err(diagnostic.message().into());
        }
        assert_eq!(library.tables.first().map(|table| table.model.rows.len()), Some(PARAMETERS));
        Ok(Self { text, files })
    }

    /// Ours.
    pub fn ours(&self) -> impl FnMut() {
        || drop(black_box(Library::read_file(black_box(&self.files), FILE)))
    }

    /// A value without places, of which nothing is understood.
    pub fn value(&self) -> impl FnMut() {
        || drop(black_box(serde_json::from_str::<Value>(black_box(&self.text))))
    }
}

/// The rows of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let pieces = Pieces::new()?;
    let what = format!("schema file of {PARAMETERS} parameters, {} bytes, to the checked model", pieces.text.len());
    let times = in_turn(&mut pieces.ours(), &mut pieces.value());
    Ok(vec![Row::of_times(&what, times, "serde_json to a value", Target::AtMost(3.0))])
}
