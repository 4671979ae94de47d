//! What the shop asked for: the facts of an order that no message from outside can change.

use std::collections::BTreeSet;
use std::fmt;

use flitt_schema::{Body, Creates, Endpoint as Schema};

use super::intent::{Creation, Intent};
use crate::gateway::api::reference::Currency;
use crate::runtime::credentials::Credentials;
use crate::runtime::redact::shown_text;
use crate::runtime::request::Values;
use crate::runtime::value::{Flag, OpenEnum, WireEnum as _};

/// What the shop asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) order_id: String,
    pub(super) merchant_id: String,
    /// In minor units.
    pub(super) amount: u64,
    pub(super) currency: OpenEnum<Currency>,
    pub(super) intent: Intent,
    pub(super) creation: Creation,
    /// The order whose schedule makes this charge.
    pub(super) parent: Option<String>,
    /// Further currencies in which the payer may pay.
    pub(super) other_currencies: BTreeSet<String>,
    pub(super) test_payments: bool,
    /// The totals to which the captures of the shop lead, in minor units.
    pub(super) captures: BTreeSet<u64>,
    /// The total of the reversals of the shop, in minor units.
    pub(super) reversals: u64,
}

/// What the shop asked for, if the request is not available; for [`OrderState::from_parts`](super::OrderState::from_parts).
/// `Debug` shows no card number.
#[derive(Clone, PartialEq, Eq)]
pub struct OrderParts {
    /// The id of the order.
    pub order_id: String,
    /// The amount, in minor units.
    pub amount: u64,
    /// The currency.
    pub currency: OpenEnum<Currency>,
    /// What the shop asked for.
    pub intent: Intent,
    /// How the order was created.
    pub creation: Creation,
}

/// Why a request does not describe an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OrderRequestError {
    /// Its endpoint creates no order: its schema file has no `creates`.
    CreatesNoOrder {
        /// The endpoint.
        endpoint: String,
    },
    /// It has no value for this parameter.
    Missing(String),
}

impl Asked {
    pub(super) fn new(credentials: &Credentials, parts: OrderParts) -> Self {
        let OrderParts { order_id, amount, currency, intent, creation } = parts;
        Self {
            order_id,
            merchant_id: credentials.merchant_id().to_owned(),
            amount,
            currency,
            intent,
            creation,
            parent: None,
            other_currencies: BTreeSet::new(),
            test_payments: credentials.accepts_test_payments(),
            captures: BTreeSet::new(),
            reversals: 0,
        }
    }

    /// From a request that creates an order.
    pub(super) fn from_request(
        credentials: &Credentials,
        endpoint: &Schema,
        values: &Values,
    ) -> Result<Self, OrderRequestError> {
        let creates_no_order = || OrderRequestError::CreatesNoOrder { endpoint: endpoint.name.clone().into_owned() };
        let (Some(creates), Some(order)) = (endpoint.creates, endpoint.order.as_deref()) else {
            return Err(creates_no_order());
        };
        let table = &endpoint.request;
        let text = |name: &str| values.given(table, table.position(name)?).filter(|text| !text.is_empty());
        let needed = |name: &str| text(name).ok_or_else(|| OrderRequestError::Missing(name.to_owned()));
        let is_set = |name: &str| text(name) == Some(Flag::Y.as_str());
        let intent = match creates {
            Creates::Payout => Intent::Payout,
            Creates::Settlement => Intent::Settlement,
            Creates::Payment if is_set("verification") => Intent::CardCheck,
            Creates::Payment if is_set("preauth") => Intent::Hold,
            Creates::Payment => Intent::Sale,
        };
        let amount = needed("amount")?.parse().map_err(|_| OrderRequestError::Missing("amount".to_owned()))?;
        let parts = OrderParts {
            order_id: needed(order)?.to_owned(),
            amount,
            currency: needed("currency")?.into(),
            intent,
            creation: if endpoint.body == Body::Form { Creation::Browser } else { Creation::Server },
        };
        Ok(Self::new(credentials, parts))
    }

    /// Whether the payer may pay in this currency.
    pub(super) fn accepts(&self, currency: &str) -> bool {
        self.currency == *currency || self.other_currencies.contains(currency)
    }
}

impl fmt::Debug for OrderParts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { order_id, amount, currency, intent, creation } = self;
        formatter
            .debug_struct("OrderParts")
            .field("order_id", &shown_text(order_id))
            .field("amount", amount)
            .field("currency", currency)
            .field("intent", intent)
            .field("creation", creation)
            .finish()
    }
}

impl fmt::Display for OrderRequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreatesNoOrder { endpoint } => {
                write!(formatter, "a request to `{endpoint}` creates no order: its schema file has no `creates`")
            }
            Self::Missing(name) => write!(formatter, "the request has no `{name}`"),
        }
    }
}

impl std::error::Error for OrderRequestError {}
