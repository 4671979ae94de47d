//! The parts of a gateway that are fixed when it starts.

use std::sync::Arc;
use std::time::Duration;

use crate::http::checkout_url::checkout_url;
use crate::http::host::Host;
use crate::model::merchant::Merchants;
use crate::model::order::Order;
use crate::model::switch::{Switch, Switches};
use crate::schemas::Schemas;

/// The schema files, the merchants, the names of the server, and what is not proven of the gateway.
pub(crate) struct Config {
    pub(crate) schemas: Arc<Schemas>,
    pub(crate) merchants: Merchants,
    pub(crate) host: Host,
    pub(crate) switches: Switches,
    /// How long a hold waits for its capture.
    pub(crate) hold_lifetime: Duration,
}

impl Config {
    /// How long a hold waits for its capture; `None` if holds do not end.
    pub(crate) fn hold_lifetime(&self) -> Option<Duration> {
        self.switches.is_on(Switch::HoldsEnd).then_some(self.hold_lifetime)
    }

    /// The URL of an order's checkout page.
    pub(crate) fn checkout_url(&self, order: &Order) -> String {
        checkout_url(&self.host.base_url, order)
    }
}
