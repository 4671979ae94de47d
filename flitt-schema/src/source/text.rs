//! The text of one file.

use std::fmt;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use super::Span;
use super::mark::has_mark;

/// The maximum size of a schema file, in bytes (256 KiB).
///
/// That is ten times the gateway's longest file. Reading a file of this size takes less than 64 MiB of memory, whatever
/// it contains.
pub const MAX_FILE_SIZE: usize = 256 * 1024;

/// The text of one file and the name that messages use for it.
///
/// Cloning is cheap: the text is shared.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Source {
    path: Arc<str>,
    text: Arc<str>,
    /// Whether the file is reached by a link that leaves the folder.
    is_linked: bool,
    /// The ranges that excerpts do not show.
    hidden: Arc<[Span]>,
}

/// Why a file cannot be used as text.
#[derive(Debug)]
#[non_exhaustive]
pub enum SourceError {
    /// The path is a folder.
    IsFolder,
    /// The path is a pipe, a device, a socket or something else that is not a file.
    NotAFile,
    /// The file cannot be opened or read.
    Io(io::Error),
    /// The file is larger than [`MAX_FILE_SIZE`].
    TooLarge,
    /// The file contains nothing but whitespace.
    Empty,
    /// The file begins with a byte order mark, in UTF-8 or UTF-16.
    ByteOrderMark,
    /// The file is not UTF-8.
    NotUtf8 {
        /// The text before the first invalid byte.
        valid: String,
    },
}

impl Source {
    /// A text that is already in memory; messages call it `path`.
    #[must_use]
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into(), is_linked: false, hidden: Arc::default() }
    }

    /// Reads a file; messages call it `shown`.
    pub fn read(path: &Path, shown: &str) -> Result<Self, SourceError> {
        Self::from_bytes(shown, &read_at_most(path, MAX_FILE_SIZE + 1)?)
    }

    /// The same text as that of a file that is reached by a link out of its folder: diagnostics neither show nor quote it.
    #[must_use]
    pub fn linked(self) -> Self {
        Self { is_linked: true, ..self }
    }

    /// Whether the file is reached by a link that leaves the folder of schema files. What it contains can be anything that
    /// this user may read, so it is never shown, and must not be written.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        self.is_linked
    }

    /// The same text with ranges that excerpts do not show: each character of them is an asterisk there.
    #[must_use]
    pub fn hiding(self, ranges: Arc<[Span]>) -> Self {
        Self { hidden: ranges, ..self }
    }

    pub(super) fn hidden(&self) -> &[Span] {
        &self.hidden
    }

    /// Takes the bytes of a file: UTF-8 without a byte order mark, not empty, at most [`MAX_FILE_SIZE`] bytes.
    pub fn from_bytes(path: &str, bytes: &[u8]) -> Result<Self, SourceError> {
        if bytes.len() > MAX_FILE_SIZE {
            return Err(SourceError::TooLarge);
        }
        if has_mark(bytes) {
            return Err(SourceError::ByteOrderMark);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if text.trim().is_empty() => Err(SourceError::Empty),
            Ok(text) => Ok(Self::new(path, text)),
            Err(error) => {
                let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
                Err(SourceError::NotUtf8 { valid })
            }
        }
    }

    /// The name of the file in messages.
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

impl SourceError {
    /// What to do about it.
    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::IsFolder => "name one of the `.json` files in it",
            Self::NotAFile => "put a regular file there",
            Self::Io(_) => "check the path and the permissions of the file",
            Self::TooLarge => "split the file: the gateway's largest table has about forty parameters",
            Self::Empty => "start with `{ \"endpoint\": \"name_of_this_file\" }`",
            Self::ByteOrderMark => "save the file as UTF-8 without BOM; `flitt check --fix` does",
            Self::NotUtf8 { .. } => "save the file as UTF-8",
        }
    }
}

impl From<io::Error> for SourceError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IsFolder => formatter.write_str("this is a folder, not a schema file"),
            Self::NotAFile => formatter.write_str("this is a pipe, a device or a socket, not a file"),
            Self::Io(_) => formatter.write_str("cannot read the file"),
            Self::TooLarge => write!(formatter, "the file is larger than {} KiB", MAX_FILE_SIZE / 1024),
            Self::Empty => formatter.write_str("the file is empty"),
            Self::ByteOrderMark => formatter.write_str("the file begins with a byte order mark (BOM)"),
            Self::NotUtf8 { .. } => formatter.write_str("invalid UTF-8 from here on"),
        }
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// Reads a regular file. Some devices act when they are opened, so the path is looked at before; and what was opened is
/// looked at too, since the path can lead elsewhere by then.
fn read_at_most(path: &Path, limit: usize) -> Result<Vec<u8>, SourceError> {
    must_be_file(&fs::metadata(path)?)?;
    let file = open(path)?;
    must_be_file(&file.metadata()?)?;
    let mut bytes = Vec::new();
    file.take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn must_be_file(metadata: &fs::Metadata) -> Result<(), SourceError> {
    if metadata.is_dir() {
        Err(SourceError::IsFolder)
    } else if metadata.is_file() {
        Ok(())
    } else {
        Err(SourceError::NotAFile)
    }
}

/// Opens a path without waiting for the other end of a pipe.
fn open(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, O_NONBLOCK);
    options.open(path)
}

/// `O_NONBLOCK` of the operating system, where it is known.
#[cfg(unix)]
const O_NONBLOCK: i32 =
    if cfg!(any(target_vendor = "apple", target_os = "freebsd", target_os = "openbsd", target_os = "netbsd")) {
        0x4
    } else if cfg!(all(
        any(target_os = "linux", target_os = "android"),
        any(
            target_arch = "x86",
            target_arch = "x86_64",
            target_arch = "arm",
            target_arch = "aarch64",
            target_arch = "riscv64"
        )
    )) {
        0x800
    } else {
        0
    };
