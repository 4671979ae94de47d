//! What the responses of given endpoints say, where somebody decided that: a file, a test, or the dashboard.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use flitt_schema::{Endpoint, closest_match};
use serde_json::{Map, Value as Json};

use crate::http::wire::Value;
use crate::redact::{shown_name, shown_text};

/// What the responses of an endpoint say.
#[derive(Clone)]
pub(crate) enum PlannedResponse {
    /// These values; the rest is made of the tables.
    Values(Map<String, Json>),
    /// The request is rejected.
    Failure { code: Value, message: String },
}

impl PlannedResponse {
    /// What it decides: names of parameters, or that the request fails.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Values(values) => values.keys().map(String::as_str).collect(),
            Self::Failure { .. } => vec!["failure"],
        }
    }
}

/// The planned responses, by endpoint.
#[derive(Default)]
pub(crate) struct GivenResponses(Mutex<BTreeMap<String, PlannedResponse>>);

impl GivenResponses {
    /// What the responses of an endpoint say from now on. Of several that were planned, the last one counts.
    pub(crate) fn plan(&self, endpoint: &str, response: PlannedResponse) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(endpoint.to_owned(), response);
    }

    /// What was planned for an endpoint.
    pub(crate) fn of(&self, endpoint: &str) -> Option<PlannedResponse> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(endpoint).cloned()
    }

    /// Cancels what was planned for an endpoint.
    pub(crate) fn cancel(&self, endpoint: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(endpoint);
    }

    /// Plans everything that a text says: an object with the name of each endpoint.
    ///
    /// # Errors
    ///
    /// If one of the names is no endpoint of these, or a response cannot be planned. Nothing is planned then.
    pub(crate) fn plan_all(&self, endpoints: &[Endpoint], text: &str) -> Result<(), ResponsesError> {
        let planned: Vec<_> = object(text)?
            .into_iter()
            .map(|(name, json)| {
                let endpoint = find(endpoints, &name)?;
                Ok((name, response(endpoint, json)?))
            })
            .collect::<Result<_, ResponsesError>>()?;
        for (name, response) in planned {
            self.plan(&name, response);
        }
        Ok(())
    }

    /// Plans what one endpoint responds.
    pub(crate) fn plan_one(&self, endpoints: &[Endpoint], name: &str, text: &str) -> Result<(), ResponsesError> {
        let response = response(find(endpoints, name)?, Json::Object(object(text)?))?;
        self.plan(name, response);
        Ok(())
    }
}

/// Responses that cannot be planned. Names of them are shown without secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponsesError {
    message: String,
    line: usize,
    column: usize,
}

impl ResponsesError {
    fn new(message: String) -> Self {
        Self { message, line: 0, column: 0 }
    }

    /// The line and column of a syntax error, counted from 1; `None` for other errors.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        (self.line > 0).then_some((self.line, self.column))
    }
}

impl fmt::Display for ResponsesError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl fmt::Debug for ResponsesError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ResponsesError").field(&shown_text(&self.message)).finish()
    }
}

impl std::error::Error for ResponsesError {}

fn object(text: &str) -> Result<Map<String, Json>, ResponsesError> {
    let error = |error: serde_json::Error| ResponsesError {
        message: "this is not a JSON object of responses".to_owned(),
        line: error.line(),
        column: error.column(),
    };
    serde_json::from_str(text).map_err(error)
}

fn find<'e>(endpoints: &'e [Endpoint], name: &str) -> Result<&'e Endpoint, ResponsesError> {
    let known = || endpoints.iter().map(|endpoint| endpoint.name.as_ref());
    endpoints.iter().find(|endpoint| endpoint.name == name).ok_or_else(|| {
        let hint = match closest_match(name, known()) {
            Some(similar) => format!("; did you mean `{similar}`?"),
            None if endpoints.is_empty() => "; the sandbox was given no schema files".to_owned(),
            None => format!("; there are {}", known().collect::<Vec<_>>().join(", ")),
        };
        ResponsesError::new(format!("there is no endpoint `{}` whose responses can be planned{hint}", shown_name(name)))
    })
}

/// `{"response": {..}}` or `{"failure": {"code": .., "message": ".."}}`.
fn response(endpoint: &Endpoint, json: Json) -> Result<PlannedResponse, ResponsesError> {
    let error = |what: &str| ResponsesError::new(format!("`{}`: {what}", endpoint.name));
    let expected = r#"expected {"response": {..}} or {"failure": {"code": .., "message": ".."}}"#;
    let Json::Object(mut planned) = json else { return Err(error(expected)) };
    match (planned.remove("response"), planned.remove("failure"), planned.is_empty()) {
        (Some(Json::Object(values)), None, true) => {
            let names = || endpoint.response.variants.iter().flat_map(|variant| variant.table.rows.iter());
            let unknown = values.keys().find(|name| !names().any(|parameter| parameter.name == **name));
            if let Some(name) = unknown {
                let similar = closest_match(name, names().map(|parameter| parameter.name.as_ref()));
                let hint = similar.map_or_else(String::new, |similar| format!("; did you mean `{similar}`?"));
                return Err(error(&format!("its response has no parameter `{}`{hint}", shown_name(name))));
            }
            Ok(PlannedResponse::Values(values))
        }
        (None, Some(Json::Object(failure)), true) => {
            let message = failure.get("message").and_then(Json::as_str).ok_or_else(|| error(expected))?;
            let code = match failure.get("code") {
                Some(Json::Number(number)) => Value::Json(number.to_string()),
                Some(Json::String(text)) => Value::from(text.as_str()),
                _ => return Err(error(expected)),
            };
            Ok(PlannedResponse::Failure { code, message: message.to_owned() })
        }
        _ => Err(error(expected)),
    }
}

/// Shows neither values nor messages, which can be secrets.
impl fmt::Debug for PlannedResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Values(values) => {
                let names: Vec<_> = values.keys().map(|name| shown_name(name)).collect();
                formatter.debug_tuple("Values").field(&names).finish()
            }
            Self::Failure { message, .. } => {
                formatter.debug_struct("Failure").field("message", &shown_text(message)).finish_non_exhaustive()
            }
        }
    }
}
