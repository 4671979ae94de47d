//! The format of the state file: a log of changes that is only appended to, and that proves that it is complete.
//!
//! ```text
//! 0     magic (16 bytes), version of the format (4 bytes)
//! 512   mark: where the log ends, the digest of all changes up to there, the digest of the mark
//! 1024  another mark
//! 1536  entries: length, digest over the previous digest, the length and the content, content
//! ```
//!
//! An entry is written and synchronized before the mark behind it, and the marks are written in turn. So a write that was
//! interrupted is distinguished from damage: it leaves bytes behind the end that both marks know, or one incomplete mark and a
//! complete entry. Every other difference means that the file was changed by something else, and nothing of it is used.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use sha2::{Digest as _, Sha256};

const MAGIC: [u8; 16] = *b"flitt-sandbox\r\n\x1a";
/// The version of the format. Versions 1 to 3 were databases of redb, 4 had neither faults nor tokens.
const FORMAT: u32 = 5;
/// How the files of earlier versions begin.
const EARLIER_MAGIC: [u8; 9] = *b"redb\x1A\x0A\xA9\x0D\x0A";

/// Positions of the marks. A disk writes blocks of 512 bytes or more as a whole.
const MARKS: [u64; 2] = [512, 1024];
const START: usize = 1536;
const ENTRIES: u64 = START as u64;
const DIGEST: usize = 32;
const MARK: usize = 8 + 2 * DIGEST;
/// The length and the digest before the content of an entry.
const FRAME: usize = 8 + DIGEST;

type Digest = [u8; DIGEST];

/// Why a log cannot be read.
#[derive(Debug)]
pub(super) enum LogError {
    /// The file is empty.
    Empty,
    /// It is a file of another program.
    Foreign,
    /// An earlier version of the sandbox wrote it.
    Earlier,
    /// A later version of the sandbox wrote it, in this format.
    Later(u32),
    /// It is not what the sandbox wrote.
    Damaged(String),
    Io(io::Error),
}

impl From<io::Error> for LogError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn damaged<T>(what: impl Into<String>) -> Result<T, LogError> {
    Err(LogError::Damaged(what.into()))
}

/// An open log.
pub(super) struct Log {
    file: File,
    end: Mark,
    /// The mark that the next entry is written with.
    next_mark: usize,
}

/// Where a log ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Mark {
    end: u64,
    digest: Digest,
}

impl Mark {
    /// The mark of a log without entries.
    fn empty() -> Self {
        let digest = Sha256::new_with_prefix(MAGIC).chain_update(FORMAT.to_le_bytes()).finalize().into();
        Self { end: ENTRIES, digest }
    }

    /// The mark after one more entry, and the frame of that entry.
    fn after(self, content: &[u8]) -> (Self, [u8; FRAME]) {
        let length = (content.len() as u64).to_le_bytes();
        let hash = Sha256::new_with_prefix(self.digest).chain_update(length).chain_update(content);
        let digest: Digest = hash.finalize().into();
        let mut frame = [0; FRAME];
        frame[..8].copy_from_slice(&length);
        frame[8..].copy_from_slice(&digest);
        (Self { end: self.end.saturating_add((FRAME + content.len()) as u64), digest }, frame)
    }

    fn to_bytes(self) -> [u8; MARK] {
        let mut bytes = [0; MARK];
        bytes[..8].copy_from_slice(&self.end.to_le_bytes());
        bytes[8..8 + DIGEST].copy_from_slice(&self.digest);
        let check = Sha256::new_with_prefix(FORMAT.to_le_bytes()).chain_update(&bytes[..8 + DIGEST]);
        bytes[8 + DIGEST..].copy_from_slice(&check.finalize());
        bytes
    }

    /// `None` if it was not written completely, or was changed.
    fn from_bytes(bytes: [u8; MARK]) -> Option<Self> {
        let (end, digest) = (bytes[..8].try_into().ok()?, bytes[8..8 + DIGEST].try_into().ok()?);
        let mark = Self { end: u64::from_le_bytes(end), digest };
        (mark.to_bytes() == bytes).then_some(mark)
    }
}

