//! The output of a command: its result on stdout, notes and errors on stderr, exit code 0, 1 or 2.

mod columns;
mod error;
mod text;

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use clap::builder::styling::AnsiColor;

pub(crate) use self::columns::{columns, paragraph};
pub(crate) use self::error::{CommandError, error_chain};
pub(crate) use self::text::{count, heading, on_one_line, printable, shell_quoted, stdout_has_colour};

/// How a command ended; the number is its exit code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Status {
    #[default]
    Success = 0,
    /// The command ran, and its result is negative: diagnostics, a wrong signature, an invalid request, a failure.
    Failed = 1,
    /// The command could not run: wrong arguments, missing files or keys, no connection.
    CannotRun = 2,
}

/// What a command prints.
#[derive(Default)]
pub(crate) struct CommandOutput {
    /// For stdout, unchanged.
    stdout: String,
    /// For stderr.
    notes: String,
    status: Status,
}

impl CommandOutput {
    /// A successful result.
    pub(crate) fn new(stdout: impl Into<String>) -> Self {
        Self { stdout: stdout.into(), ..Self::default() }
    }

    /// Sets the status.
    pub(crate) fn with_status(mut self, status: Status) -> Self {
        self.status = status;
        self
    }

    /// Adds lines for stderr.
    pub(crate) fn with_note(mut self, note: impl AsRef<str>) -> Self {
        self.notes.push_str(&printable(note.as_ref()));
        self.notes.push('\n');
        self
    }
}

/// Prints the output or the error of a command, and returns its exit code.
pub(crate) fn finish(result: Result<CommandOutput, CommandError>) -> ExitCode {
    let output = match result {
        Ok(output) => output,
        Err(error) => return print_error(&error),
    };
    // When stderr cannot be written, the exit code remains.
    let _ = write!(anstream::stderr(), "{}", output.notes);
    match print(&output.stdout) {
        Ok(()) => ExitCode::from(output.status as u8),
        Err(error) => print_error(&error),
    }
}

/// Writes to stdout. A closed pipe is no error: its reader, such as `head`, needs no more.
pub(crate) fn print(text: &str) -> Result<(), CommandError> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(CommandError::usage(error).context("cannot write to stdout"))
        }
        _ => Ok(()),
    }
}

fn print_error(error: &CommandError) -> ExitCode {
    let red = AnsiColor::Red.on_default().bold();
    let cyan = AnsiColor::Cyan.on_default().bold();
    let mut stderr = anstream::stderr();
    let _ = writeln!(stderr, "{red}error:{red:#} {}", printable(&error_chain(error)));
    if let Some(advice) = error.advice() {
        let _ = writeln!(stderr, "{cyan}help:{cyan:#} {}", printable(advice));
    }
    ExitCode::from(error.status() as u8)
}
