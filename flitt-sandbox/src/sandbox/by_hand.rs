//! What a test of a shop does by hand: it changes orders behind the shop's back, and delivers callbacks itself.

use std::fmt;

use super::Sandbox;
use crate::model::error::GatewayError;
use crate::model::order::Order;
use crate::orders::ReverseRequest;
use crate::redact::DebugAddress;
use crate::response;

/// A callback that is delivered by hand. `Debug` shows no body.
#[derive(Clone)]
#[non_exhaustive]
pub struct CallbackMessage {
    /// The order's `server_callback_url`, as the shop sent it; empty without one.
    pub url: String,
    /// The signed JSON.
    pub body: String,
}

impl fmt::Debug for CallbackMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallbackMessage")
            .field("url", &DebugAddress(&self.url))
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish()
    }
}

impl Sandbox {
    /// The callback that reports the current state of an order. Nothing is sent. See also
    /// [`SandboxBuilder::without_callbacks`](super::SandboxBuilder::without_callbacks).
    ///
    /// # Errors
    ///
    /// There is no such order (1018).
    pub fn callback_for(&self, order_id: &str) -> Result<CallbackMessage, GatewayError> {
        let order = self.find(order_id)?;
        let config = &self.state.gateway.config;
        let merchant = config.merchants.find(order.purchase.merchant_id);
        let body = merchant.map(|merchant| response::callback_body(config, merchant, &order));
        Ok(CallbackMessage { url: order.purchase.server_callback_url, body: body.unwrap_or_default() })
    }

    /// Changes an order, such as its amount, as if it had been created so. Responses, callbacks and the status of the order
    /// follow. Its `order_id` and its `merchant_id` stay.
    ///
    /// # Errors
    ///
    /// There is no such order (1018).
    pub fn change_order(&self, order_id: &str, change: impl FnOnce(&mut Order)) -> Result<Order, GatewayError> {
        let found = self.find(order_id)?;
        let order = self.service().lock().change(found.purchase.merchant_id, order_id, change)?;
        self.state.store.flush_blocking().map(|()| order)
    }

    /// Reverses all or part of a paid order, in minor units, as a merchant does in the gateway's portal.
    ///
    /// # Errors
    ///
    /// There is no such order (1018), it is not paid, or less than the amount is left (1069).
    pub fn reverse(&self, order_id: &str, amount: u64) -> Result<Order, GatewayError> {
        let order = self.find(order_id)?;
        let result = self.service().reverse(&ReverseRequest {
            merchant_id: order.purchase.merchant_id,
            order_id,
            amount,
            currency: order.charged_currency(),
            reverse_id: "",
            parts: &[],
        })?;
        self.state.store.flush_blocking().map(|()| result.order)
    }
}
