//! `flitt import`: converts a page of the documentation into a schema file.

use flitt_schema::{InMemory, Library, Parameter};

use crate::import::{Heading, TABLE_HELP, describe_warnings, missing_table, read_page, unreadable, write_schema};
use crate::input::{input_name, read_text};
use crate::output::{CommandError, CommandOutput, count};
use crate::schemas::{NAME_HELP, built_in, is_endpoint_name};

/// The name of an endpoint whose page contains no path.
const DEFAULT_NAME: &str = "imported";

/// Convert a documentation page into a schema file
#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 written, 1 no table on the page, 2 cannot run")]
pub(crate) struct Arguments {
    /// The page as HTML, Markdown or plain text, or `-` for stdin
    page: String,
    /// The name of the endpoint [default: derived from the path]
    #[arg(long, value_name = "NAME")]
    endpoint: Option<String>,
    /// The path of the endpoint [default: the one after `POST` on the page]
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    validate(arguments)?;
    let text = read_text(&arguments.page)?;
    let page = read_page(&text, &built_in()).map_err(|error| unreadable(&input_name(&arguments.page), error))?;
    if page.is_empty() {
        return Err(CommandError::failed(missing_table(&input_name(&arguments.page), &page)).help(TABLE_HELP));
    }
    let path = arguments.path.as_ref().or(page.path.as_ref());
    let endpoint = arguments.endpoint.clone().or_else(|| path.and_then(|path| name_from_path(path)));
    let endpoint = endpoint.unwrap_or_else(|| DEFAULT_NAME.to_owned());
    let heading = Heading { path: path.cloned().unwrap_or_else(|| format!("/api/{endpoint}")), endpoint };
    let text = write_schema(&heading, &page);
    check_result(&heading.endpoint, &text)?;
    let mut notes = describe_warnings(&page.warnings);
    if path.is_none() {
        let path = &heading.path;
        notes.push(format!("warning: the page contains no path; `{path}` is a guess, set it with --path"));
    }
    if page.request.is_none() {
        notes.push("warning: the page has no request table".to_owned());
    }
    if page.response.is_none() {
        notes.push("warning: the page has no response table; name a shared table in `response`".to_owned());
    }
    let rows = |rows: &Option<Vec<Parameter>>| count(rows.as_ref().map_or(0, Vec::len), "parameter");
    notes.push(format!("imported {} of the request, {} of the response", rows(&page.request), rows(&page.response)));
    Ok(notes.iter().fold(CommandOutput::new(text), CommandOutput::with_note))
}

fn validate(arguments: &Arguments) -> Result<(), CommandError> {
    if let Some(name) = arguments.endpoint.as_deref().filter(|name| !is_endpoint_name(name)) {
        return Err(CommandError::usage(format!("`{name}` is not a valid name of an endpoint")).help(NAME_HELP));
    }
    if let Some(path) = arguments.path.as_deref().filter(|path| !path.starts_with('/')) {
        return Err(CommandError::usage(format!("the path `{path}` does not begin with `/`"))
            .help("write it as /api/capture/order_id"));
    }
    Ok(())
}

/// `/api/status/order_id` gives `status_order_id`.
fn name_from_path(path: &str) -> Option<String> {
    let lower = path.trim_start_matches("/api/").to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty()).collect();
    Some(words.join("_")).filter(|name| is_endpoint_name(name))
}

/// Rejects a schema file that `flitt check` would reject.
fn check_result(endpoint: &str, text: &str) -> Result<(), CommandError> {
    let file = format!("{endpoint}.json");
    let files: InMemory = [(file.as_str(), text)].into_iter().collect();
    let library = Library::read_endpoint(&files, &file);
    match library.diagnostics.first() {
        None => Ok(()),
        Some(first) => Err(CommandError::usage(format!("the page does not give a valid schema file:\n{first}"))
            .help("correct the text of the page there")),
    }
}
