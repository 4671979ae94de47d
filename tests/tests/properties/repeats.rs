//! Nothing is repeated that its schema file does not allow, whatever a user configures and whatever goes wrong.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flitt_client::api::Flitt;
use flitt_client::schema::Retry;
use flitt_client::schema::compiled::LazyEndpoint;
use flitt_client::transport::{Message, Pending, Reply, Timer, Transport, TransportError, Waiting};
use flitt_client::{Api, Client, DynamicRequest, RetryPolicy};
use proptest::prelude::*;

use crate::{build, config, credentials, is_flat, ready, values};

/// Repeats in a row that a client makes at most, unless its builder says otherwise.
const BUDGET: usize = 100;

/// Never gives an answer, and keeps what was sent. Its clock stands still, so no deadline ends the repeats.
struct Silent {
    fault: Result<Reply, TransportError>,
    begin: Instant,
    sent: Mutex<Vec<Vec<u8>>>,
}

impl Transport for Silent {
    fn post<'t>(&'t self, message: Message<'t>) -> Pending<'t> {
        self.sent.lock().expect("no test panics while it holds it").push(message.body.to_vec());
        Box::pin(std::future::ready(self.fault.clone()))
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(self)
    }
}

impl Timer for Silent {
    fn now(&self) -> Instant {
        self.begin
    }

    fn wait(&self, _: Duration) -> Waiting<'_> {
        Box::pin(std::future::ready(()))
    }
}

/// What can go wrong, the failure that the gateway tells among it.
fn fault() -> impl Strategy<Value = Result<Reply, TransportError>> {
    let failure = r#"{"response":{"response_status":"failure","error_code":1002,"error_message":"no"}}"#;
    prop::sample::select(vec![
        Err(TransportError::NoConnection("the line is down".to_owned())),
        Err(TransportError::Timeout(None)),
        Err(TransportError::Interrupted("the line is cut".to_owned())),
        Err(TransportError::TooLarge),
        Ok(Reply { status: 500, body: b"<html>".to_vec() }),
        Ok(Reply { status: 302, body: Vec::new() }),
        Ok(Reply::ok(r#"{"response":{"order_id":"#)),
        Ok(Reply::ok(r#"{"response":{"order_id":"another","signature":"0"}}"#)),
        Ok(Reply::ok(failure)),
    ])
}

fn policy() -> impl Strategy<Value = RetryPolicy> {
    let times = (any::<u64>(), any::<u64>(), any::<u64>()).prop_map(|(a, b, c)| [a, b, c].map(Duration::from_millis));
    (prop_oneof![0_u32..5, any::<u32>()], times).prop_map(|(attempts, [first_wait, longest_wait, deadline])| {
        RetryPolicy { attempts, first_wait, longest_wait, deadline }
    })
}

/// Everything that goes out for a request.
fn sent(request: &DynamicRequest, fault: Result<Reply, TransportError>, policy: RetryPolicy) -> Vec<Vec<u8>> {
    let transport = Arc::new(Silent { fault, begin: Instant::now(), sent: Mutex::default() });
    let client = Client::builder(credentials()).transport(Arc::clone(&transport)).build().expect("a client");
    // Where nothing is signed, one of the faults is an answer.
    let _ = ready(client.with_retry(policy).send_dynamic(request));
    transport.sent.lock().expect("no test panics while it holds it").clone()
}

#[test]
fn the_schema_alone_says_what_is_repeated() {
    let repeated = RefCell::new(BTreeSet::new());
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new(endpoint.get().clone());
        proptest!(config(96), |(values in values(&endpoint), fault in fault(), policy in policy())| {
            if let Ok(request) = build(&endpoint, &values) {
                let allowed = match &endpoint.retry {
                    Retry::Freely => true,
                    Retry::Never => false,
                    Retry::With(name) => values.iter().any(|(set, text)| set == name && !text.is_empty()),
                };
                let sent = sent(&request, fault, policy);
                let most = usize::try_from(policy.attempts).unwrap_or(usize::MAX).min(1 + BUDGET);
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
