//! `flitt call --dry-run`: the request as it would be sent.

use flitt_client::__private::redact::{printable_json, shown_address, shown_value};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::request::Exchange;
use flitt_client::response::Fields;
use flitt_client::{Client, Credentials};
use flitt_schema::Parameter;

use crate::arguments::encode_error;
use crate::describe::json_view::{JsonView, SensitiveValues};
use crate::output::{CommandError, CommandOutput};

/// The URL, the headers and the body; sensitive values are replaced by their names.
pub(super) fn render(
    request: &DynamicRequest,
    credentials: &Credentials,
    base_url: Option<&str>,
    sensitive: SensitiveValues,
) -> Result<CommandOutput, CommandError> {
    let exchange = Exchange::dynamic(request, credentials).map_err(encode_error)?;
    let base_url =
        base_url.map(|url| url.trim_end_matches('/')).or(exchange.host()).unwrap_or(Client::DEFAULT_BASE_URL);
    let table = &request.endpoint().request;
    let is_secret = |parameter: &Parameter| {
        let text = request.get(&parameter.name).unwrap_or_default();
        !text.is_empty() && (parameter.contains_sensitive() || shown_value(parameter, text) != text)
    };
    let has_sensitive = table.rows.iter().any(is_secret);
    let redacts = has_sensitive && sensitive == SensitiveValues::Redact;

    let url = shown_address(&format!("{base_url}{}", exchange.path()));
    let mut head = format!("POST {url}\ncontent-type: {}\n", exchange.content_type());
    for (name, value) in exchange.headers() {
        let is_header = |header: &str| header == name;
        let parameter =
            table.rows.iter().find(|it| it.details.header.as_ref().is_some_and(|header| is_header(&header.name)));
        let shown = match parameter {
            Some(parameter) if redacts && parameter.sensitive => format!("[{}]", parameter.name),
            _ => value,
        };
        head.push_str(&[name, ": ", &shown, "\n"].concat());
    }
    let body = String::from_utf8_lossy(exchange.body()).into_owned();
    if !redacts {
        // The text as a whole is no JSON, so what acts on a terminal would be escaped as in Rust. Forms have none of it.
        let text = format!("{head}\n{}\n", printable_json(&body));
        return Ok(CommandOutput::new(text).with_note("nothing was sent"));
    }
    let view = JsonView::of_request(request.endpoint(), sensitive);
    let inner = Fields::in_envelope(&body, "request").unwrap_or(&body);
    let shown = match Fields::from_json(inner) {
        // The data of protocol 2.0 contain all parameters.
        Ok(fields) if fields.get("data").is_some() && table.row("data").is_none() => {
            "{ \"version\": \"2.0\", \"data\": \"[data]\", \"signature\": \"[signature]\" }\n".to_owned()
        }
        Ok(fields) => view.render(&fields).text,
        Err(_) => {
            let fields = exchange.fields().map_err(encode_error)?;
            fields
                .iter()
                .flat_map(|(name, text)| [name, "=", &view.text(name, text), "\n"].map(str::to_owned))
                .collect()
        }
    };
    let note = "note: sensitive values are redacted, and the envelope is omitted; --show-sensitive prints the body";
    Ok(CommandOutput::new(format!("{head}\n{shown}")).with_note(note).with_note("nothing was sent"))
}
