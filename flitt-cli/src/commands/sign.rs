//! `flitt sign`: the signed body of a request.

use flitt_client::schema::{Endpoint, Key};
use flitt_client::{Credentials, Exchange, Fields, MASK};

use crate::arguments::PARAMS;
use crate::endpoints::{SchemaArguments, find};
use crate::merchant::{MerchantArguments, unwritten};
use crate::output::{Done, Fault, on_one_line};
use crate::params;

/// Print the signed body of a request
#[derive(clap::Args)]
#[command(after_help = PARAMS)]
pub(crate) struct Arguments {
    /// The name of the endpoint, as `flitt list` shows it
    endpoint: String,
    /// Its parameters
    #[arg(value_name = "PARAM")]
    params: Vec<String>,
    /// Show on stderr what is signed, with the key masked
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    merchant: MerchantArguments,
    #[command(flatten)]
    schemas: SchemaArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let library = arguments.schemas.library()?;
    let endpoint = find(&library, &arguments.endpoint)?;
    let request = params::request(endpoint, &arguments.params)?;
    let credentials = arguments.merchant.credentials()?;
    let exchange = Exchange::of_dynamic(&request, &credentials).map_err(|error| unwritten(&error))?;
    let body = String::from_utf8_lossy(exchange.body());
    let done = Done::new(format!("{body}\n"));
    if !arguments.explain {
        return Ok(done);
    }
    let fields = Fields::in_envelope(&body, "request").and_then(Fields::from_json).map_err(Fault::cannot)?;
    Ok(done.with_note(explanation(endpoint, &fields, &credentials)))
}

/// The signed text, parameter by parameter and whole, as people may see it.
fn explanation(endpoint: &Endpoint, fields: &Fields, credentials: &Credentials) -> String {
    if endpoint.key == Key::None {
        return "nothing is signed: this endpoint takes no signature".to_owned();
    }
    let signed = signed(endpoint, fields, credentials);
    let widest = signed.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let lines = signed.iter().map(|(name, value)| format!("  {name:widest$}  {value}\n"));
    let texts: Vec<&str> = signed.iter().map(|(_, value)| value.as_str()).collect();
    format!(
        "signed, in this order, with the {} key:\n{}signed text:\n  {}",
        endpoint.key.word(),
        lines.collect::<String>(),
        texts.join("|"),
    )
}

/// What is signed, in the order in which it is signed: the key, then the parameters by their names.
fn signed(endpoint: &Endpoint, fields: &Fields, credentials: &Credentials) -> Vec<(String, String)> {
    let shown = |name: &str, text: &str| match endpoint.request.row(name) {
        Some(row) if row.sensitive => format!("[{name}]"),
        _ => on_one_line(&credentials.mask_keys(text)),
    };
    let is_signed =
        |name: &str| endpoint.request.row(name).is_none_or(|row| row.origin != flitt_client::schema::Origin::Signature);
    let mut parameters: Vec<(String, String)> = fields
        .iter()
        .filter(|field| is_signed(field.name()))
        .map(|field| (field.name().to_owned(), shown(field.name(), field.text())))
        .collect();
    parameters.sort();
    parameters.insert(0, (format!("{} key", endpoint.key.word()), MASK.to_owned()));
    parameters
}
