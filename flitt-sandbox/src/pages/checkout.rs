//! The checkout page of an order that can be paid.

use axum::http::StatusCode;
use flitt_client::schema::ListedValue;
use maud::{Markup, html};

use super::card_form::{CVV, EXPIRY, ExpiryFault, Faults, NUMBER, NumberFault, Typed, grouped, test_expiry};
use super::layout::{Page, hidden};
use super::outcome::way_out;
use super::texts::Texts;
use super::{PAY_PATH, TOKEN, brands};
use crate::cards::column;
use crate::failure::{number, pattern};
use crate::gateway::Gateway;
use crate::money;
use crate::order::{Order, Purchase};

/// The page, with what was typed before and what is wrong with it.
pub(crate) fn page(gateway: &Gateway, texts: &Texts, order: &Order, typed: &Typed, faults: Faults) -> Page {
    let is_faulty = faults != Faults::default();
    let amount = money::shown(order.purchase.amount, &order.purchase.currency);
    let card = html! {
        (summary(texts, &order.purchase, &amount))
        (notes(texts, &order.purchase))
        @if !is_faulty { (last_decline(texts, order)) }
        form method="post" action=(PAY_PATH) data-pay {
            (hidden([(TOKEN, order.token.as_str())]))
            fieldset {
                legend { (texts.card_details) }
                (fields(texts, typed, faults))
            }
            button.primary type="submit" { (texts.pay) " " (amount) }
            a.secondary href=(way_out(order)) { (texts.cancel) }
        }
        (test_cards(gateway, texts, order))
    };
    let status = if is_faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Page::new(status, texts, &format!("{} · {amount}", texts.payment), &card)
}

/// What is paid, and to whom.
pub(crate) fn summary(texts: &Texts, purchase: &Purchase, amount: &str) -> Markup {
    html! {
        header.summary {
            p.merchant { (texts.merchant) " " (purchase.merchant_id) }
            h1 { (purchase.order_desc) }
            p.total { span { (texts.total) } " " strong { (amount) } }
            p.order { (texts.order) " " span { (purchase.order_id) } }
        }
    }
}

/// What else the payment does.
fn notes(texts: &Texts, purchase: &Purchase) -> Markup {
    let notes = [
        (purchase.verification, texts.is_verification),
        (purchase.preauth && !purchase.verification, texts.is_preauth),
        (purchase.subscription, texts.is_subscription),
        (purchase.required_rectoken, texts.saves_card),
    ];
    let notes: Vec<&str> = notes.into_iter().filter(|(is_so, _)| *is_so).map(|(_, note)| note).collect();
    html! { @if !notes.is_empty() { ul.notes { @for note in notes { li { (note) } } } } }
}

/// Why the last try did not succeed. The reason is the gateway's, in its language.
fn last_decline(texts: &Texts, order: &Order) -> Markup {
    html! {
        @if let Some(code) = order.response_code {
            div.alert role="alert" {
                p { strong { (texts.declined) } }
                p { span lang="en" { (pattern(code)) } " · " (texts.code) " " (number(code)) }
                p { (texts.try_again) }
            }
        }
    }
}

fn fields(texts: &Texts, typed: &Typed, faults: Faults) -> Markup {
    let number = faults.number.map(|fault| match fault {
        NumberFault::Empty => texts.number_empty,
        NumberFault::Wrong => texts.number_wrong,
    });
    let expiry = faults.expiry.map(|fault| match fault {
        ExpiryFault::Wrong => texts.expiry_wrong,
        ExpiryFault::Over => texts.expiry_over,
    });
    let cvv = faults.is_cvv_wrong.then_some(texts.cvv_wrong);
    // The script takes the texts of faults from here, so that there is one place for them.
    html! {
        div.field {
            label for=(NUMBER) { (texts.card_number) }
            div.entry {
                input id=(NUMBER) name=(NUMBER) value=(typed.number) required inputmode="numeric" maxlength="23"
                    autocomplete="cc-number" autofocus[number.is_some() || expiry.is_none() && cvv.is_none()]
                    placeholder="0000 0000 0000 0000" spellcheck="false"
                    aria-describedby=(error_id(NUMBER)) aria-invalid=[number.map(|_| "true")]
                    data-empty=(texts.number_empty) data-wrong=(texts.number_wrong);
                (brands::badge())
            }
            (error(NUMBER, number))
        }
        div.pair {
            div.field {
                label for=(EXPIRY) { (texts.expiry) }
                input id=(EXPIRY) name=(EXPIRY) value=(typed.expiry) required inputmode="numeric" maxlength="9"
                    autocomplete="cc-exp" autofocus[number.is_none() && expiry.is_some()]
                    placeholder=(texts.expiry_form) spellcheck="false"
                    aria-describedby=(error_id(EXPIRY)) aria-invalid=[expiry.map(|_| "true")]
                    data-wrong=(texts.expiry_wrong) data-over=(texts.expiry_over);
                (error(EXPIRY, expiry))
            }
            div.field {
                label for=(CVV) { (texts.cvv) }
                input id=(CVV) name=(CVV) value=(typed.cvv) required inputmode="numeric" maxlength="4"
                    autocomplete="cc-csc" autofocus[number.is_none() && expiry.is_none() && cvv.is_some()]
                    placeholder="000" spellcheck="false"
                    aria-describedby={ "cvv2-hint " (error_id(CVV)) } aria-invalid=[cvv.map(|_| "true")]
                    data-wrong=(texts.cvv_wrong);
                p.hint id="cvv2-hint" { (texts.cvv_hint) }
                (error(CVV, cvv))
            }
        }
    }
}

fn error(name: &str, fault: Option<&str>) -> Markup {
    html! { p.error id=(error_id(name)) aria-live="polite" { (fault.unwrap_or_default()) } }
}

fn error_id(name: &str) -> String {
    format!("{name}-error")
}

/// The documented test cards, each of which fills in the form: by the script, or by the page once more.
fn test_cards(gateway: &Gateway, texts: &Texts, order: &Order) -> Markup {
    let cards = &gateway.rules.cards;
    let expiry = test_expiry(gateway.clock.now());
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
                            span.number { (grouped(&card.value)) }
                            span.brand-name { (column(cards, card, "brand")) }
                            span.way { (secure(texts, column(cards, card, "secure"))) " · " (result) }
                        }
                    }
                }
            }
        }
    }
}

/// How the payer of a test card is checked, in the page's language; a way that has no words yet, as it is listed.
fn secure(texts: &Texts, way: &str) -> String {
    match way {
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

/// The documented test card of a number, so that a link can fill in nothing else.
pub(crate) fn test_card<'g>(gateway: &'g Gateway, number: &str) -> Option<&'g ListedValue> {
    gateway.rules.cards.find(number)
}
