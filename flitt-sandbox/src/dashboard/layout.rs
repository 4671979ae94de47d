//! The layout of the dashboard's pages.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};

use super::{FormToken, create};
use crate::assets;
use crate::config::Config;
use crate::http::{HTML, response};
use crate::redact;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// The sections of the home page that every page links to.
const SECTIONS: [(&str, &str); 5] = [
    ("/#orders", "Orders"),
    ("/#requests", "Requests"),
    ("/#faults", "Faults"),
    (ENDPOINTS, "Endpoints"),
    ("/#merchants", "Merchants"),
];

/// The section that there is only with endpoints of other schema files.
const ENDPOINTS: &str = "/#endpoints";

/// A page of the dashboard.
pub(super) fn page(
    status: StatusCode,
    config: &Config,
    form_token: &FormToken,
    title: &str,
    content: &Markup,
) -> Response {
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
                    nav aria-label="Dashboard" {
                        @for (address, name) in sections(config) { a href=(address) { (name) } }
                    }
                    (create::button(form_token))
                }
                main { (content) }
                footer {
                    p { "Base URL for your program: " code { (config.host.base_url) } }
                    p id="live" role="status" { "Reload to see changes" }
                }
            }
        }
    };
    let html = redact::page(&html.into_string(), &redact::of_merchants(&config.merchants));
    let mut response = response(status, HTML, html);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn sections(config: &Config) -> impl Iterator<Item = (&'static str, &'static str)> {
    let has_given = !config.schemas.given.is_empty();
    SECTIONS.into_iter().filter(move |(address, _)| has_given || *address != ENDPOINTS)
}

/// The page for an unknown order.
pub(super) fn unknown_order(config: &Config, form_token: &FormToken) -> Response {
    not_found_page(config, form_token, "There is no such order")
}

/// The page for a browser at an address where there is nothing.
pub(crate) fn not_found(config: &Config, form_token: &FormToken) -> Response {
    not_found_page(config, form_token, "There is no such page")
}

fn not_found_page(config: &Config, form_token: &FormToken, title: &str) -> Response {
    let content = html! {
        section.notice {
            h1 { (title) }
            p.soft { "Check the address. Orders of a sandbox without a state file end with it." }
            p { a.button.main href="/" { "All orders" } }
        }
    };
    page(StatusCode::NOT_FOUND, config, form_token, "Not found", &content)
}
