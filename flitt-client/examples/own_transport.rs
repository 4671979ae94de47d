//! A transport of one's own: the merchant's HTTP client carries the requests, and every call is counted.
//!
//! `cargo run --example own_transport` runs against a local gateway.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use flitt_client::api::{CheckoutUrl, GetOrderStatus};
use flitt_client::error::SourceError;
use flitt_client::transport::{
    HttpRequest, HttpResponse, ResponseFuture, Timer, TokioTimer, Transport, TransportError,
};
use flitt_client::{Client, Credentials, Currency};
use flitt_sandbox::Sandbox;

/// The merchant's HTTP client, with whatever it is configured for: proxies, certificates, pools.
struct Counting {
    http: reqwest::Client,
    calls: AtomicUsize,
}

impl Transport for Counting {
    fn post<'t>(&'t self, message: HttpRequest<'t>) -> ResponseFuture<'t> {
        Box::pin(async move {
            let begin = Instant::now();
            let reply = self.send(&message).await;
            self.calls.fetch_add(1, Ordering::Relaxed);
            let status = reply.as_ref().map_or_else(ToString::to_string, |reply| reply.status.to_string());
            // The address may be shown. The body may not: it holds what is sensitive.
            println!("   {} -> {status} in {:?}", message.url, begin.elapsed());
            reply
        })
    }

    /// With it, what may be repeated is.
    fn timer(&self) -> Option<&dyn Timer> {
        Some(&TokioTimer)
    }
}

impl Counting {
    async fn send(&self, message: &HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let mut request = self.http.post(message.url).header("content-type", message.content_type);
        for (name, value) in message.headers {
            request = request.header(*name, value);
        }
        // That of this call, where it has one; else the limit of the HTTP client applies.
        if let Some(timeout) = message.timeout {
            request = request.timeout(timeout);
        }
        let mut response = request.body(message.body.to_vec()).send().await.map_err(classify)?;
        let status = response.status().as_u16();
        let headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(classify)? {
            if body.len() + chunk.len() > message.response_limit {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpResponse::new(status, body).with_headers(headers))
    }
}

/// Only a failure to connect proves that nothing was sent: such a request is retried.
fn classify(error: reqwest::Error) -> TransportError {
    if error.is_connect() {
        TransportError::Connect(SourceError::new(error))
    } else if error.is_timeout() {
        TransportError::Timeout(None)
    } else {
        TransportError::Interrupted(SourceError::new(error))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    // Redirects must not be followed: they would carry a signed request to somebody else.
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .build()?;
    let transport = Arc::new(Counting { http, calls: AtomicUsize::new(0) });
    let client =
        Client::builder(Credentials::test()).base_url(sandbox.base_url()).transport(Arc::clone(&transport)).build()?;

    let order = CheckoutUrl::request().order_id("1").order_desc("Tea").amount(1000).currency(Currency::GEL).build()?;
    println!("1. The payer would open {}", client.send(&order).await?.checkout_url());
    let status = client.send(&GetOrderStatus::request().order_id("1").build()?).await?;
    println!("2. The order is {}", status.order_status());
    let calls = transport.calls.load(Ordering::Relaxed);
    println!("3. {calls} calls were carried");
    if calls == 2 { Ok(()) } else { Err("there should be two calls".into()) }
}
