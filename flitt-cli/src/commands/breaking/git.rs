//! Runs git in a folder that can be somebody else's: no program is fetched or run for it, and it ends in a limited time.

use std::ffi::OsStr;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::output::CommandError;

/// How long one run of git may take. A repository can name a pipe in its configuration, which git reads without an end.
const LIMIT: Duration = Duration::from_secs(10);

/// How often a program that has closed its output is asked whether it has ended.
const POLL: Duration = Duration::from_millis(5);

/// Variables with which git looks at another repository than that of the folder. Hooks are run with them.
const VARIABLES: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/// Why git did not do what it was asked.
pub(super) struct Failure {
    pub(super) error: CommandError,
    pub(super) is_timeout: bool,
}

impl Failure {
    fn of(error: CommandError) -> Self {
        Self { error, is_timeout: false }
    }
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

pub(super) fn git<const N: usize>(folder: &Path, arguments: [&str; N]) -> Result<Vec<u8>, Failure> {
    run(folder, arguments, b"")
}

/// Runs git in a folder, and returns what it prints.
pub(super) fn run<const N: usize>(folder: &Path, arguments: [&str; N], input: &[u8]) -> Result<Vec<u8>, Failure> {
    let cannot =
        |error: std::io::Error| Failure::of(CommandError::usage(error).context("cannot run `git`").help("install git"));
    let mut command = Command::new("git");
    command.arg("-C").arg(absolute(folder)).args(arguments.map(OsStr::new));
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    // A repository of somebody else can name a program that git runs to fetch what is missing.
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(cannot)?;
    let deadline = Instant::now() + LIMIT;
    let mut stdin = child.stdin.take();
    let input = input.to_vec();
    // git prints while it reads: written from here, a long input would wait for an output that nobody reads.
    std::thread::spawn(move || stdin.as_mut().map_or(Ok(()), |stdin| stdin.write_all(&input)));
    let (stdout, stderr) = (reader(child.stdout.take()), reader(child.stderr.take()));
    let output = within(deadline, &stdout).zip(within(deadline, &stderr));
    let ended = output.and_then(|output| Some((output, status_of(&mut child, deadline)?)));
    let Some(((stdout, stderr), status)) = ended else {
        // It may have ended in the meantime.
        let _ = child.kill();
        let _ = child.wait();
        let message = format!("`git {}` did not end within {} seconds", arguments[0], LIMIT.as_secs());
        let error = CommandError::usage(message)
            .help("look at the configuration of the repository (`.git/config`): a file that it includes may be a pipe");
        return Err(Failure { error, is_timeout: true });
    };
    if status.map_err(cannot)?.success() {
        return stdout.map_err(cannot);
    }
    let message = String::from_utf8_lossy(&stderr.map_err(cannot)?).trim().to_owned();
    Err(Failure::of(CommandError::usage(if message.is_empty() { "git does not know it".to_owned() } else { message })))
}

/// Reads all that a program prints, in a thread of its own.
fn reader(pipe: Option<impl Read + Send + 'static>) -> Receiver<std::io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut bytes));
        // Nobody waits for it after the limit.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}

fn within<T>(deadline: Instant, receiver: &Receiver<T>) -> Option<T> {
    receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
}

/// How a program ended that has closed its output; `None` if it did not until the deadline.
fn status_of(child: &mut Child, deadline: Instant) -> Option<std::io::Result<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait().transpose() {
            return Some(status);
        }
        if Instant::now() >= deadline {
            return None;
        }
        std::thread::sleep(POLL);
    }
}

/// git takes a path that begins with `-` for an option.
fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf())
}
