//! What became of a call, for programs: one JSON object.

use flitt_client::schema::Endpoint;
use flitt_client::{Answer, Error, Outcome, Verification};
use serde_json::{Value, json};

use crate::output::Done;
use crate::view::View;

/// An object with `answer`, `failure`, `unknown` or `not_sent`.
pub(super) fn told(endpoint: &Endpoint, result: &Result<Answer, Error>, show_sensitive: bool) -> Done {
    let said = match result {
        Ok(answer) => answered(endpoint, answer, show_sensitive),
        Err(Error::Failure(failure)) => json!({ "failure": {
            "code": failure.code().as_str(),
            "message": failure.message(),
            "request_id": failure.request_id(),
            "explanation": failure.explanation().map(|it| it.finding.to_string()),
        } }),
        Err(Error::Unknown(unknown)) => json!({ "unknown": {
            "reason": unknown.reason().to_string(),
            "repeatable": unknown.is_repeatable(),
            "confirm_with": unknown.confirm_with(),
        } }),
        Err(other) => json!({ "not_sent": other.to_string() }),
    };
    let mut object = json!({ "endpoint": endpoint.name });
    if let (Value::Object(all), Value::Object(said)) = (&mut object, said) {
        all.extend(said);
    }
    let done = Done::new(format!("{object:#}\n"));
    match result {
        Ok(_) => done,
        Err(Error::NotSent(_)) => done.and_cannot(),
        Err(_) => done.and_no(),
    }
}

fn answered(endpoint: &Endpoint, answer: &Answer, show_sensitive: bool) -> Value {
    let fields = View::of_answer(endpoint, show_sensitive).shown(answer.fields());
    json!({
        "outcome": outcome(&answer.outcome()),
        "verification": match answer.verification() {
            Verification::Verified => "verified",
            Verification::Unproven => "unproven",
            _ => "unsigned",
        },
        "answer": serde_json::from_str(&fields).unwrap_or(Value::Null),
    })
}

fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "approved",
        Outcome::Declined(_) => "declined",
        Outcome::Reversed => "reversed",
        _ => "pending",
    }
}
