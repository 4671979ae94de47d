//! Clients, their transports, and what goes wrong with them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use flitt_client::__private::redact;
use flitt_client::api::{ChargeSavedCard, CheckoutUrl, FinalOrder, Flitt};
use flitt_client::callback;
use flitt_client::config::{ConfigError, CredentialsError};
use flitt_client::error::{Difference, Inquiry, LostResponseError, NotSentError, SourceError, UnknownReason};
use flitt_client::transport::{
    HttpRequest, HttpResponse, MockTransport, ResponseFuture, Timer, TokioTimer, Transport, TransportError,
};
use flitt_client::{Client, Currency, Error, RetryPolicy, blocking};

use crate::credentials;
use crate::output::{Seen, wordless};
use crate::secrets::{ALL, CARD, CVV, PAYMENT_KEY, TOKEN};

pub(crate) fn all(seen: &mut Seen) {
    wordless!(seen, redact::Policy<'static>);
    wordless!(seen, redact::RedactedBody);
    wordless!(seen, redact::Shown);
    wordless!(seen, redact::TextRedactor);
    let credentials = credentials();
    seen.debug(&credentials);
    let builder = || Client::builder(credentials.clone());
    seen.debug(&builder());
    seen.debug(&builder().build().unwrap());
    seen.debug(&blocking::Client::new(credentials.clone()).unwrap());
    seen.debug(&RetryPolicy::default());
    seen.debug(&TokioTimer);
    seen.debug(&Flitt);
    seen.text(&credentials.mask_keys(&format!("{}|{}", ALL[0], ALL[1])), "masked keys");
    for address in [
        format!("https://user:{PAYMENT_KEY}@pay.flitt.com"),
        format!("https://{TOKEN}@pay.flitt.com/{TOKEN}@x"),
        format!("http://user:{PAYMENT_KEY}@localhost:80"),
    ] {
        seen.error(&builder().base_url(address).build().unwrap_err());
    }
    for error in [
        CredentialsError::Missing { variable: "FLITT_PAYMENT_KEY" },
        CredentialsError::NotANumber { variable: "FLITT_MERCHANT_ID" },
    ] {
        seen.error(&error);
        seen.error(&ConfigError::Credentials(error));
    }
    seen.error(&ConfigError::NoTransport);
    transports(seen);
    unknown_outcomes(seen);
    spans(seen);
}

/// What the status of an order shows after a call whose outcome is unknown.
fn unknown_outcomes(seen: &mut Seen) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let credentials = credentials();
    let status = |stage: &str, amount: &str, text: &str| {
        let order = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("currency", "GEL");
        let order = order.set("order_status", stage).set("amount", amount).set("rectoken", TOKEN);
        Ok(HttpResponse::ok(format!(r#"{{"response":{}}}"#, order.set("merchant_data", text).json())))
    };
    let lost = || Err(TransportError::Timeout(None));
    let order = CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(100).currency(Currency::GEL);
    let order = order.rectoken(TOKEN).merchant_data("x").build().unwrap();
    let error_of = |status| {
        let transport = Watched(Arc::new((MockTransport::new([lost(), status]), Mutex::default())));
        let client = Client::builder(credentials.clone()).transport(transport).build().unwrap();
        let policy = RetryPolicy { max_attempts: 2, ..RetryPolicy::default() };
        runtime.block_on(client.send_until_known(&order, policy)).unwrap_err()
    };
    let secret = format!("{TOKEN} {PAYMENT_KEY}");
    seen.text(&error_of(status("created", "100", &secret)).to_string(), "a difference");
    for (stage, amount, text) in
        [("created", "100", "x"), ("created", "5", "x"), ("created", "100", "y"), ("new", "x", "x")]
    {
        let error = error_of(status(stage, amount, text));
        seen.error(&error);
        match &error {
            Error::ResponseLost(lost) => {
                seen.error::<LostResponseError>(lost);
                seen.debug(lost.status());
            }
            Error::Unknown(unknown) => {
                seen.words(unknown.reason());
                for inquiry in unknown.inquiries() {
                    seen.words::<Inquiry>(inquiry);
                }
                if let UnknownReason::OtherOrder(difference) = unknown.reason() {
                    seen.words::<Difference>(difference);
                }
            }
            other => panic!("{other}"),
        }
    }
}

/// Shows each message that passes by.
#[derive(Clone, Default)]
struct Watched(Arc<(MockTransport, Mutex<Vec<String>>)>);

impl Transport for Watched {
    fn post<'t>(&'t self, message: HttpRequest<'t>) -> ResponseFuture<'t> {
        self.0.1.lock().unwrap().push(format!("{message:?} {message:#?}"));
        self.0.0.post(message)
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(&TokioTimer)
    }
}

fn transport_results() -> Vec<Result<HttpResponse, TransportError>> {
    let failure = format!(
        r#"{{"response":{{"response_status":"failure","error_code":1014,"error_message":"{TOKEN} {CVV}","request_id":"7"}}}}"#
    );
    let secrets = format!("cannot send {PAYMENT_KEY} {CARD} {TOKEN} with {CVV} by https://user:{TOKEN}@proxy.example");
    let inner = TransportError::Interrupted(secrets.as_str().into());
    vec![
        Err(TransportError::Connect(SourceError::new(std::io::Error::other(inner)))),
        Err(TransportError::Interrupted(secrets.as_str().into())),
        Err(TransportError::Timeout(Some(Duration::from_secs(1)))),
        Err(TransportError::Interrupted("the line is cut".into())),
        Err(TransportError::TooLarge),
        Ok(HttpResponse::new(500, TOKEN)),
        Ok(HttpResponse::ok(TOKEN)),
        Ok(HttpResponse::ok(failure)),
    ]
}

/// Every result of a call, by a client.
fn transports(seen: &mut Seen) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let charge = ChargeSavedCard::request().order_id("1001").order_desc("May").amount(100).currency(Currency::GEL);
    let charge = charge.rectoken(TOKEN).cvv2(CVV).build().unwrap();
    for result in transport_results() {
        match &result {
            Ok(reply) => seen.debug(reply),
            // The client knows its keys, and the transport does not.
            Err(TransportError::Connect(_) | TransportError::Interrupted(_)) => {}
            Err(error) => seen.error(error),
        }
        let transport = Watched(Arc::new((MockTransport::new([result]), Mutex::default())));
        let client = Client::builder(credentials()).transport(transport.clone()).build().unwrap();
        let error = runtime.block_on(client.send(&charge)).unwrap_err();
        seen.error(&error);
        match &error {
            Error::NotSent(why) => seen.words::<NotSentError>(why),
            Error::Unknown(unknown) => seen.words::<UnknownReason>(unknown.reason()),
            _ => {}
        }
        seen.debug(&transport.0.0);
        seen.kind::<HttpRequest<'_>>();
        for text in transport.0.1.lock().unwrap().iter() {
            seen.text(text, "a message");
        }
    }
}

/// What a subscriber writes that shows everything, of calls by the real transport to a real address.
fn spans(seen: &mut Seen) {
    let log = Arc::new(Mutex::new(Vec::new()));
    let written = Arc::clone(&log);
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || Log(Arc::clone(&written)))
        .finish();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let charge = ChargeSavedCard::request().order_id(CARD).order_desc("May").amount(100).currency(Currency::GEL);
    let charge = charge.rectoken(TOKEN).cvv2(CVV).build().unwrap();
    let _guard = tracing::subscriber::set_default(subscriber);
    runtime.block_on(async {
        let sandbox = flitt_sandbox::Sandbox::start().await.unwrap();
        let client = Client::builder(credentials()).base_url(sandbox.base_url()).build().unwrap();
        // The sandbox knows other keys: it tells what it hashed.
        seen.error(&client.send(&charge).await.unwrap_err());
        sandbox.fault(flitt_sandbox::Fault::DropAfter);
        seen.error(&client.send(&charge).await.unwrap_err());
        let nowhere = Client::builder(credentials()).base_url("http://127.0.0.1:1").build().unwrap();
        seen.error(&nowhere.with_retry(RetryPolicy::none()).send(&charge).await.unwrap_err());
    });
    let log = String::from_utf8(log.lock().unwrap().clone()).unwrap();
    assert!(log.contains("flitt_call"), "{log}");
    seen.text(&log, "a log");
}

struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
