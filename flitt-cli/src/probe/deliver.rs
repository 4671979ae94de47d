//! Delivers callbacks to the shop.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::http::{Address, HttpError, Manner, Reach, request};
use super::scenario::Send;
use crate::output::CommandError;

/// The sandbox recognises its own callbacks by this, and begins no loop.
const AGENT: &str = concat!("Mozilla/4.0 (compatible; Twisted; flitt-sandbox/", env!("CARGO_PKG_VERSION"), ")");
/// How often the gateway's own callback is sent until the response is 200, and the time between.
const ATTEMPTS: usize = 3;
const PAUSE: Duration = Duration::from_millis(200);

/// A callback that is ready to be sent.
#[derive(Clone)]
pub(super) struct Delivery {
    pub(super) address: Address,
    pub(super) body: String,
    pub(super) content_type: &'static str,
    pub(super) reach: Reach,
    /// The gateway repeats it.
    pub(super) is_genuine: bool,
}

/// Sends a callback as the step says, and returns the responses: HTTP status codes, or why there is none.
pub(super) async fn deliver(delivery: &Delivery, send: &Send) -> Result<Vec<String>, CommandError> {
    let manner = if send.in_pieces { Manner::InPieces } else { Manner::AtOnce };
    let mut responses = Vec::new();
    if send.hang_up {
        responses.push(post(delivery, Manner::HangUp).await?);
    }
    if !send.at_once {
        for _ in 0..send.times {
            responses.extend(repeated(delivery, manner).await?);
        }
        return Ok(responses);
    }
    let mut sending = JoinSet::new();
    for _ in 0..send.times {
        let delivery = delivery.clone();
        sending.spawn(async move { repeated(&delivery, manner).await });
    }
    while let Some(sent) = sending.join_next().await {
        responses.extend(sent.map_err(CommandError::usage)??);
    }
    Ok(responses)
}

/// Sends a callback until the response is 200, if the gateway does.
async fn repeated(delivery: &Delivery, manner: Manner) -> Result<Vec<String>, CommandError> {
    let mut responses = Vec::new();
    for attempt in 1.. {
        let response = post(delivery, manner).await?;
        let is_done = response == "200" || !delivery.is_genuine || attempt == ATTEMPTS;
        responses.push(response);
        if is_done {
            break;
        }
        sleep(PAUSE).await;
    }
    Ok(responses)
}

async fn post(delivery: &Delivery, manner: Manner) -> Result<String, CommandError> {
    let headers = [("User-Agent", AGENT), ("Content-Type", delivery.content_type)];
    match request("POST", &delivery.address, &headers, &delivery.body, manner, delivery.reach).await {
        Ok(Some(response)) => Ok(response.status.to_string()),
        Ok(None) => Ok("lost".to_owned()),
        Err(HttpError::OtherMachine) => {
            Err(CommandError::usage("the shop's `server_callback_url` is on another machine")
                .help("let the shop name an address of this machine, or allow others with --callbacks-anywhere"))
        }
        Err(error) => Ok(error.to_string()),
    }
}
