//! The parts of a gateway that are fixed when it starts.

use std::sync::Arc;

use crate::http::checkout_url::checkout_url;
use crate::http::host::Host;
use crate::model::merchant::Merchants;
use crate::model::order::Order;
use crate::schemas::Schemas;

/// The schema files, the merchants, and the names of the server.
pub(crate) struct Config {
    pub(crate) schemas: Arc<Schemas>,
    pub(crate) merchants: Merchants,
    pub(crate) host: Host,
}

impl Config {
    /// The URL of an order's checkout page.
    pub(crate) fn checkout_url(&self, order: &Order) -> String {
        checkout_url(&self.host.base_url, order)
    }
}
