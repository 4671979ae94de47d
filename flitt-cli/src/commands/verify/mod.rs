//! `flitt verify`: whether a response or callback comes from the gateway, and whether the gateway would accept a request.

mod candidate;
mod request;

use clap::ValueEnum;
use clap_complete::ArgValueCompleter;
use flitt_client::__private::redact::{on_one_line, shown_text};
use flitt_client::Credentials;
use flitt_client::callback::{CallbackError, signing_key, verify_fields};
use flitt_client::error::{SignatureError, VerificationError};
use flitt_client::explain::{Cause, SignedText};
use flitt_client::reference::ResponseCode;
use flitt_client::response::Fields;
use flitt_client::value::WireEnum as _;
use flitt_schema::{Key, Signed};

use self::candidate::{Candidate, best_match};
use crate::arguments::{MerchantArguments, SchemaArguments, missing_key};
use crate::complete;
use crate::describe::signed_text;
use crate::input::{Body, BodyError, read_text, response_gateway_text};
use crate::output::{CommandError, CommandOutput, Status};

/// Verify a response, a callback or a request
#[derive(clap::Args)]
#[command(after_help = REQUEST_HELP)]
pub(crate) struct Arguments {
    /// The body as it was received or sent, JSON or a form [default: stdin]
    #[arg(default_value = "-", hide_default_value = true)]
    file: String,
    /// Show on stderr what is signed, with the key masked, and compare it with the signed text that the gateway reports
    #[arg(long)]
    explain: bool,
    /// Check a request that any client sent: its signature and its values, by the table of its endpoint
    #[arg(long, value_name = "ENDPOINT", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    #[arg(conflicts_with = "key", add = ArgValueCompleter::new(complete::endpoints))]
    request: Option<String>,
    /// Verify with this key instead of the one in the schema
    #[arg(long)]
    key: Option<KeyArgument>,
    #[command(flatten)]
    merchant: MerchantArguments,
    #[command(flatten)]
    schemas: SchemaArguments,
}

/// Printed below the help.
const REQUEST_HELP: &str = "\
JSON of the form {\"request\": ..} is checked as a request even without --request. The result for a valid \
request is `valid request`, because it does not come from the gateway.

Exit codes: 0 valid, 1 invalid, 2 cannot be read";

#[derive(Clone, Copy, ValueEnum)]
enum KeyArgument {
    Payment,
    Payout,
}

