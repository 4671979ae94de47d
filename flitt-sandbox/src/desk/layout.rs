//! What all pages of the desk have in common.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};

use crate::gateway::Gateway;
use crate::pages::assets;
use crate::server::response;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// Sends a page of the desk.
pub(super) fn send(status: StatusCode, gateway: &Gateway, title: &str, content: &Markup) -> Response {
    let merchants: Vec<String> = gateway.merchants.iter().map(|merchant| merchant.id().to_string()).collect();
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
                link rel="stylesheet" href=(assets::DESK_STYLE.path);
                script src=(assets::DESK_SCRIPT.path) defer {}
            }
            body {
                header.bar {
                    a.home href="/" { img src=(assets::ICON.path) alt="" width="24" height="24"; "Flitt sandbox" }
                    dl {
                        div { dt { "Address" } dd { code { (gateway.host.base_url) } } }
                        div { dt { @if merchants.len() == 1 { "Merchant" } @else { "Merchants" } } dd { (merchants.join(", ")) } }
                    }
                    p.live id="live" role="status" { "Reload to see news" }
                }
                main { (content) }
            }
        }
    };
    let mut response = response(status, "text/html; charset=utf-8", html.into_string());
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // Without a referrer, browsers do not say either from which page a form comes, and its buttons would be refused.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// The page that stands where there is no order.
pub(super) fn unknown(gateway: &Gateway) -> Response {
    let content = html! { h1 { "There is no such order" } p { a href="/" { "All orders" } } };
    send(StatusCode::NOT_FOUND, gateway, "Not found", &content)
}
