//! A test that can notice that a guard is missing.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;

use super::edits::Missing;
use crate::support::{Scenario, Shop, TestEngine, Watch};

pub(super) struct Witness<DB: TestEngine> {
    scenario: Scenario<DB>,
    /// What it executes.
    pub(super) statements: BTreeSet<String>,
    /// How many.
    count: usize,
    time: Duration,
}

impl<DB: TestEngine> Witness<DB> {
    /// Whether the test fails without this guard.
    pub(super) async fn notices(&self, guard: &Missing) -> bool {
        let is_able = self.statements.contains(&guard.edit.statement);
        is_able && fails(&self.scenario, Watch::edited(guard.edit.clone(), 2 * self.count + 1000).into()).await
    }

    pub(super) fn name(&self) -> &'static str {
        self.scenario.0
    }
}

/// Executes each test once with all guards. The quickest is the first.
pub(super) async fn witnesses<DB: TestEngine>(scenarios: Vec<Scenario<DB>>) -> Vec<Witness<DB>> {
    let mut witnesses = Vec::new();
    for scenario in scenarios {
        let (watch, start) = (Arc::<Watch>::default(), Instant::now());
        assert!(!fails(&scenario, Arc::clone(&watch)).await, "{} fails with all guards", scenario.0);
        witnesses.push(Witness { scenario, statements: watch.seen(), count: watch.count(), time: start.elapsed() });
    }
    witnesses.sort_by_key(|witness| witness.time);
    witnesses
}

/// Whether the test fails, or goes on for ever.
async fn fails<DB: TestEngine>(scenario: &Scenario<DB>, watch: Arc<Watch>) -> bool {
    let run = async { scenario.1(Shop::watched(Arc::clone(&watch)).await).await };
    tokio::select! {
        result = AssertUnwindSafe(run).catch_unwind() => !matches!(result, Ok(Ok(()))),
        () = watch.ended() => true,
    }
}
