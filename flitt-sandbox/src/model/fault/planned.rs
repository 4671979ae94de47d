//! Faults that are planned for future requests.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::Fault;
use crate::redact::{DebugText, shown_text};

/// A [`Fault`] and the requests into which it is injected: by default the next one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedFault {
    fault: Fault,
    times: u32,
    endpoint: Option<String>,
    order_id: Option<String>,
}

impl From<Fault> for PlannedFault {
    fn from(fault: Fault) -> Self {
        Self { fault, times: 1, endpoint: None, order_id: None }
    }
}

impl PlannedFault {
    /// The number of requests into which it is injected.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Limits it to an endpoint, by the name of its schema file.
    #[must_use]
    pub fn at(mut self, endpoint: &str) -> Self {
        self.endpoint = Some(endpoint.to_owned());
        self
    }

    /// Limits it to requests about an order, by the merchant's `order_id`.
    #[must_use]
    pub fn about(mut self, order_id: &str) -> Self {
        self.order_id = Some(order_id.to_owned());
        self
    }
}

/// For example `error-500, 3 times, at reverse_order, about TestOrder2`.
impl fmt::Display for PlannedFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.fault)?;
        if self.times > 1 {
            write!(formatter, ", {} times", self.times)?;
        }
        let limits = [("at", &self.endpoint), ("about", &self.order_id)];
        limits.iter().try_for_each(|(word, name)| match name {
            Some(name) => write!(formatter, ", {word} {}", shown_text(name)),
            None => Ok(()),
        })
    }
}

impl fmt::Debug for PlannedFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PlannedFault")
            .field("fault", &self.fault)
            .field("times", &self.times)
            .field("endpoint", &self.endpoint.as_deref().map(DebugText))
            .field("order_id", &self.order_id.as_deref().map(DebugText))
            .finish()
    }
}

/// The maximum number of plans that the dashboard adds to.
const MAX_PLANNED: usize = 100;

/// What is called with all planned faults.
type OnChange = dyn Fn(&[PlannedFault]) + Send + Sync;

/// The faults that are planned for future requests.
pub(crate) struct PlannedFaults {
    planned: Mutex<Vec<PlannedFault>>,
    /// Called with all planned faults after each change.
    on_change: Box<OnChange>,
}

impl PlannedFaults {
    /// Faults that were planned before. Each change is reported to `on_change`.
    pub(crate) fn new(planned: Vec<PlannedFault>, on_change: impl Fn(&[PlannedFault]) + Send + Sync + 'static) -> Self {
        Self { planned: Mutex::new(planned), on_change: Box::new(on_change) }
    }

    /// Adds a fault to the plan. Those of the dashboard are limited by [`is_full`](Self::is_full).
    pub(crate) fn plan(&self, fault: PlannedFault) {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.push(fault);
        (self.on_change)(&planned);
    }

    /// Whether so many plans wait that a stranger must not add more.
    pub(crate) fn is_full(&self) -> bool {
        self.remaining().len() >= MAX_PLANNED
    }

    /// The faults that have not been injected yet.
    pub(crate) fn remaining(&self) -> Vec<PlannedFault> {
        let planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.iter().filter(|fault| fault.times > 0).cloned().collect()
    }

    /// Cancels all planned faults.
    pub(crate) fn clear(&self) {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.clear();
        (self.on_change)(&planned);
    }

    /// The first fault that is planned for such a request. Its number of requests decreases by one.
    pub(crate) fn take(&self, endpoint: &str, order_id: impl FnOnce() -> Option<String>) -> Option<Fault> {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.retain(|fault| fault.times > 0);
        // The request is parsed only if a planned fault depends on its order.
        let order_id = planned.iter().any(|fault| fault.order_id.is_some()).then(order_id).flatten();
        let matches = |fault: &&mut PlannedFault| {
            fault.endpoint.as_deref().is_none_or(|name| name == endpoint)
                && (fault.order_id.is_none() || fault.order_id == order_id)
        };
        let fault = planned.iter_mut().find(matches)?;
        fault.times = fault.times.saturating_sub(1);
        let fault = fault.fault;
        planned.retain(|fault| fault.times > 0);
        (self.on_change)(&planned);
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_PLANNED, PlannedFaults};
    use crate::model::fault::Fault;

    #[test]
    fn the_dashboard_adds_a_limited_number_of_plans() {
        let faults = PlannedFaults::new(Vec::new(), |_| {});
        for _ in 0..MAX_PLANNED {
            assert!(!faults.is_full());
            faults.plan(Fault::DropAfter.into());
        }
        assert!(faults.is_full());
        faults.take("checkout_url", || None);
        assert!(!faults.is_full());
    }
}
