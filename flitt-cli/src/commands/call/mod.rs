//! `flitt call`: sends a request, and prints the response.

mod dry_run;
mod json;
mod send;
mod text;

use flitt_client::__private::redact::TextRedactor;
use flitt_client::error::NotSentError;
use flitt_client::value::WireEnum as _;
use flitt_client::{Client, Credentials, Error};
use flitt_sandbox::Sandbox;

use self::send::Sender;
use crate::arguments::{MerchantArguments, PARAMETER_HELP, RequestArguments, SchemaArguments, encode_error};
use crate::describe::json_view::{JsonView, SensitiveValues};
use crate::output::{CommandError, CommandOutput};
use crate::runtime::block_on;

/// Send a request, and print the response as JSON
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(after_help = PARAMETER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    request: RequestArguments,
    /// Send the request to a temporary local sandbox, as the test merchant
    #[arg(long)]
    sandbox: bool,
    /// Print what would be sent, and send nothing
    #[arg(long, conflicts_with = "sandbox")]
    dry_run: bool,
    /// Print one JSON object for programs: the outcome and the response, or the error
    #[arg(long, conflicts_with = "dry_run")]
    json: bool,
    /// The maximum number of retries when there is no response and the schema allows a retry
    #[arg(long, value_name = "N", default_value_t = 2)]
    retries: u32,
    /// Print sensitive values too, such as card tokens
    #[arg(long)]
    show_sensitive: bool,
    #[command(flatten)]
    merchant: MerchantArguments,
    #[command(flatten)]
    schemas: SchemaArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let library = arguments.schemas.library()?;
    let request = arguments.request.request(&library)?;
    let credentials = if arguments.sandbox { Credentials::test() } else { arguments.merchant.credentials()? };
    let sensitive = if arguments.show_sensitive { SensitiveValues::Show } else { SensitiveValues::Redact };
    // A base URL that is not UTF-8 must not count as unset; the client rejects it.
    let base_url = std::env::var_os(Client::BASE_URL_VARIABLE).filter(|url| !url.is_empty());
    let base_url = base_url.map(|url| url.to_string_lossy().into_owned());
    if arguments.dry_run {
        return dry_run::render(&request, &credentials, base_url.as_deref(), sensitive);
    }
    let keys = TextRedactor::of_keys(&credentials);
    let sender = Sender { request: &request, credentials, retries: arguments.retries };
    let result = if arguments.sandbox {
        block_on(async {
            let builder = Sandbox::builder().schemas(library.clone());
            let sandbox = builder.start().await.map_err(CommandError::usage)?;
            sender.send(Some(sandbox.base_url().to_owned())).await
        })??
    } else {
        block_on(sender.send(base_url))??
    };
    let view = JsonView::of_response(request.endpoint(), sensitive).with_texts(keys);
    let output = if arguments.json {
        json::render(&view, request.endpoint(), &result)
    } else {
        text::render(&view, request.endpoint(), &result.map_err(call_error)?)
    };
    Ok(if arguments.sandbox {
        output.with_note(
            "note: the gateway of --sandbox ended with this command; `flitt sandbox` runs one that keeps running",
        )
    } else {
        output
    })
}

fn call_error(error: Error) -> CommandError {
    match error {
        Error::NotSent(NotSentError::Encode(error)) => encode_error(error),
        Error::NotSent(NotSentError::Connect(_)) => {
            let variable = Client::BASE_URL_VARIABLE;
            CommandError::usage(error).help(format!(
                "check the network, and that a gateway runs at the address in {variable}; \
                 `flitt sandbox` runs one, --sandbox needs none"
            ))
        }
        other => {
            let code = other.failure().and_then(|failure| failure.response_code().known());
            let error = CommandError::failed(other);
            match code {
                Some(code) => error.help(code.description()),
                None => error,
            }
        }
    }
}
