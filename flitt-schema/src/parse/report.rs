use crate::keys::META_FORMAT_VERSION;
use crate::source::Diagnostic;
use crate::source::Source;
use crate::source::Span;

/// Collects the diagnostics of one file.
pub(crate) struct Report {
    source: Source,
    /// The version of the meta-format of the file.
    meta_format: u64,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    pub(crate) fn new(source: &Source) -> Self {
        Self { source: source.clone(), meta_format: META_FORMAT_VERSION, diagnostics: Vec::new() }
    }

    pub(crate) fn meta_format(&self) -> u64 {
        self.meta_format
    }

    pub(super) fn set_meta_format(&mut self, version: u64) {
        self.meta_format = version;
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    /// Reports an error. The label, shown at the carets, and the help may be empty.
    pub(crate) fn error(&mut self, span: &Span, message: impl Into<String>, label: &str, help: impl Into<String>) {
        let mut diagnostic = Diagnostic::new(&self.source, span.clone(), message);
        if !label.is_empty() {
            diagnostic = diagnostic.with_label(label);
        }
        let help = help.into();
        if !help.is_empty() {
            diagnostic = diagnostic.with_help(help);
        }
        self.diagnostics.push(diagnostic);
    }

    /// The diagnostics in the order of the file.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by(|one, other| one.order().cmp(&other.order()));
        self.diagnostics
    }
}
