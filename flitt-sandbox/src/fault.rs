//! Faults on demand: what a gateway, or the way to it, does wrong, so that tests see what a program does then.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The header that asks for a fault: `x-sandbox-fault: drop-after`.
pub(crate) const HEADER: &str = "x-sandbox-fault";

/// A fault of the gateway, or of the way to it, that is made on demand: by the header `x-sandbox-fault` of a request, or
/// by [`Sandbox::fault`](crate::Sandbox::fault).
///
/// ```
/// use std::time::Duration;
/// use flitt_sandbox::Fault;
///
/// assert_eq!("delay=1500".parse(), Ok(Fault::Delay(Duration::from_millis(1500))));
/// assert_eq!(Fault::DropAfter.to_string(), "drop-after");
/// let unknown = "drop".parse::<Fault>().unwrap_err();
/// assert!(unknown.to_string().starts_with("`drop` is no fault; there are delay=MILLISECONDS, drop-before, drop-after"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Fault {
    /// `delay=MILLISECONDS`: the request waits, by the system's clock, before anything is done with it.
    Delay(Duration),
    /// `drop-before`: the connection ends without an answer, and nothing was done.
    DropBefore,
    /// `drop-after`: the connection ends without an answer after the request was carried out.
    DropAfter,
    /// `error-500`: HTTP 500 with a page, and nothing was done.
    ServerError,
    /// `truncated`: the answer to what was carried out stops in its middle.
    Truncated,
    /// `wrong-signature`: the answer is signed with another key. Answers without a signature stay as they are.
    WrongSignature,
    /// `other-order`: the answer is about another order, and signed. Answers that name none stay as they are.
    OtherOrder,
    /// `duplicate-callbacks`: every callback of the order that the request makes goes out twice.
    DuplicateCallbacks,
    /// `reorder-callbacks`: of the callbacks of the order that the request makes, every other one, from the first on,
    /// waits for five seconds by the sandbox's clock, so that the one behind it comes first.
    ReorderCallbacks,
}

/// Every fault without a value, by its name.
const PLAIN: [(&str, Fault); 8] = [
    ("drop-before", Fault::DropBefore),
    ("drop-after", Fault::DropAfter),
    ("error-500", Fault::ServerError),
    ("truncated", Fault::Truncated),
    ("wrong-signature", Fault::WrongSignature),
    ("other-order", Fault::OtherOrder),
    ("duplicate-callbacks", Fault::DuplicateCallbacks),
    ("reorder-callbacks", Fault::ReorderCallbacks),
];

impl Fault {
    /// Every fault, with a delay of a second, and what it does.
    pub(crate) fn all() -> impl Iterator<Item = (Self, &'static str)> {
        let delay = (Self::Delay(Duration::from_secs(1)), "the request waits for a second");
        std::iter::once(delay).chain(PLAIN.iter().map(|(_, fault)| (*fault, fault.words())))
    }

    /// What it does, in a few words.
    fn words(self) -> &'static str {
        match self {
            Self::Delay(_) => "the request waits",
            Self::DropBefore => "the connection ends, nothing was done",
            Self::DropAfter => "the connection ends, the request was carried out",
            Self::ServerError => "HTTP 500, nothing was done",
            Self::Truncated => "the answer stops in its middle",
            Self::WrongSignature => "the answer is signed with another key",
            Self::OtherOrder => "the answer is about another order",
            Self::DuplicateCallbacks => "every callback of the new order goes out twice",
            Self::ReorderCallbacks => "callbacks of the new order overtake each other",
        }
    }

    /// Makes it happen to some requests, one after the other, instead of to one.
    #[must_use]
    pub fn times(self, times: u32) -> PlannedFault {
        PlannedFault::from(self).times(times)
    }

    /// Makes it happen to a request of an endpoint, by the name of its schema file, such as `reverse_order`.
    #[must_use]
    pub fn at(self, endpoint: &str) -> PlannedFault {
        PlannedFault::from(self).at(endpoint)
    }

    /// Makes it happen to a request about an order, by the merchant's name for it.
    #[must_use]
    pub fn about(self, order_id: &str) -> PlannedFault {
        PlannedFault::from(self).about(order_id)
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let text = text.trim();
        if let Some(milliseconds) = text.strip_prefix("delay=").and_then(|number| number.parse().ok()) {
            return Ok(Self::Delay(Duration::from_millis(milliseconds)));
        }
        let found = PLAIN.iter().find(|(name, _)| *name == text).map(|(_, fault)| *fault);
        found.ok_or_else(|| UnknownFault(text.to_owned()))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, PLAIN.iter().find(|(_, fault)| fault == self)) {
            (Self::Delay(time), _) => write!(formatter, "delay={}", time.as_millis()),
            (_, Some((name, _))) => formatter.write_str(name),
            // Every other fault is in the list.
            (_, None) => Ok(()),
        }
    }
}

/// A text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFault(String);

impl fmt::Display for UnknownFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is no fault; there are delay=MILLISECONDS", self.0)?;
        PLAIN.iter().try_for_each(|(name, _)| write!(formatter, ", {name}"))
    }
}

impl std::error::Error for UnknownFault {}

/// A [`Fault`] and the requests that it happens to: the next one, unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// How many requests it happens to.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Only to those of an endpoint, by the name of its schema file.
    #[must_use]
    pub fn at(mut self, endpoint: &str) -> Self {
        self.endpoint = Some(endpoint.to_owned());
        self
    }

    /// Only to those about an order, by the merchant's name for it.
    #[must_use]
    pub fn about(mut self, order_id: &str) -> Self {
        self.order_id = Some(order_id.to_owned());
        self
    }
}

/// Such as `error-500, 3 times, at reverse_order, about TestOrder2`.
impl fmt::Display for PlannedFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.fault)?;
        if self.times > 1 {
            write!(formatter, ", {} times", self.times)?;
        }
        let limits = [("at", &self.endpoint), ("about", &self.order_id)];
        limits.iter().try_for_each(|(word, name)| match name {
            Some(name) => write!(formatter, ", {word} {name}"),
            None => Ok(()),
        })
    }
}

/// The faults that are still to happen.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    planned: Mutex<Vec<PlannedFault>>,
}

impl Faults {
    pub(crate) fn plan(&self, fault: PlannedFault) {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
    }

    /// What is still to happen.
    pub(crate) fn planned(&self) -> Vec<PlannedFault> {
        let planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.iter().filter(|fault| fault.times > 0).cloned().collect()
    }

    /// Lets nothing of it happen.
    pub(crate) fn clear(&self) {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The first fault that was planned for such a request; it has then happened once.
    pub(crate) fn take(&self, endpoint: &str, order_id: impl FnOnce() -> Option<String>) -> Option<Fault> {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.retain(|fault| fault.times > 0);
        // Most requests have no fault, and need not be read for one.
        let order_id = planned.iter().any(|fault| fault.order_id.is_some()).then(order_id).flatten();
        let is_meant = |fault: &&mut PlannedFault| {
            fault.endpoint.as_deref().is_none_or(|name| name == endpoint)
                && (fault.order_id.is_none() || fault.order_id == order_id)
        };
        let fault = planned.iter_mut().find(is_meant)?;
        fault.times = fault.times.saturating_sub(1);
        Some(fault.fault)
    }
}
