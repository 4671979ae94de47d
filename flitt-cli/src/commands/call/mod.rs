//! `flitt call`: sends a request, and prints the answer.

mod dry_run;
mod machine;
mod send;
mod told;

use std::future::Future;

use flitt_client::{Client, Credentials, Error, List as _, NotSent};
use flitt_sandbox::Sandbox;

use self::send::Sender;
use crate::endpoints::SchemaArguments;
use crate::merchant::{MerchantArguments, unwritten};
use crate::output::{Done, Fault};
use crate::params::{self, RequestArguments};

/// Send a request, and print the answer as JSON
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(after_help = params::HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    request: RequestArguments,
    /// Send it to a fresh gateway inside this program, as the test merchant
    #[arg(long)]
    sandbox: bool,
    /// Print what would be sent, and send nothing
    #[arg(long, conflicts_with = "sandbox")]
    dry_run: bool,
    /// Print one JSON object for programs: outcome and answer, or what went wrong
    #[arg(long, conflicts_with = "dry_run")]
    json: bool,
    /// How often to ask again when no answer came, where the schema says that a repeat does no harm
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

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let library = arguments.schemas.library()?;
    let request = arguments.request.request(&library)?;
    let credentials = if arguments.sandbox { Credentials::test() } else { arguments.merchant.credentials()? };
    // What is not UTF-8 is no address, and is refused as one.
    let address = std::env::var_os(Client::BASE_URL_VARIABLE).filter(|address| !address.is_empty());
    let address = address.map(|address| address.to_string_lossy().into_owned());
    if arguments.dry_run {
        return dry_run::told(&request, &credentials, address.as_deref(), arguments.show_sensitive);
    }
    let sender = Sender { request: &request, credentials, retries: arguments.retries };
    let result = if arguments.sandbox {
        wait(async {
            let sandbox = Sandbox::builder().start().await.map_err(Fault::cannot)?;
            sender.send(Some(sandbox.base_url().to_owned())).await
        })??
    } else {
        wait(sender.send(address))??
    };
    let done = if arguments.json {
        machine::told(request.endpoint(), &result, arguments.show_sensitive)
    } else {
        told::told(request.endpoint(), &result.map_err(|error| fault(&error))?, arguments.show_sensitive)
    };
    Ok(if arguments.sandbox {
        done.with_note("note: the gateway of --sandbox ended with this command; `flitt sandbox` runs one that stays")
    } else {
        done
    })
}

/// Runs one piece of work that waits for the network.
pub(super) fn wait<T>(work: impl Future<Output = T>) -> Result<T, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Fault::cannot(format_args!("the system gives no network: {error}")))?;
    Ok(runtime.block_on(work))
}

fn fault(error: &Error) -> Fault {
    match error {
        Error::NotSent(NotSent::Encode(error)) => unwritten(error),
        Error::NotSent(NotSent::NoConnection(_)) => {
            let variable = Client::BASE_URL_VARIABLE;
            Fault::cannot(error).help(format!(
                "check the network, and that a gateway runs where {variable} says; `flitt sandbox` runs one, --sandbox needs none"
            ))
        }
        Error::Failure(failure) => {
            Fault::no(failure).maybe_help(failure.code().known().map(|code| code.meaning().to_owned()))
        }
        other => Fault::no(other),
    }
}
