//! The layout of the demo shop, which looks like a shop and not like the gateway.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::config::Config;
use crate::http::{HTML, response};
use crate::model::merchant::Merchant;
use crate::redact::{self, shown_text};

/// No scripts. A form leads to the checkout page, whose address can be that of another server name.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      form-action http: https:";

/// A page of the shop, which has the name of the first merchant. `dashboard_path` is where a developer sees more.
pub(super) fn page(
    status: StatusCode,
    config: &Config,
    title: &str,
    content: &Markup,
    dashboard_path: &str,
) -> Response {
    let brand = config.merchants.first().map(Merchant::name).filter(|name| !name.is_empty()).unwrap_or("Demo shop");
    let brand = shown_text(brand);
    let html = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " · " (brand) }
                link rel="icon" href=(assets::SHOP_ICON.path) type="image/svg+xml";
                link rel="stylesheet" href=(assets::SHOP_STYLE.path);
            }
            body {
                header { a href=(super::shop::PATH) { img src=(assets::SHOP_ICON.path) alt="" width="32" height="32"; (brand) } }
                main { (content) }
                footer {
                    p { "This is the demo shop of the Flitt sandbox: the merchant's server for test orders." }
                    p { a href=(dashboard_path) { "See the payment and its callback on the dashboard" } }
                }
            }
        }
    };
    let html = redact::page(&html.into_string(), &redact::of_merchants(&config.merchants));
    let mut response = response(status, HTML, html);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}
