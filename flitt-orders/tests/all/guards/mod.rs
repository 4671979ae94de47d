//! Each guard in a statement is needed: without it, a test fails.
//!
//! The statements are those that the other tests execute, and the guards are found in them (`edits`): conditions, written values,
//! uniqueness, locks, limits, order. Each test that executes a statement is a witness of its guards. A new statement needs no line
//! here, and one whose guard nobody would miss makes the long form fail.
//!
//! `ORDERS_GUARDS=flitt cargo test -p flitt-orders --test all guards -- --nocapture` tries each guard of the statements that
//! contain this text. Without the variable, a few are tried.

mod edits;
mod exceptions;
mod sql;
mod witness;

use std::collections::BTreeSet;

use self::edits::{Missing, edits};
use self::exceptions::{reason, unused};
use self::witness::{Witness, witnesses};
use crate::support::{Scenario, Sqlite, TestEngine};

/// The tests of small things, which are quick.
fn few<DB: TestEngine>() -> Vec<Scenario<DB>> {
    [
        crate::events::scenarios(),
        crate::merchants::scenarios(),
        crate::overview::scenarios(),
        crate::workers::scenarios(),
    ]
    .concat()
}

fn all<DB: TestEngine>() -> Vec<Scenario<DB>> {
    [
        few(),
        crate::asking::scenarios(),
        crate::callbacks::scenarios(),
        crate::crash_points::scenarios(),
        crate::kinds::scenarios(),
        crate::migration::scenarios(),
        crate::promises::scenarios(),
        crate::races::scenarios(),
        crate::retention::scenarios(),
        crate::transactions::scenarios(),
    ]
    .concat()
}

/// Which guards are tried.
struct Tried<'t> {
    /// What the statement contains: one of these.
    statements: &'t [&'t str],
    /// What the guard's description begins with: one of these.
    kinds: &'t [&'t str],
}

impl Tried<'_> {
    fn guards(&self, statements: &BTreeSet<String>) -> BTreeSet<Missing> {
        let is_meant = |guard: &Missing| {
            self.statements.iter().any(|text| guard.edit.statement.contains(text))
                && self.kinds.iter().any(|kind| guard.what.starts_with(kind))
        };
        statements.iter().flat_map(|statement| edits(statement)).filter(is_meant).collect()
    }
}

/// Tries guards. Returns all that were found, and fails where nobody notices that one is missing.
async fn each_is_needed<DB: TestEngine>(scenarios: Vec<Scenario<DB>>, tried: Tried<'_>) -> BTreeSet<Missing> {
    let mut witnesses = witnesses(scenarios).await;
    let statements = witnesses.iter().flat_map(|witness| witness.statements.clone()).collect();
    let guards = tried.guards(&statements);
    assert!(!guards.is_empty(), "no statement contains one of {:?}", tried.statements);
    let (mut unnoticed, mut exceptions) = (Vec::new(), 0);
    for guard in &guards {
        if let Some(reason) = reason(guard) {
            exceptions += 1;
            println!("{guard}: {reason}");
        } else if let Some(name) = first_witness(&mut witnesses, guard).await {
            println!("{guard}: {name}");
        } else {
            println!("{guard}: not noticed");
            unnoticed.push(guard.to_string());
        }
    }
    println!("{} guards, {exceptions} exceptions, {} not noticed", guards.len(), unnoticed.len());
    assert_eq!(unnoticed.len(), 0, "no test fails without these: {unnoticed:#?}");
    guards
}

/// The first test that fails without a guard. It is tried first for the next one.
async fn first_witness<DB: TestEngine>(witnesses: &mut [Witness<DB>], guard: &Missing) -> Option<&'static str> {
    for position in 0..witnesses.len() {
        if witnesses[position].notices(guard).await {
            witnesses[..=position].rotate_right(1);
            return Some(witnesses[0].name());
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn each_guard_is_needed() {
    let Ok(text) = std::env::var("ORDERS_GUARDS") else {
        let tried = Tried { statements: &["UPDATE flitt_"], kinds: &["holds always"] };
        each_is_needed::<Sqlite>(few(), tried).await;
        return;
    };
    // Each guard that is noticed is a test that panics.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.location().is_some_and(|location| location.file().contains("guards")) {
            hook(panic);
        }
    }));
    let guards = each_is_needed::<Sqlite>(all(), Tried { statements: &[&text], kinds: &[""] }).await;
    if text == "flitt" {
        assert_eq!(unused(&guards), [""; 0], "these exceptions are of no statement");
    }
}

/// SQLite has one writer, and no locks of rows.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn each_lock_is_needed() {
    if std::env::var_os("ORDERS_POSTGRES").is_none() {
        return;
    }
    let tried = Tried { statements: &["flitt_", "pg_advisory"], kinds: &["no lock", "waits"] };
    each_is_needed(crate::locks::scenarios(), tried).await;
}
