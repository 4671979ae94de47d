//! One finding in a schema file: where it is, what is wrong, and what to do.

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Source, SourceError, Span};

/// How much of a line, in bytes, is rendered on each side of the marked range. More is never visible.
const MAX_CONTEXT: usize = 1_000;

/// The severity of a [`Diagnostic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file can be used, but something in it needs attention.
    Warning,
    /// The file cannot be used.
    Error,
}

/// One finding in a schema file.
///
/// `Display` renders `file:line:column: message`, the source line with carets, and the help. A warning begins with
/// `warning: `. Lines and columns count from 1, columns in Unicode scalar values.
#[derive(Clone, PartialEq, Eq)]
pub struct Diagnostic {
    // Boxed to keep a `Result` with a diagnostic small.
    parts: Box<Parts>,
}

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    severity: Severity,
    path: String,
    message: String,
    label: Option<String>,
    help: Option<String>,
    location: Option<(Source, Span)>,
}

impl Diagnostic {
    /// An error in a range of a file. Of a range over several lines, the first line is marked.
    pub(crate) fn new(source: &Source, span: Span, message: impl Into<String>) -> Self {
        let first = source.text().get(span.clone()).and_then(|text| text.lines().next()).map_or(0, str::len);
        Self::at(source.path(), message.into(), Some((source.clone(), span.start..span.start + first)))
    }

    /// An error of a file as a whole.
    pub(crate) fn of_file(path: &str, message: impl Into<String>) -> Self {
        Self::at(path, message.into(), None)
    }

    /// An error of a file that cannot be read as text; messages call the file `path`.
    #[must_use]
    pub fn of_source(path: &str, error: &SourceError) -> Self {
        let diagnostic = match error {
            SourceError::NotUtf8 { valid } => {
                let end = valid.len();
                Self::new(&Source::new(path, valid), end..end, error.to_string())
            }
            SourceError::Io(cause) => Self::of_file(path, format!("{error}: {cause}")),
            _ => Self::of_file(path, error.to_string()),
        };
        diagnostic.with_help(error.help())
    }

    fn at(path: &str, message: String, location: Option<(Source, Span)>) -> Self {
        let severity = Severity::Error;
        let message = on_one_line(message);
        let parts = Parts { severity, path: path.to_owned(), message, label: None, help: None, location };
        Self { parts: Box::new(parts) }
    }

    /// With a label at the carets.
    pub(crate) fn with_label(mut self, label: impl Into<String>) -> Self {
        self.parts.label = Some(label.into());
        self
    }

    /// With a text that says what to do.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.parts.help = Some(help.into());
        self
    }

    /// The same as a warning.
    pub(crate) fn into_warning(mut self) -> Self {
        self.parts.severity = Severity::Warning;
        self
    }

    /// The severity.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.parts.severity
    }

    /// The name of the file, as it was given.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.parts.path
    }

    /// The 1-based line and column; (1, 1) if it is about the whole file.
    #[must_use]
    pub fn line_and_column(&self) -> (usize, usize) {
        self.parts.location.as_ref().map_or((1, 1), |(source, span)| source.line_and_column(span.start))
    }

    /// The sort key: the name of the file, then the position in it.
    pub(crate) fn order(&self) -> (&str, usize) {
        (&self.parts.path, self.parts.location.as_ref().map_or(0, |(_, span)| span.start))
    }

    /// What is wrong, on one line, without the position.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.parts.message
    }

    /// What to do, if known.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.parts.help.as_deref()
    }

    /// The whole text with colours for a terminal.
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
        if let Some((source, span)) = &self.parts.location {
            let excerpt = excerpt(source.text(), span);
            let marked = span.start - excerpt.start..span.end - excerpt.start;
            let annotation = AnnotationKind::Primary.span(marked).label(self.parts.label.as_deref());
            group = group.element(Snippet::source(&source.text()[excerpt]).line_start(line).annotation(annotation));
        }
        if let Some(help) = &self.parts.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

/// The line of a range; of a very long line, the part around the range. The time of rendering grows with the excerpt.
fn excerpt(text: &str, span: &Span) -> Span {
    let line_start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = span.end + text[span.end..].lines().next().map_or(0, str::len);
    let start = text.floor_char_boundary(span.start.saturating_sub(MAX_CONTEXT));
    let end = text.ceil_char_boundary(span.end.saturating_add(MAX_CONTEXT));
    line_start.max(start)..line_end.min(end)
}

/// Escapes control characters: messages quote names and values of the file, which may contain them.
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
