//! One finding in a schema file: where it is, what is wrong, and what to do.

use std::fmt;
use std::sync::Arc;

use super::excerpt::Excerpt;
use super::printable::on_one_line;
use super::render::{Drawing, Styles};
use super::{Fix, Source, SourceError, Span};

/// What to do about a file that is reached by a link and has an error.
const LINKED_HELP: &str =
    "a link out of the folder, or another git repository, leads to it, so its text is not shown: check it where it is";

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
    /// Whether label and help stay as they are: the diagnostic is about a file whose text is not shown.
    is_hidden: bool,
    fix: Option<Fix>,
}

impl Diagnostic {
    /// An error in a range of a file. Of a range over several lines, the first line is marked.
    ///
    /// Of a file that is reached by a link out of its folder, nothing is said but that it has an error: it can be any file
    /// that the user may read.
    #[must_use]
    pub fn new(source: &Source, span: Span, message: impl Into<String>) -> Self {
        if source.is_linked() {
            let mut hidden = Self::of_file(source.path(), "the file is not a valid schema file");
            hidden.parts.help = Some(LINKED_HELP.to_owned());
            hidden.parts.is_hidden = true;
            return hidden;
        }
        let first = source.text().get(span.clone()).and_then(|text| text.lines().next()).map_or(0, str::len);
        Self::at(source.path(), message.into(), Some((source.clone(), span.start..span.start + first)))
    }

    /// An error of a file as a whole; messages call the file `path`.
    #[must_use]
    pub fn of_file(path: &str, message: impl Into<String>) -> Self {
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

    /// The same for a file whose text is not shown, since it is reached by a link.
    #[must_use]
    pub fn of_linked_source(path: &str, error: &SourceError) -> Self {
        match error {
            SourceError::NotUtf8 { .. } => Self::of_file(path, error.to_string()).with_help(error.help()),
            _ => Self::of_source(path, error),
        }
    }

    fn at(path: &str, message: String, location: Option<(Source, Span)>) -> Self {
        let severity = Severity::Error;
        let message = on_one_line(message);
        let path = on_one_line(path.to_owned());
        let parts = Parts { severity, path, message, label: None, help: None, location, is_hidden: false, fix: None };
        Self { parts: Box::new(parts) }
    }

    /// With a label at the carets.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        if !self.parts.is_hidden {
            self.parts.label = Some(on_one_line(label.into()));
        }
        self
    }

    /// With a text that says what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        if !self.parts.is_hidden {
            self.parts.help = Some(on_one_line(help.into()));
        }
        self
    }

    /// With a change that mends it.
    #[must_use]
    pub(crate) fn with_fix(mut self, fix: Option<Fix>) -> Self {
        if !self.parts.is_hidden {
            self.parts.fix = fix;
        }
        self
    }

    /// The same with several lines.
    #[must_use]
    pub fn with_help_lines(mut self, lines: Vec<String>) -> Self {
        if !self.parts.is_hidden {
            let lines: Vec<String> = lines.into_iter().map(on_one_line).collect();
            self.parts.help = Some(lines.join("\n"));
        }
        self
    }

    /// The file that it is about.
    pub(crate) fn source(&self) -> Option<&Source> {
        self.parts.location.as_ref().map(|(source, _)| source)
    }

    /// The same; its excerpt does not show these ranges of the file. See [`Source::hiding`].
    #[must_use]
    pub(crate) fn hiding(mut self, ranges: &Arc<[Span]>) -> Self {
        if let Some((source, _)) = &mut self.parts.location {
            *source = source.clone().hiding(Arc::clone(ranges));
        }
        self
    }

    /// The same as a warning.
    pub(crate) fn into_warning(mut self) -> Self {
        self.parts.severity = Severity::Warning;
        if self.parts.is_hidden {
            "the file has a warning".clone_into(&mut self.parts.message);
        }
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

    /// The 1-based line and column behind the marked range, which is within one line; (1, 1) if it is about the whole file.
    #[must_use]
    pub fn end_line_and_column(&self) -> (usize, usize) {
        self.parts.location.as_ref().map_or((1, 1), |(source, span)| source.line_and_column(span.end))
    }

    /// Sorts diagnostics by the name of the file, then by the position in it.
    pub(crate) fn sort(diagnostics: &mut [Self]) {
        diagnostics.sort_by(|one, other| one.order().cmp(&other.order()));
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

    /// The change that mends it, if there is one that needs no decision.
    #[must_use]
    pub fn fix(&self) -> Option<&Fix> {
        self.parts.fix.as_ref()
    }

    /// The whole text with colours for a terminal.
    #[must_use]
    pub fn to_colored_string(&self) -> String {
        let mut text = String::new();
        // A `String` takes everything.
        let _ = self.draw(&mut text, &Styles::coloured(self.severity()), true);
        text
    }

    fn draw(&self, to: &mut impl fmt::Write, styles: &Styles, is_named: bool) -> fmt::Result {
        let Parts { severity, path, message, label, help, location, .. } = &*self.parts;
        let (line, column) = self.line_and_column();
        let drawing = Drawing {
            severity: *severity,
            is_named,
            title: &format!("{path}:{line}:{column}: {message}"),
            excerpt: location.as_ref().map(|(source, span)| (line, Excerpt::new(source.text(), span, source.hidden()))),
            label: label.as_deref(),
            help: help.as_deref(),
        };
        drawing.write(to, styles)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draw(formatter, &Styles::PLAIN, self.severity() == Severity::Warning)
    }
}

impl fmt::Debug for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Diagnostic {}
