use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::runtime::redact::{TextRedactor, shown_text};

/// An error of another crate, such as the HTTP client: the cause of one of this crate.
///
/// `Display`, `Debug` and the chain of `source` show it, and its own causes, without secrets: another crate may quote an address with a
/// password, or a request. [`error`](Self::error) returns it as it is. Causes are equal if their messages are equal.
#[derive(Clone)]
pub struct SourceError {
    error: Arc<dyn Error + Send + Sync>,
    shown: Arc<ShownError>,
}

/// What is shown of an error, and of its causes.
struct ShownError {
    message: String,
    debug: String,
    source: Option<Box<ShownError>>,
}

/// Longer chains of causes are cut off.
const MAX_DEPTH: usize = 32;

impl SourceError {
    /// Wraps an error, or a message.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let error: Arc<dyn Error + Send + Sync> = error.into().into();
        let shown = ShownError::of(&*error, &|text| shown_text(text).into_owned(), MAX_DEPTH);
        Self { error, shown: Arc::new(shown) }
    }

    /// The same; the keys and values that a redactor knows are not shown.
    pub(crate) fn redacted(self, redactor: &TextRedactor) -> Self {
        let shown = ShownError::of(&*self.error, &|text| redactor.redact(&shown_text(text)), MAX_DEPTH);
        Self { shown: Arc::new(shown), ..self }
    }

    /// The error, which can be downcast. It may contain secrets.
    #[must_use]
    pub fn error(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.error
    }
}

impl ShownError {
    fn of(error: &dyn Error, redact: &dyn Fn(&str) -> String, depth: usize) -> Self {
        let source = error.source().filter(|_| depth > 0);
        Self {
            message: redact(&error.to_string()),
            debug: redact(&format!("{error:?}")),
            source: source.map(|source| Box::new(Self::of(source, redact, depth - 1))),
        }
    }
}

impl From<&str> for SourceError {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for SourceError {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl fmt::Debug for SourceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shown.fmt(formatter)
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.shown, formatter)
    }
}

impl Error for SourceError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.shown.source()
    }
}

impl fmt::Debug for ShownError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.debug)
    }
}

impl fmt::Display for ShownError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for ShownError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

impl PartialEq for SourceError {
    fn eq(&self, other: &Self) -> bool {
        self.error.to_string() == other.error.to_string()
    }
}

impl Eq for SourceError {}
