//! Nothing is retried that its schema file does not allow, whatever a user configures and whatever goes wrong.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flitt_client::api::Flitt;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::transport::{
    HttpRequest, HttpResponse, ResponseFuture, SleepFuture, Timer, Transport, TransportError,
};
use flitt_client::{Api, Client, RetryPolicy};
use flitt_schema::Retry;
use flitt_schema::embedded::LazyEndpoint;
use proptest::prelude::*;

use super::{build, config, credentials, is_flat, ready, values};

/// Repeats in a row that a client makes at most, unless its builder says otherwise.
const BUDGET: usize = 100;

/// Never gives a response, and keeps what was sent. Its clock does not advance, so no deadline ends the retries.
struct Silent {
    result: Result<HttpResponse, TransportError>,
    begin: Instant,
    sent: Mutex<Vec<Vec<u8>>>,
}

impl Transport for Silent {
    fn post<'t>(&'t self, message: HttpRequest<'t>) -> ResponseFuture<'t> {
        self.sent.lock().expect("no test panics while it holds it").push(message.body.to_vec());
        Box::pin(std::future::ready(self.result.clone()))
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(self)
    }
}

impl Timer for Silent {
    fn now(&self) -> Instant {
        self.begin
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(std::future::ready(()))
    }
}

/// What can go wrong, including the failure that the gateway reports.
fn transport_result() -> impl Strategy<Value = Result<HttpResponse, TransportError>> {
    let failure = r#"{"response":{"response_status":"failure","error_code":1002,"error_message":"no"}}"#;
    prop::sample::select(vec![
        Err(TransportError::Connect("the line is down".into())),
        Err(TransportError::Timeout(None)),
        Err(TransportError::Interrupted("the line is cut".into())),
        Err(TransportError::TooLarge),
        Ok(HttpResponse::new(500, "<html>")),
        Ok(HttpResponse::new(302, Vec::new())),
        Ok(HttpResponse::ok(r#"{"response":{"order_id":"#)),
        Ok(HttpResponse::ok(r#"{"response":{"order_id":"another","signature":"0"}}"#)),
        Ok(HttpResponse::ok(failure)),
    ])
}

fn policy() -> impl Strategy<Value = RetryPolicy> {
    let times = (any::<u64>(), any::<u64>(), any::<u64>()).prop_map(|(a, b, c)| [a, b, c].map(Duration::from_millis));
    (prop_oneof![0_u32..5, any::<u32>()], times).prop_map(|(attempts, [initial_backoff, max_backoff, deadline])| {
        RetryPolicy { max_attempts: attempts, initial_backoff, max_backoff, deadline }
    })
}

/// Everything that is sent for a request.
fn sent(request: &DynamicRequest, result: Result<HttpResponse, TransportError>, policy: RetryPolicy) -> Vec<Vec<u8>> {
    let transport = Arc::new(Silent { result, begin: Instant::now(), sent: Mutex::default() });
    let client = Client::builder(credentials()).transport(Arc::clone(&transport)).build().expect("a client");
    // Where nothing is signed, one of the results is a response.
    let _ = ready(client.with_retry(policy).send_dynamic(request));
    transport.sent.lock().expect("no test panics while it holds it").clone()
}

#[test]
fn only_the_schema_decides_what_is_retried() {
    let repeated = RefCell::new(BTreeSet::new());
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new(endpoint.get().clone());
        proptest!(config(96), |(values in values(&endpoint), result in transport_result(), policy in policy())| {
            if let Ok(request) = build(&endpoint, &values) {
                let allowed = match &endpoint.retry {
                    Retry::Freely => true,
                    Retry::Never => false,
                    Retry::With(name) => values.iter().any(|(set, text)| set == name && !text.is_empty()),
                };
                let sent = sent(&request, result, policy);
                let most = usize::try_from(policy.max_attempts).unwrap_or(usize::MAX).min(1 + BUDGET);
                prop_assert!(sent.len() <= if allowed { most.max(1) } else { 1 }, "{} times", sent.len());
                prop_assert!(sent.windows(2).all(|pair| pair[0] == pair[1]), "a repeat is the same request");
                if sent.len() > 1 {
                    repeated.borrow_mut().insert(endpoint.name.to_string());
                }
            }
        });
    }
    // What may be repeated is, or this test would prove nothing. (Only flat values are made up here.)
    let is_flat = |endpoint: &LazyEndpoint| endpoint.request.rows.iter().all(|row| !row.mandatory || is_flat(row));
    let allowed = Flitt::ENDPOINTS.iter().filter(|endpoint| endpoint.retry != Retry::Never && is_flat(endpoint));
    assert_eq!(repeated.into_inner(), allowed.map(|endpoint| endpoint.name.to_string()).collect());
}
