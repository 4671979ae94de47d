//! Endpoints of your own: types from a folder of schema files, with the same guarantees as the gateway's own, and a local
//! gateway that serves them.
//!
//! `cargo run --example own_schemas` sends a request of the endpoint in `schemas/`. Leave out `.points(..)` below, and it does
//! not compile. A crate with such a folder has a build script of one line, so that new files in it are seen:
//! `fn main() { println!("cargo::rerun-if-changed=schemas"); }`.

use std::error::Error;

use flitt_client::{Api as _, Client, Credentials, Outcome};
use flitt_sandbox::Sandbox;

/// Each file in the folder is an endpoint: a type (`LoyaltyPoints`), and a module with its request and response.
#[derive(flitt_client::Api)]
#[flitt(schemas = "examples/own_schemas/schemas")]
struct Loyalty;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let names: Vec<&str> = Loyalty::ENDPOINTS.iter().map(|endpoint| endpoint.name.as_ref()).collect();
    println!("0. The folder has {}", names.join(", "));
    // Requests are checked by the table, and the response is made of it, except for what is planned.
    let sandbox = Sandbox::builder().api::<Loyalty>().start().await?;
    sandbox.plan_response("loyalty_points", r#"{ "response": { "balance": 125 } }"#)?;

    let client = Client::builder(Credentials::test()).base_url(sandbox.base_url()).build()?;
    let request = LoyaltyPoints::request().card("7001").points(25).reason(loyalty_points::Reason::Purchase).build()?;
    println!("1. {request:?}");
    let given = client.send(&request).await?;
    println!("2. {:?}: {} points, {:?}", given.outcome(), given.balance(), given.verification());

    let invalid = LoyaltyPoints::request().card("a name that no card has").points(100_000).build();
    println!("3. {}", invalid.err().ok_or("it should be rejected")?);
    let is_given = given.outcome() == Outcome::Approved && given.balance() == 125;
    if is_given { Ok(()) } else { Err("the points should be given".into()) }
}
