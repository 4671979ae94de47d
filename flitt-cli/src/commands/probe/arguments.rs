//! The arguments of `flitt probe`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::output::CommandError;
use crate::probe::scenario::Scenario;
use crate::probe::words::{WordsError, words};
use crate::probe::{Action, Price, Settings, Times};

const AFTER_HELP: &str = "\
The gateway of the shop must be the probe (the URL of --listen), its merchant 1549901 with the payment key `test`. The shop must \
reject test payments (FLITT_ACCEPT_TEST=0). Commands have FLITT_BASE_URL, FLITT_MERCHANT_ID, FLITT_PAYMENT_KEY and FLITT_ACCEPT_TEST in their \
environment.

{order}, {amount}, {currency} and {gateway} are filled in. Commands are split into words as a shell does it, and run without one.

The command of --verify prints what the shop did for an order: `shipped 1`, and in minor units `refunded 250`.

Exit codes: 0 no scenario failed, 1 some failed, 2 cannot run";

/// Test how a shop handles callbacks
///
/// Runs a gateway, lets the shop create orders, pays them, and sends callbacks as the gateway and as attackers would. A shop
/// passes by what it did, such as shipping once, not by its response.
#[derive(clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The command that lets the shop create an order
    #[arg(long, value_name = "COMMAND", required_unless_present_any = ["create_url", "list"])]
    create: Option<String>,
    /// The URL to POST to, so that the shop creates an order
    #[arg(long, value_name = "URL", conflicts_with = "create")]
    create_url: Option<String>,
    /// The command that prints what the shop did for an order
    #[arg(long, value_name = "COMMAND", required_unless_present_any = ["verify_url", "list"])]
    verify: Option<String>,
    /// The URL that returns what the shop did for an order
    #[arg(long, value_name = "URL", conflicts_with = "verify")]
    verify_url: Option<String>,
    /// The command that runs the shop; it is stopped when the probe ends
    #[arg(long, value_name = "COMMAND")]
    start: Option<String>,
    /// The address and port of the gateway; port 0 is any free port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where callbacks go, if the shop does not send `server_callback_url` with its orders
    #[arg(long, value_name = "URL")]
    callback_url: Option<String>,
    /// Send callbacks to other machines too
    #[arg(long)]
    callbacks_anywhere: bool,
    /// The amount of orders in minor units, if the shop lets the caller choose it
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(10..))]
    amount: u64,
    /// The currency of orders, if the shop lets the caller choose it
    #[arg(long, default_value = "GEL")]
    currency: String,
    /// How long to watch for unwanted effects after the last callback: 2s, 500ms
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = time)]
    settle: Duration,
    /// How long to wait for the expected effects
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time)]
    timeout: Duration,
    /// How long the shop may take to start
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time)]
    wait: Duration,
    /// How many scenarios are played at once
    #[arg(long, value_name = "NUMBER", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=64))]
    jobs: u32,
    /// Play only the scenarios with these numbers
    #[arg(long, value_name = "NUMBER", value_delimiter = ',')]
    pub(super) only: Vec<u32>,
    /// Play the scenarios of this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) scenarios: Option<PathBuf>,
    /// Print the scenarios, and play none
    #[arg(long)]
    pub(super) list: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

/// The settings of a run with these scenarios.
pub(super) fn settings(arguments: &Arguments, scenarios: Vec<Scenario>) -> Result<Settings, CommandError> {
    let action = |command: &Option<String>, url: &Option<String>, option: &str| match (command, url) {
        (_, Some(url)) => Ok(Action::Url(url.clone())),
        (command, None) => split(command.as_deref().unwrap_or_default(), option).map(Action::Command),
    };
    Ok(Settings {
        scenarios,
        listen: arguments.listen,
        start: arguments.start.as_deref().map(|command| split(command, "--start")).transpose()?,
        create: action(&arguments.create, &arguments.create_url, "--create")?,
        verify: action(&arguments.verify, &arguments.verify_url, "--verify")?,
        callback_url: arguments.callback_url.clone(),
        callbacks_anywhere: arguments.callbacks_anywhere,
        price: Price { amount: arguments.amount, currency: arguments.currency.clone() },
        times: Times { settle: arguments.settle, timeout: arguments.timeout },
        wait: arguments.wait,
        jobs: arguments.jobs as usize,
    })
}

fn split(command: &str, option: &str) -> Result<Vec<String>, CommandError> {
    words(command).map_err(|error| match error {
        WordsError::Empty => CommandError::usage(format!("the command of {option} is empty")),
        WordsError::Open(quote) => CommandError::usage(format!("a {quote} in the command of {option} is not closed")),
    })
}

/// A time with its unit: `2s`, `500ms`.
fn time(text: &str) -> Result<Duration, String> {
    let (number, unit): (_, fn(u64) -> Duration) = match text.strip_suffix("ms") {
        Some(number) => (number, Duration::from_millis),
        None => (text.strip_suffix('s').unwrap_or(text), Duration::from_secs),
    };
    match number.parse() {
        Ok(number @ 0..=3_600_000) => Ok(unit(number)),
        _ => Err("expected a time such as 2s or 500ms".to_owned()),
    }
}
