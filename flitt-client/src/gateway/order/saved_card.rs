//! Cards that a payer lets the merchant charge later (<https://docs.flitt.com/getting-started/recurring/>).

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use crate::gateway::api::{CheckoutUrl, FinalOrder, checkout_url};
use crate::runtime::response::Verification;
use crate::runtime::response::{Decline, Outcome};
use crate::runtime::value::DateTime;
use crate::runtime::value::{Flag, REDACTED};

impl CheckoutUrl {
    /// An order that checks a card and saves it, without selling anything: a small sum, such as 100 minor units, is held
    /// and goes back by itself. [`SavedCard::from_order`] reads the token from the callback or from the order's status.
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
/// The token is money to whoever has it and the payment key. `Debug` does not show it; [`SavedCard::token`] gives it to
/// what stores it, and to requests (`rectoken` of [`ChargeSavedCard`](crate::api::ChargeSavedCard)).
///
/// ```
/// use flitt_client::api::FinalOrder;
/// use flitt_client::{Credentials, callback};
/// use flitt_client::order::SavedCard;
///
/// let credentials = Credentials::test();
/// let body = callback::test_callback::<FinalOrder>(&credentials)
///     .set("order_status", "reversed")
///     .set("rectoken", "I0wh7fBmFIdcY6K3")
///     .set("masked_card", "444455XXXXXX1111")
///     .json();
/// let order: FinalOrder = callback::verify(&credentials, body.as_bytes())?;
/// let card = SavedCard::from_order(&order)?;
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
    /// The order was not verified: anybody could have written it.
    NotVerified,
    /// The order has not ended: ask again, or wait for the callback.
    Pending,
    /// The card was declined.
    Declined(Decline),
    /// The order has no token: it was created without `required_rectoken`, or paid by a method that cannot be charged
    /// again.
    NoToken,
}

impl SavedCard {
    /// The card of an order that was paid, or of a verification, whose sum has gone back.
    pub fn from_order(order: &FinalOrder) -> Result<Self, SavedCardError> {
        if order.verification() != Verification::Verified {
            return Err(SavedCardError::NotVerified);
        }
        match order.outcome() {
            Outcome::Approved | Outcome::Reversed => {}
            Outcome::Pending(_) => return Err(SavedCardError::Pending),
            Outcome::Declined(why) => return Err(SavedCardError::Declined(why)),
        }
        Ok(Self {
            token: SecretString::from(order.rectoken().ok_or(SavedCardError::NoToken)?),
            masked_card: order.masked_card().map(str::to_owned),
            usable_until: order.rectoken_lifetime(),
        })
    }

    /// The token.
    #[must_use]
    pub fn token(&self) -> &str {
        self.token.expose_secret()
    }

    /// The card's number with its middle hidden, as payers may see it.
    #[must_use]
    pub fn masked_card(&self) -> Option<&str> {
        self.masked_card.as_deref()
    }

    /// Until when the token can be used, in a time zone that is not documented; `None` where the gateway does not say.
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
            .field("masked_card", &self.masked_card)
            .field("usable_until", &self.usable_until)
            .finish()
    }
}

impl fmt::Display for SavedCardError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotVerified => formatter.write_str("the card is not saved: the order was not verified"),
            Self::Pending => formatter.write_str("the card is not saved yet: the order has not ended"),
            Self::Declined(why) => write!(formatter, "the card is not saved, it was declined: {why}"),
            Self::NoToken => formatter.write_str(
                "the card is not saved: the order has no token; was it created with `required_rectoken`, and paid by card?",
            ),
        }
    }
}

impl std::error::Error for SavedCardError {}