impl Log {
    /// Writes an empty log to an empty file.
    pub(super) fn create(mut file: File) -> io::Result<Self> {
        let mark = Mark::empty();
        let mut start = vec![0; START];
        start[..MAGIC.len()].copy_from_slice(&MAGIC);
        start[MAGIC.len()..MAGIC.len() + 4].copy_from_slice(&FORMAT.to_le_bytes());
        for position in MARKS.map(|position| usize::try_from(position).unwrap_or_default()) {
            start[position..position + MARK].copy_from_slice(&mark.to_bytes());
        }
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&start)?;
        file.sync_all()?;
        Ok(Self { file, end: mark, next_mark: 0 })
    }

    /// Reads a log, and calls `each` with the content of every entry. The file is not changed before all of it was read.
    pub(super) fn open(mut file: File, mut each: impl FnMut(&[u8]) -> Result<(), LogError>) -> Result<Self, LogError> {
        let length = file.seek(SeekFrom::End(0))?;
        let marks = read_start(&mut file, length)?;
        file.seek(SeekFrom::Start(ENTRIES))?;
        let mut reader = io::BufReader::with_capacity(1 << 16, &file);
        let mut at = Mark::empty();
        let mut met = marks.map(|mark| mark == Some(at));
        let mut content = Vec::new();
        // The number of entries behind the last mark.
        let mut unmarked = 0;
        let known_end = marks.iter().flatten().map(|mark| mark.end).max().unwrap_or(ENTRIES);
        let is_complete = loop {
            if at.end == length {
                break true;
            }
            let Some(next) = read_entry(&mut reader, at, length, &mut content)? else { break false };
            each(&content)?;
            at = next;
            if at.end > known_end {
                unmarked += 1;
            }
            for (mark, met) in marks.iter().zip(&mut met) {
                *met |= *mark == Some(at);
            }
        };
        if at.end < known_end {
            return damaged(format!("of {known_end} bytes that were written, those from {} on are not intact", at.end));
        }
        let lost_mark = marks.iter().any(Option::is_none);
        if marks.iter().zip(met).any(|(mark, met)| mark.is_some() && !met) {
            return damaged("its content is not what was written last");
        }
        // A mark is lost only while it is written, and that is after the entry before it.
        if lost_mark && !(is_complete && unmarked == 1) {
            return damaged("one of the two marks of its end is not intact");
        }
        drop(reader);
        let is_first_last = marks[0].map(|mark| mark.end) >= marks[1].map(|mark| mark.end);
        let mut log = Self { file, end: at, next_mark: usize::from(is_first_last) };
        if !is_complete {
            // An entry that was not written completely, so nothing was acknowledged.
            log.file.set_len(at.end)?;
        }
        if unmarked > 0 {
            log.file.sync_data()?;
            log.mark()?;
        }
        Ok(log)
    }

    /// Appends an entry. After that it survives the end of the process and of the system.
    pub(super) fn append(&mut self, content: &[u8]) -> io::Result<()> {
        let (next, frame) = self.end.after(content);
        self.file.seek(SeekFrom::Start(self.end.end))?;
        self.file.write_all(&frame)?;
        self.file.write_all(content)?;
        self.file.sync_data()?;
        self.end = next;
        self.mark()
    }

    /// Writes the mark of the end.
    fn mark(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(MARKS[self.next_mark]))?;
        self.file.write_all(&self.end.to_bytes())?;
        self.next_mark = 1 - self.next_mark;
        self.file.sync_data()
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }
}

/// Checks what a file is, and reads its marks: each is `None` if it is not intact, and one of them is intact.
fn read_start(file: &mut File, length: u64) -> Result<[Option<Mark>; 2], LogError> {
    if length == 0 {
        return Err(LogError::Empty);
    }
    let mut start = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(ENTRIES).read_to_end(&mut start)?;
    if start.starts_with(&EARLIER_MAGIC) {
        return Err(LogError::Earlier);
    }
    // What is left of a file that was cut off, or of one with a changed bit, is still recognized as ours.
    let same = start.iter().zip(MAGIC).filter(|(read, written)| **read == *written).count();
    if same + 2 < MAGIC.len().min(start.len()) || start.len() < 4 {
        return Err(LogError::Foreign);
    }
    if same < MAGIC.len() || start.len() < START {
        return damaged("its beginning is not intact");
    }
    let format = start[MAGIC.len()..].first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    let marks = MARKS.map(|position| {
        let bytes = start.get(usize::try_from(position).ok()?..)?.first_chunk()?;
        Mark::from_bytes(*bytes)
    });
    match (format, marks) {
        (FORMAT, [None, None]) => damaged("the marks of its end are not intact"),
        (FORMAT, marks) => Ok(marks),
        // With a mark of this format the version is not that of another one.
        (_, [Some(_), _] | [_, Some(_)]) => damaged("its version is not intact"),
        (1..FORMAT, _) => Err(LogError::Earlier),
        (later, _) => Err(LogError::Later(later)),
    }
}

/// Reads the entry at a mark. `None` if there is no complete one.
fn read_entry(
    reader: &mut impl Read,
    at: Mark,
    file_length: u64,
    content: &mut Vec<u8>,
) -> Result<Option<Mark>, LogError> {
    let rest = file_length.saturating_sub(at.end);
    let Some(longest) = rest.checked_sub(FRAME as u64) else { return Ok(None) };
    let mut frame = [0; FRAME];
    reader.read_exact(&mut frame)?;
    let length = frame.first_chunk().map_or(u64::MAX, |bytes| u64::from_le_bytes(*bytes));
    if length > longest {
        return Ok(None);
    }
    content.clear();
    let read = reader.take(length).read_to_end(content)?;
    let (next, expected) = at.after(content);
    Ok((read as u64 == length && expected == frame).then_some(next))
}
