//! Any bytes as a schema file.

use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_schema::{Diagnostic, Files, InMemory, Library, Source, canonical};

/// Reads the bytes as an endpoint, as a table and as a list, together with the shipped files: a clean model or diagnostics,
/// each of which is within the file that it names.
///
/// # Panics
///
/// If that does not hold.
pub fn schema(bytes: &[u8]) {
    for name in ["endpoint_of_anybody.json", "tables/table_of_anybody.json", "reference/list_of_anybody.json"] {
        let _ = Alongside::new(name, bytes).read();
        let Ok(source) = Source::from_bytes(name, bytes) else { continue };
        let Ok(text) = canonical(name, &source) else { continue };
        let again = canonical(name, &Source::new(name, &text)).expect("the canonical form is JSON");
        assert_eq!(again, text, "the canonical form of the canonical form is another");
    }
}

/// The shipped files, and one more, perhaps in the place of one of them.
pub(crate) struct Alongside<'a> {
    name: &'a str,
    bytes: &'a [u8],
}

impl<'a> Alongside<'a> {
    pub(crate) fn new(name: &'a str, bytes: &'a [u8]) -> Self {
        Self { name, bytes }
    }

    /// Reads that one, and whatever it refers to.
    pub(crate) fn read(&self) -> Library {
        self.checked(Library::read_file(self, self.name))
    }

    /// Reads all of them.
    pub(crate) fn read_folder(&self) -> Library {
        self.checked(Library::read_folder(self))
    }

    fn checked(&self, library: Library) -> Library {
        library.diagnostics.iter().for_each(|diagnostic| self.holds(diagnostic));
        library
    }

    fn bytes(&self, name: &str) -> Option<&[u8]> {
        if name == self.name {
            return Some(self.bytes);
        }
        Flitt::FILES.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| text.as_bytes())
    }

    /// Whether the place of a diagnostic exists and its message is one line.
    fn holds(&self, diagnostic: &Diagnostic) {
        let (line, column) = diagnostic.line_and_column();
        let text = diagnostic.to_string();
        // Of a file that is no text, positions are reported up to its first byte that is none.
        let bytes = self.bytes(diagnostic.path()).unwrap_or_default();
        let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let readable = String::from_utf8_lossy(&bytes[..valid]);
        let found = readable.split('\n').nth(line.wrapping_sub(1));
        let is_within = found.is_some_and(|found| (1..=found.chars().count() + 1).contains(&column));
        assert!(is_within, "outside of the file: {text}");
        assert!(text.starts_with(&format!("{}:{line}:{column}: ", diagnostic.path())), "{text}");
        assert!(!diagnostic.message().contains('\n') && !diagnostic.message().is_empty(), "{text}");
    }
}

impl Files for Alongside<'_> {
    fn read(&self, name: &str) -> Option<Result<Source, Diagnostic>> {
        self.bytes(name)
            .map(|bytes| Source::from_bytes(name, bytes).map_err(|error| Diagnostic::of_source(name, &error)))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Diagnostic> {
        let others = Flitt::FILES.iter().map(|(name, _)| *name).filter(|name| *name != self.name);
        others.chain([self.name]).map(|name| (name, "")).collect::<InMemory>().list(folder)
    }
}
