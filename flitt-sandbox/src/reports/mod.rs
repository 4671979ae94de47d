//! Reports on the sandbox's orders, like the gateway's portal (<https://docs.flitt.com/api/reports/>): JSON without an
//! envelope. A client requests a token first, then pages of rows.

use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha512};
use subtle::ConstantTimeEq;

use crate::gateway::Gateway;
use crate::model::merchant::Merchant;
use crate::model::report_token::ReportToken;
use crate::random;
use crate::redact::shown_text;
use crate::store::Store;

mod columns;
mod filters;
mod rows;
mod tokens;

use columns::{columns, mandatory_filters};
use filters::Condition;
use rows::rows;
use tokens::{LIFETIME, ReportTokens};

/// The prefix of the token in the header `Authorization`.
const SCHEME: &str = "Token ";

/// The portal of a sandbox.
pub(crate) struct Reports {
    gateway: Gateway,
    tokens: ReportTokens,
}

impl Reports {
    /// Reports on the orders of a gateway, also for tokens that a state file has.
    pub(crate) fn new(gateway: Gateway, store: Arc<Store>, tokens: Vec<ReportToken>) -> Self {
        Self { gateway, tokens: ReportTokens::new(store, tokens) }
    }

    /// Responds to a request to an endpoint of the portal, which is named by its schema file.
    pub(crate) fn respond(&self, endpoint: &str, authorization: Option<&str>, body: &[u8]) -> Value {
        let Ok(request) = serde_json::from_slice::<Value>(body) else { return error("Invalid format") };
        match endpoint {
            "report_token" => self.token(&request),
            "company_report" => self.page(authorization, &request).unwrap_or_else(|message| error(&message)),
            _ => error("the sandbox does not know this endpoint"),
        }
    }

    /// Issues a token for the signature of a company.
    fn token(&self, request: &Value) -> Value {
        let request_id = random::request_id();
        let (company, date, signature) =
            (text(&request["application_id"]), text(&request["date"]), text(&request["signature"]));
        let key = self.gateway.config.merchants.iter().find_map(|merchant| merchant.company_key(&company));
        let expected = hex::encode(Sha512::digest(format!("{}|{company}|{date}", key.unwrap_or_default())));
        let is_signed = bool::from(expected.as_bytes().ct_eq(signature.as_bytes()));
        let now = self.gateway.clock.now();
        match key.filter(|_| is_signed).and_then(|_| self.tokens.issue(&company, now)) {
            Some(token) => json!({ "request_id": request_id, "token": token, "expires_in": LIFETIME.as_secs() }),
            None => json!({ "error_code": 403, "error_message": "Incorrect signature", "request_id": request_id }),
        }
    }

    /// A page of a report, or the message of an error.
    fn page(&self, authorization: Option<&str>, request: &Value) -> Result<Value, String> {
        let token = authorization.and_then(|header| header.strip_prefix(SCHEME));
        let token = token.ok_or("Authorization token required")?;
        let now = self.gateway.clock.now();
        let company = self.tokens.company(token.trim(), now).ok_or("Invalid auth token")?;
        let number = |name: &str| {
            let number = text(&request[name]).parse::<usize>().ok().filter(|number| *number > 0);
            number.ok_or_else(|| format!("Parameter `{name}` is not a number above 0"))
        };
        let merchant_id = number("merchant_id")? as u64;
        let is_of_company = |merchant: &&Merchant| merchant.company() == Some(company.as_str());
        let merchant = self.gateway.config.merchants.find(merchant_id).filter(is_of_company);
        let merchant = merchant.ok_or("Merchant not found")?;
        let id = text(&request["report_id"]);
        let columns = columns(&id).ok_or("you have no access to this report")?;
        let conditions = Condition::parse_all(&request["filters"], now)?;
        let mandatory = mandatory_filters(&id);
        if !conditions.iter().any(|condition| mandatory.contains(&condition.column())) {
            return Err(format!("report {id} needs a filter on {}", mandatory.join(" or ")));
        }
        let (on_page, page) = (number("on_page")?, number("page")?);
        let orders = self.gateway.orders.lock();
        let of_merchant = orders.all().iter().filter(|order| order.purchase.merchant_id == merchant.id());
        let schemas = &self.gateway.config.schemas;
        let rows: Vec<_> = of_merchant.flat_map(|order| rows(schemas, &id, order, now)).collect();
        let found: Vec<_> = rows.iter().filter(|row| conditions.iter().all(|condition| condition.holds(row))).collect();
        let on_this_page = found.iter().skip((page - 1).saturating_mul(on_page)).take(on_page);
        let data: Vec<Value> = on_this_page
            .map(|row| columns.iter().map(|name| row.get(name).cloned().unwrap_or(Value::Null)).collect())
            .collect();
        Ok(json!({
            "fields": columns, "rows_on_page": data.len(), "data": data, "rows_count": found.len(), "rows_page": page,
        }))
    }
}

/// The message repeats texts of the request.
fn error(message: &str) -> Value {
    let message = shown_text(message);
    json!({ "error": message, "err_code": message })
}

/// The text of a string, a number or a boolean; empty for other values.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is_true) => is_true.to_string(),
        _ => String::new(),
    }
}
