//! How to create an order: commands to copy, and a button.

use flitt_client::schema::Key;
use flitt_client::sign;
use maud::{Markup, html};
use serde_json::{Map, Value, json};

use super::parts::command;
use super::shop;
use crate::gateway::Gateway;
use crate::merchant::Merchant;
use crate::order::Order;

/// The endpoint that creates orders.
const ENDPOINT: &str = "checkout_url";
const DESCRIPTION: &str = "A cup of tea";
const AMOUNT: u64 = 1020;
const CURRENCY: &str = "GEL";

/// The part of the desk that tells how; unfolded as long as there is no order.
pub(super) fn section(gateway: &Gateway, is_open: bool) -> Markup {
    let order_id = free_name(gateway);
    html! {
        section.create {
            details id="create" open[is_open] {
                summary { h2 { "Create an order" } }
                div id="commands" data-live {
                    form method="post" action="/desk/orders" { button.primary { "Create a test order" } }
                    p.soft { "Or from a terminal:" }
                    (command("command-flitt", "flitt", &command_line(gateway, "flitt")))
                    @if let Some(merchant) = first(gateway) {
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

/// Creates an order as one of the commands would.
pub(super) fn by_desk(gateway: &Gateway) -> Option<Order> {
    let merchant = first(gateway)?;
    let order_id = free_name(gateway);
    let endpoint = gateway.rules.endpoints.iter().find(|endpoint| endpoint.name == ENDPOINT)?;
    let body = signed(gateway, merchant, &order_id);
    gateway.call(endpoint, "application/json", body.as_bytes(), None).ok()?;
    gateway.orders().find(merchant.id(), &order_id).ok().cloned()
}

/// The command line of `flitt` that creates an order.
pub(crate) fn command_line(gateway: &Gateway, program: &str) -> String {
    let url = &gateway.host.base_url;
    let merchant = match first(gateway) {
        Some(merchant) if merchant.id() != Merchant::test().id() => {
            format!("FLITT_MERCHANT_ID={} FLITT_PAYMENT_KEY=KEY {program} call {ENDPOINT}", merchant.id())
        }
        _ => format!("{program} call {ENDPOINT} --test"),
    };
    format!(
        "FLITT_BASE_URL={url} {merchant} order_id={} order_desc='{DESCRIPTION}' amount={AMOUNT} currency={CURRENCY} \
         server_callback_url={}{} response_url={url}{}",
        free_name(gateway),
        gateway.host.listening,
        shop::CALLBACK_PATH,
        shop::PATH,
    )
}

fn curl(gateway: &Gateway, merchant: &Merchant, order_id: &str) -> String {
    let path = gateway.rules.endpoints.iter().find(|endpoint| endpoint.name == ENDPOINT);
    format!(
        "curl -H 'content-type: application/json' {}{} -d '{}'",
        gateway.host.base_url,
        path.map_or("", |endpoint| &endpoint.path),
        signed(gateway, merchant, order_id)
    )
}

/// The signed body of a request.
fn signed(gateway: &Gateway, merchant: &Merchant, order_id: &str) -> String {
    let (told, returns) = (&gateway.host.listening, &gateway.host.base_url);
    let mut fields: Map<String, Value> = [
        ("order_id", Value::from(order_id)),
        ("merchant_id", Value::from(merchant.id())),
        ("order_desc", Value::from(DESCRIPTION)),
        ("amount", Value::from(AMOUNT)),
        ("currency", Value::from(CURRENCY)),
        ("server_callback_url", Value::from(format!("{told}{}", shop::CALLBACK_PATH))),
        ("response_url", Value::from(format!("{returns}{}", shop::PATH))),
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

fn first(gateway: &Gateway) -> Option<&Merchant> {
    gateway.merchants.first()
}

/// A name that no order has yet.
fn free_name(gateway: &Gateway) -> String {
    let orders = gateway.orders();
    let merchant = first(gateway).map(Merchant::id).unwrap_or_default();
    let names = (orders.all().len() + 1..).map(|number| format!("order-{number}"));
    names.into_iter().find(|name| orders.find(merchant, name).is_err()).unwrap_or_default()
}
