//! What would be sent.

use flitt_client::{Client, Credentials, DynamicRequest, Exchange, Fields};

use crate::merchant::unwritten;
use crate::output::{Done, Fault};
use crate::view::View;

/// The address, the headers and the body; sensitive values by their names.
pub(super) fn told(
    request: &DynamicRequest,
    credentials: &Credentials,
    address: Option<&str>,
    show_sensitive: bool,
) -> Result<Done, Fault> {
    let exchange = Exchange::of_dynamic(request, credentials).map_err(|error| unwritten(&error))?;
    let base = address.map(|address| address.trim_end_matches('/')).or(exchange.host()).unwrap_or(Client::GATEWAY);
    let table = &request.endpoint().request;
    let is_set = |row: usize| request.values().get(row).is_some_and(|text| !text.is_empty());
    let has_sensitive =
        table.rows.iter().enumerate().any(|(row, parameter)| parameter.holds_sensitive() && is_set(row));
    let hides = has_sensitive && !show_sensitive;

    let mut head = format!("POST {base}{}\ncontent-type: {}\n", exchange.path(), exchange.content_type());
    for (name, value) in exchange.headers() {
        let row = table.rows.iter().find(|row| row.details.header.as_ref().is_some_and(|header| header.name == name));
        let shown = match row {
            Some(row) if hides && row.sensitive => format!("[{}]", row.name),
            _ => value,
        };
        head.push_str(&[name, ": ", &shown, "\n"].concat());
    }
    let body = String::from_utf8_lossy(exchange.body()).into_owned();
    if !hides {
        return Ok(Done::new(format!("{head}\n{body}\n")).with_note("nothing was sent"));
    }
    let view = View::of_request(request.endpoint(), false);
    let inner = Fields::in_envelope(&body, "request").unwrap_or(&body);
    let shown = match Fields::from_json(inner) {
        // The data of protocol 2.0 hold everything.
        Ok(fields) if fields.get("data").is_some() && table.row("data").is_none() => {
            "{ \"version\": \"2.0\", \"data\": \"[data]\", \"signature\": \"[signature]\" }\n".to_owned()
        }
        Ok(fields) => view.shown(&fields),
        Err(_) => {
            let fields = exchange.fields().map_err(|error| unwritten(&error))?;
            fields
                .iter()
                .flat_map(|(name, text)| [name, "=", &view.text(name, text), "\n"].map(str::to_owned))
                .collect()
        }
    };
    let note = "note: sensitive values are hidden, and the envelope is left out; --show-sensitive prints the body";
    Ok(Done::new(format!("{head}\n{shown}")).with_note(note).with_note("nothing was sent"))
}
