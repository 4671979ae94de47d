//! Programs of the shop.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long a command may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The most bytes of its output that are read.
const MAX_OUTPUT: u64 = 256 * 1024;
/// How long the last output of a program that ended is waited for.
const LAST_OUTPUT: Duration = Duration::from_secs(2);
/// How much of the last output of a shop is kept, in bytes.
const MAX_TAIL: usize = 2048;

/// Variables of the environment.
pub(super) type Environment = Vec<(&'static str, String)>;

/// How a command ended, and what it printed.
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// A program that runs until it is dropped.
pub(super) struct Started {
    child: Child,
    tail: Arc<Mutex<String>>,
    readers: JoinSet<()>,
}

/// Runs a command to its end.
pub(super) async fn run(words: &[String], environment: &Environment) -> io::Result<Ended> {
    let mut child = spawn(words, environment)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let ended = async {
        let (stdout, stderr, status) = tokio::join!(text(stdout), text(stderr), child.wait());
        Ok(Ended { status: status?, stdout, stderr })
    };
    let message = format!("it did not end within {} s", TIMEOUT.as_secs());
    timeout(TIMEOUT, ended).await.unwrap_or_else(|_| Err(io::Error::new(io::ErrorKind::TimedOut, message)))
}

/// Starts a program, and reads what it prints.
pub(super) fn start(words: &[String], environment: &Environment) -> io::Result<Started> {
    let mut child = spawn(words, environment)?;
    let (tail, mut readers) = (Arc::<Mutex<String>>::default(), JoinSet::new());
    if let Some(stdout) = child.stdout.take() {
        readers.spawn(keep_tail(stdout, Arc::clone(&tail)));
    }
    if let Some(stderr) = child.stderr.take() {
        readers.spawn(keep_tail(stderr, Arc::clone(&tail)));
    }
    Ok(Started { child, tail, readers })
}

impl Started {
    /// How it ended, and the last that it printed, if it ended.
    pub(super) async fn ended(&mut self) -> Option<(ExitStatus, String)> {
        let status = self.child.try_wait().ok().flatten()?;
        // A program that it started may keep the pipes open.
        let _ = timeout(LAST_OUTPUT, async { while self.readers.join_next().await.is_some() {} }).await;
        Some((status, self.tail.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}

fn spawn(words: &[String], environment: &Environment) -> io::Result<Child> {
    let (program, arguments) = words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    Command::new(program)
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (*name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
}

async fn text(pipe: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // What was read before an error counts.
        let _ = pipe.take(MAX_OUTPUT).read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn keep_tail(mut pipe: impl AsyncRead + Unpin, tail: Arc<Mutex<String>>) {
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = pipe.read(&mut buffer).await {
        let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.push_str(&String::from_utf8_lossy(&buffer[..count]));
        let mut excess = tail.len().saturating_sub(MAX_TAIL);
        while !tail.is_char_boundary(excess) {
            excess += 1;
        }
        tail.drain(..excess);
    }
}
