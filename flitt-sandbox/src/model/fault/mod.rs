//! Injected faults: failures of the gateway or of the network, so that tests can see how a program handles them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::redact::{DebugText, shown_text};

mod planned;

pub use planned::PlannedFault;
pub(crate) use planned::PlannedFaults;

/// The header that requests a fault: `x-sandbox-fault: drop-after`.
pub(crate) const HEADER: &str = "x-sandbox-fault";

/// A failure of the gateway or of the network that is injected: by the header `x-sandbox-fault` of a request, or by
/// [`Sandbox::fault`](crate::Sandbox::fault).
///
/// ```
/// use std::time::Duration;
/// use flitt_sandbox::{FailureResponse, Fault};
///
/// assert_eq!("delay=1500".parse(), Ok(Fault::Delay(Duration::from_millis(1500))));
/// assert_eq!(Fault::DropAfter.to_string(), "drop-after");
/// let failure = FailureResponse::new(1089).with_status(502);
/// assert_eq!("failure-after=1089@502".parse(), Ok(Fault::FailureAfter(failure)));
/// let unknown = "drop".parse::<Fault>().unwrap_err();
/// let message = "unknown fault `drop`; expected one of delay=MILLISECONDS, failure-before=CODE[@STATUS][,bare]";
/// assert!(unknown.to_string().starts_with(message));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Fault {
    /// `delay=MILLISECONDS`: the request is delayed, by the system's clock, before it is processed.
    Delay(Duration),
    /// `drop-before`: the connection is closed without a response; the request was not processed.
    DropBefore,
    /// `drop-after`: the connection is closed without a response after the request was processed.
    DropAfter,
    /// `error-500`: HTTP 500 with an HTML page; the request was not processed.
    ServerError,
    /// `html-before`: HTTP 200 with an HTML page, as of a proxy; the request was not processed.
    HtmlBefore,
    /// `html-after`: the same, after the request was processed.
    HtmlAfter,
    /// `failure-before=CODE`, `failure-before=CODE@STATUS`: the gateway reports a failure with this code, under HTTP 200 or
    /// this HTTP status; the request was not processed. With `,bare` at its end, the failure has neither an envelope nor
    /// `response_status`.
    FailureBefore(FailureResponse),
    /// `failure-after=CODE`, `failure-after=CODE@STATUS`: the same, after the request was carried out. A request that the
    /// sandbox rejects gets its own failure.
    FailureAfter(FailureResponse),
    /// `truncated`: the request was processed; the response is cut off in the middle.
    Truncated,
    /// `wrong-signature`: the response is signed with another key. Responses without a signature are unchanged.
    WrongSignature,
    /// `other-order`: the response names another order, and is signed. Responses that name no order are unchanged.
    OtherOrder,
    /// `duplicate-callbacks`: every callback of the order that the request creates is sent twice.
    DuplicateCallbacks,
    /// `reorder-callbacks`: every other callback of the order that the request creates, beginning with the first, is
    /// delayed by five seconds of the sandbox's clock, so that the next one arrives earlier.
    ReorderCallbacks,
}

/// The response of [`Fault::FailureBefore`] and [`Fault::FailureAfter`], as text `1089@502`, or `1089` under HTTP 200; `1089,bare`
/// without an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureResponse {
    code: u16,
    status: u16,
    #[serde(default)]
    is_bare: bool,
}

impl FailureResponse {
    /// A failure with an error code of the gateway, listed or not, under HTTP 200.
    #[must_use]
    pub fn new(code: u16) -> Self {
        Self { code, status: 200, is_bare: false }
    }

    /// The same under another HTTP status. A status below 200 or above 599, which no response can have, is replaced by 500.
    #[must_use]
    pub fn with_status(self, status: u16) -> Self {
        Self { status: if is_status(status) { status } else { 500 }, ..self }
    }

    /// The same as JSON of the error's code, message and request id alone, without the envelope `response` and without
    /// `response_status`. In a form, which has no envelope, `response_status` is left out.
    #[must_use]
    pub fn without_envelope(self) -> Self {
        Self { is_bare: true, ..self }
    }

    /// The error code.
    #[must_use]
    pub fn code(self) -> u16 {
        self.code
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        self.status
    }

