//! The fields of the card. Each has a line for its error; a hint in that line gives way to the error.

use maud::{Markup, html};

use super::brands;
use super::card_form::{CVV, CardInput, CardInputErrors, EXPIRY, ExpiryError, NUMBER, NumberError};
use super::texts::Texts;

/// The fields with the values of a form and their errors. The script takes the messages from the `data` attributes.
pub(super) fn fields(texts: &Texts, input: &CardInput, errors: CardInputErrors) -> Markup {
    let number = errors.number.map(|error| match error {
        NumberError::Empty => texts.number_empty,
        NumberError::Invalid => texts.number_invalid,
    });
    let expiry = errors.expiry.map(|error| match error {
        ExpiryError::Invalid => texts.expiry_invalid,
        ExpiryError::Past => texts.expiry_past,
    });
    let cvv = errors.is_cvv_invalid.then_some(texts.cvv_invalid);
    let focused = focused(input, [number, expiry, cvv].map(|error| error.is_some()));
    html! {
        div.field {
            label for=(NUMBER) { (texts.card_number) }
            div.entry {
                input id=(NUMBER) name=(NUMBER) value=(input.number) required inputmode="numeric" maxlength="23"
                    autocomplete="cc-number" autofocus[focused == Some(NUMBER)]
                    placeholder="0000 0000 0000 0000" spellcheck="false"
                    aria-describedby=(described_by(NUMBER, number)) aria-invalid=[number.map(|_| "true")]
                    data-empty=(texts.number_empty) data-invalid=(texts.number_invalid)
                    data-unlisted=(texts.not_a_test_card);
                (brands::badge())
            }
            (message(NUMBER, number, ""))
        }
        div.pair {
            div.field {
                label for=(EXPIRY) { (texts.expiry) }
                input id=(EXPIRY) name=(EXPIRY) value=(input.expiry) required inputmode="numeric" maxlength="9"
                    autocomplete="cc-exp" autofocus[focused == Some(EXPIRY)]
                    placeholder=(texts.expiry_form) spellcheck="false"
                    aria-describedby=(described_by(EXPIRY, expiry)) aria-invalid=[expiry.map(|_| "true")]
                    data-invalid=(texts.expiry_invalid) data-past=(texts.expiry_past);
                (message(EXPIRY, expiry, ""))
            }
            div.field {
                label for=(CVV) { (texts.cvv) }
                input id=(CVV) name=(CVV) value=(input.cvv) required inputmode="numeric" maxlength="4"
                    autocomplete="cc-csc" autofocus[focused == Some(CVV)]
                    placeholder="000" spellcheck="false"
                    aria-describedby=(described_by(CVV, cvv)) aria-invalid=[cvv.map(|_| "true")]
                    data-invalid=(texts.cvv_invalid);
                (message(CVV, cvv, texts.cvv_hint))
            }
        }
    }
}

/// The field that has the focus at first: the first one with an error, otherwise the first one to fill in.
fn focused(input: &CardInput, is_invalid: [bool; 3]) -> Option<&'static str> {
    let names = [NUMBER, EXPIRY, CVV];
    let is_empty = [&input.number, &input.expiry, &input.cvv].map(String::is_empty);
    let position = is_invalid.iter().position(|is| *is).or_else(|| is_empty.iter().position(|is| *is));
    position.map(|position| names[position])
}

/// The line below a field.
fn message(name: &str, error: Option<&str>, hint: &str) -> Markup {
    html! {
        div.below {
            p.error id=(error_id(name)) aria-live="polite" { (error.unwrap_or_default()) }
            p.hint id=(hint_id(name)) aria-live=[hint.is_empty().then_some("polite")] { (hint) }
        }
    }
}

/// What describes a field: its error, or its hint.
fn described_by(name: &str, error: Option<&str>) -> String {
    if error.is_some() { error_id(name) } else { hint_id(name) }
}

fn error_id(name: &str) -> String {
    format!("{name}-error")
}

fn hint_id(name: &str) -> String {
    format!("{name}-hint")
}
