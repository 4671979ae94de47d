//! Cards that a payer lets the merchant charge later (<https://docs.flitt.com/getting-started/recurring/>).

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use super::intent::Intent;
use super::merge_error::{MergeError, check};
use super::stage::Stage;
use super::state::OrderState;
use crate::gateway::api::{CheckoutUrl, FinalOrder, checkout_url};
use crate::runtime::redact::shown_text;
use crate::runtime::response::{Decline, Outcome, Source};
use crate::runtime::value::DateTime;
use crate::runtime::value::{Flag, REDACTED};

impl CheckoutUrl {
    /// An order that checks a card and saves it, without selling anything: a small sum, such as 100 minor units, is held
    /// and returned by the gateway. [`OrderState::saved_card`] reads the token from the callback or from the order's status.
    ///
    /// To save a card with a first purchase instead, set `required_rectoken` on the order of that purchase.
    ///
    /// ```
    /// use flitt_client::Currency;
    /// use flitt_client::api::CheckoutUrl;
    ///
    /// let order = CheckoutUrl::card_verification()
    ///     .order_id("card-of-anna")
    ///     .order_desc("Checks your card")
    ///     .amount(100)
    ///     .currency(Currency::GEL)
    ///     .build()?;
    /// # let _ = order;
    /// # Ok::<(), flitt_client::error::ValidationError>(())
    /// ```
    pub fn card_verification() -> checkout_url::Builder {
        Self::request().verification(Flag::Y).required_rectoken(Flag::Y)
    }
}

/// A card that can be charged without its payer: the token, and what may be shown of the card.
///
/// Whoever has the token and the payment key can charge the card. `Debug` redacts it; [`SavedCard::token`] returns it for your
/// database, and for requests (`rectoken` of [`ChargeSavedCard`](crate::api::ChargeSavedCard)).
///
/// ```
/// use flitt_client::api::{CheckoutUrl, FinalOrder};
/// use flitt_client::order::Event;
/// use flitt_client::{Credentials, Currency, OrderState, callback};
///
/// let credentials = Credentials::test();
/// let request = CheckoutUrl::card_verification().order_id("card-of-anna").order_desc("Checks your card").amount(100);
/// let mut state = OrderState::from_request(&credentials, &request.currency(Currency::GEL).build()?)?;
///
/// let body = callback::test_callback::<FinalOrder>(&credentials)
///     .set("order_id", "card-of-anna")
///     .set("order_status", "reversed")
///     .set("tran_type", "verification")
///     .set("rectoken", "I0wh7fBmFIdcY6K3")
///     .set("masked_card", "444455XXXXXX1111")
///     .json();
/// let update: FinalOrder = callback::verify(&credentials, body.as_bytes())?;
/// assert_eq!(state.merge(&update)?, [Event::CardVerified]);
/// let card = state.saved_card(&update)?;
/// assert_eq!((card.token(), card.masked_card()), ("I0wh7fBmFIdcY6K3", Some("444455XXXXXX1111")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SavedCard {
    token: SecretString,
    masked_card: Option<String>,
    usable_until: Option<DateTime>,
}

/// Why an order gives no card that can be charged later.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SavedCardError {
    /// The update is not about this order.
    Rejected(MergeError),
    /// A payer's browser brought it: wait for the callback, or ask for the status of the order.
    FromBrowser,
    /// The order has not ended, or the check of the card has not: ask again, or wait for the callback.
    Pending,
    /// The card was declined.
    Declined(Decline),
    /// The check of the card failed, or the order is not the one that the shop asked for.
    CheckFailed,
    /// The order has no token: it was created without `required_rectoken`, or paid by a method that cannot be charged
    /// again.
    NoToken,
}

impl OrderState {
    /// The card that the payer of this order saved: of a sale that was paid, a hold, or a check of a card that succeeded. Merge
    /// the update first.
    ///
    /// # Errors
    ///
    /// If the update is not about this order or a payer's browser brought it; if the order has not ended, was declined, or is
    /// not the one that the shop asked for; or if there is no token.
    pub fn saved_card(&self, update: &FinalOrder) -> Result<SavedCard, SavedCardError> {
        check(&self.asked, update).map_err(SavedCardError::Rejected)?;
        if update.source() == Source::Browser {
            return Err(SavedCardError::FromBrowser);
        }
        if let Outcome::Declined(decline) = update.outcome() {
            return Err(SavedCardError::Declined(decline));
        }
        let assessment = self.assessment();
        match (self.asked.intent, assessment.card) {
            (Intent::CardCheck, Some(true)) => {}
            (Intent::CardCheck, None) if assessment.unexpected.is_empty() => return Err(SavedCardError::Pending),
            (Intent::Sale | Intent::Hold, _) if assessment.is_paid || assessment.is_held || assessment.is_captured => {}
            (Intent::Sale | Intent::Hold, _) if assessment.stage < Stage::Approved || assessment.ask_status => {
                return Err(SavedCardError::Pending);
            }
            _ => return Err(SavedCardError::CheckFailed),
        }
        Ok(SavedCard {
            token: SecretString::from(update.rectoken().ok_or(SavedCardError::NoToken)?),
            masked_card: update.masked_card().map(str::to_owned),
            usable_until: update.rectoken_lifetime(),
        })
    }
}

impl SavedCard {
    /// The token.
    #[must_use]
    pub fn token(&self) -> &str {
        self.token.expose_secret()
    }

    /// The masked number of the card, which payers may see.
    #[must_use]
    pub fn masked_card(&self) -> Option<&str> {
        self.masked_card.as_deref()
    }

    /// When the token expires, in a time zone that is not documented; `None` where the gateway does not say.
    #[must_use]
    pub fn usable_until(&self) -> Option<DateTime> {
        self.usable_until
    }
}

impl fmt::Debug for SavedCard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SavedCard")
            .field("token", &REDACTED)
            .field("masked_card", &self.masked_card.as_deref().map(shown_text))
            .field("usable_until", &self.usable_until)
            .finish()
    }
}

impl fmt::Display for SavedCardError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(error) => write!(formatter, "the card is not saved: {error}"),
            Self::FromBrowser => formatter.write_str(
                "the card is not saved yet: a browser brought the order; wait for the callback, or ask for its status",
            ),
            Self::Pending => formatter.write_str("the card is not saved yet: the order has not ended"),
            Self::Declined(why) => write!(formatter, "the card is not saved, it was declined: {why}"),
            Self::CheckFailed => formatter.write_str(
                "the card is not saved: its check failed, or the order is not the one that was asked for",
            ),
            Self::NoToken => formatter.write_str(
                "the card is not saved: the order has no token; create orders with `required_rectoken`, and note that not \
                 every payment method can be charged again",
            ),
        }
    }
}

impl std::error::Error for SavedCardError {}
