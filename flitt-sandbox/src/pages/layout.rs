//! The layout of the pages for payers.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};

use super::texts::Texts;
use crate::assets;
use crate::http::{HTML, response};
use crate::model::merchant::Merchants;
use crate::redact;

/// Scripts and styles are loaded only from this server, and are never inline. Forms are also sent to merchants. A
/// merchant may redirect the payer, and browsers apply `form-action` also to the new URL.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; \
                      frame-ancestors 'none'; form-action http: https:";

/// A page with its HTTP status.
pub(crate) struct Page {
    status: StatusCode,
    html: Markup,
}

impl Page {
    /// A page with one box in the middle.
    pub(super) fn new(status: StatusCode, texts: &Texts, title: &str, card: &Markup) -> Self {
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

    /// The page as a response. It shows no card numbers, and no keys of these merchants.
    pub(crate) fn into_response(self, merchants: &Merchants) -> Response {
        let html = redact::page(&self.html.into_string(), &redact::of_merchants(merchants));
        let mut response = response(self.status, HTML, html);
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        response
    }
}

/// Hidden fields of a form.
pub(super) fn hidden<'f>(fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Markup {
    html! { @for (name, value) in fields { input type="hidden" name=(name) value=(value); } }
}
