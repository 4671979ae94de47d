//! 3-D Secure messages between the merchant and the bank's access control server (ACS): `pareq` there, `pares` back.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::reference::ResponseCode;
use flitt_client::response::Fields;

use super::wire::{Value, object};
use crate::model::error::GatewayError;

/// The path of the bank's page.
pub(crate) const PATH: &str = "/acs";
/// The same as direct payments name it, like the gateway.
pub(crate) const DIRECT_PATH: &str = "/acs/";

const PASSED: &str = "passed";
const FAILED: &str = "failed";

/// Whether the payer was authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChallengeOutcome {
    Passed,
    Failed,
}

/// What a merchant or a browser brings back from the bank.
pub(crate) struct ChallengeResult<'r> {
    pub(crate) order_id: &'r str,
    pub(crate) md: &'r str,
    pub(crate) pares: &'r str,
}

/// The message that starts a challenge.
pub(crate) fn pareq(md: &str) -> String {
    encode(&[("md", md), ("message", "PAReq")])
}

/// The bank's message about the outcome of a challenge.
pub(crate) fn pares(md: &str, outcome: ChallengeOutcome) -> String {
    let result = match outcome {
        ChallengeOutcome::Passed => PASSED,
        ChallengeOutcome::Failed => FAILED,
    };
    encode(&[("md", md), ("message", "PARes"), ("result", result)])
}

/// The outcome of this challenge in a `pares`; an error if the `pares` is invalid or belongs to another challenge.
pub(crate) fn challenge_outcome(pares: &str, md: &str) -> Result<ChallengeOutcome, GatewayError> {
    let bytes = BASE64_STANDARD.decode(pares).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let fields = text.and_then(|text| Fields::from_json(&text).ok());
    let result = fields.as_ref().filter(|fields| fields.text("md") == Some(md)).and_then(|it| it.text("result"));
    match result {
        Some(PASSED) => Ok(ChallengeOutcome::Passed),
        Some(FAILED) => Ok(ChallengeOutcome::Failed),
        _ => Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, "pares")),
    }
}

fn encode(fields: &[(&str, &str)]) -> String {
    let values: Vec<(&str, Value)> = fields.iter().map(|(name, text)| (*name, Value::from(*text))).collect();
    BASE64_STANDARD.encode(object(&values))
}
