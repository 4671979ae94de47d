//! The content of the state file: changes as JSON, and the state that follows from all of them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::callback::Callback;
use crate::model::fault::PlannedFault;
use crate::model::order::Order;
use crate::model::report_token::ReportToken;
use crate::store::{Changes, PersistedState};

/// Changes that are written together.
#[derive(Default, Serialize)]
struct Written<'c> {
    /// The sandbox's time, in milliseconds since 1970-01-01 UTC.
    clock: u64,
    orders: Vec<(usize, &'c Order)>,
    due: Vec<&'c Callback>,
    done: Vec<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    faults: Option<&'c [PlannedFault]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tokens: Vec<&'c ReportToken>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    clock: u64,
    orders: Vec<(usize, Order)>,
    due: Vec<Callback>,
    done: Vec<u64>,
    #[serde(default)]
    faults: Option<Vec<PlannedFault>>,
    #[serde(default)]
    tokens: Vec<ReportToken>,
}

/// The JSON of changes. Of an order that changed more than once, the last state is written.
pub(super) fn written(all: &[Changes]) -> serde_json::Result<Vec<u8>> {
    let orders: BTreeMap<usize, &Order> =
        all.iter().flat_map(|it| &it.orders).map(|(position, order)| (*position, order)).collect();
    let clock = all.iter().map(|it| it.clock).max().unwrap_or_default();
    serde_json::to_vec(&Written {
        clock: u64::try_from(clock.as_millis()).unwrap_or(u64::MAX),
        orders: orders.into_iter().collect(),
        due: all.iter().flat_map(|it| &it.due).collect(),
        done: all.iter().flat_map(|it| it.done.iter().copied()).collect(),
        faults: all.iter().rev().find_map(|it| it.faults.as_deref()),
        tokens: all.iter().flat_map(|it| &it.tokens).collect(),
    })
}

/// The state after the changes that were read so far.
#[derive(Default)]
pub(super) struct State {
    orders: BTreeMap<usize, Order>,
    callbacks: BTreeMap<u64, Callback>,
    faults: Vec<PlannedFault>,
    tokens: BTreeMap<String, ReportToken>,
    clock: u64,
    /// The number of orders, callbacks and tokens that were read, with those that later changes replaced.
    read: usize,
}

impl State {
    /// Applies the JSON of changes. The error says where it is not that: the values are secret.
    pub(super) fn apply(&mut self, json: &[u8]) -> Result<(), String> {
        let changes: Read = serde_json::from_slice(json)
            .map_err(|error| format!("a change cannot be read (line {}, column {})", error.line(), error.column()))?;
        self.read += changes.orders.len() + changes.due.len() + changes.tokens.len();
        self.clock = self.clock.max(changes.clock);
        self.orders.extend(changes.orders);
        self.callbacks.extend(changes.due.into_iter().map(|callback| (callback.number, callback)));
        for number in changes.done {
            self.callbacks.remove(&number);
        }
        if let Some(faults) = changes.faults {
            self.read += faults.len();
            self.faults = faults;
        }
        self.tokens.extend(changes.tokens.into_iter().map(|token| (token.token.clone(), token)));
        Ok(())
    }

    /// Whether most of what was read is replaced by now.
    pub(super) fn is_mostly_replaced(&self) -> bool {
        const SMALL: usize = 1000;
        let needed = self.orders.len() + self.callbacks.len() + self.faults.len() + self.valid_tokens().count();
        self.read > SMALL + 2 * needed
    }

    /// The state as changes of an empty one, in parts.
    pub(super) fn parts(&self) -> impl Iterator<Item = serde_json::Result<Vec<u8>>> {
        const PART: usize = 1000;
        let orders: Vec<(usize, &Order)> = self.orders.iter().map(|(position, order)| (*position, order)).collect();
        let callbacks: Vec<&Callback> = self.callbacks.values().collect();
        let part = |orders: &[(usize, &Order)], due: &[&Callback]| {
            serde_json::to_vec(&Written {
                clock: self.clock,
                orders: orders.to_vec(),
                due: due.to_vec(),
                ..Written::default()
            })
        };
        let mut parts: Vec<_> = orders.chunks(PART).map(|orders| part(orders, &[])).collect();
        parts.extend(callbacks.chunks(PART).map(|due| part(&[], due)));
        parts.push(serde_json::to_vec(&Written {
            clock: self.clock,
            faults: Some(&self.faults),
            tokens: self.valid_tokens().collect(),
            ..Written::default()
        }));
        parts.into_iter()
    }

    /// The tokens that have not ended by the clock of the file.
    fn valid_tokens(&self) -> impl Iterator<Item = &ReportToken> {
        let now = Duration::from_millis(self.clock);
        self.tokens.values().filter(move |token| token.expires_at > now)
    }

    /// Whether no order is missing.
    pub(super) fn check(&self) -> Result<(), String> {
        match self.orders.keys().enumerate().find(|(expected, position)| expected != *position) {
            Some((expected, _)) => Err(format!("the order with number {expected} is missing")),
            None => Ok(()),
        }
    }

    pub(super) fn into_persisted(self) -> PersistedState {
        PersistedState {
            tokens: self.valid_tokens().cloned().collect(),
            orders: self.orders.into_values().collect(),
            callbacks: self.callbacks.into_values().collect(),
            faults: self.faults,
            clock: Duration::from_millis(self.clock),
        }
    }
}
