//! The sandbox in a separate process.

use std::process::Stdio;
use std::time::Duration;

use flitt_sandbox::Sandbox;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Outcome;

/// The delays between retries of callbacks; the gateway's own would take a day.
const REPEATS: [Duration; 20] = [Duration::from_millis(50); 20];

/// Runs a sandbox until it is killed, and prints its base URL.
pub(crate) async fn serve(state: Option<&str>) -> Outcome {
    let mut builder = Sandbox::builder().callback_retry_delays(REPEATS);
    if let Some(file) = state {
        builder = builder.state(file);
    }
    let sandbox = builder.start().await?;
    println!("{}", sandbox.base_url());
    std::future::pending().await
}

/// A sandbox that can be killed.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) async fn start(state: Option<&std::path::Path>) -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").args(state).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn()?;
        let output = process.stdout.take().ok_or("the sandbox has no output")?;
        let url = BufReader::new(output).lines().next_line().await?.ok_or("the sandbox did not start")?;
        Ok(Self { process, url })
    }

    /// Kills it like `kill -9`.
    pub(crate) async fn kill(mut self) -> Outcome {
        Ok(self.process.kill().await?)
    }

    /// Its resident memory, in KiB.
    pub(crate) fn memory(&self) -> Outcome<u64> {
        let id = self.process.id().ok_or("the sandbox has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS in /proc")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}
