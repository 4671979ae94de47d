//! One call on its way: progress in a terminal, and repeats where the schema allows them.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use flitt_client::{Answer, Client, Credentials, DynamicRequest, Error, RetryPolicy, UnknownReason};

use crate::output::{Fault, printable};

/// What is to be sent.
pub(super) struct Sender<'s> {
    pub(super) request: &'s DynamicRequest,
    pub(super) credentials: Credentials,
    /// Repeats after the first try.
    pub(super) retries: u32,
}

impl Sender<'_> {
    /// Sends the request; once more, when nobody knows what became of it and a repeat does no harm.
    pub(super) async fn send(self, address: Option<String>) -> Result<Result<Answer, Error>, Fault> {
        // Repeats are made here, where they can be shown.
        let builder = Client::builder(self.credentials.clone()).retry(RetryPolicy::once());
        let builder = match &address {
            Some(address) => builder.base_url(address),
            None => builder,
        };
        let client = builder.build().map_err(|error| {
            Fault::cannot(error)
                .help(format!("set {} to the gateway's address, or unset it", Client::BASE_URL_VARIABLE))
        })?;
        let mut tries = 1;
        loop {
            let result = waiting(&self.request.endpoint().path, client.send_dynamic(self.request)).await;
            match &result {
                Err(Error::Unknown(unknown))
                    if unknown.is_repeatable() && tries <= self.retries && may_pass(unknown.reason()) =>
                {
                    let why = printable(&unknown.reason().to_string());
                    let _ = writeln!(anstream::stderr(), "note: try {tries}: {why}; asking again");
                    tokio::time::sleep(PAUSE * tries).await;
                    tries += 1;
                }
                _ => return Ok(result),
            }
        }
    }
}

/// Whether another try may end otherwise: an answer that was refused would be refused again.
fn may_pass(reason: &UnknownReason) -> bool {
    matches!(reason, UnknownReason::Timeout(_) | UnknownReason::Interrupted(_) | UnknownReason::Status(_))
}

/// The pause before the first repeat; later ones are longer.
const PAUSE: Duration = Duration::from_millis(500);

/// Tells in a terminal how long the gateway takes; the line goes when the answer is there.
async fn waiting<T>(path: &str, work: impl Future<Output = T>) -> T {
    if !io::stderr().is_terminal() {
        return work.await;
    }
    let began = Instant::now();
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => {
                show("");
                return done;
            }
            _ = seconds.tick() => show(&format!("waiting for {path}, {} s", began.elapsed().as_secs())),
        }
    }
}

/// Replaces the last line of the terminal. Where nobody can be told, nothing is.
fn show(line: &str) {
    let mut stderr = anstream::stderr();
    let _ = write!(stderr, "\r\u{1b}[2K{line}");
    let _ = stderr.flush();
}
