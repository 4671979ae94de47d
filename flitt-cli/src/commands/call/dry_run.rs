//! What would be sent.

use flitt_client::{Client, Credentials, DynamicRequest, Exchange, Fields};

use super::told::shown_fields;
use crate::merchant::unwritten;
use crate::output::{Done, Fault};

/// The address, the content type and the signed parameters; sensitive ones by their names.
pub(super) fn told(
    request: &DynamicRequest,
    credentials: &Credentials,
    address: Option<&str>,
    show_sensitive: bool,
) -> Result<Done, Fault> {
    let exchange = Exchange::of_dynamic(request, credentials).map_err(|error| unwritten(&error))?;
    let base = address.map(|address| address.trim_end_matches('/')).or(exchange.host()).unwrap_or(Client::GATEWAY);
    let head = format!("POST {base}{}\ncontent-type: {}\n\n", exchange.path(), exchange.content_type());
    let body = String::from_utf8_lossy(exchange.body()).into_owned();
    let table = &request.endpoint().request;
    let is_hidden = |name: &str| !show_sensitive && table.row(name).is_some_and(|row| row.sensitive);
    let has_hidden = table.rows.iter().enumerate().any(|(row, parameter)| {
        is_hidden(&parameter.name) && request.values().get(row).is_some_and(|text| !text.is_empty())
    });
    let done = if has_hidden {
        let inner = Fields::in_envelope(&body, "request").unwrap_or(&body);
        // The data of protocol 2.0 hold everything; a form is read by its names.
        let is_shown = |name: &str| !is_hidden(name) && name != "data";
        let shown = match Fields::from_json(inner) {
            Ok(fields) => shown_fields(&fields, is_shown),
            Err(_) => {
                let fields = exchange.fields().map_err(|error| unwritten(&error))?;
                let shown = |(name, text): &(String, String)| {
                    if is_shown(name) { format!("{name}={text}\n") } else { format!("{name}=[{name}]\n") }
                };
                fields.iter().map(shown).collect()
            }
        };
        let note = "note: sensitive values are hidden, and the envelope is left out; --show-sensitive prints the body";
        Done::new(format!("{head}{shown}")).with_note(note)
    } else {
        Done::new(format!("{head}{body}\n"))
    };
    Ok(done.with_note("nothing was sent"))
}
