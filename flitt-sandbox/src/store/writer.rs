//! Writes changes in a separate thread: a commit waits for the disk, which the threads of the runtime must not do.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread::{Builder, JoinHandle};

use super::Changes;
use super::error::BoxError;
use crate::model::callback::Callback;

/// Called once changes are written, with the callbacks to deliver.
pub(super) type AfterWrite = Box<dyn FnOnce(Vec<Callback>) + Send>;

/// Changes, and what is called once they are written.
type Job = (Changes, AfterWrite);

/// The writing thread. All changes that are handed in during a commit are written together by the next one.
pub(super) struct Writer {
    /// `None` once the writer ends.
    jobs: Option<Sender<Job>>,
    /// The first error. After it, nothing is written.
    error: Arc<OnceLock<BoxError>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread. `commit` writes changes, all of them or none.
    pub(super) fn start(commit: impl FnMut(&[Changes]) -> Result<(), BoxError> + Send + 'static) -> io::Result<Self> {
        let (jobs, received) = channel();
        let error = Arc::new(OnceLock::new());
        let first_error = Arc::clone(&error);
        let thread = Builder::new().name("flitt-sandbox-state".to_owned());
        let thread = thread.spawn(move || run(commit, &received, &first_error))?;
        Ok(Self { jobs: Some(jobs), error, thread: Some(thread) })
    }

    /// Hands in changes. `then` is dropped without a call if they cannot be written.
    pub(super) fn write(&self, changes: Changes, then: AfterWrite) {
        // The thread runs as long as this writer, unless it panicked: then `then` is dropped.
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send((changes, then));
        }
    }

    /// The reason why nothing is written any more.
    pub(super) fn error(&self) -> String {
        self.error.get().map_or_else(|| "its writer has ended".to_owned(), ToString::to_string)
    }
}

/// Writes the remaining changes, and closes the file.
impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        // A panic also ends the thread.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn run(mut commit: impl FnMut(&[Changes]) -> Result<(), BoxError>, jobs: &Receiver<Job>, error: &OnceLock<BoxError>) {
    while let Ok(first) = jobs.recv() {
        let (all, after): (Vec<Changes>, Vec<AfterWrite>) = std::iter::once(first).chain(jobs.try_iter()).unzip();
        let is_needed = error.get().is_none() && !all.iter().all(Changes::is_empty);
        if is_needed && let Err(first) = commit(&all) {
            // The file now differs from the memory: nothing is written any more.
            let _ = error.set(first);
        }
        if error.get().is_none() {
            all.into_iter().zip(after).for_each(|(changes, then)| then(changes.due));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::Writer;
    use crate::store::Changes;

    fn done(number: u64) -> Changes {
        Changes { done: vec![number], ..Changes::default() }
    }

    #[test]
    fn changes_during_a_commit_are_written_together_and_reported_in_order() {
        let (started, is_started) = channel();
        let (permit, permitted) = channel::<()>();
        let (written, is_written) = channel();
        let writer = Writer::start(move |all| {
            started.send(all.iter().flat_map(|changes| changes.done.clone()).collect::<Vec<u64>>()).unwrap();
            permitted.recv().unwrap();
            Ok(())
        })
        .unwrap();
        let write = |number| {
            let written = written.clone();
            writer.write(done(number), Box::new(move |_| written.send(number).unwrap()));
        };
        write(1);
        assert_eq!(is_started.recv().unwrap(), [1]);
        write(2);
        write(3);
        assert!(is_written.try_recv().is_err(), "nothing is reported before the commit");
        permit.send(()).unwrap();
        assert_eq!(is_started.recv().unwrap(), [2, 3]);
        assert_eq!(is_written.try_iter().collect::<Vec<_>>(), [1]);
        permit.send(()).unwrap();
        drop(writer);
        assert_eq!(is_written.try_iter().collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn after_an_error_nothing_is_written_or_reported() {
        let (attempted, is_attempted) = channel();
        let writer = Writer::start(move |_| {
            attempted.send(()).unwrap();
            Err("the disk is full".into())
        })
        .unwrap();
        for number in 0..3 {
            let (written, is_written) = channel();
            writer.write(done(number), Box::new(move |_| written.send(()).unwrap()));
            assert!(is_written.recv().is_err());
        }
        assert_eq!((is_attempted.try_iter().count(), writer.error()), (1, "the disk is full".to_owned()));
    }

    #[test]
    fn waiting_without_changes_needs_no_commit() {
        let writer = Writer::start(|_| panic!("there is nothing to write")).unwrap();
        let (written, is_written) = channel();
        writer.write(Changes::default(), Box::new(move |_| written.send(()).unwrap()));
        is_written.recv().unwrap();
    }
}
