//! The state in a file: orders and callbacks that are still due, so that they outlive the process, however it ends.
//!
//! One embedded database file (`file`), written by a thread of its own (`writer`). Whoever changes something hands it in
//! and goes on; no answer leaves and no callback goes out before what they tell of is written ([`Store::written`]).

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::callback::Callback;
use crate::failure::Failure;
use crate::order::Order;

mod fields;
mod file;
mod writer;

pub(crate) use fields::{card, listed, maybe_card, maybe_listed};

use file::File;
use writer::Writer;

/// Where the state is written; nowhere without a file.
#[derive(Default)]
pub(crate) struct Store {
    writer: Option<Writer>,
}

/// What a file held.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) orders: Vec<Order>,
    pub(crate) callbacks: Vec<Callback>,
    pub(crate) clock: Duration,
}

/// What changed since the last time.
#[derive(Default)]
pub(crate) struct Changes {
    /// Orders by their position.
    pub(crate) orders: Vec<(usize, Order)>,
    /// Callbacks that are due.
    pub(crate) due: Vec<Callback>,
    /// The numbers of callbacks that are done with.
    pub(crate) done: Vec<u64>,
    /// The sandbox's time.
    pub(crate) clock: Duration,
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.due.is_empty() && self.done.is_empty()
    }
}

/// Why a file cannot hold the state.
#[derive(Debug)]
#[non_exhaustive]
pub enum StateError {
    /// Another process has it open.
    InUse(PathBuf),
    /// It cannot be read or written, or is no state file of this version.
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Store {
    /// Opens a file, or makes it.
    pub(crate) fn open(path: &Path) -> Result<(Self, Kept), StateError> {
        let (file, kept) = File::open(path)?;
        let writer = Writer::start(move |changes| file.write(changes))
            .map_err(|error| StateError::Unusable { path: path.to_owned(), reason: error.to_string() })?;
        Ok((Self { writer: Some(writer) }, kept))
    }

    /// Whether there is a file. Without one, orders need not be handed in.
    pub(crate) fn is_kept(&self) -> bool {
        self.writer.is_some()
    }

    /// Hands in what changed, and goes on. Once it is written, together with everything that was handed in before, the
    /// callbacks that are due are given to `then`; never, if it cannot be written.
    pub(crate) fn write(&self, changes: Changes, then: impl FnOnce(Vec<Callback>) + Send + 'static) {
        match &self.writer {
            Some(writer) => writer.write(changes, Box::new(then)),
            None => then(changes.due),
        }
    }

    /// Waits until everything is written that was handed in so far. Fails when it cannot be: file and memory differ
    /// then, and nothing more is written.
    pub(crate) async fn written(&self) -> Result<(), Failure> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let (done, is_done) = oneshot::channel();
        // Whoever has stopped waiting need not be told.
        writer.write(Changes::default(), Box::new(move |_| _ = done.send(())));
        is_done.await.map_err(|_| unwritten(writer))
    }

    /// The same for those who cannot wait asynchronously: holds their thread up.
    pub(crate) fn wait_written(&self) -> Result<(), Failure> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let (done, is_done) = std::sync::mpsc::channel();
        writer.write(Changes::default(), Box::new(move |_| _ = done.send(())));
        is_done.recv().map_err(|_| unwritten(writer))
    }
}

fn unwritten(writer: &Writer) -> Failure {
    Failure::application(&format!("the state file cannot be written: {}", writer.fault()))
}

impl std::fmt::Display for StateError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InUse(path) => write!(
                formatter,
                "another sandbox has the state file {} open; stop it, or give this one a file of its own",
                path.display()
            ),
            Self::Unusable { path, reason } => {
                write!(formatter, "the state file {} cannot be used: {reason}", path.display())
            }
        }
    }
}

impl std::error::Error for StateError {}

#[cfg(test)]
mod tests {
    use super::file::Fault;
    use super::{Changes, Store, Writer};

    #[tokio::test]
    async fn whoever_waits_for_what_cannot_be_written_is_told_so() {
        let writer = Writer::start(|_| Err(Fault("the disk is full".to_owned()))).unwrap();
        let store = Store { writer: Some(writer) };
        store.write(Changes { done: vec![1], ..Changes::default() }, |_| panic!("this was not written"));
        let words = "1002: Application error: the state file cannot be written: the disk is full";
        assert_eq!(store.written().await.unwrap_err().to_string(), words);
        assert_eq!(store.wait_written().unwrap_err().to_string(), words);
    }
}
