//! What holds for any bytes. The fuzzing targets in `fuzz/` call these functions with bytes that they invent, and the
//! tests with those that they found.
//!
//! Who has a key can sign anything, and nobody guesses a signature. So inputs that begin with `+` are signed before they
//! are read: what comes after the signature is reached too.

mod callback;
mod fields;
mod redaction;
mod request;
mod response;
mod schema;

pub use callback::{callback_data, callback_form, callback_json};
pub use fields::fields;
pub use redaction::redaction;
pub use request::request;
pub use response::response;
pub(crate) use schema::Alongside;
pub use schema::schema;

use flitt_client::Credentials;
use flitt_client::response::Fields;
use flitt_client::signature::sign;

/// The keys are such that no input holds them by chance.
const PAYMENT_KEY: &str = "key-of-payments-3f9c";
const PAYOUT_KEY: &str = "key-of-payouts-81d2";
const COMPANY_KEY: &str = "key-of-company-c07e";

fn credentials() -> Credentials {
    Credentials::new(1_549_901, PAYMENT_KEY).with_payout_key(PAYOUT_KEY).with_company_key(COMPANY_KEY)
}

/// Whether an input holds a key: a fuzzer sees what its inputs are compared with. Who writes a key knows it already.
fn holds_key(bytes: &[u8]) -> bool {
    [PAYMENT_KEY, PAYOUT_KEY, COMPANY_KEY]
        .iter()
        .any(|key| bytes.windows(key.len()).any(|window| window == key.as_bytes()))
}

/// What people may see holds no key.
fn shows_no_key(shown: &str) {
    for key in [PAYMENT_KEY, PAYOUT_KEY, COMPANY_KEY] {
        assert!(!shown.contains(key), "a key is shown: {shown}");
    }
}

/// The first line, where it is a short one, and what follows.
fn headed(bytes: &[u8]) -> (&str, &[u8]) {
    let end = bytes.iter().take(80).position(|&byte| byte == b'\n');
    let parts = end.and_then(|end| Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..])));
    parts.unwrap_or(("", bytes))
}

/// The members of a JSON object with a signature over them; as they are, where they are none.
fn signed_members(object: &str, key: &str) -> String {
    let Ok(fields) = Fields::from_json(object) else { return object.to_owned() };
    let signature = sign(key, fields.iter().map(|field| (field.name(), field.text())));
    let comma = if fields.iter().next().is_none() { "" } else { "," };
    let rest = object.trim_end().trim_end_matches('}');
    format!("{rest}{comma}\"signature\":\"{signature}\"}}")
}
