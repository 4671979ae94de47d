//! How to create an order: commands to copy, and a button.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use flitt_client::signature::sign;
use flitt_schema::Key;
use maud::{Markup, html};
use serde_json::{Map, Value, json};

use super::components::command;
use super::{Dashboard, FormToken, shop};
use crate::callbacks::SHOP_PATH;
use crate::endpoints::EndpointResponse;
use crate::endpoints::dispatch::Call;
use crate::gateway::Gateway;
use crate::http::incoming::IncomingRequest;
use crate::http::response;
use crate::http::wire::Format;
use crate::model::merchant::Merchant;
use crate::model::order::Order;
use crate::random;

/// The endpoint that creates orders.
const ENDPOINT: &str = "checkout_url";
/// What the order is about, and its amount.
pub(super) const DESCRIPTION: &str = "A cup of tea";
pub(super) const AMOUNT: u64 = 1020;
pub(super) const CURRENCY: &str = "GEL";
/// The order ID in the command line: the shell replaces the command by the time in seconds, so it is another one each time.
const NEW_ORDER_ID: &str = "order-$(date +%s)";
/// The path of the form that creates a test order.
pub(super) const PATH: &str = "/dashboard/orders";

/// Whether a section of a page is expanded at first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expansion {
    Expanded,
    Collapsed,
}

/// The button of every page that creates an order.
pub(super) fn button(form_token: &FormToken) -> Markup {
    html! {
        form.create method="post" action=(PATH) {
            (form_token.field())
            button.button.main { "Create a test order" }
        }
    }
}

/// The section of the home page with the commands.
pub(super) fn section(dashboard: &Dashboard, expansion: Expansion) -> Markup {
    let gateway = &dashboard.gateway;
    let order_id = unused_order_id(gateway);
    html! {
        section {
            details id="create" open[expansion == Expansion::Expanded] {
                summary { h2 { "Create an order from a terminal" } }
                div.commands id="commands" data-live {
                    (command("command-flitt", "flitt", &command_line(gateway, "flitt")))
                    @if let Some(merchant) = gateway.config.merchants.first() {
                        (command("command-curl", "curl, with a signed body", &curl(gateway, merchant, &order_id)))
                    }
                    p.soft {
                        "Both name the sandbox's own demo shop as the merchant's server: it verifies callbacks, and the payer "
                        "comes back to it."
                    }
                }
            }
        }
    }
}

/// Creates an order with the same request as the commands, which is recorded like that of a program.
pub(super) async fn create_order(dashboard: &Dashboard) -> Option<Order> {
    let gateway = &dashboard.gateway;
    let merchant = gateway.config.merchants.first()?;
    let order_id = unused_order_id(gateway);
    let endpoint = gateway.config.schemas.endpoint(ENDPOINT)?;
    let content_type = Format::Json.content_type();
    let body = signed_body(gateway, merchant, &order_id);
    let responded = match Call::own(endpoint, content_type, body.as_bytes()).perform(gateway) {
        Ok(EndpointResponse::Body(body)) => body,
        Ok(EndpointResponse::Redirect(_)) => String::new(),
        Err(error) => Format::Json.error_body(&error, &random::request_id()),
    };
    let request = IncomingRequest {
        method: Method::POST,
        uri: Uri::try_from(&*endpoint.path).ok()?,
        headers: HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]),
        body: Some(body.into()),
    };
    let now = gateway.clock.now();
    dashboard.journal.record(now, request, response(StatusCode::OK, content_type, responded)).await;
    gateway.orders.lock().find(merchant.id(), &order_id).ok().cloned()
}

/// The command line of `flitt` that creates an order.
pub(crate) fn command_line(gateway: &Gateway, program: &str) -> String {
    let host = &gateway.config.host;
    let url = &host.base_url;
    let call = match gateway.config.merchants.first() {
        Some(merchant) if merchant.id() != Merchant::test().id() => {
            format!("FLITT_MERCHANT_ID={} FLITT_PAYMENT_KEY=KEY {program} call {ENDPOINT}", merchant.id())
        }
        _ => format!("{program} call {ENDPOINT} --test"),
    };
    format!(
        "FLITT_BASE_URL={url} {call} order_id={NEW_ORDER_ID} order_desc='{DESCRIPTION}' amount={AMOUNT} currency={CURRENCY} \
         server_callback_url={}{} response_url={url}{}",
        host.listening,
        SHOP_PATH,
        shop::PATH,
    )
}

fn curl(gateway: &Gateway, merchant: &Merchant, order_id: &str) -> String {
    format!(
        "curl -H 'content-type: application/json' {}{} -d '{}'",
        gateway.config.host.base_url,
        gateway.config.schemas.endpoint(ENDPOINT).map_or("", |endpoint| &endpoint.path),
        signed_body(gateway, merchant, order_id)
    )
}

/// The signed body of the request.
fn signed_body(gateway: &Gateway, merchant: &Merchant, order_id: &str) -> String {
    let host = &gateway.config.host;
    let mut fields: Map<String, Value> = [
        ("order_id", Value::from(order_id)),
        ("merchant_id", Value::from(merchant.id())),
        ("order_desc", Value::from(DESCRIPTION)),
        ("amount", Value::from(AMOUNT)),
        ("currency", Value::from(CURRENCY)),
        ("server_callback_url", Value::from(format!("{}{}", host.listening, SHOP_PATH))),
        ("response_url", Value::from(format!("{}{}", host.base_url, shop::PATH))),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let texts: Vec<(String, String)> = fields.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    let pairs = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let signature = sign(merchant.key(Key::Payment).unwrap_or_default(), pairs);
    fields.insert("signature".to_owned(), signature.into());
    json!({ "request": fields }).to_string()
}

/// An `order_id` that the first merchant has not used.
fn unused_order_id(gateway: &Gateway) -> String {
    let orders = gateway.orders.lock();
    let merchant = gateway.config.merchants.first().map(Merchant::id).unwrap_or_default();
    let mut names = (orders.all().len() + 1..).map(|number| format!("order-{number}"));
    names.find(|name| orders.find(merchant, name).is_err()).unwrap_or_default()
}
