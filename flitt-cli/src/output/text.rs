//! Texts for the terminal.

use std::io;

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::Style;
use flitt_client::__private::redact;

/// Whether stdout shows colours.
pub(crate) fn stdout_has_colour() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// A heading: bold where colours are shown.
pub(crate) fn heading(text: &str) -> String {
    let style = if stdout_has_colour() { Style::new().bold() } else { Style::new() };
    format!("{style}{text}{style:#}")
}

/// A text with control characters and line breaks escaped.
pub(crate) fn on_one_line(text: &str) -> String {
    redact::on_one_line(text).into_owned()
}

/// A text as one argument of a POSIX shell command.
pub(crate) fn shell_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The same, in quotes only where they are needed.
pub(crate) fn shell_word(text: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "/._-".contains(character);
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { shell_quoted(text) }
}

/// `1 endpoint`, `2 endpoints`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
