//! A sandbox under attack, in a process of its own: its memory is measured, and each process has the files that it
//! opens for itself.
#![cfg(target_os = "linux")]

use std::process::Stdio;
use std::time::Duration;

use flitt_client::signature::sign;
use flitt_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinSet;

/// Makes this program the sandbox.
const SERVE: &str = "FLITT_SANDBOX_SERVE";
/// How much memory a sandbox may have over that of an idle one, in KiB.
const MAX_GROWTH: u64 = 64 * 1024;
/// How many connections are left open: more than a sandbox has.
const OPEN: usize = 600;
/// Rounds of 100 hostile requests in the short form; `HOSTILE_ROUNDS` is another number.
const ROUNDS: usize = 20;
/// Only against hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// The other process, not a test: `SERVE` is set there.
#[tokio::test]
async fn serve() {
    if std::env::var_os(SERVE).is_some() {
        let sandbox = Sandbox::start().await.unwrap();
        println!("\n{}", sandbox.base_url());
        std::future::pending::<()>().await;
    }
}

struct Server {
    process: Child,
    url: String,
    /// Kept open: after a minute the other process says that its test takes long, and ends if it cannot.
    _output: ChildStdout,
}

impl Server {
    async fn start() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "serve", "--nocapture"]).env(SERVE, "1");
        let mut process = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        loop {
            let line = lines.next_line().await.unwrap().unwrap();
            if line.starts_with("http://") {
                return Self { process, url: line, _output: lines.into_inner().into_inner() };
            }
        }
    }

    fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Its resident memory, in KiB.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id().unwrap())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Creates an order, as a program does.
    async fn create_order(&self, client: &reqwest::Client, order_id: &str) {
        let request = client.post(format!("{}/api/checkout/url", self.url)).header("content-type", "application/json");
        let response = request.body(signed(order_id, "Tea", "test")).timeout(PATIENCE).send().await.unwrap();
        let response: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(response["response"]["response_status"], "success", "{response}");
    }
}

/// A connection on which something was sent: what does not fit into the buffers at once need not be.
async fn connect_and_send(address: String, text: String) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let _ = tokio::time::timeout(Duration::from_millis(20), stream.write_all(text.as_bytes())).await;
    stream
}

/// A request that creates an order, signed with a key.
fn signed(order_id: &str, desc: &str, key: &str) -> String {
    let fields = [
        ("order_id", order_id),
        ("merchant_id", "1549901"),
        ("order_desc", desc),
        ("amount", "1000"),
        ("currency", "GEL"),
    ];
    let signature = sign(key, fields);
    let fields: serde_json::Map<String, Value> = fields
        .into_iter()
        .chain([("signature", signature.as_str())])
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    json!({ "request": fields }).to_string()
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn connections_that_are_left_open_lock_nobody_out() {
    let head = "POST /api/checkout/url HTTP/1.1\r\nhost: localhost\r\n";
    let body = format!("{head}content-type: application/json\r\ncontent-length: 1000000\r\n\r\n");
    let kinds = [
        ("nothing", String::new()),
        ("half a head", head.to_owned()),
        ("a large half of a head", format!("{head}a: {}", "x".repeat(30_000))),
        ("half a body", format!("{body}{{")),
        ("a large half of a body", body + &"x".repeat(200_000)),
        ("half a chunk", format!("{head}transfer-encoding: chunked\r\n\r\nffff\r\nx")),
        ("a stream", "GET /dashboard/events HTTP/1.1\r\nhost: localhost\r\n\r\n".to_owned()),
        ("a page that is not read", "GET /assets/dashboard.js HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(100)),
    ];
    let server = Server::start().await;
    let client = client();
    server.create_order(&client, "first").await;
    let idle = server.memory();
    for (kind, sent) in kinds {
        let connect = || connect_and_send(server.address().to_owned(), sent.clone());
        let mut oldest = connect().await;
        let _open = (1..OPEN).map(|_| connect()).collect::<JoinSet<_>>().join_all().await;
        server.create_order(&self::client(), &format!("with {kind}")).await;
        let memory = server.memory();
        println!("{OPEN} connections with {kind}: {memory} KiB, idle {idle} KiB");
        assert!(memory < idle + MAX_GROWTH, "{kind}: {memory} KiB, idle {idle} KiB");
        // The first one was closed.
        let mut received = Vec::new();
        let _ = tokio::time::timeout(PATIENCE, oldest.read_to_end(&mut received)).await.unwrap();
    }
}

#[tokio::test]
async fn hostile_requests_leave_no_memory_behind() {
    let server = Server::start().await;
    let client = client();
    server.create_order(&client, "first").await;
    let idle = server.memory();
    let rounds = std::env::var("HOSTILE_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    let large = "x".repeat(1_000_000);
    let post = async |path: &str, content_type: &str, origin: Option<&str>, body: String| {
        let request = client.post(format!("{}{path}", server.url)).header("content-type", content_type);
        let request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
        let response = request.body(body).timeout(PATIENCE).send().await.unwrap();
        response.text().await.unwrap().len()
    };
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    for round in 0..rounds {
        // A large one of each kind, and many small ones.
        post("/api/checkout/url", json, None, large.clone()).await;
        post("/api/checkout/url", json, None, signed("1", &large, "wrong")).await;
        post("/api/status/order_id", json, None, json!({ "request": { large.clone(): 1 } }).to_string()).await;
        post("/api/checkout/redirect", form, Some("https://evil.example"), format!("order_id={large}")).await;
        post("/api/checkout/redirect", "text/plain", Some("https://evil.example"), large.clone()).await;
        post("/pay", json, None, json!({ "token": large, "card_number": large }).to_string()).await;
        post("/shop/callback", json, None, large.clone()).await;
        post("/checkout", form, None, format!("token={large}")).await;
        post(&format!("/{}", "a".repeat(30_000)), json, None, "{}".to_owned()).await;
        post("/api/checkout/url", json, None, "[".repeat(100_000)).await;
        for number in 0..90 {
            let order_id = format!("{round}-{number}");
            match number % 3 {
                0 => post("/api/checkout/url", json, None, signed(&order_id, &"y".repeat(1000), "wrong")).await,
                1 => post("/dashboard/orders", form, Some("null"), "form_token=1".to_owned()).await,
                _ => {
                    post("/api/checkout/url", "text/plain", Some("https://evil.example"), signed(&order_id, "", "test"))
                        .await
                }
            };
        }
    }
    let memory = server.memory();
    println!("after {} hostile requests: {memory} KiB, idle {idle} KiB", rounds * 100);
    server.create_order(&client, "last").await;
    assert!(memory < idle + MAX_GROWTH, "{memory} KiB, idle {idle} KiB");
}