    /// Whether it has an envelope and `response_status`: unless it is [`without_envelope`](Self::without_envelope).
    #[must_use]
    pub fn has_envelope(self) -> bool {
        !self.is_bare
    }
}

/// At the end of a failure's text: without an envelope.
const BARE: &str = ",bare";

/// Whether a response can have this HTTP status.
fn is_status(status: u16) -> bool {
    (200..=599).contains(&status)
}

impl FromStr for FailureResponse {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, ParseFaultError> {
        let (response, is_bare) = text.strip_suffix(BARE).map_or((text, false), |response| (response, true));
        let (code, status) = response.split_once('@').unwrap_or((response, "200"));
        let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?;
        match (number(code), number(status).filter(|status| is_status(*status))) {
            (Some(code), Some(status)) => Ok(Self { code, status, is_bare }),
            _ => Err(ParseFaultError(text.to_owned())),
        }
    }
}

impl fmt::Display for FailureResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            200 => write!(formatter, "{}", self.code)?,
            status => write!(formatter, "{}@{status}", self.code)?,
        }
        formatter.write_str(if self.is_bare { BARE } else { "" })
    }
}

const FAILURE_BEFORE: &str = "failure-before=";
const FAILURE_AFTER: &str = "failure-after=";

/// Every fault without a value, by its name.
const PLAIN: [(&str, Fault); 10] = [
    ("drop-before", Fault::DropBefore),
    ("drop-after", Fault::DropAfter),
    ("error-500", Fault::ServerError),
    ("html-before", Fault::HtmlBefore),
    ("html-after", Fault::HtmlAfter),
    ("truncated", Fault::Truncated),
    ("wrong-signature", Fault::WrongSignature),
    ("other-order", Fault::OtherOrder),
    ("duplicate-callbacks", Fault::DuplicateCallbacks),
    ("reorder-callbacks", Fault::ReorderCallbacks),
];

impl Fault {
    /// Every fault and its description: a delay of a second, failures with common codes, and those without a value.
    pub(crate) fn all() -> impl Iterator<Item = (Self, &'static str)> {
        let delay = (Self::Delay(Duration::from_secs(1)), "the request waits for a second");
        let failure = FailureResponse::new;
        let failures = [
            Self::FailureBefore(failure(1007)),
            Self::FailureAfter(failure(1089)),
            Self::FailureAfter(failure(1002).with_status(502)),
            Self::FailureAfter(failure(1002).without_envelope()),
        ];
        let others = failures.into_iter().chain(PLAIN.iter().map(|(_, fault)| *fault));
        std::iter::once(delay).chain(others.map(|fault| (fault, fault.description())))
    }

    /// A short description, for the dashboard.
    fn description(self) -> &'static str {
        match self {
            Self::Delay(_) => "the request waits",
            Self::DropBefore => "the connection ends, nothing was done",
            Self::DropAfter => "the connection ends, the request was carried out",
            Self::ServerError => "HTTP 500, nothing was done",
            Self::HtmlBefore => "an HTML page, nothing was done",
            Self::HtmlAfter => "an HTML page, although the request was carried out",
            Self::FailureBefore(_) => "a failure, nothing was done",
            Self::FailureAfter(response) if response.is_bare => {
                "a failure without an envelope, although the request was carried out"
            }
            Self::FailureAfter(_) => "a failure, although the request was carried out",
            Self::Truncated => "the response stops in its middle",
            Self::WrongSignature => "the response is signed with another key",
            Self::OtherOrder => "the response is about another order",
            Self::DuplicateCallbacks => "every callback of the new order is sent twice",
            Self::ReorderCallbacks => "callbacks of the new order overtake each other",
        }
    }

    /// Injects it into this number of requests instead of one.
    #[must_use]
    pub fn times(self, times: u32) -> PlannedFault {
        PlannedFault::from(self).times(times)
    }

    /// Injects it into a request of an endpoint, by the name of its schema file, such as `reverse_order`.
    #[must_use]
    pub fn at(self, endpoint: &str) -> PlannedFault {
        PlannedFault::from(self).at(endpoint)
    }

    /// Injects it into a request about an order, by the merchant's `order_id`.
    #[must_use]
    pub fn about(self, order_id: &str) -> PlannedFault {
        PlannedFault::from(self).about(order_id)
    }
}

