//! What all pages of payers have in common, and how they are sent.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, LOCATION};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};

use super::assets;
use super::texts::Texts;
use crate::server::response;

/// Everything comes from this server, nothing stands within the page. Forms go to merchants too, and a merchant's page
/// may send the payer on to another: browsers apply `form-action` also to that.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; \
                      frame-ancestors 'none'; form-action http: https:";

/// A page, before it is sent.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) html: Markup,
}

impl Page {
    /// A page with one card in the middle.
    pub(crate) fn new(status: StatusCode, texts: &Texts, title: &str, card: &Markup) -> Self {
        let html = html! {
            (DOCTYPE)
            html lang=(texts.lang) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (title) }
                    link rel="icon" href=(assets::ICON.path) type="image/svg+xml";
                    link rel="stylesheet" href=(assets::BASE_STYLE.path);
                    link rel="stylesheet" href=(assets::PAGES_STYLE.path);
                    script src=(assets::PAGES_SCRIPT.path) defer {}
                }
                body {
                    header.banner { p { strong { (texts.sandbox) } " " (texts.no_money_moves) } }
                    main { div.card { (card) } }
                }
            }
        };
        Self { status, html }
    }

    /// The page as an answer.
    pub(crate) fn send(self) -> Response {
        let mut response = response(self.status, "text/html; charset=utf-8", self.html.into_string());
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        response
    }
}

/// Sends the browser on, by GET. An address that no header can hold is nowhere.
pub(crate) fn see_other(address: &str) -> Response {
    let mut response = response(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", String::new());
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}

/// Fields that a form carries unseen.
pub(crate) fn hidden<'f>(fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Markup {
    html! { @for (name, value) in fields { input type="hidden" name=(name) value=(value); } }
}
