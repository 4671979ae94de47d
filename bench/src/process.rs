//! Programs that run next to the measurement: what is measured shares no thread and no memory with what it talks to.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use crate::Outcome;

/// This program as a helper of its own measurements.
pub fn helper(name: &str, arguments: &[&str]) -> Outcome<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(name).args(arguments);
    Ok(command)
}

/// Runs a program to its end, and gives what it printed.
pub fn printed(command: &mut Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{command:?} ended with {}", output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// A server in a process of its own, until it is dropped.
pub struct Server {
    process: Child,
    /// Stays open: the server may print more.
    _output: BufReader<ChildStdout>,
    /// Host and port.
    pub address: String,
}

impl Server {
    /// Starts a server, which prints the address where it listens: `http://`, host and port.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let mut output = BufReader::new(process.stdout.take().ok_or("the server has no output")?);
        let mut line = String::new();
        while output.read_line(&mut line)? > 0 {
            let address = line.split_once("http://").and_then(|(_, rest)| rest.split([' ', '/', '\n']).next());
            if let Some(address) = address {
                return Ok(Self { process, address: address.to_owned(), _output: output });
            }
            line.clear();
        }
        Err(format!("{command:?} ended with {}", process.wait()?).into())
    }

    /// The time that its first thread had a processor.
    pub fn on_processor(&self) -> Outcome<Duration> {
        on_processor_of(self.process.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The time that the first thread of this process had a processor.
pub fn on_processor() -> Outcome<Duration> {
    on_processor_of(std::process::id())
}

fn on_processor_of(process: u32) -> Outcome<Duration> {
    let times = std::fs::read_to_string(format!("/proc/{process}/schedstat"))?;
    let nanoseconds = times.split_whitespace().next().ok_or("the system reports no processor time")?;
    Ok(Duration::from_nanos(nanoseconds.parse()?))
}

/// The memory of this process that is resident, in KiB.
pub fn resident() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("the system reports no memory")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
