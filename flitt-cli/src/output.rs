//! What a command says, and how it reaches the terminal: results on stdout, the rest on stderr, exit codes 0, 1 and 2.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::{AnsiColor, Style};

/// The answer is no: findings, a wrong signature, a request that breaks its table, a failure of the gateway.
const NO: u8 = 1;
/// The question cannot be answered: wrong arguments, missing files or keys, no connection.
const CANNOT: u8 = 2;

/// What a command found.
#[derive(Default)]
pub(crate) struct Done {
    /// For stdout, exactly as it is.
    out: String,
    /// For stderr.
    notes: String,
    code: u8,
}

/// Why a command did not do its work.
#[derive(Debug)]
pub(crate) struct Fault {
    code: u8,
    message: String,
    help: Option<String>,
}

impl Done {
    /// Everything is well; `out` is the result.
    pub(crate) fn new(out: impl Into<String>) -> Self {
        Self { out: out.into(), ..Self::default() }
    }

    /// Sets the result, beside the notes.
    pub(crate) fn with_out(mut self, out: impl Into<String>) -> Self {
        self.out = out.into();
        self
    }

    /// The result says no.
    pub(crate) fn and_no(mut self) -> Self {
        self.code = NO;
        self
    }

    /// The result says that nothing could be asked.
    pub(crate) fn and_cannot(mut self) -> Self {
        self.code = CANNOT;
        self
    }

    /// Adds lines for stderr.
    pub(crate) fn with_note(mut self, note: impl AsRef<str>) -> Self {
        self.notes.push_str(&printable(note.as_ref()));
        self.notes.push('\n');
        self
    }
}

impl Fault {
    /// The request, or what the gateway says to it, is an error.
    pub(crate) fn no(message: impl Display) -> Self {
        Self { code: NO, message: message.to_string(), help: None }
    }

    /// The command cannot run.
    pub(crate) fn cannot(message: impl Display) -> Self {
        Self { code: CANNOT, message: message.to_string(), help: None }
    }

    /// What to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What to do, where that is known.
    pub(crate) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

/// Whether stdout is a terminal that shows colours and nobody asked for none.
pub(crate) fn stdout_has_colour() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// A line that stands over others.
pub(crate) fn heading(text: &str) -> String {
    let style = if stdout_has_colour() { Style::new().bold() } else { Style::new() };
    format!("{style}{text}{style:#}")
}

/// A text without characters that steer a terminal; lines stay.
pub(crate) fn printable(text: &str) -> String {
    let steers = |character: char| {
        character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown = |character: char| match character {
        '\n' => "\n".to_owned(),
        steering if steers(steering) => steering.escape_default().to_string(),
        other => other.into(),
    };
    text.chars().map(shown).collect()
}

/// The same on one line.
pub(crate) fn on_one_line(text: &str) -> String {
    printable(text).replace('\n', "\\n")
}

/// `1 endpoint`, `2 endpoints`.
pub(crate) fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// Prints what a command has to say, and gives its exit code.
pub(crate) fn finish(result: Result<Done, Fault>) -> ExitCode {
    let done = match result {
        Ok(done) => done,
        Err(fault) => return complain(&fault),
    };
    let _ = write!(anstream::stderr(), "{}", done.notes);
    match print(&done.out) {
        Ok(()) => ExitCode::from(done.code),
        Err(fault) => complain(&fault),
    }
}

/// Writes to stdout. Whoever closes the other end, as `head` does, has seen enough.
pub(crate) fn print(text: &str) -> Result<(), Fault> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Fault::cannot(format_args!("cannot write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

fn complain(fault: &Fault) -> ExitCode {
    let error = AnsiColor::Red.on_default().bold();
    let help = AnsiColor::Cyan.on_default().bold();
    let mut stderr = anstream::stderr();
    // Where nobody can be told, the exit code remains.
    let _ = writeln!(stderr, "{error}error:{error:#} {}", printable(&fault.message));
    if let Some(words) = &fault.help {
        let _ = writeln!(stderr, "{help}help:{help:#} {}", printable(words));
    }
    ExitCode::from(fault.code)
}
