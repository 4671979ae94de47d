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

/// The guards of the statements that these tests execute.
struct Guards<DB: TestEngine> {
    witnesses: Vec<Witness<DB>>,
    all: BTreeSet<Missing>,
}

impl<DB: TestEngine> Guards<DB> {
    /// Of statements that contain one of these texts.
    async fn of(scenarios: Vec<Scenario<DB>>, texts: &[&str]) -> Self {
        let witnesses = witnesses(scenarios).await;
        let statements: BTreeSet<&String> = witnesses.iter().flat_map(|witness| &witness.statements).collect();
        let is_meant = |statement: &&&String| texts.iter().any(|text| statement.contains(text));
        let all: BTreeSet<Missing> =
            statements.iter().filter(is_meant).flat_map(|statement| edits(statement)).collect();
        assert!(!all.is_empty(), "no statement contains one of {texts:?}");
        Self { witnesses, all }
    }

    /// Those without which no test fails, except for known ones.
    async fn unnoticed(&mut self, is_tried: impl Fn(&Missing) -> bool) -> BTreeSet<Missing> {
        let (mut count, mut exceptions, mut unnoticed) = (0, 0, BTreeSet::new());
        for guard in self.all.iter().filter(|guard| is_tried(guard)) {
            count += 1;
            if let Some(reason) = reason(guard) {
                exceptions += 1;
                println!("{guard}: {reason}");
            } else if let Some(name) = first_witness(&mut self.witnesses, guard).await {
                println!("{guard}: {name}");
            } else {
                println!("{guard}: not noticed");
                unnoticed.insert(guard.clone());
            }
        }
        println!("{count} guards, {exceptions} exceptions, {} not noticed", unnoticed.len());
        unnoticed
    }
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

fn all_are_noticed(unnoticed: &BTreeSet<Missing>) {
    let lines: Vec<String> = unnoticed.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 0, "no test fails without these: {lines:#?}");
}

/// Without a variable, conditions of statements that write, by a few tests; where these do not notice, by all.
#[tokio::test(flavor = "multi_thread")]
async fn each_guard_is_needed() {
    let Ok(text) = std::env::var("ORDERS_GUARDS") else {
        let texts = ["UPDATE flitt_"];
        let is_condition = |guard: &Missing| guard.what.starts_with("holds always");
        let left = Guards::<Sqlite>::of(few(), &texts).await.unnoticed(is_condition).await;
        if !left.is_empty() {
            let mut guards = Guards::<Sqlite>::of(all(), &texts).await;
            all_are_noticed(&guards.unnoticed(|guard| left.contains(guard)).await);
        }
        return;
    };
    // Each guard that is noticed is a test that panics.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.location().is_some_and(|location| location.file().contains("guards")) {
            hook(panic);
        }
    }));
    let mut guards = Guards::<Sqlite>::of(all(), &[&text]).await;
    all_are_noticed(&guards.unnoticed(|_| true).await);
    if text == "flitt" {
        assert_eq!(unused(&guards.all), [""; 0], "these exceptions are of no statement");
    }
}

/// SQLite has one writer, and no locks of rows.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn each_lock_is_needed() {
    if std::env::var_os("ORDERS_POSTGRES").is_none() {
        return;
    }
    let mut guards = Guards::of(crate::locks::scenarios(), &["flitt_", "pg_advisory"]).await;
    let is_lock = |guard: &Missing| guard.what.starts_with("no lock") || guard.what.starts_with("waits");
    all_are_noticed(&guards.unnoticed(is_lock).await);
}
