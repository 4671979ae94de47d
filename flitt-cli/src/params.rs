//! The parameters of a request, from arguments, files and stdin.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};

use clap_complete::ArgValueCompleter;
use flitt_client::schema::{Endpoint, Library, Table, similar_parameter};
use flitt_client::{DynamicRequest, Field, Fields};

use crate::complete;
use crate::endpoints::find;
use crate::output::Fault;

/// The largest file of parameters, or body of an answer, that is read, in bytes (1 MiB).
const LARGEST: u64 = 1024 * 1024;

/// What stands below the help of commands that take parameters.
pub(crate) const HELP: &str = "\
A PARAM is one of
  name=value   one parameter; `version=` leaves the version out
  @FILE        a JSON object of parameters from a file
  -            a JSON object of parameters from stdin

Sensitive parameters (card numbers, tokens) come from a file or stdin only.";

/// A request, as commands take it.
#[derive(clap::Args)]
pub(crate) struct RequestArguments {
    /// The name of the endpoint, as `flitt list` shows it
    #[arg(add = ArgValueCompleter::new(complete::endpoints))]
    endpoint: String,
    /// Its parameters
    #[arg(value_name = "PARAM", add = ArgValueCompleter::new(complete::parameters))]
    params: Vec<String>,
}

impl RequestArguments {
    /// The request, checked by the table of its endpoint.
    pub(crate) fn request(&self, library: &Library) -> Result<DynamicRequest, Fault> {
        request(find(library, &self.endpoint)?, &self.params)
    }
}

fn request(endpoint: &Endpoint, params: &[String]) -> Result<DynamicRequest, Fault> {
    let mut given: Vec<(String, String)> = Vec::new();
    let mut stdin_is_read = false;
    for (position, param) in params.iter().enumerate() {
        let more = if param == "-" {
            if std::mem::replace(&mut stdin_is_read, true) {
                return Err(Fault::cannot("stdin is named twice").help("write `-` once"));
            }
            object(&read("-")?, "stdin")?
        } else if let Some(path) = param.strip_prefix('@') {
            object(&read(path)?, &format!("`{path}`"))?
        } else {
            vec![argument(param, position, &endpoint.request)?]
        };
        for (name, text) in more {
            if given.iter().any(|(known, _)| *known == name) {
                return Err(Fault::cannot(format_args!("the parameter `{name}` is given twice"))
                    .help("leave it out of one of the places"));
            }
            given.push((name, text));
        }
    }
    let builder = DynamicRequest::new(endpoint.clone().into());
    let builder = given.into_iter().fold(builder, |builder, (name, text)| builder.set(&name, text));
    builder
        .build()
        .map_err(|invalid| Fault::no(invalid).help(format!("`flitt show {}` describes its parameters", endpoint.name)))
}

/// `name=value`. What is refused is not repeated: it may be a card number without its name.
fn argument(param: &str, position: usize, table: &Table) -> Result<(String, String), Fault> {
    let Some((name, text)) = param.split_once('=').filter(|(name, _)| !name.is_empty()) else {
        let number = position + 1;
        return Err(Fault::cannot(format_args!("PARAM {number} is none of `name=value`, `@FILE` and `-`"))
            .help("a parameter is written name=value, such as order_id=42"));
    };
    // A slip of the finger does not make a card number less sensitive.
    let row = table.row(name).or_else(|| table.row(similar_parameter(table, name)?));
    match row.filter(|row| row.holds_sensitive()) {
        Some(row) => {
            let name = &row.name;
            Err(Fault::cannot(format_args!("`{name}` is sensitive: an argument is shown to every user of the machine"))
                .help(format!("put {{\"{name}\": \"..\"}} into a file and write @FILE, or pipe it and write -")))
        }
        None => Ok((name.to_owned(), text.to_owned())),
    }
}

/// The parameters of a JSON object: strings, and whole numbers with their exact text.
fn object(text: &str, place: &str) -> Result<Vec<(String, String)>, Fault> {
    if text.trim().is_empty() {
        return Err(no_parameters(place, &"it is empty"));
    }
    let fields = Fields::from_json(text).map_err(|error| no_parameters(place, &error))?;
    fields.iter().map(|field| parameter(field).map_err(|why| unusable(field, place, why))).collect()
}

fn no_parameters(place: &str, why: &dyn Display) -> Fault {
    Fault::cannot(format_args!("{place} holds no parameters: {why}"))
        .help("write an object such as {\"order_id\": \"42\", \"amount\": 1000}")
}

fn parameter(field: Field<'_>) -> Result<(String, String), &'static str> {
    let text = field.text();
    let is_whole = || {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if field.is_string() || is_whole() {
        Ok((field.name().to_owned(), text.to_owned()))
    } else if field.is_nested() {
        Err("is an object or a list")
    } else if text.is_empty() {
        Err("is null")
    } else if matches!(text, "true" | "false") {
        Err("is true or false")
    } else {
        Err("is a number that is not whole, or not written in digits alone")
    }
}

fn unusable(field: Field<'_>, place: &str, why: &str) -> Fault {
    let help = match (field.name(), field.is_nested()) {
        ("request", true) => "leave the envelope out: the parameters stand in the outermost object",
        (_, true) => "nested data is sent as text: write it as a string that holds the JSON",
        _ => "parameters are strings and whole numbers; leave out what is not set",
    };
    Fault::cannot(format_args!("`{}` in {place} {why}", field.name())).help(help)
}

/// The text of a file, or of stdin for `-`.
pub(crate) fn read(path: &str) -> Result<String, Fault> {
    let shown = if path == "-" { "stdin".to_owned() } else { format!("`{path}`") };
    let cannot = |why: &dyn Display| Fault::cannot(format_args!("cannot read {shown}: {why}"));
    let bytes = if path == "-" {
        if io::stdin().is_terminal() {
            return Err(cannot(&"it is the terminal").help("pipe the text in, or name a file"));
        }
        read_at_most(io::stdin().lock())
    } else {
        File::open(path).and_then(read_at_most)
    };
    let bytes = bytes.map_err(|error| cannot(&error).help("check the path and the permissions of the file"))?;
    if bytes.len() as u64 > LARGEST {
        return Err(cannot(&"it is larger than 1 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| cannot(&"it is not UTF-8").help("save it as UTF-8"))
}

fn read_at_most(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
