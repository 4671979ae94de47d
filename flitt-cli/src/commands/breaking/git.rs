//! Runs git in a folder that can be somebody else's: no program is fetched or run for it, it ends in a limited time, takes and
//! prints a limited number of bytes, and no message of it is shown.

use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use flitt_schema::MAX_FOLDER_SIZE;

use crate::output::{CommandError, shell_quoted};

/// How long one run of git may take. A repository can name a pipe in its configuration, which git reads without an end.
const LIMIT: Duration = Duration::from_secs(10);

/// How often a program that has closed its output is asked whether it has ended.
const POLL: Duration = Duration::from_millis(5);

/// Variables with which git looks at another repository than that of the folder. Hooks are run with them.
const VARIABLES: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/// How much of an output of git is read, in bytes: all files of a folder, and a line for each.
const MAX_OUTPUT: usize = 2 * MAX_FOLDER_SIZE;

/// How much memory git may ask for at once. It reads the whole target of a symbolic link, and whole trees. The variable for it is none
/// of git's manual; a git without it takes more memory, and what is read of its output stays limited.
const MAX_MEMORY: &str = "64m";

/// How much of a message of git is read, in bytes. It is not shown.
const MAX_MESSAGE: usize = 64 * 1024;

/// Why git did not do what it was asked.
pub(super) enum GitError {
    /// It knows no such revision or file.
    Unknown,
    /// There is no repository around the folder.
    NoRepository,
    /// It could not run, or not end.
    Other(CommandError),
}

impl From<GitError> for CommandError {
    fn from(failure: GitError) -> Self {
        match failure {
            GitError::Unknown => CommandError::usage("git does not know it"),
            GitError::NoRepository => CommandError::usage("it is in no git repository"),
            GitError::Other(error) => error,
        }
    }
}

pub(super) fn git<const N: usize>(folder: &Path, arguments: [&str; N]) -> Result<Vec<u8>, GitError> {
    run(folder, arguments, b"")
}

/// Runs git in a folder, and returns what it prints.
pub(super) fn run<const N: usize>(folder: &Path, arguments: [&str; N], input: &[u8]) -> Result<Vec<u8>, GitError> {
    let cannot = |error: std::io::Error| {
        GitError::Other(CommandError::usage(error).context("cannot run `git`").help("install git"))
    };
    let mut command = Command::new("git");
    command.arg("-C").arg(absolute(folder)).args(arguments);
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    // A repository of somebody else can name a program that git runs to fetch what is missing.
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
    command.env("GIT_ALLOC_LIMIT", MAX_MEMORY).env("LC_ALL", "C");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(cannot)?;
    let deadline = Instant::now() + LIMIT;
    let mut stdin = child.stdin.take();
    let input = input.to_vec();
    // git prints while it reads: written from here, a long input would wait for an output that nobody reads.
    std::thread::spawn(move || stdin.as_mut().map_or(Ok(()), |stdin| stdin.write_all(&input)));
    let (stdout, stderr) = (reader(child.stdout.take(), MAX_OUTPUT), reader(child.stderr.take(), MAX_MESSAGE));
    let output = within(deadline, &stdout).zip(within(deadline, &stderr));
    let ended = output.and_then(|output| Some((output, status_of(&mut child, deadline)?)));
    let Some(((stdout, stderr), status)) = ended else {
        // It may have ended in the meantime.
        let _ = child.kill();
        let _ = child.wait();
        let message = format!("`git {}` did not end within {} seconds", arguments[0], LIMIT.as_secs());
        let error = CommandError::usage(message)
            .help("look at the configuration of the repository (`.git/config`): a file that it includes may be a pipe");
        return Err(GitError::Other(error));
    };
    let stdout = stdout.map_err(cannot)?;
    if stdout.len() > MAX_OUTPUT {
        let message = format!("`git {}` printed more than {MAX_OUTPUT} bytes", arguments[0]);
        return Err(GitError::Other(CommandError::usage(message).help("compare folders of schema files alone")));
    }
    let status = status.map_err(cannot)?;
    if status.success() {
        return Ok(stdout);
    }
    let message = stderr.map_err(cannot)?;
    // Only a signal ends it without a message and without a code.
    if message.is_empty() && status.code().is_some() {
        return Err(GitError::Unknown);
    }
    Err(failure(folder, &arguments, &message))
}

/// What a message of git means. It is not shown: git quotes lines of the files that it reads, and a repository of somebody else
/// can have links to files of the reader in their place.
fn failure(folder: &Path, arguments: &[&str], message: &[u8]) -> GitError {
    if message.starts_with(b"fatal: not a git repository") {
        return GitError::NoRepository;
    }
    if message.starts_with(b"fatal: detected dubious ownership") {
        return GitError::Other(
            CommandError::usage("the git repository belongs to another user")
                .help("if you trust it, add it to `safe.directory` of your git configuration (`git help config`)"),
        );
    }
    let command: Vec<String> = arguments.iter().map(|argument| shell_quoted(argument)).collect();
    let help = format!(
        "if the repository is yours, `git -C {} {}` shows why; the message is not shown here, because it can quote other files",
        shell_quoted(&folder.display().to_string()),
        command.join(" "),
    );
    GitError::Other(CommandError::usage(format!("`git {}` failed", arguments[0])).help(help))
}

/// Reads what a program prints, in a thread of its own, and at most one byte more than the limit: the program then finds its
/// output closed, and ends.
fn reader(pipe: Option<impl Read + Send + 'static>, limit: usize) -> Receiver<std::io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.map_or(Ok(0), |pipe| pipe.take(limit as u64 + 1).read_to_end(&mut bytes));
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
