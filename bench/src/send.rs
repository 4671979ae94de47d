//! Whole calls to a server in another process: `Client::send` compared with reqwest, which posts the same bytes and decodes nothing.
//!
//! The server responds with a constant, in a process of its own. Each client runs in one as well, on one thread, so that its
//! memory can be seen and the machine's other processors do not hide what it costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use flitt_client::api::checkout_url;
use flitt_client::request::Exchange;
use flitt_client::{Client, Credentials};
use reqwest::header::CONTENT_TYPE;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

use crate::http::{self, Connection};
use crate::process::{Server, helper, on_processor, printed, resident};
use crate::request::{self, MERCHANT};
use crate::timing::{median, ratio};
use crate::{Outcome, Row, Target};

/// The name of the server.
pub const SERVER: &str = "constant";
/// The name of the helper that sends.
pub const SENDER: &str = "send-often";

const ROUNDS: usize = 21;
const SENDS: u32 = 8_000;
const IN_FLIGHT: [usize; 3] = [1, 16, 256];
/// After so many, memory does not grow any more.
const SETTLED: u32 = 50_000;

const COMPARED_WITH: &str = "reqwest, decoding nothing";

const RESPONSE: &[u8] = br#"{"response":{"response_status":"success","checkout_url":"https://pay.flitt.com/merchants/5ad6b888f4becb0c33d543d54e57d86c/default/index.html?token=6b0c1c0a5b0b4e8d9f0a4c3f4d5e6f7081920a1b","payment_id":"804876121"}}"#;

/// The rows of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let server = Server::start(&mut helper(SERVER, &[])?)?;
    let mut rows = Vec::new();
    let mut memory = Vec::new();
    for in_flight in IN_FLIGHT {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(send(&server, "flitt", in_flight, SENDS / 10, SENDS)?);
            theirs.push(send(&server, "reqwest", in_flight, SENDS / 10, SENDS)?);
        }
        rows.extend(time_rows(in_flight, &ours, &theirs));
        let after = |sent: &[Sent]| sent.iter().map(|it| it.memory_after).min().unwrap_or_default();
        memory.push((after(&ours), after(&theirs)));
    }
    rows.push(memory_row(&memory));
    rows.push(flat_row(&server)?);
    Ok(rows)
}

/// How many in a second, and the processor's time for each.
fn time_rows(in_flight: usize, ours: &[Sent], theirs: &[Sent]) -> [Row; 2] {
    let medians = |of: fn(&Sent) -> Duration| {
        let (ours, theirs) = (ours.iter().map(of).collect(), theirs.iter().map(of).collect());
        (median(ours), median(theirs))
    };
    let times = medians(|sent| sent.time / SENDS);
    let rate = |time: Duration| format!("{:.0}/s", 1.0 / time.as_secs_f64());
    let each = format!("processor time of each, {in_flight} in flight");
    [
        Row {
            what: format!("`Client::send`, {in_flight} in flight"),
            ours: rate(times.0),
            compared_with: COMPARED_WITH.to_owned(),
            theirs: rate(times.1),
            ratio: ratio(times.1, times.0),
            target: Target::AtLeast(0.9),
        },
        Row::of_times(&each, medians(|sent| sent.on_processor / SENDS), COMPARED_WITH, Target::None),
    ]
}

/// Memory for one more request in flight: from the fewest to the most.
fn memory_row(memory: &[(u64, u64)]) -> Row {
    let more = IN_FLIGHT[IN_FLIGHT.len() - 1] - IN_FLIGHT[0];
    let each = |of: fn(&(u64, u64)) -> u64| {
        let (fewest, most) = (memory.first().map_or(0, of), memory.last().map_or(0, of));
        most.saturating_sub(fewest) as f64 / more as f64
    };
    let (ours, theirs) = (each(|it| it.0), each(|it| it.1));
    Row {
        what: "memory for each request in flight".to_owned(),
        ours: format!("{ours:.1} KiB"),
        compared_with: COMPARED_WITH.to_owned(),
        theirs: format!("{theirs:.1} KiB"),
        ratio: ours / theirs,
        target: Target::None,
    }
}

fn flat_row(server: &Server) -> Outcome<Row> {
    let sends = std::env::var("BENCH_SENDS").ok().map_or(Ok(1_000_000), |sends| sends.parse())?;
    let sent = send(server, "flitt", 16, SETTLED, sends)?;
    Ok(Row {
        what: format!("memory after {sends} more sends"),
        ours: format!("{} KiB", sent.memory_after),
        compared_with: format!("after the first {SETTLED}"),
        theirs: format!("{} KiB", sent.memory_before),
        ratio: sent.memory_after as f64 / sent.memory_before as f64,
        target: Target::AtMost(1.05),
    })
}

