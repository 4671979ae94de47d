//! The page of the card's bank that authenticates a payer. It receives `PaReq`, `MD` and `TermUrl` from the merchant's
//! page or from the checkout page, and posts `PaRes` and `MD` to `TermUrl`.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::layout::{Page, hidden};
use super::merchant;
use super::result::{notice, short_card, web_url};
use super::texts::{Texts, texts};
use crate::gateway::Gateway;
use crate::http::acs::{self, ChallengeOutcome, pareq, pares};
use crate::http::form::Form;
use crate::model::money;
use crate::redact::shown_text;

/// The fields of the forms; the last one is the one-time code that the payer enters.
pub(super) const PAREQ: &str = "PaReq";
pub(super) const MD: &str = "MD";
pub(super) const TERM_URL: &str = "TermUrl";
pub(super) const PARES: &str = "PaRes";
const CODE: &str = "otp";
/// How long the page is shown after the right code, before the script sends the form.
const PAUSE_MS: u32 = 600;

/// The page of a challenge.
pub(super) fn page(gateway: &Gateway, form: &Form) -> Page {
    let (md, term_url) = (form.text(MD), form.text(TERM_URL));
    let orders = gateway.orders.lock();
    let found = orders.awaiting_challenge(md).filter(|_| form.text(PAREQ) == pareq(md));
    let Some((order, challenge)) = found else {
        let texts = texts("");
        let hint = html! { p.message { (texts.no_challenge_hint) } };
        return notice(StatusCode::NOT_FOUND, texts, texts.no_challenge, &hint);
    };
    let purchase = &order.purchase;
    let texts = texts(&purchase.lang);
    if web_url(term_url).is_none() {
        let hint = html! { p.message { (texts.invalid_term_url_hint) } };
        return notice(StatusCode::BAD_REQUEST, texts, texts.invalid_term_url, &hint);
    }
    let challenge_form = ChallengeForm { texts, md, term_url };
    let amount = money::display(purchase.amount, &purchase.currency);
    let card = html! {
        header.bank {
            svg viewBox="0 0 20 20" aria-hidden="true" { path d="M10 2l8 4v2H2V6zM3 16h14v2H3zM4 9h2v6H4zM9 9h2v6H9zM14 9h2v6h-2z" {} }
            (texts.bank)
        }
        h1 { (texts.confirm_payment) }
        p { (texts.confirm_hint) }
        dl.facts {
            div { dt { (texts.amount) } dd { strong { (amount) } } }
            div { dt { (texts.description) } dd { (shown_text(&purchase.order_desc)) } }
            div { dt { (texts.merchant) } dd { (shown_text(&merchant::name(&gateway.config, texts, purchase.merchant_id))) } }
            div { dt { (texts.card) } dd { (short_card(&challenge.card.masked())) } }
        }
        @match &challenge.code {
            None => {
                (challenge_form.result(ChallengeOutcome::Passed, Send::ByPayer))
                (challenge_form.result(ChallengeOutcome::Failed, Send::ByPayer))
            }
            Some(code) if form.text(CODE).trim() == code => {
                (challenge_form.result(ChallengeOutcome::Passed, Send::ByScript))
            }
            Some(code) => {
                (challenge_form.code(code, form.text(CODE).trim()))
                (challenge_form.result(ChallengeOutcome::Failed, Send::ByPayer))
            }
        }
    };
    Page::new(StatusCode::OK, texts, texts.confirm_payment, &card)
}

/// Who sends the form with the result.
#[derive(Clone, Copy)]
enum Send {
    ByPayer,
    /// After [`PAUSE_MS`].
    ByScript,
}

/// The forms of a challenge.
struct ChallengeForm<'c> {
    texts: &'c Texts,
    md: &'c str,
    term_url: &'c str,
}

impl ChallengeForm<'_> {
    /// The form that takes the result back.
    fn result(&self, outcome: ChallengeOutcome, send: Send) -> Markup {
        let pares = pares(self.md, outcome);
        let delay_ms = match send {
            Send::ByPayer => None,
            Send::ByScript => Some(PAUSE_MS),
        };
        html! {
            form method="post" action=(self.term_url) data-send=[delay_ms] {
                (hidden([(PARES, pares.as_str()), (MD, self.md)]))
                @match outcome {
                    ChallengeOutcome::Passed => button.primary type="submit" { (self.texts.approve) },
                    ChallengeOutcome::Failed => button.secondary type="submit" { (self.texts.decline) },
                }
            }
        }
    }

    /// The form for the one-time code.
    fn code(&self, code: &str, entered: &str) -> Markup {
        let error = if entered.is_empty() { "" } else { self.texts.code_wrong };
        html! {
            form method="post" action=(acs::PATH) {
                (hidden([(PAREQ, pareq(self.md).as_str()), (MD, self.md), (TERM_URL, self.term_url)]))
                div.field {
                    label for=(CODE) { (self.texts.one_time_code) }
                    input id=(CODE) name=(CODE) required inputmode="numeric" autocomplete="one-time-code" maxlength="10"
                        autofocus aria-describedby="otp-hint otp-error"
                        aria-invalid=[(!error.is_empty()).then_some("true")];
                    p.hint id="otp-hint" { (self.texts.code_is) " " (code) "." }
                    p.error id="otp-error" role="alert" { (error) }
                }
                button.primary type="submit" { (self.texts.approve) }
            }
        }
    }
}
