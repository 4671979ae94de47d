//! Writes changes in a thread of its own: a commit waits for the disk, and those who serve requests must not.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread::{Builder, JoinHandle};

use super::Changes;
use super::file::Fault;
use crate::callback::Callback;

/// What follows once changes are written, with the callbacks that are due.
pub(super) type Then = Box<dyn FnOnce(Vec<Callback>) + Send>;

/// Changes and what follows.
type Job = (Changes, Then);

/// The thread that writes. What is handed in during a commit goes into the next one, all of it together.
pub(super) struct Writer {
    /// Nothing once the writer is to end.
    jobs: Option<Sender<Job>>,
    fault: Arc<OnceLock<String>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; `commit` writes some changes, all of them or nothing.
    pub(super) fn start(commit: impl FnMut(&[Changes]) -> Result<(), Fault> + Send + 'static) -> io::Result<Self> {
        let (jobs, received) = channel();
        let fault = Arc::new(OnceLock::new());
        let first_fault = Arc::clone(&fault);
        let thread = Builder::new().name("flitt-sandbox-state".to_owned());
        let thread = thread.spawn(move || run(commit, &received, &first_fault))?;
        Ok(Self { jobs: Some(jobs), fault, thread: Some(thread) })
    }

    /// Hands in changes. What follows is dropped if they cannot be written.
    pub(super) fn write(&self, changes: Changes, then: Then) {
        // The thread is there as long as this is, unless it panicked; then whoever waits sees what follows dropped.
        let _ = self.jobs.as_ref().map(|jobs| jobs.send((changes, then)));
    }

    /// Why nothing is written any more.
    pub(super) fn fault(&self) -> &str {
        self.fault.get().map_or("its writer has ended", String::as_str)
    }
}

/// Writes the rest, and closes the file.
impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        // A thread that panicked has ended too.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn run(mut commit: impl FnMut(&[Changes]) -> Result<(), Fault>, jobs: &Receiver<Job>, fault: &OnceLock<String>) {
    while let Ok(first) = jobs.recv() {
        let (all, follows): (Vec<Changes>, Vec<Then>) = std::iter::once(first).chain(jobs.try_iter()).unzip();
        let is_needed = fault.get().is_none() && !all.iter().all(Changes::is_empty);
        if is_needed && let Err(Fault(why)) = commit(&all) {
            // After a fault, file and memory differ: nothing is written any more.
            let _ = fault.set(why);
        }
        if fault.get().is_none() {
            all.into_iter().zip(follows).for_each(|(changes, then)| then(changes.due));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::{Fault, Writer};
    use crate::store::Changes;

    fn done(number: u64) -> Changes {
        Changes { done: vec![number], ..Changes::default() }
    }

    #[test]
    fn what_comes_during_a_commit_is_written_together_and_then_told_in_order() {
        let (begun, is_begun) = channel();
        let (go, may_go) = channel::<()>();
        let (told, is_told) = channel();
        let writer = Writer::start(move |all| {
            begun.send(all.iter().flat_map(|changes| changes.done.clone()).collect::<Vec<u64>>()).unwrap();
            may_go.recv().unwrap();
            Ok(())
        })
        .unwrap();
        let write = |number| {
            let told = told.clone();
            writer.write(done(number), Box::new(move |_| told.send(number).unwrap()));
        };
        write(1);
        assert_eq!(is_begun.recv().unwrap(), [1]);
        write(2);
        write(3);
        assert!(is_told.try_recv().is_err(), "nobody is told before the commit");
        go.send(()).unwrap();
        assert_eq!(is_begun.recv().unwrap(), [2, 3]);
        assert_eq!(is_told.try_iter().collect::<Vec<_>>(), [1]);
        go.send(()).unwrap();
        drop(writer);
        assert_eq!(is_told.try_iter().collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn after_a_fault_nothing_is_written_and_nobody_is_told() {
        let (tried, is_tried) = channel();
        let writer = Writer::start(move |_| {
            tried.send(()).unwrap();
            Err(Fault("the disk is full".to_owned()))
        })
        .unwrap();
        for number in 0..3 {
            let (told, is_told) = channel();
            writer.write(done(number), Box::new(move |_| told.send(()).unwrap()));
            assert!(is_told.recv().is_err());
        }
        assert_eq!((is_tried.try_iter().count(), writer.fault()), (1, "the disk is full"));
    }

    #[test]
    fn whoever_only_waits_costs_no_commit() {
        let writer = Writer::start(|_| panic!("nothing is to be written")).unwrap();
        let (told, is_told) = channel();
        writer.write(Changes::default(), Box::new(move |_| told.send(()).unwrap()));
        is_told.recv().unwrap();
    }
}
