//! Endpoints of one's own: a folder of schema files becomes types, with the same guarantees as the gateway's own.
//!
//! `cargo run --example own_schemas` builds, signs and reads a call of the endpoint in `schemas/`. Leave out `.points(..)`
//! below, and it does not compile. A crate with such a folder has a build script of one line, so that new files in it are
//! seen: `fn main() { println!("cargo::rerun-if-changed=schemas"); }`.

use std::error::Error;

use flitt_client::signature::sign;
use flitt_client::transport::{HttpResponse, MockTransport};
use flitt_client::{Api as _, Client, Credentials, Outcome};

/// Each file in the folder is an endpoint: a type (`LoyaltyPoints`), and a module with its request and answer.
#[derive(flitt_client::Api)]
#[flitt(schemas = "examples/own_schemas/schemas")]
struct Loyalty;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let names: Vec<&str> = Loyalty::ENDPOINTS.iter().map(|endpoint| endpoint.name.as_ref()).collect();
    println!("0. The folder has {}", names.join(", "));
    let client = Client::builder(Credentials::test()).transport(answer()).build()?;
    let request = LoyaltyPoints::request().card("7001").points(25).reason(loyalty_points::Reason::Purchase).build()?;
    println!("1. {request:?}");
    let given = client.send(&request).await?;
    println!("2. {:?}: {} points, {:?}", given.outcome(), given.balance(), given.verification());

    let faulty = LoyaltyPoints::request().card("a name that no card has").points(100_000).build();
    println!("3. {}", faulty.err().ok_or("it should be refused")?);
    if given.outcome() == Outcome::Approved { Ok(()) } else { Err("the points should be given".into()) }
}

/// What the service would answer, signed with the key.
fn answer() -> MockTransport {
    let fields = [("card", "7001"), ("merchant_id", "1549901"), ("state", "given"), ("balance", "125")];
    let members: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect();
    let signature = sign("test", fields);
    MockTransport::new([Ok(HttpResponse::ok(format!(
        "{{\"response\":{{{},\"signature\":\"{signature}\"}}}}",
        members.join(",")
    )))])
}
