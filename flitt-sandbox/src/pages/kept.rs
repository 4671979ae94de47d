//! What a payer typed before a decline, so that the form need not be filled in anew.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::card_form::CardInput;

/// The maximum number of orders; the oldest is dropped.
const LIMIT: usize = 100;

/// The values of forms by the token of their order, without secrets.
#[derive(Default)]
pub(super) struct KeptInputs(Mutex<VecDeque<(String, CardInput)>>);

impl KeptInputs {
    /// Keeps the values for an order, instead of earlier ones. They must contain no secrets.
    pub(super) fn keep(&self, token: &str, input: CardInput) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| known != token);
        kept.push_back((token.to_owned(), input));
        if kept.len() > LIMIT {
            kept.pop_front();
        }
    }

    /// The values for an order; empty ones if there are none.
    pub(super) fn of(&self, token: &str) -> CardInput {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == token).map(|(_, input)| input.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{CardInput, KeptInputs, LIMIT};

    fn input(expiry: &str) -> CardInput {
        CardInput { expiry: expiry.to_owned(), ..CardInput::default() }
    }

    #[test]
    fn the_latest_values_of_the_latest_orders_are_kept() {
        let kept = KeptInputs::default();
        kept.keep("first", input("01/30"));
        kept.keep("first", input("02/30"));
        assert_eq!((kept.of("first").expiry.as_str(), kept.of("other").expiry.as_str()), ("02/30", ""));
        for number in 0..LIMIT {
            kept.keep(&number.to_string(), input("03/30"));
        }
        assert_eq!((kept.of("first").expiry.as_str(), kept.of("0").expiry.as_str()), ("", "03/30"));
    }
}
