//! `flitt export`: documents generated from the schemas.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use flitt_client::testing::check_examples;
use flitt_schema::Library;

use crate::arguments::SchemaArguments;
use crate::export::{self, File, Origin};
use crate::output::{CommandError, CommandOutput, count, for_file, must_not_be_linked};

/// Generate documents from the schemas: an API description, JSON Schemas, a reference site
#[derive(clap::Args)]
#[command(after_long_help = CONFORMANCE)]
pub(crate) struct Arguments {
    /// What to write
    #[arg(value_enum)]
    format: Format,
    /// Where to write: a file for `openapi` and `conformance` [default: stdout], a folder for all others
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    schemas: SchemaArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    #[value(help = "OpenAPI 3.1, with examples signed with the test key")]
    Openapi,
    /// A JSON Schema for each request and each response
    JsonSchema,
    /// A reference site for offline use: a page for each endpoint
    Html,
    /// The JSON Schemas by which editors complete schema files
    Editor,
    /// The examples of schema files as test cases for programs in any language
    Conformance,
}

const CONFORMANCE: &str = "\
The file of `conformance` has `format`, which is 1, and `cases`. Each case is one example:
  id            endpoint and number; stays as long as no example before it is removed
  endpoint      the name of the schema file
  url           path, after a host if the endpoint has one of its own
  direction     request or response
  protocol      1.0.1, 2.0 or plain
  partial       whether parameters are left out
  source, doc   where the example is from, and what it shows
  values        the parameters; texts and numbers of the same characters are the same value
  digest        sha1 or sha512; null, like the next three, if the example is not signed
  key           the key, which the gateway publishes for tests
  signed_text   the whole text of which the signature is the digest: key, `|`, values or data
  signature     in lower-case hexadecimal digits
  content_type  of the body
  body          as it is on the wire
A program passes if it signs `values` of requests with `key` to `signature`, accepts `body`
of responses, and rejects it with one character of a value or of the signature changed.";

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let library = arguments.schemas.library()?;
    let files = match arguments.format {
        Format::Openapi => return one_file(&export::openapi(&library), arguments.out.as_deref()),
        Format::Conformance => {
            hold(&library)?;
            return one_file(&export::conformance(&library), arguments.out.as_deref());
        }
        Format::JsonSchema => export::json_schemas(&library),
        Format::Html => {
            let folder = arguments.schemas.folder();
            export::html(&library, folder.as_deref().map_or(Origin::BuiltIn, Origin::Folder))
        }
        Format::Editor => export::editor_schemas(),
    };
    let Some(folder) = &arguments.out else {
        let name = arguments.format.to_possible_value();
        let name = name.as_ref().map_or("", |value| value.get_name());
        return Err(CommandError::usage(format!("`{name}` consists of several files, but no folder is given"))
            .help(format!("name a folder: flitt export {name} --out DIR")));
    };
    write_all(folder, &files)?;
    let first = if arguments.format == Format::Html { folder.join("index.html") } else { folder.clone() };
    Ok(CommandOutput::new(format!("{}\n", first.display())).with_note(format!("wrote {}", count(files.len(), "file"))))
}

/// A document of one file: on stdout, unless a path is given.
fn one_file(text: &str, out: Option<&Path>) -> Result<CommandOutput, CommandError> {
    match out {
        None => Ok(CommandOutput::new(text)),
        Some(path) => write(path, text).map(|()| CommandOutput::new(format!("{}\n", path.display()))),
    }
}

/// Test cases must be right.
fn hold(library: &Library) -> Result<(), CommandError> {
    let found = check_examples(library);
    let Some(first) = found.first() else { return Ok(()) };
    let (line, column) = first.line_and_column();
    let place = format!("{}:{line}:{column}: {}", first.path(), first.message());
    Err(CommandError::failed(format!("{} in the examples: {place}", count(found.len(), "error")))
        .help("correct them; `flitt check` reports each with its place"))
}

fn write_all(folder: &Path, files: &[File]) -> Result<(), CommandError> {
    must_not_be_linked(folder)?;
    files.iter().try_for_each(|file| must_not_be_linked(&folder.join(&file.name)))?;
    fs::create_dir_all(folder).map_err(|error| write_error(folder, error))?;
    files.iter().try_for_each(|file| write(&folder.join(&file.name), &file.text))
}

/// Writes a file, but not through a link: it can lead to a file that nobody named.
fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    must_not_be_linked(path)?;
    fs::write(path, for_file(text).as_bytes()).map_err(|error| write_error(path, error))
}

fn write_error(path: &Path, error: std::io::Error) -> CommandError {
    CommandError::usage(error)
        .context(format!("cannot write `{}`", path.display()))
        .help("name another path with --out, or check its permissions")
}
