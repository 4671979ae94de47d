//! `flitt sign`: the signed body of a request.

use flitt_client::Exchange;

use crate::endpoints::SchemaArguments;
use crate::explanation;
use crate::merchant::{MerchantArguments, unwritten};
use crate::output::{Done, Fault};
use crate::params::{self, RequestArguments};

/// Print the signed body of a request
#[derive(clap::Args)]
#[command(after_help = params::HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    request: RequestArguments,
    /// Show on stderr what is signed, with the key masked
    #[arg(long)]
    explain: bool,
    /// Show it beside what the gateway hashed: a file with its answer of error 1014, or with the text that it told
    #[arg(long, value_name = "FILE")]
    gateway_text: Option<String>,
    #[command(flatten)]
    merchant: MerchantArguments,
    #[command(flatten)]
    schemas: SchemaArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let library = arguments.schemas.library()?;
    let request = arguments.request.request(&library)?;
    let credentials = arguments.merchant.credentials()?;
    let exchange = Exchange::of_dynamic(&request, &credentials).map_err(|error| unwritten(&error))?;
    let done = Done::new(format!("{}\n", String::from_utf8_lossy(exchange.body())));
    let gateway = arguments.gateway_text.as_deref().map(|file| explanation::gateway_text(&params::read(file)?));
    let gateway = gateway.transpose()?;
    if !arguments.explain && gateway.is_none() {
        return Ok(done);
    }
    let Some(signed) = exchange.signed_text() else {
        return Ok(done.with_note("nothing is signed: this endpoint takes no signature"));
    };
    Ok(done.with_note(match gateway {
        Some(gateway) => explanation::of_comparison(&signed.compare(&gateway)),
        None => explanation::of_text(&signed),
    }))
}
