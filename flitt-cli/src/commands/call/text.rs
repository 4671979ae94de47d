//! The response for people.

use flitt_client::response::{RawResponse, Verification};
use flitt_schema::Endpoint;

use crate::describe::json_view::JsonView;
use crate::output::{CommandOutput, count};

/// The response as JSON, with notes about redacted values and about its signature.
pub(super) fn render(view: &JsonView<'_>, endpoint: &Endpoint, response: &RawResponse) -> CommandOutput {
    let rendered = view.render(response.fields());
    let mut output = CommandOutput::new(rendered.text);
    if rendered.redacted > 0 {
        let values = count(rendered.redacted, "value");
        output = output
            .with_note(format!("note: {values} redacted, sensitive or in no table; --show-sensitive prints them"));
    }
    let confirm = || match &endpoint.confirm_with {
        Some(confirmation) => format!("confirm important results with `{}`", confirmation.endpoint),
        None => "confirm important results in another way".to_owned(),
    };
    match response.verification() {
        Verification::Unsigned => {
            output.with_note(format!("note: the gateway does not sign this response; {}", confirm()))
        }
        Verification::Unproven => {
            output.with_note(format!("note: the signature of this response cannot be verified; {}", confirm()))
        }
        _ => output,
    }
}
