//! The sandbox under load: `flitt sandbox`, as its user starts it, compared with a bare server of the same framework that parses
//! JSON and responds with a constant.
//!
//! Both run on one thread in a process of their own, and get the same requests from the same clients; the bare server
//! responds with what the sandbox has responded.

use std::hint::black_box;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::http::header::CONTENT_TYPE;
use axum::routing::{MethodRouter, post};
use axum::{Json, Router};
use flitt_client::api::{CheckoutUrl, GetOrderStatus};
use flitt_client::request::Exchange;
use flitt_client::{Credentials, Currency};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::task::JoinSet;

use crate::http::{self, Connection};
use crate::process::{Server, helper, printed};
use crate::timing::{median, ratio};
use crate::{Outcome, Row, Target};

/// The name of the server that parses JSON and responds with a constant.
pub const SERVER: &str = "json";

const CREATE: &str = "/api/checkout/url";
const ASK: &str = "/api/status/order_id";

const CLIENTS: usize = 64;
const ROUNDS: usize = 15;
const ORDERS: u32 = 4_000;

const COMPARED_WITH: &str = "axum: JSON in, a constant out";

/// The rows of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let sandbox = Server::start(Command::new(built()?).args(["sandbox", "--listen", "127.0.0.1:0"]))?;
    let example = Orders::new("example", 1)?;
    let (created, asked_for) = (example.create(&sandbox)?.response, example.ask(&sandbox)?.response);
    let bare = Server::start(&mut helper(SERVER, &[&created, &asked_for])?)?;
    let (mut creations, mut questions) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let orders = Orders::new(&format!("order_{round}"), ORDERS)?;
        creations.push((orders.create(&sandbox)?, orders.create(&bare)?));
        questions.push((orders.ask(&sandbox)?, orders.ask(&bare)?));
    }
    Ok([of_pairs("orders created", &creations), of_pairs("states of orders", &questions)].concat())
}

/// The program `flitt`, built as a release; or another one, to compare versions.
fn built() -> Outcome<PathBuf> {
    if let Some(other) = std::env::var_os("BENCH_FLITT") {
        return Ok(other.into());
    }
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let arguments = ["build", "--release", "--package=flitt-cli", "--message-format=json", "--manifest-path", manifest];
    let printed_text = printed(Command::new(env!("CARGO")).args(arguments))?;
    let messages = printed_text.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
    let built = messages.iter().find_map(|message| message["executable"].as_str());
    Ok(built.ok_or("cargo built no program")?.into())
}

/// The rate, the processor's time and the waits of some pairs, ours and the other's.
fn of_pairs(what: &str, pairs: &[(Load, Load)]) -> [Row; 3] {
    let medians = |of: fn(&Load) -> Duration| {
        let (ours, theirs) = pairs.iter().map(|(ours, theirs)| (of(ours), of(theirs))).unzip();
        (median(ours), median(theirs))
    };
    let what = format!("sandbox, {CLIENTS} clients: {what}");
    let times = medians(|load| load.time / ORDERS);
    let rate = |time: Duration| format!("{:.0}/s", 1.0 / time.as_secs_f64());
    let processor = medians(|load| load.on_processor / ORDERS);
    [
        Row {
            what: what.clone(),
            ours: rate(times.0),
            compared_with: COMPARED_WITH.to_owned(),
            theirs: rate(times.1),
            ratio: ratio(times.1, times.0),
            target: Target::AtLeast(0.6),
        },
        Row::of_times(&format!("{what}, processor time of each"), processor, COMPARED_WITH, Target::None),
        Row::of_times(&format!("{what}, p99"), medians(|load| load.p99), COMPARED_WITH, Target::None),
    ]
}

/// Signed requests to create orders, and to ask for their status.
struct Orders {
    creations: Arc<[Vec<u8>]>,
    questions: Arc<[Vec<u8>]>,
}

