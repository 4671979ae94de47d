//! `flitt sign`: the signed body of a request.

use flitt_client::request::Exchange;

use crate::arguments::{MerchantArguments, PARAMETER_HELP, RequestArguments, SchemaArguments, encode_error};
use crate::describe::signed_text;
use crate::input::{parse_gateway_text, read_text};
use crate::output::{CommandError, CommandOutput};

/// Print the signed body of a request
#[derive(clap::Args)]
#[command(after_help = PARAMETER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    request: RequestArguments,
    /// Show on stderr what is signed, with the key masked
    #[arg(long)]
    explain: bool,
    /// Compare the signed text with the gateway's: FILE has the response with error 1014, or the signed text from it
    #[arg(long, value_name = "FILE")]
    gateway_text: Option<String>,
    /// Find out what was signed in a rejected request with these parameters, from its signature
    #[arg(long, value_name = "HEX")]
    sent_signature: Option<String>,
    #[command(flatten)]
    merchant: MerchantArguments,
    #[command(flatten)]
    schemas: SchemaArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let library = arguments.schemas.library()?;
    let request = arguments.request.request(&library)?;
    let credentials = arguments.merchant.credentials()?;
    let exchange = Exchange::dynamic(&request, &credentials).map_err(encode_error)?;
    let output = CommandOutput::new(format!("{}\n", String::from_utf8_lossy(exchange.body())));
    let gateway = arguments.gateway_text.as_deref().map(|file| parse_gateway_text(&read_text(file)?));
    let gateway = gateway.transpose()?;
    let sent = arguments.sent_signature.as_deref();
    if !arguments.explain && gateway.is_none() && sent.is_none() {
        return Ok(output);
    }
    let Some(signed) = exchange.signed_text() else {
        return Ok(output.with_note("nothing is signed: this endpoint has no signature"));
    };
    let output = match gateway {
        Some(gateway) => output.with_note(signed_text::explain_comparison(&signed.compare(&gateway))),
        None if arguments.explain => output.with_note(signed_text::explain(&signed)),
        None => output,
    };
    Ok(match sent.map(|sent| signed.explain_signature(sent)) {
        None => output,
        Some(None) => output.with_note("the sent signature is that of these parameters"),
        Some(Some(found)) => output.with_note(format!("the sent signature: {found}")),
    })
}
