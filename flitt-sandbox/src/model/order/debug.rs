//! `Debug` of orders, without secrets.

use std::fmt;

use super::{Order, Purchase};
use crate::redact::{DebugAddress, DebugText};

/// A text that anything can be in: only its length is shown.
struct Length<'t>(&'t str);

impl fmt::Debug for Length<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} bytes]", self.0.len())
    }
}

impl fmt::Debug for Purchase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without `..`: a new field has to be looked at.
        let Self {
            operation,
            is_protocol_2,
            is_form,
            merchant_id,
            order_id,
            parent_order_id,
            operation_id,
            order_desc,
            amount,
            currency,
            lifetime,
            preauth,
            delayed,
            required_rectoken,
            verification,
            subscription,
            plan,
            sender_email,
            product_id,
            merchant_data,
            server_callback_url,
            response_url,
            cancel_url,
            lang,
            subscription_callback_url,
            chargeback_callback_url,
            reservation_data,
            callback_fault,
        } = self;
        formatter
            .debug_struct("Purchase")
            .field("operation", operation)
            .field("is_protocol_2", is_protocol_2)
            .field("is_form", is_form)
            .field("merchant_id", merchant_id)
            .field("order_id", &DebugText(order_id))
            .field("parent_order_id", &DebugText(parent_order_id))
            .field("operation_id", &DebugText(operation_id))
            .field("order_desc", &DebugText(order_desc))
            .field("amount", amount)
            .field("currency", &DebugText(currency))
            .field("lifetime", lifetime)
            .field("preauth", preauth)
            .field("delayed", delayed)
            .field("required_rectoken", required_rectoken)
            .field("verification", verification)
            .field("subscription", subscription)
            .field("plan", plan)
            .field("sender_email", &DebugText(sender_email))
            .field("product_id", &DebugText(product_id))
            .field("merchant_data", &Length(merchant_data))
            .field("server_callback_url", &DebugAddress(server_callback_url))
            .field("response_url", &DebugAddress(response_url))
            .field("cancel_url", &DebugAddress(cancel_url))
            .field("lang", &DebugText(lang))
            .field("subscription_callback_url", &DebugAddress(subscription_callback_url))
            .field("chargeback_callback_url", &DebugAddress(chargeback_callback_url))
            .field("reservation_data", &Length(reservation_data))
            .field("callback_fault", callback_fault)
            .finish()
    }
}

impl fmt::Debug for Order {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Order")
            .field("purchase", &self.purchase)
            .field("payment_id", &self.payment_id)
            .field("is_live", &self.is_live)
            .field("status", &self.status)
            .field("response_code", &self.response_code)
            .field("reversal_amount", &self.reversal_amount)
            .field("captured_amount", &self.captured_amount)
            .field("shares", &self.shares)
            .field("is_subscription_active", &self.is_subscription_active)
            .field("charged_back_at", &self.charged_back_at)
            .field("created_at", &self.created_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
