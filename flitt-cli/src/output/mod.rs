//! The output of a command: its result on stdout, notes and errors on stderr, exit code 0, 1 or 2. Nothing else of this
//! program writes to either: what is printed has passed `safe`.

mod columns;
mod destination;
mod error;
mod progress;
mod safe;
mod text;

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use clap::builder::styling::AnsiColor;
use clap::error::{ContextKind, ContextValue};
use flitt_client::__private::redact::{shown_name, shown_text};

pub(crate) use self::columns::{columns, paragraph};
pub(crate) use self::destination::must_not_be_linked;
pub(crate) use self::error::{CommandError, error_chain};
pub(crate) use self::progress::{note, with_progress};
use self::safe::{for_stderr, for_stdout};
pub(crate) use self::text::{count, heading, on_one_line, shell_quoted, shell_word, stdout_has_colour};

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
    /// For stdout.
    stdout: String,
    /// Whether card numbers, IBANs and secret parts of addresses in it are redacted, because it quotes more than was asked for.
    hides_secrets: bool,
    /// For stderr.
    notes: String,
    status: Status,
}

impl CommandOutput {
    /// A successful result.
    pub(crate) fn new(stdout: impl Into<String>) -> Self {
        Self { stdout: stdout.into(), ..Self::default() }
    }

    /// Redacts card numbers, IBANs and secret parts of addresses: diagnostics quote the lines of a file.
    pub(crate) fn without_secrets(mut self) -> Self {
        self.hides_secrets = true;
        self
    }

    /// Sets the status.
    pub(crate) fn with_status(mut self, status: Status) -> Self {
        self.status = status;
        self
    }

    /// Adds lines for stderr.
    pub(crate) fn with_note(mut self, note: impl AsRef<str>) -> Self {
        self.notes.push_str(note.as_ref());
        self.notes.push('\n');
        self
    }
}

/// A text that is written to a file: keys of the environment are replaced by their names.
pub(crate) fn for_file(text: &str) -> Cow<'_, str> {
    safe::for_file(text)
}

/// A text of another program or of a schema file that is shown by a shell, on one line and without secrets. Cut it afterwards:
/// half of a secret is not found.
pub(crate) fn foreign_text(text: &str) -> String {
    on_one_line(&shown_text(&for_file(text)))
}

/// Prints the output or the error of a command, and returns its exit code.
pub(crate) fn finish(result: Result<CommandOutput, CommandError>) -> ExitCode {
    let output = match result {
        Ok(output) => output,
        Err(error) => return print_error(&error),
    };
    // When stderr cannot be written, the exit code remains.
    let _ = write!(anstream::stderr(), "{}", for_stderr(&output.notes));
    let stdout = if output.hides_secrets { shown_lines(&output.stdout) } else { output.stdout };
    match print(&stdout) {
        Ok(()) => ExitCode::from(output.status as u8),
        Err(error) => print_error(&error),
    }
}

/// Lines of any number without secrets. Of a text that is too long, redaction shows the length alone, so it gets parts.
fn shown_lines(text: &str) -> String {
    const PART: usize = 32 * 1024;
    let (mut shown, mut part) = (String::new(), String::new());
    for line in text.split_inclusive('\n') {
        if part.len() + line.len() > PART {
            shown += &shown_text(&part);
            part.clear();
        }
        part += line;
    }
    shown + &shown_text(&part)
}

/// Writes to stdout. A closed pipe is no error: its reader, such as `head`, needs no more.
pub(crate) fn print(text: &str) -> Result<(), CommandError> {
    let text = for_stdout(text);
    if text.has_key {
        let _ = writeln!(anstream::stderr(), "note: a key was replaced by its name");
    }
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.safe.as_bytes()).and_then(|()| stdout.flush()) {
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
    let _ = writeln!(stderr, "{red}error:{red:#} {}", for_stderr(&error_chain(error)));
    if let Some(advice) = error.advice() {
        let _ = writeln!(stderr, "{cyan}help:{cyan:#} {}", for_stderr(advice));
    }
    ExitCode::from(error.status() as u8)
}

/// Prints the help, or what is wrong with the arguments, and returns the exit code.
pub(crate) fn print_arguments_error(mut error: clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => print_error(&CommandError::usage(error).context("cannot write to stdout")),
        };
    }
    // Somebody may take it for the key itself.
    let is_key = error.get(ContextKind::InvalidArg).is_some_and(|argument| argument.to_string().starts_with("--key"));
    if let Some(value) = error.get(ContextKind::InvalidValue).filter(|_| is_key).map(ToString::to_string) {
        let shown = shown_name(&value).into_owned();
        error.insert(ContextKind::InvalidValue, ContextValue::String(shown));
    }
    let red = AnsiColor::Red.on_default().bold();
    let text = error.render().to_string();
    let (heading, rest) = text.split_once(' ').unwrap_or(("error:", &text));
    let _ = write!(anstream::stderr(), "{red}{heading}{red:#} {}", for_stderr(rest));
    ExitCode::from(Status::CannotRun as u8)
}
