//! The signed text of the gateway, as its responses report it.

use flitt_client::explain::GatewayText;
use flitt_client::response::Fields;
use flitt_client::signature::MASK;

use crate::output::CommandError;

/// Finds the signed text of the gateway in its whole response, in the message of its error, or in the text alone.
pub(crate) fn parse_gateway_text(input: &str) -> Result<GatewayText, CommandError> {
    let input = input.trim();
    let text = if input.starts_with('{') { in_response(input) } else { GatewayText::find(input) };
    text.ok_or_else(|| {
        CommandError::usage("the input contains no signed text of the gateway").help(format!(
            "give the gateway's response with error 1014, its error message, or a text that begins with {MASK}"
        ))
    })
}

fn in_response(json: &str) -> Option<GatewayText> {
    let inner = Fields::in_envelope(json, "response").unwrap_or(json);
    let fields = Fields::from_json(inner).ok()?;
    response_gateway_text(&fields).or_else(|| GatewayText::find(fields.text("error_message")?))
}

/// The text that a signed response reports as its signed text, with its signature.
pub(crate) fn response_gateway_text(fields: &Fields) -> Option<GatewayText> {
    let text = GatewayText::find(fields.text("response_signature_string")?)?;
    Some(match fields.text("signature") {
        Some(signature) => text.with_signature(signature),
        None => text,
    })
}
