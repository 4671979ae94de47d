//! Checks a request that any client sent, as the gateway would.

use flitt_client::__private::redact::shown_name;
use flitt_client::Credentials;
use flitt_client::error::SignatureError;
use flitt_client::explain::{Cause, ReceivedRequest, ReceivedRequestError};
use flitt_schema::{Endpoint, Library};

use super::candidate::best_request;
use super::{invalid, invalid_because};
use crate::arguments::missing_key;
use crate::describe::signed_text;
use crate::input::Body;
use crate::output::{CommandError, CommandOutput};
use crate::schemas::find_endpoint;

pub(super) fn check(
    library: &Library,
    body: &Body,
    endpoint: Option<&str>,
    credentials: &Credentials,
    explains: bool,
) -> Result<CommandOutput, CommandError> {
    let endpoint = match endpoint {
        Some(name) => find_endpoint(library, name)?,
        None => best_request(library, body.parameters(), body.is_form).ok_or_else(|| {
            CommandError::usage("the schemas describe no signed request").help("verify without --schemas")
        })?,
    };
    let name = if endpoint.request.name.is_empty() { &endpoint.name } else { &endpoint.request.name };
    let request = match ReceivedRequest::new(endpoint, &body.fields, credentials) {
        Ok(request) => request,
        Err(ReceivedRequestError::MissingKey(key)) => return Err(missing_key(key, "verify this request")),
        Err(error @ ReceivedRequestError::Nested(..)) => return Ok(invalid(&error.to_string())),
        Err(error) => return Err(CommandError::usage(error).context("cannot check the request")),
    };
    let output = verdict(endpoint, name, &request, credentials);
    let unknown = request.unknown_parameters();
    let output = if unknown.is_empty() || body.data().is_some() {
        output
    } else {
        let names: Vec<String> = unknown.iter().map(|name| format!("`{}`", shown_name(name))).collect();
        output.with_note(format!("not in the table of `{name}`, so not signed: {}", names.join(", ")))
    };
    if !explains {
        return Ok(output);
    }
    let output = output.with_note(signed_text::explain(request.signed_text()));
    Ok(match body.data() {
        Some(data) => output.with_note(signed_text::explain_data(data, &endpoint.request)),
        None => output,
    })
}

fn verdict(endpoint: &Endpoint, name: &str, request: &ReceivedRequest, credentials: &Credentials) -> CommandOutput {
    let key = endpoint.key.as_str();
    if let Err(error) = request.signature() {
        if error == SignatureError::Missing {
            return invalid(&format!("{error} (parsed as a request, `{name}`)"));
        }
        let cause = match (request.other_merchant(), request.explanation()) {
            (_, Some(found)) if found.cause != Cause::Unexplained => found.to_string(),
            (Some(merchant), _) => format!(
                "it is for the merchant {merchant}, but the {key} key in use belongs to the merchant {}",
                credentials.merchant_id()
            ),
            (None, Some(found)) => found.to_string(),
            (None, None) => error.to_string(),
        };
        return invalid(&format!("wrong signature: {cause} (parsed as a request, `{name}`)"));
    }
    if let Some(merchant) = request.other_merchant() {
        return invalid(&format!(
            "correct signature, but it is for the merchant {merchant}, not {} (parsed as a request, `{name}`)",
            credentials.merchant_id()
        ));
    }
    if !request.violations().is_empty() {
        let reason = format!("correct signature, but not what the table of `{name}` allows:");
        let violations: Vec<String> = request.violations().iter().map(ToString::to_string).collect();
        return invalid_because(&reason, &violations);
    }
    let protocol = if request.is_protocol_2() { ", in protocol 2.0" } else { "" };
    let note = format!("parsed as a request, `{name}`, signed with the {key} key{protocol}");
    CommandOutput::new("valid request\n").with_note(note)
}
