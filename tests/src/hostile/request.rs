//! Any bytes as a request to the sandbox.

use std::cell::RefCell;

use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_client::response::Fields;
use flitt_client::signature::sign;
use flitt_sandbox::{Merchant, Sandbox};
use flitt_schema::{Endpoint, Key};
use tokio::runtime::{Builder, Runtime};

use super::{COMPANY_KEY, PAYMENT_KEY, PAYOUT_KEY, headed, holds_key, shows_no_key, signed_members};

/// After so many requests the sandbox starts anew: orders are kept as long as it runs.
const LIFE: u32 = 64;

thread_local! {
    static GATEWAY: RefCell<Option<Gateway>> = const { RefCell::new(None) };
}

struct Gateway {
    runtime: Runtime,
    sandbox: Sandbox,
    requests: u32,
}

/// Sends the bytes to the sandbox. The first line names the endpoint, then perhaps `form`; with a `+` before it, what
/// follows is signed and put in its envelope first.
///
/// # Panics
///
/// If the sandbox does not response as a gateway does, or shows a key.
pub fn request(bytes: &[u8]) {
    if holds_key(bytes) {
        return;
    }
    GATEWAY.with_borrow_mut(|gateway| {
        if gateway.as_ref().is_none_or(|running| running.requests >= LIFE) {
            *gateway = Some(start());
        }
        let running = gateway.as_mut().expect("it is running");
        running.requests += 1;
        ask(running, bytes);
    });
}

fn start() -> Gateway {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let merchant = Merchant::new(1_549_901, PAYMENT_KEY).with_payout_key(PAYOUT_KEY).with_company("1019", COMPANY_KEY);
    let sandbox = runtime.block_on(Sandbox::builder().merchant(merchant).start()).expect("it starts");
    Gateway { runtime, sandbox, requests: 0 }
}

fn ask(gateway: &Gateway, bytes: &[u8]) {
    let (head, body) = headed(bytes);
    let (is_signed, head) = head.strip_prefix('+').map_or((false, head), |head| (true, head));
    let (name, is_form) = head.strip_suffix(" form").map_or((head, false), |name| (name, true));
    let endpoint = Flitt::ENDPOINTS.iter().map(|endpoint| endpoint.get()).find(|endpoint| endpoint.name == name);
    let path = endpoint.map_or(name, |endpoint| endpoint.path.as_ref());
    let content_type = if is_form { "application/x-www-form-urlencoded" } else { "application/json" };
    let body = match (endpoint, std::str::from_utf8(body)) {
        (Some(endpoint), Ok(text)) if is_signed => signed(endpoint, text, is_form).into_bytes(),
        _ => body.to_vec(),
    };
    let (status, response) = gateway.runtime.block_on(gateway.sandbox.respond(path, content_type, body));
    let response = String::from_utf8(response).expect("a response is a text");
    assert!(status < 500, "{status} {response}");
    shows_no_key(&response);
    if let Some(call) = gateway.sandbox.requests().last() {
        shows_no_key(&format!("{call:?}"));
    }
}

fn signed(endpoint: &Endpoint, text: &str, is_form: bool) -> String {
    let key = match endpoint.key {
        Key::Payment => PAYMENT_KEY,
        Key::Payout => PAYOUT_KEY,
        Key::Company => COMPANY_KEY,
        Key::None => return text.to_owned(),
    };
    if is_form {
        let Ok(fields) = Fields::from_form(text) else { return text.to_owned() };
        let signature = sign(key, fields.iter().map(|field| (field.name(), field.text())));
        return format!("{text}&signature={signature}");
    }
    format!("{{\"request\":{}}}", signed_members(text, key))
}
