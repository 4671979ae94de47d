//! The merchant's server: it verifies callbacks, and rejects some of them once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use flitt_client::api::FinalOrder;
use flitt_client::{Credentials, callback};

use crate::Outcome;

/// The first attempt of one callback in this many is rejected.
const REJECTED_EVERY: usize = 10;

/// The attempts to deliver one callback.
#[derive(Clone, Copy, Default)]
pub(crate) struct Received {
    /// The number of responses with HTTP 200.
    pub(crate) accepted: u32,
    /// The number of responses with an error.
    pub(crate) rejected: u32,
}

#[derive(Clone, Default)]
pub(crate) struct Shop {
    received: Arc<Mutex<HashMap<String, Received>>>,
}

impl Shop {
    /// Starts to listen, and returns the URL for callbacks.
    pub(crate) async fn start(&self) -> Outcome<String> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/callback", listener.local_addr()?);
        let router = Router::new().route("/callback", post(receive)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(url)
    }

    /// The callbacks, by [`payment`] and [`reversal`].
    pub(crate) fn received(&self) -> HashMap<String, Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The callback about the payment of an order.
pub(crate) fn payment(order_id: &str) -> String {
    order_id.to_owned()
}

/// The callback about the reversal of a part of it.
pub(crate) fn reversal(order_id: &str) -> String {
    format!("{order_id}, reversed")
}

async fn receive(State(shop): State<Shop>, body: Bytes) -> StatusCode {
    let Ok(order) = callback::verify::<FinalOrder>(&Credentials::test(), &body) else { return StatusCode::FORBIDDEN };
    let mut received = shop.received.lock().unwrap_or_else(PoisonError::into_inner);
    let name = if order.reversal_amount() == Some(0) { payment } else { reversal };
    let name = name(order.order_id());
    let is_rejected = received.len() % REJECTED_EVERY == 0 && !received.contains_key(&name);
    let entry = received.entry(name).or_default();
    if is_rejected {
        entry.rejected += 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    entry.accepted += 1;
    StatusCode::OK
}
