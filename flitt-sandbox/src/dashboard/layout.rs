//! The layout of the dashboard's pages.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::config::Config;
use crate::http::{HTML, response};
use crate::redact;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// A page of the dashboard.
pub(super) fn page(status: StatusCode, config: &Config, title: &str, content: &Markup) -> Response {
    let merchants: Vec<String> = config.merchants.iter().map(|merchant| merchant.id().to_string()).collect();
    let html = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Flitt sandbox" }
                link rel="icon" href=(assets::ICON.path) type="image/svg+xml";
                link rel="stylesheet" href=(assets::BASE_STYLE.path);
                link rel="stylesheet" href=(assets::DASHBOARD_STYLE.path);
                script src=(assets::DASHBOARD_SCRIPT.path) defer {}
            }
            body {
                header.bar {
                    a.home href="/" { img src=(assets::ICON.path) alt="" width="24" height="24"; "Flitt sandbox" }
                    dl {
                        div { dt { "Address" } dd { code { (config.host.base_url) } } }
                        div { dt { @if merchants.len() == 1 { "Merchant" } @else { "Merchants" } } dd { (merchants.join(", ")) } }
                    }
                    p.live id="live" role="status" { "Reload to see news" }
                }
                main { (content) }
            }
        }
    };
    let html = redact::page(&html.into_string(), &redact::of_merchants(&config.merchants));
    let mut response = response(status, HTML, html);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// The page for an unknown order.
pub(super) fn unknown(config: &Config) -> Response {
    let content = html! { h1 { "There is no such order" } p { a href="/" { "All orders" } } };
    page(StatusCode::NOT_FOUND, config, "Not found", &content)
}
