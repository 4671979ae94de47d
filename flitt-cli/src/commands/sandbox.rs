//! `flitt sandbox`: the local gateway.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use flitt_client::{Client, Credentials};
use flitt_sandbox::{Builder, Merchant, Sandbox, StartError};

use super::call::wait;
use crate::output::{Done, Fault, print};
use crate::params;

/// Run a local gateway until it is stopped
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where to listen: an address of this machine with a port; port 0 is any free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Listen also on an address that other machines reach: they can create and pay orders then
    #[arg(long)]
    allow_remote: bool,
    /// Answer to this further name, such as that of this machine or of a container; may be given several times
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Begin the addresses of checkout pages so, and answer to that name: a URL without a path
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Keep orders and callbacks in this file, and go on from it; without, they end with the gateway
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Know the merchants of this JSON file besides the documented ones
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Let the gateway's clock go this many times as quick: repeats of callbacks, lifetimes, schedules
    #[arg(long, value_name = "FACTOR", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    clock_speed: u32,
    /// Send callbacks to other machines too
    #[arg(long)]
    callbacks_anywhere: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let builder = builder(arguments)?;
    wait(serve(builder))?
}

fn builder(arguments: &Arguments) -> Result<Builder, Fault> {
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
    if let Some(file) = &arguments.state {
        builder = builder.state(file);
    }
    if let Some(file) = &arguments.config {
        builder = builder.merchants(Merchant::documented()).merchants(merchants(file)?);
    }
    Ok(builder)
}

fn merchants(file: &Path) -> Result<Vec<Merchant>, Fault> {
    let shown = file.display();
    let text = params::read(&shown.to_string())?;
    Merchant::read_all(&text).map_err(|error| {
        Fault::cannot(format_args!("{shown}:{}:{}: {}", error.line(), error.column(), error.what()))
            .help(r#"a file is like { "merchants": [{ "merchant_id": 7, "payment_key": "..." }] }"#)
    })
}

async fn serve(builder: Builder) -> Result<Done, Fault> {
    let sandbox = builder.start().await.map_err(|error| fault(&error))?;
    let (url, merchant) = (sandbox.base_url(), Credentials::test());
    print(&format!(
        "A local gateway runs until Ctrl-C.\n\n\
         \x20 desk         {url}/  (orders, requests, callbacks: open it in a browser)\n\
         \x20 base URL     {url}  (for your program; `flitt` takes it from {})\n\
         \x20 merchant     {}, payment key `test`, payout key `testcredit`\n\n\
         Create an order from another terminal, and open the `checkout_url` that it prints:\n\n\
         \x20 {}\n\n\
         Pay there with one of the test cards that the page shows. The desk shows the payment, and the callback that the\n\
         sandbox's own demo shop has answered.\n",
        Client::BASE_URL_VARIABLE,
        merchant.merchant_id(),
        sandbox.first_order(&program()),
    ))?;
    std::future::pending().await
}

/// The program as another terminal can call it: it need not be on the path, nor started from this folder.
fn program() -> String {
    let called = std::env::args().next().filter(|name| !name.is_empty()).unwrap_or_else(|| "flitt".to_owned());
    if !called.contains(std::path::MAIN_SEPARATOR) {
        return called;
    }
    let path = std::env::current_exe().map_or(called, |path| path.display().to_string());
    let is_plain = |character: char| character.is_alphanumeric() || "/._-".contains(character);
    if path.chars().all(is_plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

fn fault(error: &StartError) -> Fault {
    match error {
        StartError::NotLoopback(address) => Fault::cannot(format_args!("{address} can be reached from other machines"))
            .help("let it listen on 127.0.0.1 or [::1], or say --allow-remote: it takes any card of anybody"),
        StartError::Listen { .. } => {
            Fault::cannot(error).help("choose another address with --listen; 127.0.0.1:0 is any free port")
        }
        StartError::State(_) => Fault::cannot(error).help("name another file with --state, or check its permissions"),
        other => Fault::cannot(other),
    }
}
