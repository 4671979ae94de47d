use super::suggestion;
use super::synonyms::synonym;
use crate::keys::META_FORMAT_VERSION;
use crate::limits::{Budget, MAX_FILE_DIAGNOSTICS};
use crate::source::Source;
use crate::source::Span;
use crate::source::{Diagnostic, Fix};
use crate::text::closest_within;

/// Collects the diagnostics of one file.
pub(crate) struct Report {
    source: Source,
    /// The version of the meta-format of the file.
    meta_format: u64,
    diagnostics: Vec<Diagnostic>,
    /// The names that may still be compared for suggestions.
    comparisons: Budget,
}

impl Report {
    /// Of a file that is read alone.
    pub(crate) fn new(source: &Source) -> Self {
        Self::of_folder(source, &Budget::of_comparisons())
    }

    /// Of one of the files of a folder, which share the comparisons for suggestions.
    pub(crate) fn of_folder(source: &Source, comparisons: &Budget) -> Self {
        Self {
            source: source.clone(),
            meta_format: META_FORMAT_VERSION,
            diagnostics: Vec::new(),
            comparisons: comparisons.clone(),
        }
    }

    /// A label that suggests a name similar to a misspelt one.
    pub(crate) fn suggestion<'w>(&self, misspelt: &str, names: impl IntoIterator<Item = &'w str>) -> String {
        suggestion(self.similar(misspelt, names))
    }

    /// A name similar to a misspelt one.
    pub(crate) fn similar<'w>(&self, misspelt: &str, names: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
        closest_within(misspelt, names, &self.comparisons)
    }

    /// The name that a word probably means: one that is spelt similarly, or that has the same meaning in JSON Schema.
    pub(crate) fn meant<'w>(&self, word: &str, mut names: impl Iterator<Item = &'w str> + Clone) -> Option<&'w str> {
        self.similar(word, names.clone()).or_else(|| synonym(word, &mut names))
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

    pub(crate) fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Takes over the diagnostics of another report on the same file, unless there are too many.
    pub(crate) fn append(&mut self, other: Self) {
        let left = MAX_FILE_DIAGNOSTICS.saturating_sub(self.diagnostics.len());
        self.diagnostics.extend(other.diagnostics.into_iter().take(left));
    }

    /// Whether there are so many diagnostics that no more are reported.
    pub(crate) fn is_full(&self) -> bool {
        self.diagnostics.len() >= MAX_FILE_DIAGNOSTICS
    }

    /// Reports an error, unless there are too many. The label, shown at the carets, and the help may be empty.
    pub(crate) fn error(&mut self, span: &Span, message: impl Into<String>, label: &str, help: impl Into<String>) {
        self.error_with_fix(span, message, label, help, None);
    }

    /// The same with a change that mends it.
    pub(crate) fn error_with_fix(
        &mut self,
        span: &Span,
        message: impl Into<String>,
        label: &str,
        help: impl Into<String>,
        fix: Option<Fix>,
    ) {
        if self.is_full() {
            return;
        }
        let mut diagnostic = Diagnostic::new(&self.source, span.clone(), message);
        if !label.is_empty() {
            diagnostic = diagnostic.with_label(label);
        }
        let help = help.into();
        if !help.is_empty() {
            diagnostic = diagnostic.with_help(help);
        }
        self.diagnostics.push(diagnostic.with_fix(fix));
    }

    /// Whether a file that is reached by a link out of its folder has an error: then nothing of it is used, so that no
    /// diagnostic of another file quotes it.
    pub(crate) fn rejects_link(&self) -> bool {
        self.source.is_linked() && !self.diagnostics.is_empty()
    }

    /// The diagnostics in the order of the file.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        Diagnostic::sort(&mut self.diagnostics);
        self.diagnostics
    }
}
