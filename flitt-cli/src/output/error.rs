//! The error of a command.

use std::error::Error;
use std::fmt;

use super::Status;

type BoxError = Box<dyn Error + Send + Sync>;

/// Why a command failed: a status for the exit code, the error, and advice.
#[derive(Debug)]
pub(crate) struct CommandError {
    status: Status,
    /// What the command was doing, when the error alone does not say it.
    context: Option<String>,
    error: BoxError,
    help: Option<String>,
}

impl CommandError {
    /// The command ran, and its result is negative: an invalid request, a failure of the gateway.
    pub(crate) fn failed(error: impl Into<BoxError>) -> Self {
        Self { status: Status::Failed, context: None, error: error.into(), help: None }
    }

    /// The command cannot run: wrong arguments, missing files or keys, no connection.
    pub(crate) fn usage(error: impl Into<BoxError>) -> Self {
        Self { status: Status::CannotRun, ..Self::failed(error) }
    }

    /// Says that the command cannot run because of it, whatever it is for other commands.
    pub(crate) fn cannot_run(self) -> Self {
        Self { status: Status::CannotRun, ..self }
    }

    /// Says what failed; the error becomes its source.
    pub(crate) fn context(mut self, context: impl Into<String>) -> Self {
        self.context = Some(context.into());
        self
    }

    /// Adds advice for the user.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn status(&self) -> Status {
        self.status
    }

    pub(super) fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// The message of an error and those of its sources, joined by colons. Some libraries repeat their source in their own
/// message; a text that is already there is not added again.
pub(crate) fn error_chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let message = error.to_string();
        if !text.contains(&message) {
            text.push_str(": ");
            text.push_str(&message);
        }
        source = error.source();
    }
    text
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.context {
            Some(context) => formatter.write_str(context),
            None => self.error.fmt(formatter),
        }
    }
}

impl Error for CommandError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self.context {
            Some(_) => Some(self.error.as_ref()),
            None => self.error.source(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::{CommandError, error_chain};

    #[test]
    fn display_leaves_the_source_to_the_chain() {
        let error = CommandError::usage("permission denied").context("cannot write `a`");
        assert_eq!(error.to_string(), "cannot write `a`");
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("permission denied"));
        assert_eq!(error_chain(&error), "cannot write `a`: permission denied");
    }

    #[test]
    fn the_chain_does_not_repeat_a_source() {
        let error = CommandError::usage("no permission").context("cannot write `a`: no permission");
        assert_eq!(error_chain(&error), "cannot write `a`: no permission");
    }
}
