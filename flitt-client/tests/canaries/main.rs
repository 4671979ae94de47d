//! Canaries stand for every kind of secret, in every public type of the client and of the sandbox, and in whatever a
//! hostile gateway says of them. None is ever seen: not in `Debug`, `Display`, causes, panics, spans or pages, neither
//! as it is nor in base64, hexadecimal digits or escapes.
#![cfg(all(feature = "axum", feature = "blocking", feature = "http", feature = "tracing"))]

mod answers;
mod client;
mod gateway;
mod requests;
mod secrets;
mod seen;
mod types;

use flitt_client::Credentials;
use secrets::{COMPANY_KEY, PAYMENT_KEY, PAYOUT_KEY};
use seen::Seen;

const MERCHANT: u64 = 1_549_901;

fn credentials() -> Credentials {
    Credentials::new(MERCHANT, PAYMENT_KEY).with_payout_key(PAYOUT_KEY).with_company_key(COMPANY_KEY)
}

/// Every public type of a crate was looked at, and many texts.
fn is_whole(seen: &Seen, package: &str, texts: usize) {
    let missed: Vec<_> = types::public(package).difference(&seen.types).cloned().collect();
    assert!(missed.is_empty(), "nobody has looked at what these show: {missed:#?}");
    assert!(seen.texts >= texts, "only {} texts were looked at", seen.texts);
}

#[test]
fn no_type_of_the_client_shows_a_secret() {
    let mut seen = Seen::default();
    requests::all(&mut seen);
    answers::all(&mut seen);
    client::all(&mut seen);
    is_whole(&seen, "flitt-client", 10_000);
}

#[test]
fn no_type_and_no_page_of_the_sandbox_shows_a_secret() {
    let mut seen = Seen::default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(gateway::all(&mut seen));
    is_whole(&seen, "flitt-sandbox", 100);
}
