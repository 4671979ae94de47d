//! A file's text, read with care: every way in which a file is no text is told with its position.

use std::fmt;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;

/// The largest schema file that is read, in bytes (256 KiB). It holds ten times what the longest file of the gateway does,
/// and whatever stands in it, it is read in less than 64 MiB.
pub const LARGEST_FILE: usize = 256 * 1024;

/// The text of one file, with the name under which people know it.
///
/// Cloning is cheap: the text is shared.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Source {
    path: Arc<str>,
    text: Arc<str>,
}

impl Source {
    /// A text that is already in memory; `path` is what messages call it.
    #[must_use]
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Reads a file; `shown` is the path that messages name.
    pub fn read(path: &Path, shown: &str) -> Result<Self, Diagnostic> {
        let refuse = |message: String, help: &str| Err(Diagnostic::of_file(shown, message).with_help(help));
        if path.is_dir() {
            return refuse("this is a folder, not a schema file".to_owned(), "name one of the `.json` files in it");
        }
        let bytes = match read_at_most(path, LARGEST_FILE + 1) {
            Ok(bytes) => bytes,
            Err(error) => {
                return refuse(
                    format!("cannot read the file: {error}"),
                    "check the path and the permissions of the file",
                );
            }
        };
        Self::from_bytes(shown, &bytes)
    }

    /// Takes the bytes of a file: UTF-8, no byte order mark, not empty, no more than [`LARGEST_FILE`].
    pub fn from_bytes(path: &str, bytes: &[u8]) -> Result<Self, Diagnostic> {
        if bytes.len() > LARGEST_FILE {
            return Err(Diagnostic::of_file(path, format!("the file is larger than {} KiB", LARGEST_FILE / 1024))
                .with_help("a schema file holds one table; the largest of the gateway has some forty rows"));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if text.trim().is_empty() => Err(Diagnostic::of_file(path, "the file is empty")
                .with_help("start with `{ \"endpoint\": \"name_of_this_file\" }`")),
            Ok(text) if text.starts_with('\u{feff}') => {
                Err(Diagnostic::of_file(path, "the file begins with a byte order mark (BOM)")
                    .with_help("save it as UTF-8 without BOM"))
            }
            Ok(text) => Ok(Self::new(path, text)),
            Err(error) => {
                let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
                let end = valid.len();
                Err(Diagnostic::new(&Self::new(path, &valid), end..end, "the file is not UTF-8 from here on")
                    .with_help("save the file as UTF-8"))
            }
        }
    }

    /// The name under which messages know the file.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The 1-based line and column of a byte offset; columns count Unicode scalar values.
    #[must_use]
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Source({}, {} bytes)", self.path, self.text.len())
    }
}

fn read_at_most(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
