//! What a merchant and the card's bank tell each other about a check of the payer: `pareq` there, `pares` back.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::{Fields, ResponseCode};

use crate::failure::Failure;
use crate::wire::{Value, object};

/// Where the bank's page stands.
pub(crate) const PATH: &str = "/acs";

const PASSED: &str = "passed";
const FAILED: &str = "failed";

/// What a merchant brings back from the bank.
pub(crate) struct CheckAnswer<'r> {
    pub(crate) order_id: &'r str,
    pub(crate) md: &'r str,
    pub(crate) pares: &'r str,
}

/// What goes to the bank.
pub(crate) fn pareq(md: &str) -> String {
    packed(&[("md", md), ("message", "PAReq")])
}

/// What the bank finds.
pub(crate) fn pares(md: &str, is_passed: bool) -> String {
    packed(&[("md", md), ("message", "PARes"), ("result", if is_passed { PASSED } else { FAILED })])
}

/// Whether the bank's finding about this check is good. What is none is refused.
pub(crate) fn is_passed(pares: &str, md: &str) -> Result<bool, Failure> {
    let bytes = BASE64_STANDARD.decode(pares).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let fields = text.and_then(|text| Fields::from_json(&text).ok());
    let result = fields.as_ref().filter(|fields| fields.text("md") == Some(md)).and_then(|it| it.text("result"));
    match result {
        Some(PASSED) => Ok(true),
        Some(FAILED) => Ok(false),
        _ => Err(Failure::parameter(ResponseCode::ParameterIncorrect, "pares")),
    }
}

fn packed(fields: &[(&str, &str)]) -> String {
    let values: Vec<(&str, Value)> = fields.iter().map(|(name, text)| (*name, Value::from(*text))).collect();
    BASE64_STANDARD.encode(object(&values))
}