/// What many sends took.
struct Sent {
    time: Duration,
    /// Of the thread that sends.
    on_processor: Duration,
    /// Before the first that counts, in KiB.
    memory_before: u64,
    /// After the last, in KiB.
    memory_after: u64,
}

/// Sends some to warm up, and some that count.
fn send(server: &Server, by: &str, in_flight: usize, warm: u32, sends: u32) -> Outcome<Sent> {
    let counts = [&in_flight.to_string(), &warm.to_string(), &sends.to_string()];
    let [in_flight, warm, sends] = counts.map(String::as_str);
    let printed_text = printed(&mut helper(SENDER, &[by, &server.address, in_flight, warm, sends])?)?;
    let numbers: Vec<u64> = printed_text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [time, on_processor, memory_before, memory_after] = numbers[..] else {
        return Err(format!("the sender said {printed_text}").into());
    };
    let (time, on_processor) = (Duration::from_nanos(time), Duration::from_nanos(on_processor));
    Ok(Sent { time, on_processor, memory_before, memory_after })
}

/// The helper that sends: by whom, the server's address, how many in flight, how many to warm up, how many that count.
pub fn sender(arguments: &[String]) -> Outcome<()> {
    let [by, address, in_flight, warm, sends] = arguments else { return Err("the sender takes five arguments".into()) };
    let (in_flight, warm, sends) = (in_flight.parse()?, warm.parse()?, sends.parse()?);
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let sent = match by.as_str() {
            "flitt" => often(&Flitt::new(address)?, in_flight, warm, sends).await?,
            _ => often(&Reqwest::new(address)?, in_flight, warm, sends).await?,
        };
        let Sent { time, on_processor, memory_before, memory_after } = sent;
        println!("{} {} {memory_before} {memory_after}", time.as_nanos(), on_processor.as_nanos());
        Ok(())
    })
}

/// Whatever sends the documented request once.
trait Once: Clone + Send + Sync + 'static {
    fn once(&self) -> impl Future<Output = ()> + Send;
}

async fn often(once: &impl Once, in_flight: usize, warm: u32, sends: u32) -> Outcome<Sent> {
    all(once, in_flight, warm).await?;
    let (memory_before, before, begun) = (resident()?, on_processor()?, Instant::now());
    all(once, in_flight, sends).await?;
    let (time, on_processor) = (begun.elapsed(), on_processor()?.saturating_sub(before));
    Ok(Sent { time, on_processor, memory_before, memory_after: resident()? })
}

async fn all(once: &impl Once, in_flight: usize, sends: u32) -> Outcome<()> {
    let begun = Arc::new(AtomicU32::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..in_flight {
        let (once, begun) = (once.clone(), Arc::clone(&begun));
        tasks.spawn(async move {
            while begun.fetch_add(1, Ordering::Relaxed) < sends {
                once.once().await;
            }
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended?;
    }
    Ok(())
}

#[derive(Clone)]
struct Flitt(Client, Arc<checkout_url::Request>);

impl Flitt {
    fn new(address: &str) -> Outcome<Self> {
        let client = Client::builder(Credentials::new(MERCHANT, "test")).base_url(format!("http://{address}"));
        Ok(Self(client.build()?, Arc::new(request::generated()?)))
    }
}

impl Once for Flitt {
    async fn once(&self) {
        let created = self.0.send(&*self.1).await.expect("the server responds");
        assert_eq!(created.payment_id(), Some(804_876_121));
    }
}

#[derive(Clone)]
struct Reqwest {
    client: reqwest::Client,
    url: String,
    body: Arc<Vec<u8>>,
}

impl Reqwest {
    fn new(address: &str) -> Outcome<Self> {
        let (request, credentials) = (request::generated()?, Credentials::new(MERCHANT, "test"));
        let exchange = Exchange::new(&request, &credentials)?;
        let (url, body) = (format!("http://{address}{}", exchange.path()), Arc::new(exchange.body().to_vec()));
        Ok(Self { client: reqwest::Client::builder().no_proxy().build()?, url, body })
    }
}

impl Once for Reqwest {
    async fn once(&self) {
        let request = self.client.post(&self.url).header(CONTENT_TYPE, "application/json").body(self.body.to_vec());
        let body = request.send().await.expect("the server responds").bytes().await.expect("the response is whole");
        assert_eq!(body.len(), RESPONSE.len());
    }
}

/// The server, which responds to every request in the same way.
pub fn server(_: &[String]) -> Outcome<()> {
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        let response: Arc<[u8]> = http::response(RESPONSE).into();
        loop {
            let mut connection = Connection::new(listener.accept().await?.0)?;
            let response = Arc::clone(&response);
            tokio::spawn(async move {
                // A client that goes away is none of the server's business.
                while let Ok(Some(_)) = connection.read().await
                    && connection.write(&response).await.is_ok()
                {}
            });
        }
    })
}
