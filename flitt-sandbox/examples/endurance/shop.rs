//! The merchant's server: it verifies callbacks, and refuses some the first time.

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

/// One callback in so many is refused when it first comes.
const REFUSED: usize = 10;

/// What came for an order.
#[derive(Clone, Copy, Default)]
pub(crate) struct Came {
    /// How often it was answered with 200.
    pub(crate) taken: u32,
    /// How often it was refused.
    pub(crate) refused: u32,
}

#[derive(Clone, Default)]
pub(crate) struct Shop {
    came: Arc<Mutex<HashMap<String, Came>>>,
}

impl Shop {
    /// Listens, and gives the address for callbacks.
    pub(crate) async fn start(&self) -> Outcome<String> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/callback", listener.local_addr()?);
        let router = Router::new().route("/callback", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(url)
    }

    /// What came, by order.
    pub(crate) fn came(&self) -> HashMap<String, Came> {
        self.came.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn take(State(shop): State<Shop>, body: Bytes) -> StatusCode {
    let Ok(order) = callback::verify::<FinalOrder>(&Credentials::test(), &body) else { return StatusCode::FORBIDDEN };
    let mut came = shop.came.lock().unwrap_or_else(PoisonError::into_inner);
    let is_refused = came.len() % REFUSED == 0 && !came.contains_key(order.order_id());
    let entry = came.entry(order.order_id().to_owned()).or_default();
    if is_refused {
        entry.refused += 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    entry.taken += 1;
    StatusCode::OK
}
