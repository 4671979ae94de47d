//! The result of a call for programs: one JSON object.

use flitt_client::error::FailureError;
use flitt_client::response::{RawResponse, Verification};
use flitt_client::{Error, Outcome};
use flitt_schema::Endpoint;
use serde_json::{Map, Value, json};

use crate::describe::json_view::JsonView;
use crate::output::{CommandOutput, Status, error_chain};

/// An object with `response`, `failure`, `unknown` or `not_sent`.
pub(super) fn render(view: &JsonView<'_>, endpoint: &Endpoint, result: &Result<RawResponse, Error>) -> CommandOutput {
    let mut members = Map::from_iter([("endpoint".to_owned(), json!(endpoint.name))]);
    let mut add = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    match result {
        Ok(response) => {
            add("outcome", json!(outcome_name(&response.outcome())));
            add("verification", json!(verification_name(response.verification())));
            let fields = view.render(response.fields()).text;
            add("response", serde_json::from_str(&fields).unwrap_or(Value::Null));
        }
        Err(Error::Failure(failure)) => add("failure", failure_members(failure)),
        Err(Error::Unknown(unknown)) => {
            let mut members = json!({
                "reason": unknown.reason().to_string(),
                "retryable": unknown.is_retryable(),
                "confirm_with": unknown.confirm_with(),
            });
            if let Some(failure) = unknown.failure() {
                members["failure"] = failure_members(failure);
            }
            add("unknown", members);
        }
        Err(other) => add("not_sent", json!(error_chain(other))),
    }
    let status = match result {
        Ok(_) => Status::Success,
        Err(Error::NotSent(_)) => Status::CannotRun,
        Err(_) => Status::Failed,
    };
    CommandOutput::new(format!("{:#}\n", Value::Object(members))).with_status(status)
}

fn failure_members(failure: &FailureError) -> Value {
    json!({
        "code": failure.code(),
        "message": failure.message(),
        "request_id": failure.request_id(),
        "explanation": failure.explanation().map(|comparison| comparison.difference.to_string()),
    })
}

fn verification_name(verification: Verification) -> &'static str {
    match verification {
        Verification::Verified => "verified",
        Verification::Unproven => "unproven",
        _ => "unsigned",
    }
}

fn outcome_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "approved",
        Outcome::Declined(_) => "declined",
        Outcome::Reversed => "reversed",
        _ => "pending",
    }
}
