//! `flitt import`: a page of the documentation as a schema file.

use flitt_client::schema::{InMemory, Library};

use crate::endpoints::{NAME_HELP, built_in, is_name};
use crate::import::{Heading, Imported, Warning, read, write};
use crate::output::{Done, Fault, count};
use crate::params;

/// The name of an endpoint whose page tells no path.
const UNNAMED: &str = "imported";

/// Turn a documentation page into a schema file: 0 written, 1 no table, 2 cannot run
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The page as plain text, or `-` for stdin
    page: String,
    /// The name of the endpoint [default: made of the path]
    #[arg(long, value_name = "NAME")]
    endpoint: Option<String>,
    /// The path of the endpoint [default: the one after `POST` on the page]
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    check(arguments)?;
    let imported = read(&params::read(&arguments.page)?, &built_in());
    if imported.is_empty() {
        return Err(Fault::no(without_table(&arguments.page, &imported)).help(TABLE_HELP));
    }
    let path = arguments.path.as_ref().or(imported.path.as_ref());
    let endpoint = arguments.endpoint.clone().or_else(|| path.and_then(|path| name_of(path)));
    let endpoint = endpoint.unwrap_or_else(|| UNNAMED.to_owned());
    let written = path.cloned().unwrap_or_else(|| format!("/api/{endpoint}"));
    let text = write(&Heading { endpoint: endpoint.clone(), path: written.clone() }, &imported);
    refuse_what_the_parser_refuses(&endpoint, &text)?;
    let mut done = Done::new(text);
    for line in warnings(&imported.warnings) {
        done = done.with_note(line);
    }
    if path.is_none() {
        done = done.with_note(format!("warning: the page tells no path; `{written}` is a guess, give it with --path"));
    }
    if imported.request.is_none() {
        done = done.with_note("warning: the page has no request table");
    }
    if imported.answer.is_none() {
        done = done.with_note("warning: the page has no answer table; name a shared table in `response`");
    }
    let rows = |rows: &Option<Vec<_>>| rows.as_ref().map_or(0, Vec::len);
    let (request, answer) = (rows(&imported.request), rows(&imported.answer));
    Ok(done.with_note(format!("read {} of the request, {} of the answer", count(request, "row"), count(answer, "row"))))
}

/// What a page without a table lacks.
pub(super) const TABLE_HELP: &str = "a table has a header such as `Parameters Type Mandatory Description`, and rows such as `order_id string(1024) mandatory ..`";

pub(super) fn without_table(page: &str, imported: &Imported) -> String {
    let shown = if page == "-" { "stdin".to_owned() } else { format!("`{page}`") };
    let first = format!("{shown} has no table of parameters");
    std::iter::once(first).chain(warnings(&imported.warnings)).collect::<Vec<_>>().join("\n")
}

pub(super) fn warnings(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(|warning| format!("warning: line {}: {}", warning.line, warning.message)).collect()
}

fn check(arguments: &Arguments) -> Result<(), Fault> {
    if let Some(name) = arguments.endpoint.as_deref().filter(|name| !is_name(name)) {
        return Err(Fault::cannot(format_args!("`{name}` cannot be the name of an endpoint")).help(NAME_HELP));
    }
    if let Some(path) = arguments.path.as_deref().filter(|path| !path.starts_with('/')) {
        return Err(Fault::cannot(format_args!("the path `{path}` does not begin with `/`"))
            .help("write it as /api/capture/order_id"));
    }
    Ok(())
}

/// `/api/status/order_id` gives `status_order_id`.
fn name_of(path: &str) -> Option<String> {
    let lower = path.trim_start_matches("/api/").to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty()).collect();
    Some(words.join("_")).filter(|name| is_name(name))
}

/// Nothing is written that `flitt check` would not take.
fn refuse_what_the_parser_refuses(endpoint: &str, text: &str) -> Result<(), Fault> {
    let file = format!("{endpoint}.json");
    let files: InMemory = [(file.as_str(), text)].into_iter().collect();
    let library = Library::read_endpoint(&files, &file);
    match library.diagnostics.first() {
        None => Ok(()),
        Some(first) => Err(Fault::cannot(format_args!("the page gives no schema file that holds:\n{first}"))
            .help("correct the page's text there")),
    }
}
