//! The page of the card's bank that checks a payer: it takes `PaReq`, `MD` and `TermUrl`, as a browser brings them from
//! the merchant or from the checkout page, and sends `PaRes` and `MD` on to `TermUrl`.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::layout::{Page, hidden};
use super::outcome::{notice, web_address};
use super::texts::{Texts, texts};
use crate::acs::{self, pareq, pares};
use crate::gateway::Gateway;
use crate::money;

/// What a browser brings, and the one-time code that a payer types here.
pub(crate) const PAREQ: &str = "PaReq";
pub(crate) const MD: &str = "MD";
pub(crate) const TERM_URL: &str = "TermUrl";
pub(crate) const PARES: &str = "PaRes";
const CODE: &str = "otp";
/// How long the page with the right code stands before the script goes on.
const PAUSE_MS: u32 = 600;

/// The page for what a browser brought.
pub(crate) fn page(gateway: &Gateway, brought: &[(String, String)]) -> Page {
    let value = |name: &str| brought.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let (md, back) = (value(MD), value(TERM_URL));
    let orders = gateway.orders();
    let found = orders.of_check(md).filter(|_| value(PAREQ) == pareq(md));
    let Some((order, challenge)) = found else {
        let texts = texts("");
        let hint = html! { p.news { (texts.no_check_hint) } };
        return notice(StatusCode::NOT_FOUND, texts, texts.no_check, &hint);
    };
    let purchase = &order.purchase;
    let texts = texts(&purchase.lang);
    if web_address(back).is_none() {
        let hint = html! { p.news { (texts.no_way_back_hint) } };
        return notice(StatusCode::BAD_REQUEST, texts, texts.no_way_back, &hint);
    }
    let question = Question { texts, md, back };
    let amount = money::shown(purchase.amount, &purchase.currency);
    let card = html! {
        header.bank {
            svg viewBox="0 0 20 20" aria-hidden="true" { path d="M10 2l8 4v2H2V6zM3 16h14v2H3zM4 9h2v6H4zM9 9h2v6H9zM14 9h2v6h-2z" {} }
            (texts.bank)
        }
        h1 { (texts.confirm_payment) }
        p { (texts.confirm_hint) }
        dl.facts {
            div { dt { (texts.amount) } dd { strong { (amount) } } }
            div { dt { (texts.payment) } dd { (purchase.order_desc) } }
            div { dt { (texts.merchant) } dd { (purchase.merchant_id) } }
            div { dt { (texts.card) } dd { (challenge.card.masked()) } }
        }
        @match &challenge.code {
            None => {
                (question.finding(true, None))
                (question.finding(false, None))
            }
            Some(code) if value(CODE).trim() == code => (question.finding(true, Some(PAUSE_MS))),
            Some(code) => {
                (question.code(code, value(CODE).trim()))
                (question.finding(false, None))
            }
        }
    };
    Page::new(StatusCode::OK, texts, texts.confirm_payment, &card)
}

/// One check of a payer.
struct Question<'q> {
    texts: &'q Texts,
    md: &'q str,
    back: &'q str,
}

impl Question<'_> {
    /// The form that takes the bank's finding back; one that nobody need press is sent by the script.
    fn finding(&self, is_passed: bool, sent_after_ms: Option<u32>) -> Markup {
        let pares = pares(self.md, is_passed);
        html! {
            form method="post" action=(self.back) data-send=[sent_after_ms] {
                (hidden([(PARES, pares.as_str()), (MD, self.md)]))
                @if is_passed {
                    button.primary type="submit" { (self.texts.approve) }
                } @else {
                    button.secondary type="submit" { (self.texts.decline) }
                }
            }
        }
    }

    /// The form that asks for the one-time code.
    fn code(&self, code: &str, entered: &str) -> Markup {
        let fault = if entered.is_empty() { "" } else { self.texts.code_wrong };
        html! {
            form method="post" action=(acs::PATH) {
                (hidden([(PAREQ, pareq(self.md).as_str()), (MD, self.md), (TERM_URL, self.back)]))
                div.field {
                    label for=(CODE) { (self.texts.one_time_code) }
                    input id=(CODE) name=(CODE) required inputmode="numeric" autocomplete="one-time-code" maxlength="10"
                        autofocus aria-describedby="otp-hint otp-error"
                        aria-invalid=[(!fault.is_empty()).then_some("true")];
                    p.hint id="otp-hint" { (self.texts.code_is) " " (code) "." }
                    p.error id="otp-error" role="alert" { (fault) }
                }
                button.primary type="submit" { (self.texts.approve) }
            }
        }
    }
}
