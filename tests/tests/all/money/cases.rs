//! The cases, and the messages that they describe.

use std::collections::BTreeMap;
use std::sync::Arc;

use flitt_client::api::{FinalOrder, Flitt, GetOrderStatus};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::request::Exchange;
use flitt_client::{Api as _, Credentials, OrderState, callback, signature};
use flitt_schema::Endpoint;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cases {
    #[serde(rename = "about")]
    _about: String,
    base_request: Map<String, Value>,
    base_update: BTreeMap<String, String>,
    #[serde(rename = "cases")]
    pub(crate) all: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    endpoint: String,
    #[serde(default)]
    request: Map<String, Value>,
    #[serde(default)]
    options: Options,
    /// The actions in the sandbox that lead to each update, where it can play them.
    pub(crate) sandbox: Option<Vec<String>>,
    pub(crate) updates: Vec<Update>,
    pub(crate) events: Vec<Vec<String>>,
    pub(crate) state: String,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Options {
    browser: bool,
    accept_currency: Vec<String>,
    accept_test: Option<bool>,
    captured: Vec<u64>,
    reversed: u64,
}

type Values = BTreeMap<String, Option<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Update {
    callback: Option<Values>,
    status: Option<Values>,
    browser: Option<Values>,
    key: Option<String>,
}

pub(crate) fn cases() -> Cases {
    serde_json::from_str(include_str!("../../../fixtures/money_cases.json")).expect("the cases can be read")
}

impl Case {
    pub(crate) fn credentials(&self) -> Credentials {
        let credentials = Credentials::test();
        match self.options.accept_test {
            Some(accepted) => credentials.with_test_payments(accepted),
            None => credentials,
        }
    }
}

impl Cases {
    /// The request that creates the order.
    pub(crate) fn request(&self, case: &Case) -> DynamicRequest {
        let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == *case.endpoint);
        let endpoint: &Endpoint = endpoint.expect("a known endpoint");
        let builder = DynamicRequest::builder(Arc::new(endpoint.clone()));
        let mut parameters = self.base_request.clone();
        parameters.extend(case.request.clone());
        let builder = parameters.iter().fold(builder, |builder, (name, value)| match value {
            Value::String(text) => builder.set(name, text),
            other => builder.set(name, other.to_string()),
        });
        builder.build().unwrap_or_else(|error| panic!("{}: {error}", case.name))
    }

    /// The order as the shop creates it.
    pub(crate) fn order(&self, case: &Case) -> OrderState {
        let request = self.request(case);
        let mut state = OrderState::from_dynamic_request(&case.credentials(), &request).expect("it creates an order");
        if case.options.browser {
            state = state.created_by_browser();
        }
        for currency in &case.options.accept_currency {
            state = state.accept_currency(currency.as_str());
        }
        case.options.captured.iter().for_each(|total| state.expect_capture(*total));
        state.expect_reversal(case.options.reversed);
        state
    }

    /// The message of an update, verified; or why it is rejected.
    pub(crate) fn verified(&self, case: &Case, state: &OrderState, update: &Update) -> Result<FinalOrder, String> {
        let credentials = case.credentials();
        let values = self.signed(update);
        let json = Value::Object(values.iter().map(|(name, text)| (name.clone(), text.as_str().into())).collect());
        if update.browser.is_some() {
            let returned = callback::verify_payer_return(&credentials, json.to_string().as_bytes());
            return returned.map_err(|error| error.to_string());
        }
        if update.status.is_none() {
            return callback::verify(&credentials, json.to_string().as_bytes()).map_err(|error| error.to_string());
        }
        let body = json!({ "response": json }).to_string();
        let request = GetOrderStatus::request().order_id(state.order_id()).build().expect("it is valid");
        let exchange = Exchange::new(&request, &credentials).expect("it is signed");
        let status = exchange.parse_response(200, body.as_bytes()).map_err(|error| error.to_string());
        // The response to a payout itself is signed with the payout key.
        let is_payout = case.endpoint == "p2pcredit";
        status.or_else(|error| callback::verify(&credentials, body.as_bytes()).ok().filter(|_| is_payout).ok_or(error))
    }

    /// The values of an update with their signature.
    fn signed(&self, update: &Update) -> BTreeMap<String, String> {
        let changes = [&update.callback, &update.status, &update.browser].into_iter().flatten().next();
        let mut values = self.base_update.clone();
        for (name, text) in changes.expect("callback, status or browser") {
            match text {
                Some(text) => values.insert(name.clone(), text.clone()),
                None => values.remove(name),
            };
        }
        let key = match update.key.as_deref() {
            None => "test",
            Some("payout") => "testcredit",
            Some(other) => other,
        };
        let signed = signature::sign(key, values.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        values.insert("signature".to_owned(), signed);
        values
    }
}
