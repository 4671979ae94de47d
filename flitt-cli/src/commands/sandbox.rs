//! `flitt sandbox`: runs a local gateway.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use flitt_client::{Client, Credentials};
use flitt_sandbox::{Merchant, Sandbox, SandboxBuilder, StartError, Switch};

use crate::input::read_text;
use crate::output::{CommandError, CommandOutput, print, shell_word};
use crate::runtime::block_on;
use crate::schemas::{folder_from_environment, read_folder};

const AFTER_HELP: &str = "\
Requests from web pages of other sites are rejected, also those from other ports of localhost; a shop's page may lead a payer to a \
checkout_url, and post a form to /api/checkout/redirect. Callbacks go to services of this machine, and to the gateway \
itself only at its demo shop, /shop/callback.";

/// Run a local gateway until it is stopped
#[derive(clap::Args)]
#[command(after_help = after_help())]
pub(crate) struct Arguments {
    /// The address and port to listen on; port 0 is any free port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Allow an address that other machines can reach; they can then create and pay orders
    #[arg(long)]
    allow_remote: bool,
    /// Accept requests for this additional host name, such as that of this machine or of a container; may be repeated
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// The base URL of checkout pages, without a path; requests for its host name are accepted
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Store orders and callbacks in this file, and continue from it; without it, they are lost on exit
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Add the merchants of this JSON file to the documented ones
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Also serve the endpoints of this folder of schema files, or of `FLITT_SCHEMAS`: requests are checked by their tables, and
    /// responses are made from them
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// What the responses of those endpoints say: JSON such as {"points": {"response": {"balance": 5}}}
    #[arg(long, value_name = "FILE")]
    responses: Option<PathBuf>,
    /// Run the gateway's clock this many times as fast: retries of callbacks, lifetimes, schedules
    #[arg(long, value_name = "FACTOR", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    clock_speed: u32,
    /// Send callbacks to other machines too; of host names, only localhost may lead to this machine
    #[arg(long)]
    callbacks_anywhere: bool,
    /// Turn an unproven gateway behaviour on or off; see below; may be repeated
    #[arg(long, value_name = "NAME=on|off", value_parser = switch)]
    switch: Vec<(Switch, bool)>,
    /// End a hold that is not captured after this many days of the gateway's clock
    #[arg(long, value_name = "DAYS", default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..))]
    hold_days: u32,
}

/// The name of a switch, and whether it is turned on.
fn switch(text: &str) -> Result<(Switch, bool), String> {
    let (name, position) = text.split_once('=').ok_or("expected NAME=on or NAME=off")?;
    let switch = name.parse::<Switch>().map_err(|error| error.to_string())?;
    match position {
        "on" => Ok((switch, true)),
        "off" => Ok((switch, false)),
        _ => Err(format!("expected {switch}=on or {switch}=off")),
    }
}

/// The help of the command with every switch.
fn after_help() -> String {
    let width = Switch::all().map(|switch| switch.name().len()).max().unwrap_or_default();
    let lines = Switch::all().map(|switch| {
        let position = if switch.is_on_by_default() { "on " } else { "off" };
        format!("  {:width$}  {position}  {}\n", switch.name(), switch.description())
    });
    format!("{AFTER_HELP}\n\nSwitches and their defaults:\n{}", lines.collect::<String>())
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let builder = builder(arguments)?;
    block_on(serve(builder, arguments.responses.as_deref()))?
}

fn builder(arguments: &Arguments) -> Result<SandboxBuilder, CommandError> {
    let mut builder = Sandbox::builder().address(arguments.listen).clock_speed(arguments.clock_speed);
    if arguments.allow_remote {
        builder = builder.allow_any_address();
    }
    for name in &arguments.host {
        builder = builder.host(name);
    }
    if let Some(url) = &arguments.base_url {
        builder = builder.base_url(url);
    }
    if arguments.callbacks_anywhere {
        builder = builder.allow_callbacks_anywhere();
    }
    builder = builder.hold_lifetime(Duration::from_secs(24 * 60 * 60 * u64::from(arguments.hold_days)));
    for (switch, is_on) in &arguments.switch {
        builder = builder.switch(*switch, *is_on);
    }
    if let Some(file) = &arguments.state {
        builder = builder.state(file);
    }
    if let Some(file) = &arguments.config {
        builder = builder.merchants(Merchant::documented()).merchants(merchants(file)?);
    }
    if let Some(folder) = arguments.schemas.clone().or_else(folder_from_environment) {
        builder = builder.schemas(read_folder(&folder)?);
    }
    if let Some(file) = &arguments.responses {
        builder = builder.responses(read_text(&file.display().to_string())?);
    }
    Ok(builder)
}

