//! The endpoint and the parameters of a request.

use clap_complete::ArgValueCompleter;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::response::{Field, Fields};
use flitt_schema::{Endpoint, Library, Table, similar_parameter};

use crate::complete;
use crate::input::read_text;
use crate::output::CommandError;
use crate::schemas::find_endpoint;

/// Printed below the help of commands that take parameters.
pub(crate) const PARAMETER_HELP: &str = "\
A PARAM is one of
  name=value   one parameter; `version=` omits the version
  @FILE        a JSON object of parameters from a file
  -            a JSON object of parameters from stdin

Sensitive parameters (card numbers, tokens) are accepted from a file or stdin only.";

/// The arguments that describe a request.
#[derive(clap::Args)]
pub(crate) struct RequestArguments {
    /// The name of the endpoint, as listed by `flitt list`
    #[arg(add = ArgValueCompleter::new(complete::endpoints))]
    endpoint: String,
    /// Its parameters
    #[arg(value_name = "PARAM", add = ArgValueCompleter::new(complete::parameters))]
    params: Vec<String>,
}

impl RequestArguments {
    /// The request, validated by the table of its endpoint.
    pub(crate) fn request(&self, library: &Library) -> Result<DynamicRequest, CommandError> {
        build_request(find_endpoint(library, &self.endpoint)?, &self.params)
    }
}

/// The request to an endpoint whose parameters are a JSON object: in a file, in stdin for `-`, or in the argument itself.
pub(crate) fn parse_request(library: &Library, endpoint: &str, object: &str) -> Result<DynamicRequest, CommandError> {
    let endpoint = find_endpoint(library, endpoint)?;
    let params: Vec<String> = if object.trim_start().starts_with('{') {
        let parameters = parse_object(object, "the argument")?;
        parameters.into_iter().map(|(name, text)| format!("{name}={text}")).collect()
    } else if object == "-" || object.starts_with('@') {
        vec![object.to_owned()]
    } else {
        vec![format!("@{object}")]
    };
    build_request(endpoint, &params).map_err(CommandError::cannot_run)
}

fn build_request(endpoint: &Endpoint, params: &[String]) -> Result<DynamicRequest, CommandError> {
    let mut parameters: Vec<(String, String)> = Vec::new();
    let mut stdin_is_read = false;
    for (position, param) in params.iter().enumerate() {
        let added = if param == "-" {
            if std::mem::replace(&mut stdin_is_read, true) {
                return Err(CommandError::usage("duplicate `-`: stdin can be read once only").help("write `-` once"));
            }
            parse_object(&read_text("-")?, "stdin")?
        } else if let Some(path) = param.strip_prefix('@') {
            parse_object(&read_text(path)?, &format!("`{path}`"))?
        } else {
            vec![parse_argument(param, position, &endpoint.request)?]
        };
        for (name, text) in added {
            if parameters.iter().any(|(existing, _)| *existing == name) {
                return Err(
                    CommandError::usage(format!("duplicate parameter `{name}`")).help("give it in one place only")
                );
            }
            parameters.push((name, text));
        }
    }
    let builder = DynamicRequest::builder(endpoint.clone().into());
    let builder = parameters.into_iter().fold(builder, |builder, (name, text)| builder.set(&name, text));
    builder.build().map_err(|error| {
        CommandError::failed(error).help(format!("`flitt show {}` describes the parameters", endpoint.name))
    })
}

/// Parses `name=value`. Messages do not repeat the argument: it may be a card number without its name.
fn parse_argument(param: &str, position: usize, table: &Table) -> Result<(String, String), CommandError> {
    let Some((name, text)) = param.split_once('=').filter(|(name, _)| !name.is_empty()) else {
        let number = position + 1;
        return Err(CommandError::usage(format!("PARAM {number} is not `name=value`, `@FILE` or `-`"))
            .help("write a parameter as name=value, such as order_id=42"));
    };
    // A misspelt name does not make a card number less sensitive.
    let parameter = table.row(name).or_else(|| table.row(similar_parameter(table, name)?));
    match parameter.filter(|parameter| parameter.contains_sensitive()) {
        Some(parameter) => {
            let name = &parameter.name;
            let message =
                format!("`{name}` is sensitive: every user of the machine can see the arguments of a process");
            Err(CommandError::usage(message)
                .help(format!("put {{\"{name}\": \"..\"}} into a file and write @FILE, or pipe it and write -")))
        }
        None => Ok((name.to_owned(), text.to_owned())),
    }
}

/// Parses the parameters of a JSON object: strings, and integers with their exact text. `source` is for messages.
fn parse_object(text: &str, source: &str) -> Result<Vec<(String, String)>, CommandError> {
    let context = || format!("{source} does not contain a JSON object of parameters");
    let help = r#"write an object such as {"order_id": "42", "amount": 1000}"#;
    if text.trim().is_empty() {
        return Err(CommandError::usage("it is empty").context(context()).help(help));
    }
    let fields = Fields::from_json(text).map_err(|error| CommandError::usage(error).context(context()).help(help))?;
    fields.iter().map(|field| parse_field(field).map_err(|problem| field_error(field, source, problem))).collect()
}

fn parse_field(field: Field<'_>) -> Result<(String, String), &'static str> {
    let text = field.text();
    let is_integer = || {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if field.is_string() || is_integer() {
        Ok((field.name().to_owned(), text.to_owned()))
    } else if field.is_nested() {
        Err("is an object or an array")
    } else if text.is_empty() {
        Err("is null")
    } else if matches!(text, "true" | "false") {
        Err("is a boolean")
    } else {
        Err("is a number with a fraction or an exponent")
    }
}

fn field_error(field: Field<'_>, source: &str, problem: &str) -> CommandError {
    let help = match (field.name(), field.is_nested()) {
        ("request", true) => "omit the envelope: the parameters belong in the outermost object",
        (_, true) => "nested data is sent as text: write it as a string that contains the JSON",
        _ => "parameters are strings and integers; omit those that are not set",
    };
    CommandError::usage(format!("`{}` in {source} {problem}", field.name())).help(help)
}