impl FromStr for Fault {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, ParseFaultError> {
        let text = text.trim();
        if let Some(milliseconds) = text.strip_prefix("delay=").and_then(|number| number.parse().ok()) {
            return Ok(Self::Delay(Duration::from_millis(milliseconds)));
        }
        let error = || ParseFaultError(text.to_owned());
        if let Some(response) = text.strip_prefix(FAILURE_BEFORE) {
            return response.parse().map(Self::FailureBefore).map_err(|_| error());
        }
        if let Some(response) = text.strip_prefix(FAILURE_AFTER) {
            return response.parse().map(Self::FailureAfter).map_err(|_| error());
        }
        let found = PLAIN.iter().find(|(name, _)| *name == text).map(|(_, fault)| *fault);
        found.ok_or_else(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, PLAIN.iter().find(|(_, fault)| fault == self)) {
            (Self::Delay(time), _) => write!(formatter, "delay={}", time.as_millis()),
            (Self::FailureBefore(response), _) => write!(formatter, "{FAILURE_BEFORE}{response}"),
            (Self::FailureAfter(response), _) => write!(formatter, "{FAILURE_AFTER}{response}"),
            (_, Some((name, _))) => formatter.write_str(name),
            // `PLAIN` contains every fault without a value.
            (_, None) => Ok(()),
        }
    }
}

/// The text does not name a fault. Neither `Display` nor `Debug` shows a card number in it.
#[derive(Clone, PartialEq, Eq)]
pub struct ParseFaultError(String);

impl fmt::Debug for ParseFaultError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ParseFaultError").field(&DebugText(&self.0)).finish()
    }
}

impl fmt::Display for ParseFaultError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "unknown fault `{}`; expected one of delay=MILLISECONDS", shown_text(&self.0))?;
        write!(formatter, ", {FAILURE_BEFORE}CODE[@STATUS][,bare], {FAILURE_AFTER}CODE[@STATUS][,bare]")?;
        PLAIN.iter().try_for_each(|(name, _)| write!(formatter, ", {name}"))
    }
}

impl std::error::Error for ParseFaultError {}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{FailureResponse, Fault};

    #[test]
    fn every_fault_is_parsed_from_its_text() {
        for (fault, description) in Fault::all() {
            assert_eq!(fault.to_string().parse(), Ok(fault));
            assert!(!description.is_empty());
        }
        for (text, fault) in [
            (" failure-after=1089 ", Fault::FailureAfter(FailureResponse::new(1089))),
            ("failure-after=1@599", Fault::FailureAfter(FailureResponse::new(1).with_status(599))),
            ("failure-before=1007@200", Fault::FailureBefore(FailureResponse::new(1007))),
            ("failure-before=65535@302", Fault::FailureBefore(FailureResponse::new(65535).with_status(302))),
            ("delay=0", Fault::Delay(Duration::ZERO)),
            ("failure-after=1089,bare", Fault::FailureAfter(FailureResponse::new(1089).without_envelope())),
            (
                "failure-before=7@503,bare",
                Fault::FailureBefore(FailureResponse::new(7).with_status(503).without_envelope()),
            ),
        ] {
            assert_eq!(text.parse(), Ok(fault), "{text}");
        }
        assert_eq!(Fault::FailureAfter(FailureResponse::new(1089)).to_string(), "failure-after=1089");
        assert_eq!(Fault::FailureBefore(FailureResponse::new(2).with_status(199)).to_string(), "failure-before=2@500");
    }

    #[test]
    fn other_texts_are_no_faults() {
        for text in [
            "failure-after",
            "failure-after=",
            "failure-after=+1",
            "failure-after=1089@",
            "failure-after=1089@199",
            "failure-after=1089@600",
            "failure-after=1089@200@200",
            "failure-after=65536",
            "failure-after=1089,",
            "failure-after=,bare",
            "failure-after=1089,bare,bare",
            "failure-before=-1",
            "delay=",
            "delay=-1",
        ] {
            let error = text.parse::<Fault>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("unknown fault `{text}`; expected one of ")), "{error}");
        }
    }
}
