//! `flitt call`: sends a request, and prints the answer.

use std::collections::BTreeSet;
use std::future::Future;

use flitt_client::schema::Endpoint;
use flitt_client::{Answer, Client, Credentials, DynamicRequest, Error, List as _, NotSent, Verification};
use flitt_sandbox::Sandbox;

use crate::arguments::PARAMS;
use crate::endpoints::{SchemaArguments, find};
use crate::merchant::{MerchantArguments, unwritten};
use crate::output::{Done, Fault, count};
use crate::params;

/// Send a request, and print the answer as JSON
#[derive(clap::Args)]
#[command(after_help = PARAMS)]
pub(crate) struct Arguments {
    /// The name of the endpoint, as `flitt list` shows it
    endpoint: String,
    /// Its parameters
    #[arg(value_name = "PARAM")]
    params: Vec<String>,
    /// Send it to a fresh gateway inside this program, as the test merchant
    #[arg(long)]
    sandbox: bool,
    /// Print sensitive values of the answer too, such as card tokens
    #[arg(long)]
    show_sensitive: bool,
    #[command(flatten)]
    merchant: MerchantArguments,
    #[command(flatten)]
    schemas: SchemaArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let library = arguments.schemas.library()?;
    let endpoint = find(&library, &arguments.endpoint)?;
    let request = params::request(endpoint, &arguments.params)?;
    let answer = if arguments.sandbox {
        wait(in_sandbox(&request))?
    } else {
        let credentials = arguments.merchant.credentials()?;
        let address = std::env::var(Client::BASE_URL_VARIABLE).ok().filter(|address| !address.is_empty());
        wait(send(&request, credentials, address))?
    }?;
    let done = told(endpoint, &answer, arguments.show_sensitive);
    Ok(if arguments.sandbox {
        done.with_note("note: the gateway of --sandbox ended with this command; `flitt sandbox` runs one that stays")
    } else {
        done
    })
}

async fn in_sandbox(request: &DynamicRequest) -> Result<Answer, Fault> {
    let sandbox = Sandbox::builder().start().await.map_err(Fault::cannot)?;
    send(request, Credentials::test(), Some(sandbox.base_url().to_owned())).await
}

async fn send(request: &DynamicRequest, credentials: Credentials, address: Option<String>) -> Result<Answer, Fault> {
    let builder = Client::builder(credentials);
    let builder = match address {
        Some(address) => builder.base_url(address),
        None => builder,
    };
    let client = builder.build().map_err(|error| {
        Fault::cannot(error).help(format!("set {} to the gateway's address, or unset it", Client::BASE_URL_VARIABLE))
    })?;
    client.send_dynamic(request).await.map_err(|error| fault(&error))
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
            Fault::cannot(error).help(format!("check the network and {}, or use --sandbox", Client::BASE_URL_VARIABLE))
        }
        Error::Failure(failure) => {
            Fault::no(failure).maybe_help(failure.code().known().map(|code| code.meaning().to_owned()))
        }
        other => Fault::no(other),
    }
}

/// The answer, with what its reader should know.
fn told(endpoint: &Endpoint, answer: &Answer, show_sensitive: bool) -> Done {
    let shown: BTreeSet<&str> = endpoint
        .response
        .forms
        .iter()
        .flat_map(|form| form.table.rows.iter())
        .filter(|row| !row.sensitive)
        .map(|row| row.name.as_ref())
        .collect();
    let is_shown = |name: &str| show_sensitive || shown.contains(name);
    let mut done = Done::new(json(answer, is_shown));
    let hidden = answer.fields().iter().filter(|field| !field.text().is_empty() && !is_shown(field.name())).count();
    if hidden > 0 {
        let values = count(hidden, "value");
        done = done.with_note(format!("note: {values} hidden, sensitive or in no table; --show-sensitive prints them"));
    }
    let confirm = || match &endpoint.confirm_with {
        Some(name) => format!("confirm what matters with `{name}`"),
        None => "confirm what matters another way".to_owned(),
    };
    match answer.verification() {
        Verification::Unsigned => done.with_note(format!("note: the gateway does not sign this answer; {}", confirm())),
        Verification::Unproven => done.with_note(format!("note: the signature is not proven; {}", confirm())),
        _ => done,
    }
}

/// A JSON object, one field a line, in the order received and with exact texts; hidden values stand as `[name]`.
fn json(answer: &Answer, is_shown: impl Fn(&str) -> bool) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let lines = answer.fields().iter().map(|field| {
        let value = match field.text() {
            "" if !field.is_string() => "null".to_owned(),
            "" => quoted(""),
            _ if !is_shown(field.name()) => quoted(&format!("[{}]", field.name())),
            text if field.is_string() => quoted(text),
            literal => literal.to_owned(),
        };
        format!("  {}: {value}", quoted(field.name()))
    });
    format!("{{\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n"))
}
