//! Each guard in a statement is needed: without it, a test fails.
//!
//! The statements are those that the other tests execute, and the guards are found in them (`edits`): conditions, written values,
//! uniqueness, locks, limits, order. Each test that executes a statement is a witness of its guards.
//!
//! `ORDERS_GUARDS=flitt cargo test -p flitt-orders --test all guards -- --nocapture` tries each guard of the statements that
//! contain this text; without the variable, a few.

mod edits;
mod exceptions;
mod sql;
mod witness;

use std::collections::BTreeSet;

use self::edits::{Missing, edits};
use self::exceptions::is_exception;
use self::witness::{Witness, witnesses};
use crate::support::{Scenario, Sqlite, TestEngine};

fn all<DB: TestEngine>() -> Vec<Scenario<DB>> {
    [
        crate::workers::scenarios(),
        crate::transactions::scenarios(),
        crate::asking::scenarios(),
        crate::kinds::scenarios(),
        crate::merchants::scenarios(),
        crate::events::scenarios(),
        crate::overview::scenarios(),
        crate::retention::scenarios(),
        crate::promises::scenarios(),
        crate::callbacks::scenarios(),
        crate::migration::scenarios(),
        crate::races::scenarios(),
        crate::crash_points::scenarios(),
    ]
    .concat()
}

/// What is tried.
struct Extent<DB: TestEngine> {
    scenarios: Vec<Scenario<DB>>,
    /// What the statements contain.
    text: String,
    /// What is missing begins with one of these.
    kinds: &'static [&'static str],
    /// Each guard, each second.
    stride: usize,
}

/// The guards without which no test fails, and the exceptions that are none.
async fn unnoticed<DB: TestEngine>(extent: Extent<DB>) -> Vec<String> {
    let mut witnesses = witnesses(extent.scenarios).await;
    let statements: BTreeSet<String> = witnesses.iter().flat_map(|witness| witness.statements.clone()).collect();
    let is_meant = |guard: &Missing| {
        let is_kind = extent.kinds.iter().any(|kind| guard.what.starts_with(kind));
        is_kind && [extent.text.as_str(), "pg_advisory"].iter().any(|text| guard.edit.statement.contains(text))
    };
    let guards: Vec<Missing> = statements.iter().flat_map(|statement| edits(statement)).filter(is_meant).collect();
    let (exceptions, guards): (Vec<&Missing>, Vec<&Missing>) = guards.iter().partition(|guard| is_exception(guard));
    let mut unnoticed = Vec::new();
    for guard in guards.iter().step_by(extent.stride) {
        match first_witness(&mut witnesses, guard).await {
            Some(name) => println!("{guard}: {name}"),
            None => {
                println!("{guard}: NOT NOTICED");
                unnoticed.push(guard.to_string());
            }
        }
    }
    let tried = guards.len().div_ceil(extent.stride);
    println!(
        "{tried} of {} guards tried, {} not noticed, {} exceptions",
        guards.len(),
        unnoticed.len(),
        exceptions.len()
    );
    unnoticed
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

/// The text that all statements in question contain.
fn wanted() -> Option<String> {
    let text = std::env::var("ORDERS_GUARDS").ok()?;
    // Each guard that is noticed is a test that fails.
    std::panic::set_hook(Box::new(|_| {}));
    Some(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_guard_is_needed() {
    let extent: Extent<Sqlite> = match wanted() {
        Some(text) => Extent { scenarios: all(), text, kinds: &[""], stride: 1 },
        None => {
            Extent { scenarios: crate::workers::scenarios(), text: "flitt".to_owned(), kinds: &["holds"], stride: 3 }
        }
    };
    let unnoticed = unnoticed(extent).await;
    assert_eq!(unnoticed.len(), 0, "{unnoticed:#?}");
}

/// SQLite has one writer, and no locks of rows.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn each_lock_is_needed() {
    let (true, Some(text)) = (std::env::var_os("ORDERS_POSTGRES").is_some(), wanted()) else { return };
    let kinds = &["no lock", "waits"];
    let extent = Extent::<crate::support::Postgres> { scenarios: all(), text, kinds, stride: 1 };
    let unnoticed = unnoticed(extent).await;
    assert_eq!(unnoticed.len(), 0, "{unnoticed:#?}");
}
