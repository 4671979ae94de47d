//! `flitt diff`: what differs between a schema file and a page of the documentation.

use std::path::Path;

use flitt_client::schema::{Library, Parameter, Table};

use super::import::{TABLE_HELP, warnings, without_table};
use crate::endpoints::{SchemaArguments, built_in, find};
use crate::import::{Side, compare, nearest_answer, read};
use crate::output::{Done, Fault, count};
use crate::params;
use crate::schema_file::SchemaFile;

/// Compare a schema with a documentation page: 0 the same, 1 differences, 2 cannot run
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A schema file, or the name of an endpoint
    schema: String,
    /// The page as plain text, or `-` for stdin
    page: String,
    #[command(flatten)]
    schemas: SchemaArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let (library, name) = library(arguments)?;
    let endpoint = find(&library, &name)?;
    let known = built_in();
    let page = read(&params::read(&arguments.page)?, &known);
    if page.is_empty() {
        return Err(Fault::cannot(without_table(&arguments.page, &page)).help(TABLE_HELP));
    }
    let answer = page.answer.as_deref().and_then(|rows| nearest_answer(endpoint, [&library, &known], rows));
    let mut told = Told { done: Done::default(), real: Vec::new(), declared: Vec::new() };
    for line in warnings(&page.warnings) {
        told.done = told.done.with_note(line);
    }
    told.side(Side::Request, Some(&endpoint.request), page.request.as_deref(), &library);
    told.side(Side::Answer, answer, page.answer.as_deref(), &library);
    Ok(told.finish(&name))
}

/// What is told, in the order of the tables.
struct Told {
    done: Done,
    real: Vec<String>,
    declared: Vec<String>,
}

impl Told {
    fn note(&mut self, words: &str) {
        self.done = std::mem::take(&mut self.done).with_note(words);
    }

    fn side(&mut self, side: Side, table: Option<&Table>, rows: Option<&[Parameter]>, library: &Library) {
        let (Some(table), Some(rows)) = (table, rows) else {
            return self.note(&format!("note: the page has no {} table; it is not compared", side.word()));
        };
        if side == Side::Answer && !table.name.is_empty() {
            self.note(&format!("note: the answer is compared with the table `{}`", table.name));
        }
        for difference in compare(table, rows, side, library) {
            let list = if difference.is_declared { &mut self.declared } else { &mut self.real };
            list.push(format!("  {}: {}\n", side.word(), difference.words));
        }
    }

    fn finish(self, name: &str) -> Done {
        let mut text = match self.real.len() {
            0 => format!("{name}: no differences\n"),
            number => format!("{name}: {}\n{}", count(number, "difference"), self.real.concat()),
        };
        if !self.declared.is_empty() {
            text.push_str("declared by the schema:\n");
            text.push_str(&self.declared.concat());
        }
        let done = self.done.with_out(text);
        if self.real.is_empty() { done } else { done.and_no() }
    }
}

/// The schemas, and the name of the endpoint in them.
fn library(arguments: &Arguments) -> Result<(Library, String), Fault> {
    let path = Path::new(&arguments.schema);
    let is_file = path.extension().is_some_and(|extension| extension == "json");
    if !is_file {
        return Ok((arguments.schemas.library()?, arguments.schema.clone()));
    }
    let file = SchemaFile::at(path)?;
    if file.is_shared {
        return Err(Fault::cannot(format_args!(
            "`{}` is shared by endpoints, and is compared with them",
            path.display()
        ))
        .help("name an endpoint, or the file of one"));
    }
    let library = Library::read_file(&file.folder(), &file.name);
    match library.endpoints.first() {
        Some(read) if library.diagnostics.is_empty() => {
            let name = read.model.name.to_string();
            Ok((library, name))
        }
        _ => Err(Fault::cannot(format_args!("the schema file `{}` cannot be used", path.display()))
            .help(format!("see why with `flitt check {}`", path.display()))),
    }
}
