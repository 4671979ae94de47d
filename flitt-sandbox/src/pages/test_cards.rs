//! The documented test cards below the form. A click fills in the form: by the script, or by loading the page again.

use std::time::Duration;

use flitt_schema::List;
use maud::{Markup, html};

use super::card_form::{CardInput, grouped, test_expiry};
use super::texts::Texts;
use super::{CARD, TOKEN};
use crate::model::card::column;
use crate::model::order::Order;

/// Whether the list is unfolded at first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Folding {
    Folded,
    Unfolded,
}

/// The list. The card in the form is marked.
pub(super) fn list(
    cards: &List,
    now: Duration,
    texts: &Texts,
    order: &Order,
    input: &CardInput,
    folding: Folding,
) -> Markup {
    let expiry = test_expiry(now);
    html! {
        details.test-cards id="test-cards" open[folding == Folding::Unfolded] {
            summary { (texts.test_cards) }
            p { (texts.test_cards_hint) }
            ul {
                @for card in cards.values.iter() {
                    @let result = if column(cards, card, "result") == "approve" { texts.approves } else { texts.declines };
                    @let is_chosen = input.digits() == *card.value;
                    li {
                        a href={ "?" (TOKEN) "=" (order.token) "&" (CARD) "=" (card.value) } data-number=(card.value)
                            data-expiry=(expiry) data-brand=(column(cards, card, "brand"))
                            aria-current=[is_chosen.then_some("true")] {
                            span.number data-exact { (grouped(&card.value)) }
                            span.brand-name { (column(cards, card, "brand")) }
                            span.way { (secure(texts, column(cards, card, "secure"))) " · " (result) }
                            span.chosen { (texts.chosen) }
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
