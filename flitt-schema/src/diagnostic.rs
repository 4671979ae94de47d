//! A fault of a schema file, for people: where, what, what was expected, what to do.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::source::Source;

/// How far from a place, in bytes, its line is drawn: further than is ever shown.
const FURTHEST: usize = 1_000;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file works, but something in it wants a look.
    Warning,
    /// The file cannot be used.
    Error,
}

/// One fault of a schema file.
///
/// `Display` gives the whole text: `file:line:column: what is wrong`, the source line with carets, and what to do.
/// A warning begins with `warning: `. Lines and columns count from 1, columns in Unicode scalar values.
#[derive(Clone, PartialEq, Eq)]
pub struct Diagnostic {
    // Boxed, so that a result with a diagnostic stays small.
    parts: Box<Parts>,
}

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    severity: Severity,
    path: String,
    message: String,
    label: Option<String>,
    help: Option<String>,
    place: Option<(Source, Range<usize>)>,
}

impl Diagnostic {
    /// A fault at a place of a file. Of a place over several lines, the first one is marked.
    pub(crate) fn new(source: &Source, span: Range<usize>, message: impl Into<String>) -> Self {
        let first = source.text().get(span.clone()).and_then(|text| text.lines().next()).map_or(0, str::len);
        Self::at(source.path(), message.into(), Some((source.clone(), span.start..span.start + first)))
    }

    /// A fault of a file as a whole.
    pub(crate) fn of_file(path: &str, message: impl Into<String>) -> Self {
        Self::at(path, message.into(), None)
    }

    fn at(path: &str, message: String, place: Option<(Source, Range<usize>)>) -> Self {
        let severity = Severity::Error;
        let message = on_one_line(message);
        let parts = Parts { severity, path: path.to_owned(), message, label: None, help: None, place };
        Self { parts: Box::new(parts) }
    }

    /// A few words at the carets.
    pub(crate) fn with_label(mut self, label: impl Into<String>) -> Self {
        self.parts.label = Some(label.into());
        self
    }

    /// What to do.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.parts.help = Some(help.into());
        self
    }

    /// The same, as something that only wants a look.
    pub(crate) fn into_warning(mut self) -> Self {
        self.parts.severity = Severity::Warning;
        self
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.parts.severity
    }

    /// The file's name as it was given.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.parts.path
    }

    /// The 1-based line and column; (1, 1) for a fault of the whole file.
    #[must_use]
    pub fn line_and_column(&self) -> (usize, usize) {
        self.parts.place.as_ref().map_or((1, 1), |(source, span)| source.line_and_column(span.start))
    }

    /// The order of the files' names, then of the places in them.
    pub(crate) fn order(&self) -> (&str, usize) {
        (&self.parts.path, self.parts.place.as_ref().map_or(0, |(_, span)| span.start))
    }

    /// What is wrong, in one line, without the position.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.parts.message
    }

    /// What to do, where that can be told.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.parts.help.as_deref()
    }

    /// The whole text, coloured for a terminal.
    #[must_use]
    pub fn to_colored_string(&self) -> String {
        self.render(&Renderer::styled(), true)
    }

    fn render(&self, renderer: &Renderer, named: bool) -> String {
        let (line, column) = self.line_and_column();
        let title = format!("{}:{line}:{column}: {}", self.parts.path, self.parts.message);
        let level = match self.parts.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let level = if named { level } else { level.no_name() };
        let mut group = level.primary_title(&title).elements(None::<annotate_snippets::Padding>);
        if let Some((source, span)) = &self.parts.place {
            let drawn = drawn(source.text(), span);
            let marked = span.start - drawn.start..span.end - drawn.start;
            let annotation = AnnotationKind::Primary.span(marked).label(self.parts.label.as_deref());
            group = group.element(Snippet::source(&source.text()[drawn]).line_start(line).annotation(annotation));
        }
        if let Some(help) = &self.parts.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

/// The line of a place; of a very long one, what stands around the place. Drawing takes as long as what is drawn from.
fn drawn(text: &str, span: &Range<usize>) -> Range<usize> {
    let line_start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = span.end + text[span.end..].lines().next().map_or(0, str::len);
    let start = text.floor_char_boundary(span.start.saturating_sub(FURTHEST));
    let end = text.ceil_char_boundary(span.end.saturating_add(FURTHEST));
    line_start.max(start)..line_end.min(end)
}

/// Messages quote names and values of the file, which may hold line ends and other control characters.
fn on_one_line(message: String) -> String {
    if !message.contains(char::is_control) {
        return message;
    }
    let escaped = |character: char| {
        if character.is_control() { character.escape_default().to_string() } else { character.into() }
    };
    message.chars().map(escaped).collect()
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(&Renderer::plain(), self.severity() == Severity::Warning))
    }
}

impl fmt::Debug for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Diagnostic {}
