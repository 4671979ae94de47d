//! The checkout page of an order that can be paid.

use std::time::Duration;

use axum::http::StatusCode;
use flitt_schema::List;
use maud::{Markup, html};

use super::card_form::{
    CVV, CardInput, CardInputErrors, EXPIRY, ExpiryError, NUMBER, NumberError, grouped, test_expiry,
};
use super::layout::{Page, hidden};
use super::result::cancel_url;
use super::texts::Texts;
use super::{PAY_PATH, TOKEN, brands};
use crate::model::card::column;
use crate::model::error::{code_message, code_number};
use crate::model::money;
use crate::model::order::{Order, Purchase};
use crate::redact::shown_text;

/// The page, with the values that were submitted before and their errors. It offers the test cards of a list.
pub(super) fn page(
    cards: &List,
    now: Duration,
    texts: &Texts,
    order: &Order,
    input: &CardInput,
    errors: CardInputErrors,
) -> Page {
    let is_invalid = errors != CardInputErrors::default();
    let amount = money::display(order.purchase.amount, &order.purchase.currency);
    let card = html! {
        (summary(texts, &order.purchase, &amount))
        (notes(texts, &order.purchase))
        @if !is_invalid { (last_decline(texts, order)) }
        form method="post" action=(PAY_PATH) data-pay {
            (hidden([(TOKEN, order.token.as_str())]))
            fieldset {
                legend { (texts.card_details) }
                (fields(texts, input, errors))
            }
            button.primary type="submit" { (texts.pay) " " (amount) }
            a.secondary href=(cancel_url(order)) { (texts.cancel) }
        }
        (test_cards(cards, now, texts, order))
    };
    let status = if is_invalid { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Page::new(status, texts, &format!("{} · {amount}", texts.payment), &card)
}

/// The order, its merchant and its amount.
fn summary(texts: &Texts, purchase: &Purchase, amount: &str) -> Markup {
    html! {
        header.summary {
            p.merchant { (texts.merchant) " " (purchase.merchant_id) }
            h1 { (shown_text(&purchase.order_desc)) }
            p.total { span { (texts.total) } " " strong { (amount) } }
            p.order { (texts.order) " " span { (shown_text(&purchase.order_id)) } }
        }
    }
}

/// What the payment does apart from a plain charge.
fn notes(texts: &Texts, purchase: &Purchase) -> Markup {
    let notes = [
        (purchase.verification, texts.is_verification),
        (purchase.preauth && !purchase.verification, texts.is_preauth),
        (purchase.subscription, texts.is_subscription),
        (purchase.required_rectoken, texts.saves_card),
    ];
    let notes: Vec<&str> = notes.into_iter().filter(|(applies, _)| *applies).map(|(_, note)| note).collect();
    html! { @if !notes.is_empty() { ul.notes { @for note in notes { li { (note) } } } } }
}

/// The reason of the last decline. The message is the gateway's, in English.
fn last_decline(texts: &Texts, order: &Order) -> Markup {
    html! {
        @if let Some(code) = order.response_code {
            div.alert role="alert" {
                p { strong { (texts.declined) } }
                p { span lang="en" { (code_message(code)) } " · " (texts.code) " " (code_number(code)) }
                p { (texts.try_again) }
            }
        }
    }
}

fn fields(texts: &Texts, input: &CardInput, errors: CardInputErrors) -> Markup {
    let number = errors.number.map(|error| match error {
        NumberError::Empty => texts.number_empty,
        NumberError::Invalid => texts.number_invalid,
    });
    let expiry = errors.expiry.map(|error| match error {
        ExpiryError::Invalid => texts.expiry_invalid,
        ExpiryError::Past => texts.expiry_past,
    });
    let cvv = errors.is_cvv_invalid.then_some(texts.cvv_invalid);
    // The script takes the error messages from the `data` attributes.
    html! {
        div.field {
            label for=(NUMBER) { (texts.card_number) }
            div.entry {
                input id=(NUMBER) name=(NUMBER) value=(input.number) required inputmode="numeric" maxlength="23"
                    autocomplete="cc-number" autofocus[number.is_some() || expiry.is_none() && cvv.is_none()]
                    placeholder="0000 0000 0000 0000" spellcheck="false"
                    aria-describedby=(error_id(NUMBER)) aria-invalid=[number.map(|_| "true")]
                    data-empty=(texts.number_empty) data-invalid=(texts.number_invalid);
                (brands::badge())
            }
            (error(NUMBER, number))
        }
        div.pair {
            div.field {
                label for=(EXPIRY) { (texts.expiry) }
                input id=(EXPIRY) name=(EXPIRY) value=(input.expiry) required inputmode="numeric" maxlength="9"
                    autocomplete="cc-exp" autofocus[number.is_none() && expiry.is_some()]
                    placeholder=(texts.expiry_form) spellcheck="false"
                    aria-describedby=(error_id(EXPIRY)) aria-invalid=[expiry.map(|_| "true")]
                    data-invalid=(texts.expiry_invalid) data-past=(texts.expiry_past);
                (error(EXPIRY, expiry))
            }
            div.field {
                label for=(CVV) { (texts.cvv) }
                input id=(CVV) name=(CVV) value=(input.cvv) required inputmode="numeric" maxlength="4"
                    autocomplete="cc-csc" autofocus[number.is_none() && expiry.is_none() && cvv.is_some()]
                    placeholder="000" spellcheck="false"
                    aria-describedby={ "cvv2-hint " (error_id(CVV)) } aria-invalid=[cvv.map(|_| "true")]
                    data-invalid=(texts.cvv_invalid);
                p.hint id="cvv2-hint" { (texts.cvv_hint) }
                (error(CVV, cvv))
            }
        }
    }
}

fn error(name: &str, message: Option<&str>) -> Markup {
    html! { p.error id=(error_id(name)) aria-live="polite" { (message.unwrap_or_default()) } }
}

fn error_id(name: &str) -> String {
    format!("{name}-error")
}

/// The documented test cards. A click fills in the form: by the script, or by loading the page again.
fn test_cards(cards: &List, now: Duration, texts: &Texts, order: &Order) -> Markup {
    let expiry = test_expiry(now);
    html! {
        details.test-cards {
            summary { (texts.test_cards) }
            p { (texts.test_cards_hint) }
            ul {
                @for card in cards.values.iter() {
                    @let result = if column(cards, card, "result") == "approve" { texts.approves } else { texts.declines };
                    li {
                        a href={ "?" (TOKEN) "=" (order.token) "&card=" (card.value) } data-number=(card.value)
                            data-expiry=(expiry) data-brand=(column(cards, card, "brand")) {
                            span.number data-exact { (grouped(&card.value)) }
                            span.brand-name { (column(cards, card, "brand")) }
                            span.way { (secure(texts, column(cards, card, "secure"))) " · " (result) }
                        }
                    }
                }
            }
        }
    }
}

/// How the payer of a test card is authenticated, in the page's language; an unknown value as it is listed.
fn secure(texts: &Texts, method: &str) -> String {
    match method {
        "yes" | "challenge" => texts.with_secure.to_owned(),
        "no" => texts.without_secure.to_owned(),
        "frictionless" => texts.frictionless.to_owned(),
        "by reservation_data" => texts.by_reservation_data.to_owned(),
        other => match other.strip_prefix("otp ") {
            Some(code) => format!("{} {code}", texts.with_code),
            None => other.to_owned(),
        },
    }
}
