//! `flitt diff`: the differences between a schema and a page of the documentation.

use std::path::Path;

use flitt_schema::{Library, Table};

use crate::arguments::SchemaArguments;
use crate::direction::Direction;
use crate::import::{
    PageTable, TABLE_HELP, closest_response, compare, describe_warnings, missing_table, read_page_of, unreadable,
};
use crate::input::{input_name, read_text};
use crate::output::{CommandError, CommandOutput, Status, count, shell_word};
use crate::schemas::{SchemaFile, built_in, find_endpoint};

/// Compare a schema with a documentation page
#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 no differences, 1 differences, 2 cannot run")]
pub(crate) struct Arguments {
    /// A schema file, or the name of an endpoint
    schema: String,
    /// The page as HTML, Markdown or plain text, or `-` for stdin
    page: String,
    #[command(flatten)]
    schemas: SchemaArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let (library, name) = load_endpoint(arguments)?;
    let endpoint = find_endpoint(&library, &name)?;
    let built_in = built_in();
    let text = read_text(&arguments.page)?;
    let page = read_page_of(&text, &built_in, &library);
    let page = page.map_err(|error| unreadable(&input_name(&arguments.page), error))?;
    if page.is_empty() {
        return Err(CommandError::usage(missing_table(&input_name(&arguments.page), &page)).help(TABLE_HELP));
    }
    let response = page.response.as_deref().and_then(|rows| closest_response(endpoint, [&library, &built_in], rows));
    let mut report = Report { notes: describe_warnings(&page.warnings), differences: Vec::new(), declared: Vec::new() };
    let table = |parameters, says_mandatory| PageTable { parameters, says_mandatory };
    let request = page.request.as_deref().map(|parameters| table(parameters, page.says_mandatory));
    report.compare(Direction::Request, Some(&endpoint.request), request, &library);
    let of_page = page.response.as_deref().map(|parameters| table(parameters, false));
    report.compare(Direction::Response, response, of_page, &library);
    Ok(report.finish(&name))
}

/// The lines of the output, in the order of the tables.
struct Report {
    notes: Vec<String>,
    differences: Vec<String>,
    /// Differences that the schema declares.
    declared: Vec<String>,
}

impl Report {
    fn compare(&mut self, direction: Direction, table: Option<&Table>, page: Option<PageTable<'_>>, library: &Library) {
        let (Some(table), Some(page)) = (table, page) else {
            self.notes.push(format!("note: the page has no {} table; it is not compared", direction.as_str()));
            return;
        };
        if direction == Direction::Response && !table.name.is_empty() {
            self.notes.push(format!("note: the response is compared with the table `{}`", table.name));
        }
        if direction == Direction::Request && !page.says_mandatory {
            self.notes.push("note: mandatory and optional are not compared".to_owned());
        }
        for difference in compare(table, page, library) {
            let list = if difference.is_declared { &mut self.declared } else { &mut self.differences };
            list.push(format!("  {}: {}\n", direction.as_str(), difference.description));
        }
    }

    fn finish(self, name: &str) -> CommandOutput {
        let mut text = match self.differences.len() {
            0 => format!("{name}: no differences\n"),
            number => format!("{name}: {}\n{}", count(number, "difference"), self.differences.concat()),
        };
        if !self.declared.is_empty() {
            text.push_str("known differences, which the schema declares:\n");
            text.push_str(&self.declared.concat());
        }
        let status = if self.differences.is_empty() { Status::Success } else { Status::Failed };
        let output = CommandOutput::new(text).with_status(status).without_secrets();
        self.notes.iter().fold(output, CommandOutput::with_note)
    }
}

/// The schemas, and the name of the endpoint in them.
fn load_endpoint(arguments: &Arguments) -> Result<(Library, String), CommandError> {
    let path = Path::new(&arguments.schema);
    let is_file = path.extension().is_some_and(|extension| extension == "json");
    if !is_file {
        return Ok((arguments.schemas.library()?, arguments.schema.clone()));
    }
    let file = SchemaFile::at(path)?;
    let shown = path.display();
    if file.is_shared {
        let message = format!("cannot compare `{shown}` alone: endpoints share it, and it is compared with them");
        return Err(CommandError::usage(message).help("name an endpoint, or the file of one"));
    }
    let library = Library::read_file(&file.folder(), &file.name);
    match library.endpoints.first() {
        Some(loaded) if library.diagnostics.is_empty() => {
            let name = loaded.model.name.to_string();
            Ok((library, name))
        }
        _ => Err(CommandError::usage(format!("cannot use the schema file `{shown}`"))
            .help(format!("`flitt check {}` reports why", shell_word(&shown.to_string())))),
    }
}
