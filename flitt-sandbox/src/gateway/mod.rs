//! The gateway: its fixed configuration, its clock, and its orders with everything that follows from their changes.

use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Config;
use crate::given::GivenResponses;

mod notifications;
mod order_service;
mod payments;

pub(crate) use order_service::{CommitLog, OrderService, OrdersGuard};
pub(crate) use payments::PaymentStart;

/// What endpoints and pages of a gateway need. Its clones share the orders.
#[derive(Clone)]
pub(crate) struct Gateway {
    pub(crate) config: Arc<Config>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) orders: Arc<OrderService>,
    pub(crate) given: Arc<GivenResponses>,
}
