//! Names that diagnostics propose, and the change of the file that writes them.

use std::collections::{HashMap, HashSet};

use crate::model::{Parameter, Table};
use crate::parse::{Report, Spans};
use crate::rust_name::{RustName, proposed_names, proposed_variants, rust_type_name};
use crate::source::Fix;

/// Names of parameters that are free in a table. What was proposed is taken.
pub(super) struct FreeNames<'t> {
    table: &'t Table,
    /// How often each function and type has a name, counted when the first name is proposed: most tables need none.
    taken: Option<HashMap<String, usize>>,
}

impl<'t> FreeNames<'t> {
    pub(super) fn new(table: &'t Table) -> Self {
        Self { table, taken: None }
    }

    /// A name for a parameter whose own name cannot be used.
    pub(super) fn propose(&mut self, row: &Parameter) -> Option<String> {
        let (table, own) = (self.table, row.rust_name());
        let taken = self.taken.get_or_insert_with(|| {
            let mut taken = HashMap::new();
            for name in table.rows.iter().flat_map(|row| names(row.rust_name())) {
                *taken.entry(name).or_default() += 1;
            }
            taken
        });
        let others = |name: &String| {
            let of_this = names(own).iter().filter(|of_this| *of_this == name).count();
            taken.get(name).copied().unwrap_or_default() - of_this
        };
        let is_free = |name: &String| {
            let [_, type_name] = names(name);
            let is_type = RustName::of(&type_name) == RustName::Plain && !table.has_type(&type_name);
            is_type && !table.has_function(name) && name != own && names(name).iter().all(|name| others(name) == 0)
        };
        let name = proposed_names(own).find(is_free)?;
        for name in names(&name) {
            *taken.entry(name).or_default() += 1;
        }
        Some(name)
    }
}

/// The function and the type of a parameter. They differ: a function has no capital letter.
fn names(name: &str) -> [String; 2] {
    [name.to_owned(), rust_type_name(name)]
}

/// A name for a listed value that is none of the names of others. It is taken then.
pub(super) fn variant(value: &str, taken: &mut HashSet<String>) -> Option<String> {
    let name = proposed_variants(value).find(|name| !taken.contains(name))?;
    taken.insert(name.clone());
    Some(name)
}

/// What a help says about a proposed name, and about one that nobody can propose.
pub(super) fn help(what: &str, name: Option<&String>, otherwise: &str) -> String {
    match name {
        Some(name) => format!("{what} \"rust\": \"{name}\", as `flitt check --fix` does"),
        None => otherwise.to_owned(),
    }
}

/// The change that writes the name: as the key `rust` of the object, behind the key that has the name on the wire.
pub(super) fn fix(name: Option<String>, behind: &str, keys: &Spans, report: &Report) -> Option<Fix> {
    let name = name?;
    if keys.has("rust") {
        return Some(Fix { range: keys.of("rust").clone(), text: format!("\"{name}\"") });
    }
    let span = keys.of(behind);
    if !keys.has(behind) {
        return None;
    }
    if span.start == keys.begin.start {
        // A listed value that is no object.
        let value = report.source().text().get(span.clone())?;
        return Some(Fix { range: span.clone(), text: format!("{{ \"{behind}\": {value}, \"rust\": \"{name}\" }}") });
    }
    Some(Fix { range: span.end..span.end, text: format!(", \"rust\": \"{name}\"") })
}
