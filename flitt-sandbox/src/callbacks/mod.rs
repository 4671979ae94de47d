//! Delivery of callbacks to merchants' servers, with retries until they respond with HTTP 200.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use tokio::sync::mpsc;

use crate::model::callback::Callback;

mod delivery;
mod options;
mod target;

pub(crate) use delivery::{DeliveryLog, DeliveryWorker};
pub(crate) use options::{AllowedTargets, DeliveryOptions};
pub(crate) use target::{SHOP_PATH, Targets};

/// The gateway's `User-Agent` (<https://docs.flitt.com/api/callbacks/>), with the name of the sandbox.
const AGENT: &str = concat!("Mozilla/4.0 (compatible; Twisted; flitt-sandbox/", env!("CARGO_PKG_VERSION"), ")");
/// The part of [`AGENT`] by which every version is recognised.
const AGENT_MARK: &str = "; flitt-sandbox/";

/// Whether a request is the callback of a sandbox: of this one, or of another one.
pub(crate) fn is_callback(headers: &HeaderMap) -> bool {
    headers.get_all(USER_AGENT).iter().any(|agent| agent.to_str().is_ok_and(|agent| agent.contains(AGENT_MARK)))
}

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
