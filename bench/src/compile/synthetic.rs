//! Folders of as many endpoints as one likes, each of the size of the gateway's largest: the first rows of the tables that
//! create an order and return its state, as tables of its own.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::packages::project;
use crate::Outcome;

const REQUEST_ROWS: usize = 26;
const RESPONSE_ROWS: usize = 35;

/// Writes a folder of some endpoints under `place`, and returns its path.
pub fn folder(place: &Path, endpoints: usize) -> Outcome<PathBuf> {
    let folder = place.join(format!("synthetic-{endpoints}"));
    let schemas = project().join("schemas");
    for part in ["tables", "reference"] {
        fs::create_dir_all(folder.join(part))?;
        for entry in fs::read_dir(schemas.join(part))? {
            let entry = entry?;
            fs::copy(entry.path(), folder.join(part).join(entry.file_name()))?;
        }
    }
    let request = first_rows(&schemas.join("tables/create_order.json"), REQUEST_ROWS)?;
    let response = first_rows(&schemas.join("tables/final_order.json"), RESPONSE_ROWS)?;
    for number in 1..=endpoints {
        let name = format!("endpoint_{number}");
        let endpoint = json!({
            "endpoint": name,
            "doc": "Creates an order, and returns its state.",
            "path": format!("/api/{name}"),
            "key": "payment",
            "retry": "freely",
            "request": request,
            "response": { "rows": response, "signed": "always" },
        });
        fs::write(folder.join(format!("{name}.json")), format!("{endpoint:#}"))?;
    }
    Ok(folder)
}

fn first_rows(file: &Path, rows: usize) -> Outcome<Vec<Value>> {
    let table: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
    let all = table["rows"].as_array().ok_or("a table has no rows")?;
    let mut rows: Vec<Value> = all.iter().take(rows).cloned().collect();
    for row in rows.iter_mut().filter_map(Value::as_object_mut) {
        // It can name parameters of the other rows.
        row.remove("zero_when");
    }
    Ok(rows)
}
