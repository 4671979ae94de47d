//! A program that can be ended at each of its steps.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use flitt_orders::Step;

use super::Watch;

/// What another program does.
type Action = Box<dyn FnOnce() + Send>;

/// Counts steps, and ends the program at one of them: from then on, nothing is done any more.
#[derive(Default)]
pub(crate) struct Steps {
    passed: AtomicUsize,
    /// 0: never.
    last: AtomicUsize,
    has_ended: AtomicBool,
    offset: AtomicI64,
    /// The names of the steps: the statements, for one.
    statements: Mutex<Vec<String>>,
    /// Before which step the program stands still, and for how long.
    standstill: Mutex<Option<(String, Duration)>>,
    /// What happens before the next step that begins with a text, once.
    meanwhile: Mutex<Option<(String, Action)>>,
    /// What becomes of its statements.
    watch: Arc<Watch>,
}

impl Steps {
    /// The steps of a program whose statements are watched, as those of all programs after it.
    pub(crate) fn watched(watch: Arc<Watch>) -> Self {
        Self { watch, ..Self::default() }
    }

    /// The steps of a program that begins after another one has ended: the time has gone on.
    pub(crate) fn after(ended: &Self) -> Self {
        let steps = Self::watched(Arc::clone(&ended.watch));
        steps.offset.store(ended.offset.load(Ordering::SeqCst), Ordering::SeqCst);
        steps
    }

    /// Lets time pass before the next step of this name.
    pub(crate) fn stand_still_before(&self, step: &str, time: Duration) {
        *self.standstill.lock().expect("a lock") = Some((step.to_owned(), time));
    }

    /// Does something before the next step that begins with this text.
    pub(crate) fn before(&self, step: &str, action: impl FnOnce() + Send + 'static) {
        *self.meanwhile.lock().expect("a lock") = Some((step.to_owned(), Box::new(action)));
    }

    /// Ends the program before the step of this number, counted from 1 and from now.
    pub(crate) fn end_at(&self, step: usize) {
        self.passed.store(0, Ordering::SeqCst);
        self.last.store(step, Ordering::SeqCst);
    }

    /// The statements that contain this text, since it was asked for last.
    pub(crate) fn statements(&self, text: &str) -> Vec<String> {
        let statements = std::mem::take(&mut *self.statements.lock().expect("a lock"));
        statements.into_iter().filter(|statement| statement.contains(text)).collect()
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::SeqCst)
    }

    /// The database's clock, which is that of this machine, in milliseconds.
    pub(crate) fn now(&self) -> i64 {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time");
        i64::try_from(now.as_millis()).expect("a time") + self.clock_offset()
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.offset.fetch_add(i64::try_from(by.as_millis()).expect("a time"), Ordering::SeqCst);
    }
}

impl Step for Steps {
    fn stops_before(&self, name: &str) -> bool {
        self.statements.lock().expect("a lock").push(name.to_owned());
        let mut standstill = self.standstill.lock().expect("a lock");
        if let Some((_, time)) = standstill.take_if(|(step, _)| step == name) {
            self.advance(time);
        }
        drop(standstill);
        let meanwhile = self.meanwhile.lock().expect("a lock").take_if(|(step, _)| name.starts_with(step.as_str()));
        if let Some((_, action)) = meanwhile {
            action();
        }
        let step = self.passed.fetch_add(1, Ordering::SeqCst) + 1;
        if step == self.last.load(Ordering::SeqCst) || self.watch.is_endless() {
            self.has_ended.store(true, Ordering::SeqCst);
        }
        self.has_ended()
    }

    fn replace(&self, statement: String) -> String {
        self.watch.replace(statement)
    }

    fn clock_offset(&self) -> i64 {
        self.offset.load(Ordering::SeqCst)
    }
}
