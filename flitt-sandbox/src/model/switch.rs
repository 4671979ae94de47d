//! Switches: where it is not proven how the gateway behaves, so that a test can try both.

use std::fmt;
use std::str::FromStr;

use crate::redact::{DebugText, shown_text};

/// How well a behaviour of the gateway is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Evidence {
    /// The gateway's own documents, tests or plugins, or a proof by computation. Where two of them contradict each other,
    /// there is a switch.
    A,
    /// Stated or shipped by an integrator of the gateway, or known of a gateway of the same family.
    B,
    /// Inferred only.
    C,
}

/// A behaviour of the gateway that is not proven: on or off, see
/// [`SandboxBuilder::switch`](crate::SandboxBuilder::switch).
///
/// ```
/// use flitt_sandbox::{Evidence, Switch};
///
/// assert_eq!("bare-callbacks".parse(), Ok(Switch::BareCallbacks));
/// assert_eq!((Switch::BareCallbacks.evidence(), Switch::BareCallbacks.is_on_by_default()), (Evidence::B, true));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Switch {
    /// `holds-end`: a hold that is not captured ends, and its order is reversed.
    HoldsEnd,
    /// `bare-callbacks`: callbacks of protocol 2.0 have no envelope.
    BareCallbacks,
    /// `lower-case-flags`: `y` and `n` are accepted for flags.
    LowerCaseFlags,
    /// `decimal-lifetime`: `lifetime` may be text with zeros behind a point.
    DecimalLifetime,
    /// `relative-callbacks`: relative addresses for callbacks are accepted, and never called.
    RelativeCallbacks,
    /// `generated-order-id`: a subscription in protocol 2.0 needs no `order_id`.
    GeneratedOrderId,
    /// `empty-reversal-currency`: a reversal with an empty `currency` uses the currency of the payment.
    EmptyReversalCurrency,
}

/// What is known of a switch.
struct Known {
    switch: Switch,
    name: &'static str,
    evidence: Evidence,
    /// Whether the gateway is better known with it than without it.
    is_on: bool,
    description: &'static str,
}

const fn known(
    switch: Switch,
    name: &'static str,
    evidence: Evidence,
    is_on: bool,
    description: &'static str,
) -> Known {
    Known { switch, name, evidence, is_on, description }
}

/// Every switch, in the order of [`Switch`].
static KNOWN: [Known; 7] = [
    known(Switch::HoldsEnd, "holds-end", Evidence::B, true, "a hold ends if it is not captured in time"),
    known(Switch::BareCallbacks, "bare-callbacks", Evidence::B, true, "callbacks of protocol 2.0 have no envelope"),
    known(Switch::LowerCaseFlags, "lower-case-flags", Evidence::C, true, "`y` and `n` are accepted for flags"),
    known(Switch::DecimalLifetime, "decimal-lifetime", Evidence::C, false, "`lifetime` may be a text like `600.00`"),
    known(
        Switch::RelativeCallbacks,
        "relative-callbacks",
        Evidence::B,
        false,
        "relative callback addresses are accepted, and never called",
    ),
    known(
        Switch::GeneratedOrderId,
        "generated-order-id",
        Evidence::A,
        true,
        "a subscription in protocol 2.0 needs no `order_id`",
    ),
    known(
        Switch::EmptyReversalCurrency,
        "empty-reversal-currency",
        Evidence::C,
        true,
        "a reversal with an empty `currency` uses the currency of the payment",
    ),
];

impl Switch {
    /// Every switch.
    pub fn all() -> impl Iterator<Item = Self> {
        KNOWN.iter().map(|known| known.switch)
    }

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.known().name
    }

    /// How well it is known that the gateway behaves so.
    #[must_use]
    pub fn evidence(self) -> Evidence {
        self.known().evidence
    }

    /// Whether it is on by default: the better supported side is the default.
    #[must_use]
    pub fn is_on_by_default(self) -> bool {
        self.known().is_on
    }

    /// What it means when it is on.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.known().description
    }

    fn known(self) -> &'static Known {
        &KNOWN[self as usize]
    }
}

impl fmt::Display for Switch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Switch {
    type Err = ParseSwitchError;

    fn from_str(text: &str) -> Result<Self, ParseSwitchError> {
        Self::all().find(|switch| switch.name() == text).ok_or_else(|| ParseSwitchError(text.to_owned()))
    }
}

/// The text does not name a switch. Neither `Display` nor `Debug` shows a card number in it.
#[derive(Clone, PartialEq, Eq)]
pub struct ParseSwitchError(String);

impl fmt::Debug for ParseSwitchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ParseSwitchError").field(&DebugText(&self.0)).finish()
    }
}

impl fmt::Display for ParseSwitchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Switch::all().map(Switch::name).collect();
        write!(formatter, "unknown switch `{}`; expected one of {}", shown_text(&self.0), names.join(", "))
    }
}

impl std::error::Error for ParseSwitchError {}

/// The position of every switch.
#[derive(Clone)]
pub(crate) struct Switches([bool; KNOWN.len()]);

impl Default for Switches {
    fn default() -> Self {
        Self(std::array::from_fn(|position| KNOWN[position].is_on))
    }
}

impl Switches {
    /// Turns a switch on or off.
    pub(crate) fn set(&mut self, switch: Switch, is_on: bool) {
        self.0[switch as usize] = is_on;
    }

    pub(crate) fn is_on(&self, switch: Switch) -> bool {
        self.0[switch as usize]
    }
}

/// Shows the switches that are on.
impl fmt::Debug for Switches {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(Switch::all().filter(|switch| self.is_on(*switch))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, Switch, Switches};

    #[test]
    fn every_switch_is_known_by_its_position_and_its_name() {
        for (position, known) in KNOWN.iter().enumerate() {
            assert_eq!(known.switch as usize, position, "{}", known.name);
            assert_eq!(known.name.parse(), Ok(known.switch));
        }
    }

    #[test]
    fn a_switch_changes_nothing_but_itself() {
        for changed in Switch::all() {
            let mut switches = Switches::default();
            switches.set(changed, !changed.is_on_by_default());
            for switch in Switch::all() {
                assert_eq!(switches.is_on(switch), switch.is_on_by_default() != (switch == changed), "{switch}");
            }
        }
    }

    #[test]
    fn an_unknown_name_leads_to_the_known_ones() {
        let error = "holds".parse::<Switch>().unwrap_err().to_string();
        assert!(error.starts_with("unknown switch `holds`; expected one of holds-end, bare-callbacks, "), "{error}");
    }
}
