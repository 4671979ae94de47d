//! Statements that are noted, or executed without one of their guards.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// A statement, and what is executed in its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edit {
    pub(crate) statement: String,
    pub(crate) edited: String,
}

/// The statements of a test, over all its programs.
#[derive(Default)]
pub(crate) struct Watch {
    /// What is edited, and after how many statements the test is ended: without a guard, some go on for ever.
    edit: Option<(Edit, usize)>,
    seen: Mutex<BTreeSet<String>>,
    count: AtomicUsize,
    /// Whether that many statements were executed.
    endless: Notify,
}

impl Watch {
    /// Executes one statement as it is edited, and so many statements at most.
    pub(crate) fn edited(edit: Edit, limit: usize) -> Self {
        Self { edit: Some((edit, limit)), ..Self::default() }
    }

    /// The statements that were executed.
    pub(crate) fn seen(&self) -> BTreeSet<String> {
        self.seen.lock().expect("a lock").clone()
    }

    /// How many statements were executed.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    pub(super) fn replace(&self, statement: String) -> String {
        self.count.fetch_add(1, Ordering::SeqCst);
        if self.is_endless() {
            self.endless.notify_one();
        }
        match &self.edit {
            Some((edit, _)) if statement == edit.statement => edit.edited.clone(),
            Some(_) => statement,
            None => {
                self.seen.lock().expect("a lock").insert(statement.clone());
                statement
            }
        }
    }

    /// Waits until the test has executed more statements than it may.
    pub(crate) async fn ended(&self) {
        self.endless.notified().await;
    }

    pub(super) fn is_endless(&self) -> bool {
        self.edit.as_ref().is_some_and(|(_, limit)| self.count() > *limit)
    }
}
