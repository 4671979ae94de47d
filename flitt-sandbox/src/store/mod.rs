//! The state file: orders, callbacks that are not delivered yet, planned faults, and tokens for reports. It survives any end
//! of the process.
//!
//! It is a log of changes (`file`), written by its own thread (`writer`). Changes are handed in without
//! waiting. No response and no callback is sent before the changes behind it are written ([`Store::flush`]).

use std::path::Path;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::model::callback::Callback;
use crate::model::error::GatewayError;
use crate::model::fault::PlannedFault;
use crate::model::order::Order;
use crate::model::report_token::ReportToken;

mod error;
mod file;
mod writer;

pub use error::StateError;

use file::File;
use writer::Writer;

/// Writes the state to a file, if there is one.
#[derive(Default)]
pub(crate) struct Store {
    writer: Option<Writer>,
}

/// The content of a state file.
#[derive(Default)]
pub(crate) struct PersistedState {
    pub(crate) orders: Vec<Order>,
    pub(crate) callbacks: Vec<Callback>,
    pub(crate) faults: Vec<PlannedFault>,
    /// The valid tokens for reports.
    pub(crate) tokens: Vec<ReportToken>,
    /// The sandbox's time at the last change, since 1970-01-01 UTC.
    pub(crate) clock: Duration,
}

/// Changes of the state.
#[derive(Default)]
pub(crate) struct Changes {
    /// Changed orders with their positions.
    pub(crate) orders: Vec<(usize, Order)>,
    /// Callbacks to deliver.
    pub(crate) due: Vec<Callback>,
    /// The numbers of callbacks that were delivered or given up.
    pub(crate) done: Vec<u64>,
    /// All faults that are planned now, if they changed.
    pub(crate) faults: Option<Vec<PlannedFault>>,
    /// New tokens for reports.
    pub(crate) tokens: Vec<ReportToken>,
    /// The sandbox's time.
    pub(crate) clock: Duration,
}

impl Changes {
    fn is_empty(&self) -> bool {
        let Self { orders, due, done, faults, tokens, clock: _ } = self;
        orders.is_empty() && due.is_empty() && done.is_empty() && faults.is_none() && tokens.is_empty()
    }
}

impl Store {
    /// Opens a state file, or creates it.
    pub(crate) fn open(path: &Path) -> Result<(Self, PersistedState), StateError> {
        let (mut file, state) = File::open(path)?;
        let writer = Writer::start(move |changes| file.write(changes))
            .map_err(|error| StateError::Unusable { path: path.to_owned(), source: error.into() })?;
        Ok((Self { writer: Some(writer) }, state))
    }

    /// Whether there is a file. Without one, orders need not be handed in.
    pub(crate) fn is_persistent(&self) -> bool {
        self.writer.is_some()
    }

    /// Hands in changes without waiting. Once they and all earlier changes are written, `then` is called with the
    /// callbacks to deliver. It is never called if they cannot be written.
    pub(crate) fn write(&self, changes: Changes, then: impl FnOnce(Vec<Callback>) + Send + 'static) {
        match &self.writer {
            Some(writer) => writer.write(changes, Box::new(then)),
            None => then(changes.due),
        }
    }

    /// Waits until all changes so far are written. After an error the file differs from the memory, and nothing more is
    /// written.
    pub(crate) async fn flush(&self) -> Result<(), GatewayError> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let (done, is_done) = oneshot::channel();
        // Nobody receives the signal if the waiting future was dropped.
        writer.write(Changes::default(), Box::new(move |_| _ = done.send(())));
        is_done.await.map_err(|_| write_error(writer))
    }

    /// Like [`flush`](Self::flush), but blocks the thread.
    pub(crate) fn flush_blocking(&self) -> Result<(), GatewayError> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let (done, is_done) = std::sync::mpsc::channel();
        writer.write(Changes::default(), Box::new(move |_| _ = done.send(())));
        is_done.recv().map_err(|_| write_error(writer))
    }
}

fn write_error(writer: &Writer) -> GatewayError {
    GatewayError::application(&format!("the state file cannot be written: {}", writer.error()))
}

#[cfg(test)]
mod tests {
    use super::{Changes, Store, Writer};

    #[tokio::test]
    async fn a_flush_reports_that_the_file_cannot_be_written() {
        let writer = Writer::start(|_| Err("the disk is full".into())).unwrap();
        let store = Store { writer: Some(writer) };
        store.write(Changes { done: vec![1], ..Changes::default() }, |_| panic!("this was not written"));
        let message = "1002: Application error: the state file cannot be written: the disk is full";
        assert_eq!(store.flush().await.unwrap_err().to_string(), message);
        assert_eq!(store.flush_blocking().unwrap_err().to_string(), message);
    }
}
