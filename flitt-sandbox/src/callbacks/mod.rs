//! Delivery of callbacks to merchants' servers, with retries until they respond with HTTP 200.

use tokio::sync::mpsc;

use crate::model::callback::Callback;

mod delivery;
mod options;
mod target;

pub(crate) use delivery::{DeliveryLog, DeliveryWorker};
pub(crate) use options::{AllowedTargets, DeliveryOptions};

/// The queue of callbacks that wait for delivery.
#[derive(Clone)]
pub(crate) struct CallbackQueue(mpsc::UnboundedSender<Callback>);

impl CallbackQueue {
    /// The queue, and its end that a [`DeliveryWorker`] reads.
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<Callback>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Adds a callback. It is delivered later.
    pub(crate) fn send(&self, callback: Callback) {
        // The receiver is gone only after the sandbox has stopped: then nothing is delivered any more.
        let _ = self.0.send(callback);
    }
}
