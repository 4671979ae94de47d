//! Reports over the sandbox's own orders, as the gateway's portal gives them (<https://docs.flitt.com/api/reports/>):
//! JSON without an envelope, a token first, then pages of rows.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest, Sha512};
use subtle::ConstantTimeEq;

use crate::gateway::Gateway;
use crate::merchant::Merchant;
use crate::random;

mod filters;
mod rows;

use filters::{Condition, needed};
use rows::{columns, rows};

/// How long a token works.
const LIFETIME: Duration = Duration::from_secs(3602);
/// What stands before the token in the header `Authorization`.
const SCHEME: &str = "Token ";

/// The tokens that were given out: the number of their company, and until when they work.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    given: Mutex<HashMap<String, (String, Duration)>>,
}

impl Tokens {
    fn give(&self, company: &str, now: Duration) -> Option<String> {
        let token = random::token().ok()?;
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.retain(|_, (_, until)| *until > now);
        let until = now.saturating_add(LIFETIME);
        given.insert(token.clone(), (company.to_owned(), until));
        Some(token)
    }

    fn company(&self, token: &str, now: Duration) -> Option<String> {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.retain(|_, (_, until)| *until > now);
        given.get(token).map(|(company, _)| company.clone())
    }
}

/// Answers the request of an endpoint of the portal, by the name of its schema file.
pub(crate) fn answer(gateway: &Gateway, endpoint: &str, authorization: Option<&str>, body: &[u8]) -> Value {
    let Ok(request) = serde_json::from_slice::<Value>(body) else { return refused("Invalid format") };
    match endpoint {
        "report_token" => token(gateway, &request),
        "company_report" => report(gateway, authorization, &request).unwrap_or_else(|why| refused(&why)),
        _ => refused("the sandbox does not know this endpoint"),
    }
}

fn refused(why: &str) -> Value {
    json!({ "error": why, "err_code": why })
}

/// Gives a token for the signature of a company.
fn token(gateway: &Gateway, request: &Value) -> Value {
    let request_id = random::request_id();
    let (company, date, signature) =
        (text(&request["application_id"]), text(&request["date"]), text(&request["signature"]));
    let key = gateway.merchants.iter().find_map(|merchant| merchant.company_key(&company));
    let expected = hex::encode(Sha512::digest(format!("{}|{company}|{date}", key.unwrap_or_default())));
    let is_right = bool::from(expected.as_bytes().ct_eq(signature.as_bytes()));
    let now = gateway.clock.now();
    match key.filter(|_| is_right).and_then(|_| gateway.report_tokens.give(&company, now)) {
        Some(token) => json!({ "request_id": request_id, "token": token, "expires_in": LIFETIME.as_secs() }),
        None => json!({ "error_code": 403, "error_message": "Incorrect signature", "request_id": request_id }),
    }
}

/// A page of a report, or why there is none.
fn report(gateway: &Gateway, authorization: Option<&str>, request: &Value) -> Result<Value, String> {
    let token = authorization.and_then(|header| header.strip_prefix(SCHEME)).ok_or("Authorization token required")?;
    let now = gateway.clock.now();
    let company = gateway.report_tokens.company(token.trim(), now).ok_or("Invalid auth token")?;
    let number = |name: &str| {
        let number = text(&request[name]).parse::<usize>().ok().filter(|number| *number > 0);
        number.ok_or_else(|| format!("Parameter `{name}` is not a number above 0"))
    };
    let merchant_id = number("merchant_id")?;
    let is_ours = |merchant: &&Merchant| merchant.company() == Some(company.as_str());
    let merchant = gateway.merchants.iter().filter(is_ours).find(|merchant| merchant.id() == merchant_id as u64);
    let merchant = merchant.ok_or("Merchant not found")?;
    let id = text(&request["report_id"]);
    let columns = columns(&id).ok_or("you have no access to this report")?;
    let conditions = Condition::read_all(&request["filters"], now)?;
    let needed = needed(&id);
    if !conditions.iter().any(|condition| needed.contains(&condition.column())) {
        return Err(format!("report {id} needs a filter on {}", needed.join(" or ")));
    }
    let (on_page, page) = (number("on_page")?, number("page")?);
    let orders = gateway.orders();
    let mine = orders.all().iter().filter(|order| order.purchase.merchant_id == merchant.id());
    let rows: Vec<_> = mine.flat_map(|order| rows(gateway, &id, order)).collect();
    let found: Vec<_> = rows.iter().filter(|row| conditions.iter().all(|condition| condition.holds(row))).collect();
    let shown = found.iter().skip((page - 1).saturating_mul(on_page)).take(on_page);
    let data: Vec<Value> =
        shown.map(|row| columns.iter().map(|name| row.get(name).cloned().unwrap_or(Value::Null)).collect()).collect();
    Ok(json!({
        "fields": columns, "rows_on_page": data.len(), "data": data, "rows_count": found.len(), "rows_page": page,
    }))
}

/// A text, or a number as one; nothing of anything else.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is_true) => is_true.to_string(),
        _ => String::new(),
    }
}