impl From<KeyArgument> for Key {
    fn from(argument: KeyArgument) -> Self {
        match argument {
            KeyArgument::Payment => Self::Payment,
            KeyArgument::Payout => Self::Payout,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let library = arguments.schemas.library()?;
    let credentials = arguments.merchant.credentials()?;
    let body = match Body::parse(&read_text(&arguments.file)?) {
        Ok(body) => body,
        Err(BodyError::Ambiguous(error)) => return Ok(invalid(&error.to_string())),
        Err(BodyError::Unreadable { reason, help }) => {
            return Err(CommandError::usage(reason).context("cannot parse the body").help(help));
        }
    };
    if body.is_request || arguments.request.is_some() {
        let endpoint = arguments.request.as_deref().filter(|name| !name.is_empty());
        return request::check(&library, &body, endpoint, &credentials, arguments.explain);
    }
    let Some(candidate) = best_match(&library, body.parameters()) else {
        return Err(CommandError::usage("the schemas describe no response").help("verify without --schemas"));
    };
    let has_rules = !candidate.table.callback.is_empty();
    let by_table = || if has_rules { signing_key(candidate.table, &body.fields) } else { candidate.key };
    let key = arguments.key.map_or_else(by_table, Key::from);
    let error = verify_fields(&credentials, &candidate.shared_table(), key, body.fields.clone())
        .err()
        .map(|it| it.error().clone());
    let output = verdict(&candidate, key, &body, &credentials, error.as_ref())?;
    if !arguments.explain {
        return Ok(output);
    }
    let is_wrong = error == Some(VerificationError::Signature(SignatureError::Wrong));
    let signed = SignedText::from_response(&body.fields, candidate.table, key, &credentials);
    let output = output.with_note(match response_gateway_text(&body.fields).filter(|_| is_wrong) {
        Some(gateway) => signed_text::explain_comparison(&signed.compare(&gateway)),
        None => signed_text::explain(&signed),
    });
    Ok(match body.data() {
        Some(data) => output.with_note(signed_text::explain_data(data, candidate.table)),
        None => output,
    })
}

fn verdict(
    candidate: &Candidate<'_>,
    key: Key,
    body: &Body,
    credentials: &Credentials,
    error: Option<&VerificationError>,
) -> Result<CommandOutput, CommandError> {
    let Some(error) = error else {
        let protocol = if body.data().is_some() { ", in protocol 2.0" } else { "" };
        let note = format!("parsed as `{}`, signed with the {} key{protocol}", candidate.name, key.as_str());
        return Ok(CommandOutput::new("valid\n").with_note(note));
    };
    match error {
        VerificationError::MissingKey(key) => Err(missing_key(*key, "verify this body")),
        VerificationError::Failure => Ok(invalid(&failure(body.parameters()))),
        VerificationError::Signature(SignatureError::Missing) if candidate.signed == Signed::Never => {
            let name = candidate.name;
            Ok(invalid(&format!("missing signature; responses of `{name}` are never signed")))
        }
        VerificationError::Signature(SignatureError::Wrong) => {
            let cause = likely_cause(candidate, key, body, credentials);
            Ok(invalid(&format!("wrong signature: {cause}")))
        }
        VerificationError::Signature(error) => Ok(invalid(&VerificationError::Signature(*error).to_string())),
        other => Ok(invalid(&format!("correct signature, but {other} (parsed as `{}`)", candidate.name))),
    }
}

/// The reason and its details, each on a line: texts of a body are in them.
fn invalid_because(reason: &str, details: &[String]) -> CommandOutput {
    let line = |text: &str| on_one_line(&shown_text(text)).into_owned() + "\n";
    let details: String = details.iter().flat_map(|detail| ["  ".to_owned(), line(detail)]).collect();
    CommandOutput::new(format!("invalid: {}{details}", line(reason))).with_status(Status::Failed)
}

fn invalid(reason: &str) -> CommandOutput {
    invalid_because(reason, &[])
}

/// Describes a failure by its code. The message of the gateway is not printed: it can contain secrets.
fn failure(fields: &Fields) -> String {
    match fields.text("error_code").and_then(ResponseCode::from_wire) {
        Some(code) => {
            format!(
                "it is a failure with code {}, and failures are never signed: {}",
                code.as_str(),
                code.description()
            )
        }
        None => "it is a failure, and failures are never signed".to_owned(),
    }
}

/// The likely cause of a wrong signature.
fn likely_cause(candidate: &Candidate<'_>, key: Key, body: &Body, credentials: &Credentials) -> String {
    let other = if key == Key::Payout { Key::Payment } else { Key::Payout };
    let with_other = verify_fields(credentials, &candidate.shared_table(), other, body.fields.clone());
    let other_fits = !matches!(
        with_other.as_ref().map_err(CallbackError::error),
        Err(VerificationError::Signature(_) | VerificationError::MissingKey(_))
    );
    if other_fits {
        return format!("the {} key signed it, not the {} key", other.as_str(), key.as_str());
    }
    let signed = SignedText::from_response(&body.fields, candidate.table, key, credentials);
    let found = body.fields.text("signature").and_then(|signature| signed.explain_signature(signature));
    if let Some(found) = found.filter(|found| found.cause != Cause::Unexplained) {
        return found.to_string();
    }
    match body.parameters().text("merchant_id") {
        Some(merchant) if merchant != credentials.merchant_id() => format!(
            "it is for the merchant {merchant}, but the {} key in use belongs to the merchant {}",
            key.as_str(),
            credentials.merchant_id()
        ),
        _ => format!("it was modified in transit, or not signed with the {} key in use", key.as_str()),
    }
}
