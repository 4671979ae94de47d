//! `flitt sandbox`: the local gateway.

use std::net::SocketAddr;

use flitt_client::{Client, Credentials};
use flitt_sandbox::{Sandbox, StartError};

use super::call::wait;
use crate::output::{Done, Fault, print};

/// Run a local gateway until it is stopped
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where to listen: an address of this machine with a port; port 0 is any free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    wait(serve(arguments.listen))?
}

async fn serve(address: SocketAddr) -> Result<Done, Fault> {
    let sandbox = Sandbox::builder().address(address).start().await.map_err(|error| fault(&error))?;
    let (url, merchant) = (sandbox.base_url(), Credentials::test());
    // As the user called it: it need not be on the path.
    let program = std::env::args().next().unwrap_or_else(|| "flitt".to_owned());
    print(&format!(
        "A local gateway runs until Ctrl-C.\n\n\
         \x20 desk         {url}/  (orders, requests, callbacks: open it in a browser)\n\
         \x20 base URL     {url}  (for your program; `flitt` takes it from {})\n\
         \x20 merchant     {}, payment key `test`, payout key `testcredit`\n\n\
         Create an order from another terminal, and open the `checkout_url` that it prints:\n\n\
         \x20 {}\n",
        Client::BASE_URL_VARIABLE,
        merchant.merchant_id(),
        sandbox.first_order(&program),
    ))?;
    std::future::pending().await
}

fn fault(error: &StartError) -> Fault {
    match error {
        StartError::NotLoopback(address) => Fault::cannot(format_args!("{address} can be reached from other machines"))
            .help("the local gateway takes any card: let it listen on 127.0.0.1 or [::1]"),
        StartError::Listen { .. } => {
            Fault::cannot(error).help("choose another address with --listen; 127.0.0.1:0 is any free port")
        }
        other => Fault::cannot(other),
    }
}
