//! Programs of the shop.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::output::foreign_text;

/// How long a command may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The most bytes of its output that are read.
const MAX_OUTPUT: u64 = 256 * 1024;
/// How long the last output of a program that ended is waited for.
const LAST_OUTPUT: Duration = Duration::from_secs(2);
/// How much of the last output of a shop is kept, in bytes.
const MAX_TAIL: usize = 4096;
/// How much of it is not shown where something before it is not kept: half of a secret could not be found there.
const MAX_SECRET: usize = 2048;

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
    group: Group,
    tail: Arc<Mutex<Tail>>,
    readers: JoinSet<()>,
}

/// A program and the programs that it started, such as the server behind `npm start`. All of them are killed when this is dropped. On
/// Windows it is the program alone.
struct Group {
    child: Child,
    /// None where its programs are left alone.
    #[cfg(unix)]
    id: Option<rustix::process::Pid>,
}

impl Group {
    /// Kills what is left of the group of a program.
    fn end(&mut self) {
        #[cfg(unix)]
        if let Some(group) = self.id.take() {
            // An error says that nobody is left.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }

    /// Leaves the programs alone that a program started before it ended.
    fn leave(&mut self) {
        #[cfg(unix)]
        self.id.take();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// The last output of a program.
#[derive(Default)]
struct Tail {
    text: String,
    is_cut: bool,
}

impl Tail {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        let mut excess = self.text.len().saturating_sub(MAX_TAIL);
        while !self.text.is_char_boundary(excess) {
            excess += 1;
        }
        self.is_cut |= excess > 0;
        self.text.drain(..excess);
    }

    /// What can be shown of it, without secrets.
    fn shown(&self) -> String {
        let skipped = if self.is_cut { MAX_SECRET } else { 0 };
        foreign_text(self.text.trim()).chars().skip(skipped).collect()
    }
}

/// Runs a command to its end.
pub(super) async fn run(words: &[String], environment: &Environment) -> io::Result<Ended> {
    let mut group = spawn(words, environment)?;
    let (stdout, stderr) = (group.child.stdout.take(), group.child.stderr.take());
    let ended = async {
        let (stdout, stderr, status) = tokio::join!(text(stdout), text(stderr), group.child.wait());
        group.leave();
        Ok(Ended { status: status?, stdout, stderr })
    };
    let message = format!("it did not end within {} s", TIMEOUT.as_secs());
    timeout(TIMEOUT, ended).await.unwrap_or_else(|_| Err(io::Error::new(io::ErrorKind::TimedOut, message)))
}

/// Starts a program, and reads what it prints.
pub(super) fn start(words: &[String], environment: &Environment) -> io::Result<Started> {
    let mut group = spawn(words, environment)?;
    let (tail, mut readers) = (Arc::<Mutex<Tail>>::default(), JoinSet::new());
    if let Some(stdout) = group.child.stdout.take() {
        readers.spawn(keep_tail(stdout, Arc::clone(&tail)));
    }
    if let Some(stderr) = group.child.stderr.take() {
        readers.spawn(keep_tail(stderr, Arc::clone(&tail)));
    }
    Ok(Started { group, tail, readers })
}

impl Started {
    /// How it ended, and the last that it printed, without secrets, if it ended.
    pub(super) async fn ended(&mut self) -> Option<(ExitStatus, String)> {
        let status = self.group.child.try_wait().ok().flatten()?;
        self.group.end();
        // A program of another group may keep the pipes open.
        let _ = timeout(LAST_OUTPUT, async { while self.readers.join_next().await.is_some() {} }).await;
        Some((status, self.tail.lock().unwrap_or_else(PoisonError::into_inner).shown()))
    }
}

fn spawn(words: &[String], environment: &Environment) -> io::Result<Group> {
    let (program, arguments) = words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let mut command = Command::new(program);
    #[cfg(unix)]
    command.process_group(0);
    let child = command
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (*name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    Ok(Group {
        #[cfg(unix)]
        id: child.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())),
        child,
    })
}

async fn text(pipe: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // What was read before an error counts.
        let _ = pipe.take(MAX_OUTPUT).read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn keep_tail(mut pipe: impl AsyncRead + Unpin, tail: Arc<Mutex<Tail>>) {
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = pipe.read(&mut buffer).await {
        tail.lock().unwrap_or_else(PoisonError::into_inner).push(&String::from_utf8_lossy(&buffer[..count]));
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_TAIL, Tail};

    #[test]
    fn no_part_of_a_secret_is_shown_where_the_output_is_cut() {
        for secret in ["4444555566661111", "4444 5555 6666 1111", "user:pw0rdpw0rdpw0rd@shop.example"] {
            for kept in 0..=secret.len() {
                let mut tail = Tail::default();
                tail.push(&format!("begins {secret}"));
                tail.push(&"~".repeat(MAX_TAIL - kept));
                let shown = tail.shown();
                assert_eq!(shown.trim_matches('~'), "", "{kept} bytes are left of {secret}: {shown}");
                assert!(shown.len() > 1000);
            }
        }
        let mut tail = Tail::default();
        tail.push("no database, card 4444555566661111");
        assert_eq!(tail.shown(), "no database, card [card_number]");
    }
}
