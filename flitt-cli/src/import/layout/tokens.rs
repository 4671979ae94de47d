//! The tokens of HTML, up to a tag with too many attributes.
//!
//! The tokenizer calls itself for each attribute of a tag, so that many of them overflow the stack. It reports each
//! attribute that it begins to its emitter. The emitter counts them, and the reader gives the tokenizer no further text
//! after too many. So whatever the tokenizer takes as an attribute counts, and nothing else does.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use html5gum::{DefaultEmitter, Emitter, ForwardingEmitter, Readable as _, Reader, StringReader, Token, Tokenizer};

use crate::import::unreadable::MAX_ATTRIBUTES;

/// A tag has more than [`MAX_ATTRIBUTES`].
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooManyAttributesError {
    /// The offset at which the tag begins, in bytes.
    pub(super) tag_start: usize,
}

impl fmt::Display for TooManyAttributesError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a tag has more than {MAX_ATTRIBUTES} attributes")
    }
}

impl std::error::Error for TooManyAttributesError {}

/// The tokens of a page; the contents of scripts and the like are text.
pub(super) fn of_page(html: &str) -> impl Iterator<Item = Result<Token<usize>, TooManyAttributesError>> {
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    limited(html, emitter)
}

/// The tokens of a text within a page.
pub(super) fn of_text(html: &str) -> impl Iterator<Item = Result<Token<usize>, TooManyAttributesError>> {
    limited(html, DefaultEmitter::new_with_span())
}

fn limited(html: &str, emitter: DefaultEmitter<usize>) -> Tokenizer<LimitedReader<'_>, CountingEmitter> {
    let progress = Rc::new(Progress::default());
    let emitter = CountingEmitter { inner: emitter, progress: Rc::clone(&progress) };
    Tokenizer::new_with_emitter(LimitedReader { text: html.to_reader(), progress }, emitter)
}

/// What the emitter and the reader of a tokenizer share.
#[derive(Default)]
struct Progress {
    /// The bytes that the tokenizer has read.
    read: Cell<usize>,
    /// The offset of the last `<` that may begin a tag.
    tag_start: Cell<usize>,
    /// The attributes of the last tag.
    attributes: Cell<usize>,
}

impl Progress {
    fn add_read(&self, bytes: usize) {
        self.read.set(self.read.get() + bytes);
    }

    fn check(&self) -> Result<(), TooManyAttributesError> {
        let is_within = self.attributes.get() <= MAX_ATTRIBUTES;
        is_within.then_some(()).ok_or(TooManyAttributesError { tag_start: self.tag_start.get() })
    }
}

struct CountingEmitter {
    inner: DefaultEmitter<usize>,
    progress: Rc<Progress>,
}

impl ForwardingEmitter for CountingEmitter {
    type Token = Token<usize>;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.inner
    }

    fn start_open_tag(&mut self) {
        // The tokenizer has just read the `<`.
        self.progress.tag_start.set(self.progress.read.get().saturating_sub(1));
        self.inner().start_open_tag();
    }

    fn init_start_tag(&mut self) {
        self.progress.attributes.set(0);
        self.inner().init_start_tag();
    }

    fn init_end_tag(&mut self) {
        self.progress.attributes.set(0);
        self.inner().init_end_tag();
    }

    fn init_attribute(&mut self) {
        self.progress.attributes.set(self.progress.attributes.get() + 1);
        self.inner().init_attribute();
    }
}

struct LimitedReader<'h> {
    text: StringReader<'h>,
    progress: Rc<Progress>,
}

impl Reader for LimitedReader<'_> {
    type Error = TooManyAttributesError;

    fn read_byte(&mut self) -> Result<Option<u8>, Self::Error> {
        self.progress.check()?;
        let Ok(byte) = self.text.read_byte();
        self.progress.add_read(usize::from(byte.is_some()));
        Ok(byte)
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Self::Error> {
        self.progress.check()?;
        let Ok(is_read) = self.text.try_read_string(text, case_sensitive);
        self.progress.add_read(if is_read { text.len() } else { 0 });
        Ok(is_read)
    }

    fn read_until<'b>(&'b mut self, needle: &[u8], buffer: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, Self::Error> {
        self.progress.check()?;
        let Ok(chunk) = self.text.read_until(needle, buffer);
        self.progress.add_read(chunk.map_or(0, <[u8]>::len));
        Ok(chunk)
    }
}
