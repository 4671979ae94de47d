//! What changes nothing that anybody could notice, with the reason.

use std::collections::BTreeSet;

use super::edits::Missing;

struct Exception {
    /// What is missing.
    what: &'static str,
    /// What the statement contains.
    statement: &'static str,
    /// Why nothing fails.
    reason: &'static str,
}

/// Times are compared to the millisecond, and nothing depends on one.
const MILLISECOND: &str = "one millisecond sooner or later";

/// Each transaction that stores an order writes these again before its commit.
const SAVED: &str = "written again before the commit";

/// Each question says it again, before it counts.
const ASKED: &str = "said again by the next question";

/// Each value of `reverse_id` serves.
const SAME: &str = "the same each time that the request is sent";

const fn exception(what: &'static str, statement: &'static str, reason: &'static str) -> Exception {
    Exception { what, statement, reason }
}

const EXCEPTIONS: &[Exception] = &[
    exception("limit: <=", "ORDER BY due_at", MILLISECOND),
    exception("limit: <=", "MIN(due_at)", MILLISECOND),
    exception("limit: <", "o.changed_at < $3", MILLISECOND),
    exception("the other way round: o.id", "o.changed_at < $3", "all of them are deleted, one after the other"),
    exception("a large number: 1", "DELETE FROM flitt_callback", "SQLite takes the first row of a value"),
    exception("another value written, 5: $6", "INSERT INTO flitt_call", SAME),
    exception("another value read, 6: reverse_id", "FROM flitt_call", SAME),
    exception("another value written, 4: 0", "INSERT INTO flitt_order", SAVED),
    exception("another value written, 5: 0", "INSERT INTO flitt_order", SAVED),
    exception("another value written, 13: $6", "INSERT INTO flitt_order", SAVED),
    exception("another value written, 16: $9", "INSERT INTO flitt_order", SAVED),
    exception("another value written, 7: 0", "INSERT INTO flitt_order", ASKED),
    exception("not written: is_missing = $5", "UPDATE flitt_order", ASKED),
    exception("another value read, 3: is_missing", "FROM flitt_order", ASKED),
    exception(
        "another value read, 2: schedule_amount",
        "AND id = $3",
        "needed of orders that callbacks name, by their ids",
    ),
];

impl Exception {
    fn is(&self, guard: &Missing) -> bool {
        guard.what == self.what && guard.edit.statement.contains(self.statement)
    }
}

/// Why nothing fails without this guard, if it is known.
pub(super) fn reason(guard: &Missing) -> Option<&'static str> {
    EXCEPTIONS.iter().find(|exception| exception.is(guard)).map(|exception| exception.reason)
}

/// The exceptions that are of none of these guards.
pub(super) fn unused(guards: &BTreeSet<Missing>) -> Vec<&'static str> {
    let is_unused = |exception: &&Exception| !guards.iter().any(|guard| exception.is(guard));
    EXCEPTIONS.iter().filter(is_unused).map(|exception| exception.what).collect()
}
