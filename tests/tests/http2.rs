//! One send is one send, also over HTTP/2: a server accepts a charge and then rejects its stream, or takes leave of the
//! connection, and one request has arrived. This crate switches HTTP/2 on for the whole program, as any other can.
//!
//! It needs a process of its own: the certificate of the server is trusted by an environment variable.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flitt_client::api::{ChargeSavedCard, charge_saved_card};
use flitt_client::{Client, Credentials, Error, RetryPolicy};
use h2::Reason;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// What the server does after it has received the whole request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// It resets the stream with this reason.
    Reset(Reason),
    /// It takes leave of the connection with this reason, and ends it.
    GoAway(Reason),
    /// It ends the connection without a word.
    Drop,
    /// It redirects the request to itself.
    Redirect(u16),
    /// It asks for a repeat.
    Respond(u16),
}

const CASES: [Then; 11] = [
    Then::Reset(Reason::REFUSED_STREAM),
    Then::Reset(Reason::CANCEL),
    Then::Reset(Reason::ENHANCE_YOUR_CALM),
    Then::Reset(Reason::HTTP_1_1_REQUIRED),
    Then::GoAway(Reason::NO_ERROR),
    Then::GoAway(Reason::ENHANCE_YOUR_CALM),
    Then::Drop,
    Then::Redirect(307),
    Then::Redirect(308),
    Then::Respond(503),
    Then::Respond(421),
];

/// A server of HTTP/2 over TLS, and the bodies of the requests that arrived.
struct Server {
    url: String,
    received: Arc<Mutex<Vec<Vec<u8>>>>,
    protocols: Arc<AtomicUsize>,
}

impl Server {
    async fn start(then: Then) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let (received, protocols) = (Arc::default(), Arc::default());
        let server = Self { url, received: Arc::clone(&received), protocols: Arc::clone(&protocols) };
        let tls = TlsAcceptor::from(Arc::new(tls_config()));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(connection(tls.clone(), stream, then, Arc::clone(&received), Arc::clone(&protocols)));
            }
        });
        server
    }

    /// How many requests arrived, all of them with this text.
    fn count(&self, text: &str) -> usize {
        let received = self.received.lock().unwrap();
        assert!(received.iter().all(|body| String::from_utf8_lossy(body).contains(text)));
        assert_eq!(self.protocols.load(Ordering::SeqCst) > 0, !received.is_empty(), "HTTP/2 was spoken");
        received.len()
    }
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/tls").join(name)
}

fn tls_config() -> ServerConfig {
    let certificate = CertificateDer::from_pem_file(fixture("localhost.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture("localhost.key")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    config
}

async fn connection(
    tls: TlsAcceptor,
    stream: TcpStream,
    then: Then,
    received: Arc<Mutex<Vec<Vec<u8>>>>,
    protocols: Arc<AtomicUsize>,
) {
    let Ok(stream) = tls.accept(stream).await else { return };
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    protocols.fetch_add(1, Ordering::SeqCst);
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let path = request.uri().path().to_owned();
        let body = {
            let read = std::pin::pin!(read(request.into_body()));
            // The connection makes progress while the body is read.
            let others = std::pin::pin!(connection.accept());
            tokio::select! {
                body = read => body,
                _ = others => return,
            }
        };
        received.lock().unwrap().push(body);
        match then {
            Then::Reset(reason) => respond.send_reset(reason),
            Then::GoAway(reason) => {
                connection.abrupt_shutdown(reason);
                // Writes the frame.
                let _ = tokio::time::timeout(Duration::from_secs(2), connection.accept()).await;
                return;
            }
            Then::Drop => return,
            Then::Redirect(status) => {
                let response = http::Response::builder().status(status).header("location", path);
                let _ = respond.send_response(response.body(()).unwrap(), true);
            }
            Then::Respond(status) => {
                let response = http::Response::builder().status(status).header("retry-after", "0");
                let _ = respond.send_response(response.body(()).unwrap(), true);
            }
        }
    }
}

async fn read(mut body: h2::RecvStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(Ok(chunk)) = body.data().await {
        let _ = body.flow_control().release_capacity(chunk.len());
        bytes.extend_from_slice(&chunk);
    }
    bytes
}

fn charge() -> charge_saved_card::Request {
    let request = ChargeSavedCard::request().order_id("may-1001").order_desc("May").amount(500).currency("GEL");
    request.rectoken("a saved card").build().unwrap()
}

/// The test itself runs in a process that trusts the server.
fn runs_here(test: &str) -> bool {
    const TRUSTED: &str = "SSL_CERT_FILE";
    let certificate = fixture("localhost.pem");
    if std::env::var_os(TRUSTED).is_some_and(|path| path == certificate) {
        return true;
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    let output = child.args(["--exact", test, "--nocapture"]).env(TRUSTED, &certificate).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && shown.contains("1 passed"), "{shown}");
    false
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn check(then: Then, error: &Error, server: &Server) {
    assert!(matches!(error, Error::Unknown(_)), "{then:?}: {error}");
    assert_eq!(server.count("may-1001"), 1, "{then:?}");
}

#[test]
fn a_charge_arrives_once() {
    if !runs_here("a_charge_arrives_once") {
        return;
    }
    runtime().block_on(async {
        for then in CASES {
            let server = Server::start(then).await;
            let often = RetryPolicy { initial_backoff: Duration::ZERO, ..RetryPolicy::default() };
            let client = Client::builder(Credentials::test()).base_url(&server.url).retry(often).build().unwrap();
            let error = client.send(&charge()).await.unwrap_err();
            check(then, &error, &server);
            // The next one is another request.
            client.send(&charge()).await.unwrap_err();
            assert_eq!(server.count("may-1001"), 2, "{then:?}");
        }
    });
}

#[test]
fn a_charge_of_the_blocking_client_arrives_once() {
    if !runs_here("a_charge_of_the_blocking_client_arrives_once") {
        return;
    }
    let runtime = runtime();
    for then in CASES {
        let server = runtime.block_on(Server::start(then));
        let client = Client::builder(Credentials::test()).base_url(&server.url).build_blocking().unwrap();
        let error = client.send(&charge()).unwrap_err();
        check(then, &error, &server);
    }
}

/// What this file is about: by default, the HTTP library sends a rejected request again.
#[test]
fn the_http_library_would_repeat_it() {
    if !runs_here("the_http_library_would_repeat_it") {
        return;
    }
    runtime().block_on(async {
        let server = Server::start(Then::Reset(Reason::REFUSED_STREAM)).await;
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/api/recurring", server.url);
        client.post(url).body("may-1001").send().await.unwrap_err();
        assert!(server.count("may-1001") > 1, "the other tests prove nothing");
    });
}