fn merchants(file: &Path) -> Result<Vec<Merchant>, CommandError> {
    let shown = file.display();
    let text = read_text(&shown.to_string())?;
    Merchant::read_all(&text).map_err(|error| {
        CommandError::usage(format!("{shown}:{}:{}: {}", error.line(), error.column(), error.message()))
            .help(r#"write the file like { "merchants": [{ "merchant_id": 7, "payment_key": "..." }] }"#)
    })
}

async fn serve(builder: SandboxBuilder, responses: Option<&Path>) -> Result<CommandOutput, CommandError> {
    let sandbox = builder.start().await.map_err(|error| start_error(error, responses))?;
    let (url, merchant) = (sandbox.base_url(), Credentials::test());
    print(&format!(
        "A local gateway is running. Press Ctrl-C to stop it.\n\n\
         \x20 dashboard    {url}/  (orders, requests, callbacks: open it in a browser)\n\
         \x20 base URL     {url}  (for your program; `flitt` reads it from {})\n{}\
         \x20 merchant     {}, payment key `test`, payout key `testcredit`\n{}\n\
         Create an order in another terminal, and open the `checkout_url` that it prints:\n\n\
         \x20 {}\n\n\
         Pay there with one of the test cards that the page shows. The dashboard shows the payment, and the callback to the\n\
         demo shop of the sandbox.\n",
        Client::BASE_URL_VARIABLE,
        listening(&sandbox),
        merchant.merchant_id(),
        given_endpoints(&sandbox),
        sandbox.first_order(&program()),
    ))?;
    std::future::pending().await
}

/// A line with the address of the sandbox itself, where the base URL is that of a proxy.
fn listening(sandbox: &Sandbox) -> String {
    let address = format!("http://{}", sandbox.address());
    if sandbox.base_url() == address { String::new() } else { format!("  listening    {address}\n") }
}

/// A line for each endpoint of other schema files.
fn given_endpoints(sandbox: &Sandbox) -> String {
    let lines = sandbox.given_endpoints().into_iter().enumerate().map(|(number, (name, path))| {
        let title = if number == 0 { "endpoints" } else { "" };
        format!("  {title:<12} {name}, {}{path}\n", sandbox.base_url())
    });
    lines.collect()
}

/// The command by which another terminal, in another folder, can run this program.
fn program() -> String {
    let name = std::env::args().next().filter(|name| !name.is_empty()).unwrap_or_else(|| "flitt".to_owned());
    if !name.contains(std::path::MAIN_SEPARATOR) {
        return name;
    }
    shell_word(&std::env::current_exe().map_or(name, |path| path.display().to_string()))
}

fn start_error(error: StartError, responses: Option<&Path>) -> CommandError {
    match error {
        StartError::Responses(error) => {
            let place = responses.map(|file| match error.position() {
                Some((line, column)) => format!("{}:{line}:{column}: ", file.display()),
                None => format!("{}: ", file.display()),
            });
            CommandError::usage(format!("{}{error}", place.unwrap_or_default()))
                .help(r#"write the file like { "points": { "response": { "balance": 5 } } }"#)
        }
        StartError::Schemas(problems) => CommandError::usage(problems.to_string())
            .help("give the endpoint another path, or leave its file out of the folder of --schemas"),
        StartError::NotLoopback(address) => CommandError::usage(format!("other machines can reach {address}"))
            .help("listen on 127.0.0.1 or [::1], or allow it with --allow-remote: everybody can pay with any card"),
        StartError::Listen { .. } => {
            CommandError::usage(error).help("choose another address with --listen; 127.0.0.1:0 takes any free port")
        }
        StartError::State(_) => {
            CommandError::usage(error).help("name another file with --state, or check its permissions")
        }
        other => CommandError::usage(other),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use flitt_sandbox::Switch;

    use super::{Arguments, builder};

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn shown(arguments: &[&str]) -> String {
        let command = Command::try_parse_from([&["sandbox"], arguments].concat()).unwrap();
        format!("{:?}", builder(&command.arguments).unwrap())
    }

    #[test]
    fn switches_and_days_reach_the_sandbox() {
        let default = shown(&[]);
        assert!(
            default.contains("[HoldsEnd, BareCallbacks, ") && default.contains("hold_lifetime: 2160000s"),
            "{default}"
        );
        let changed = shown(&["--switch", "holds-end=off", "--switch", "decimal-lifetime=on", "--hold-days", "3"]);
        assert!(changed.contains("[BareCallbacks, LowerCaseFlags, DecimalLifetime, "), "{changed}");
        assert!(changed.contains("hold_lifetime: 259200s"), "{changed}");
        for switch in Switch::all() {
            let argument = format!("{switch}={}", if switch.is_on_by_default() { "on" } else { "off" });
            assert_eq!(shown(&["--switch", &argument]), default, "{argument}");
        }
    }
}