impl Orders {
    fn new(name: &str, count: u32) -> Outcome<Self> {
        let credentials = Credentials::test();
        let (mut creations, mut questions) = (Vec::new(), Vec::new());
        for number in 0..count {
            let order_id = format!("{name}_{number}");
            let creation = CheckoutUrl::request()
                .order_id(&order_id)
                .order_desc("Test order")
                .amount(10025)
                .currency(Currency::GEL)
                .response_url("https://example.com/thankyoupage")
                .server_callback_url("https://example.com/api/callback")
                .build()?;
            creations.push(Exchange::new(&creation, &credentials)?.body().to_vec());
            let question = GetOrderStatus::request().order_id(&order_id).build()?;
            questions.push(Exchange::new(&question, &credentials)?.body().to_vec());
        }
        Ok(Self { creations: creations.into(), questions: questions.into() })
    }

    fn create(&self, server: &Server) -> Outcome<Load> {
        load(server, CREATE, &self.creations)
    }

    fn ask(&self, server: &Server) -> Outcome<Load> {
        load(server, ASK, &self.questions)
    }
}

/// How a server bore some requests.
struct Load {
    /// For all of them.
    time: Duration,
    /// Of the server.
    on_processor: Duration,
    /// What 99 of 100 did not wait for longer.
    p99: Duration,
    /// The body of one response.
    response: String,
}

/// Posts each of the bodies once, many clients at a time, each on a connection of its own.
fn load(server: &Server, path: &str, bodies: &[Vec<u8>]) -> Outcome<Load> {
    let address = &server.address;
    let messages: Arc<[Vec<u8>]> = bodies.iter().map(|body| http::post(address, path, body)).collect();
    let next = Arc::new(AtomicUsize::new(0));
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let mut connections = Vec::new();
        for _ in 0..CLIENTS {
            connections.push(Connection::new(TcpStream::connect(address).await?)?);
        }
        let (before, begun) = (server.on_processor()?, Instant::now());
        let mut clients = JoinSet::new();
        for connection in connections {
            clients.spawn(client(connection, Arc::clone(&messages), Arc::clone(&next)));
        }
        let (mut waits, mut response) = (Vec::new(), String::new());
        while let Some(ended) = clients.join_next().await {
            let (waited, last) = ended??;
            waits.extend(waited);
            response = last.unwrap_or(response);
        }
        let (time, on_processor) = (begun.elapsed(), server.on_processor()?.saturating_sub(before));
        waits.sort_unstable();
        let p99 = waits.get(waits.len() * 99 / 100).copied().unwrap_or_default();
        Ok(Load { time, on_processor, p99, response })
    })
}

/// One client: how long it waited for each response, and the body of the last one.
async fn client(
    mut connection: Connection,
    messages: Arc<[Vec<u8>]>,
    next: Arc<AtomicUsize>,
) -> io::Result<(Vec<Duration>, Option<String>)> {
    let (mut waits, mut body) = (Vec::new(), None);
    while let Some(message) = messages.get(next.fetch_add(1, Ordering::Relaxed)) {
        let begun = Instant::now();
        connection.write(message).await?;
        let response = String::from_utf8_lossy(connection.read().await?.unwrap_or_default()).into_owned();
        waits.push(begun.elapsed());
        if !response.contains(r#""response_status":"success""#) {
            return Err(io::Error::other(format!("a server responded with {response}")));
        }
        body = response.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    }
    Ok((waits, body))
}

/// The server that parses JSON and responds with a constant: one to requests for an order, one to those for its state.
pub fn server(arguments: &[String]) -> Outcome<()> {
    let [created, asked_for] = arguments else { return Err("the server takes two responses".into()) };
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        let paths = Router::new().route(CREATE, constant(created)).route(ASK, constant(asked_for));
        Ok(axum::serve(listener, paths).await?)
    })
}

/// Parses JSON, and responds with a constant.
fn constant(response: &str) -> MethodRouter {
    let response: Arc<str> = response.into();
    post(move |Json(request): Json<Value>| async move {
        black_box(request);
        ([(CONTENT_TYPE, "application/json")], response.to_string())
    })
}
