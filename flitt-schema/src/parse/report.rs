use crate::diagnostic::Diagnostic;
use crate::json::Span;
use crate::source::Source;

/// The faults found in one file so far.
pub(crate) struct Report {
    source: Source,
    found: Vec<Diagnostic>,
}

impl Report {
    pub(crate) fn new(source: &Source) -> Self {
        Self { source: source.clone(), found: Vec::new() }
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    /// A fault, with a few words at the carets and what to do.
    pub(crate) fn error(&mut self, span: &Span, message: impl Into<String>, label: &str, help: impl Into<String>) {
        let mut diagnostic = Diagnostic::new(&self.source, span.clone(), message);
        if !label.is_empty() {
            diagnostic = diagnostic.with_label(label);
        }
        let help = help.into();
        if !help.is_empty() {
            diagnostic = diagnostic.with_help(help);
        }
        self.found.push(diagnostic);
    }

    /// The faults in the order of the file.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|one, other| one.order().cmp(&other.order()));
        self.found
    }
}
