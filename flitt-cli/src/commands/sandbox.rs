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
    let (url, merchant) = (sandbox.base_url().to_owned(), Credentials::test());
    print(&format!(
        "a local gateway listens on {url} and knows the test merchant {}\n\
         use it from another terminal:\n  export {}={url}\n  \
         flitt call checkout_url --test order_id=1 order_desc=Test amount=1000 currency=GEL\n\
         Ctrl-C stops it\n",
        merchant.merchant_id(),
        Client::BASE_URL_VARIABLE,
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
