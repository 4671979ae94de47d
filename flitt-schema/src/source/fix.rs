//! Changes of a file that diagnostics propose.

use super::{Diagnostic, Span};

/// A change of a file's text that mends what a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The range that is replaced, in bytes; an empty one is a place where text is added.
    pub range: Span,
    /// The text that replaces it.
    pub text: String,
}

impl Fix {
    /// A text with the changes that its diagnostics propose. Of two changes of one place, the first is made.
    #[must_use]
    pub fn apply<'d>(text: &str, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> String {
        let mut fixes: Vec<&Self> = diagnostics.into_iter().filter_map(Diagnostic::fix).collect();
        fixes.sort_by_key(|fix| fix.range.start);
        let mut changed = String::with_capacity(text.len());
        let mut end = 0;
        for fix in fixes {
            let Some(before) = text.get(end..fix.range.start) else { continue };
            changed.push_str(before);
            changed.push_str(&fix.text);
            end = fix.range.end;
        }
        changed.push_str(text.get(end..).unwrap_or_default());
        changed
    }
}
