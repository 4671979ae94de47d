//! The checkout page of an order that can be paid.

use axum::http::StatusCode;
use flitt_client::reference::ResponseCode;
use maud::{Markup, html};

use super::card_form::{CardInput, CardInputErrors};
use super::fields::fields;
use super::layout::{Page, hidden};
use super::result::cancel_url;
use super::test_cards::{self, Folding};
use super::texts::Texts;
use super::{PAY_PATH, TOKEN, decline, merchant};
use crate::gateway::Gateway;
use crate::model::money;
use crate::model::order::{Order, Purchase};
use crate::redact::shown_text;

/// How the values came into the form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FilledBy {
    /// The payer typed them, or they are empty.
    Payer,
    /// The payer chose a test card.
    TestCard,
}

/// The page, with the values of the form and their errors.
pub(super) fn page(
    gateway: &Gateway,
    texts: &Texts,
    order: &Order,
    input: &CardInput,
    errors: CardInputErrors,
    filled_by: FilledBy,
) -> Page {
    let is_invalid = errors != CardInputErrors::default();
    let amount = money::display(order.purchase.amount, &order.purchase.currency);
    let is_unlisted = order.response_code == Some(ResponseCode::InvalidCardNumber);
    let folding = if filled_by == FilledBy::TestCard || is_unlisted { Folding::Unfolded } else { Folding::Folded };
    let merchant = merchant::name(&gateway.config, texts, order.purchase.merchant_id);
    let card = html! {
        (summary(texts, &order.purchase, &merchant, &amount))
        (notes(texts, &order.purchase))
        @if !is_invalid { (last_decline(texts, order)) }
        form method="post" action=(PAY_PATH) data-pay {
            (hidden([(TOKEN, order.token.as_str())]))
            fieldset {
                legend { (texts.card_details) }
                (fields(texts, input, errors))
            }
            button.primary type="submit" { (texts.pay) " " (amount) }
            p.cancel { a href=(cancel_url(order)) { (texts.cancel) } }
        }
        (test_cards::list(&gateway.config.schemas.cards, gateway.clock.now(), texts, order, input, folding))
    };
    let status = if is_invalid { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Page::new(status, texts, &format!("{} · {amount}", texts.payment), &card)
}

/// The order, its merchant and its amount.
fn summary(texts: &Texts, purchase: &Purchase, merchant: &str, amount: &str) -> Markup {
    html! {
        header.summary {
            p.merchant { (shown_text(merchant)) }
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

/// The reason of the last decline, and what to do.
fn last_decline(texts: &Texts, order: &Order) -> Markup {
    html! {
        @if let Some(code) = order.response_code {
            div.alert role="alert" {
                p { strong { (texts.declined) } }
                p { (decline::reason(texts, code)) }
                p { @if code == ResponseCode::InvalidCardNumber { (texts.choose_a_test_card) } @else { (texts.try_again) } }
            }
        }
    }
}
