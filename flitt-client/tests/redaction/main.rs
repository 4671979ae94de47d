//! Canary values of every kind of secret, in every public type of the client and of the sandbox, and in the responses
//! of a hostile gateway. None is ever shown: not in `Debug`, `Display`, causes, panics, spans or pages, neither as it
//! is nor in base64, hexadecimal digits or escapes.
//!
//! A program of its own: one test sets a subscriber of `tracing`, which another thread that makes calls at the same time
//! could prevent from seeing spans.
#![cfg(all(feature = "axum", feature = "blocking", feature = "http", feature = "serde", feature = "tracing"))]

mod client;
mod gateway;
mod hooks;
mod output;
mod public_types;
mod requests;
mod responses;
mod secrets;
mod variants;

use flitt_client::Credentials;
use output::Seen;
use secrets::{COMPANY_KEY, PAYMENT_KEY, PAYOUT_KEY};

const MERCHANT: u64 = 1_549_901;

fn credentials() -> Credentials {
    Credentials::new(MERCHANT, PAYMENT_KEY).with_payout_key(PAYOUT_KEY).with_company_key(COMPANY_KEY)
}

/// Every public type of a crate was looked at, and many texts.
fn is_whole(seen: &Seen, package: &str, texts: usize) {
    let declared = public_types::public(package);
    let types = declared.types.difference(&seen.types);
    let is_silent = |name: &&String| seen.silent.iter().any(|silent| name.starts_with(silent.as_str()));
    let variants = declared.variants.difference(&seen.variants).filter(|name| !is_silent(name));
    // Of the sandbox, whose errors a developer alone sees, every type.
    let variants = variants.filter(|_| package == "flitt-client");
    let missed: Vec<_> = types.chain(variants).cloned().collect();
    assert!(missed.is_empty(), "nobody has looked at what these show: {missed:#?}");
    assert!(seen.texts >= texts, "only {} texts were looked at", seen.texts);
}

#[test]
fn no_type_of_the_client_shows_a_secret() {
    let mut seen = Seen::default();
    requests::all(&mut seen);
    responses::all(&mut seen);
    client::all(&mut seen);
    variants::all(&mut seen);
    hooks::all(&mut seen);
    is_whole(&seen, "flitt-client", 10_000);
}

#[test]
fn no_type_and_no_page_of_the_sandbox_shows_a_secret() {
    let mut seen = Seen::default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(gateway::all(&mut seen));
    is_whole(&seen, "flitt-sandbox", 100);
}
