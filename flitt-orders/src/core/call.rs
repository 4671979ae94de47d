//! A request that moves money, from the plan to its known outcome.

use std::fmt;

use super::Millis;

/// What a request does to the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Creates it.
    Create,
    /// Continues its creation: the second step of 3-D Secure.
    Continue,
    /// Takes held money.
    Capture,
    /// Returns money.
    Reverse,
}

/// Whether the schema file allows that a request is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Repeat {
    Never,
    /// Always, or with the idempotency parameter that it has.
    Freely,
}

/// Why a request waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Reason {
    /// It was sent, its outcome is unknown, and the gateway does not know the order. It may not be sent again.
    NotThere,
    /// It was sent, its outcome is unknown, and the status of the order says nothing about it. It may not be sent again.
    NoInformation,
    /// It was sent again and again, and its outcome is still unknown.
    Repeated,
    /// The gateway says that an order of this id exists, which was not created by a request that is known here.
    Exists,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum State {
    /// Stored, and not sent.
    Planned,
    /// It may be on its way. Stored before the first byte is sent.
    Sent,
    /// It was sent, and what happened to it is not known.
    Unknown,
    /// Unknown, and a person decides. An update that shows what happened still counts.
    Parked(Reason),
    /// It was carried out.
    Done,
    /// The gateway rejected it, and nothing was done.
    Rejected,
    /// It was never sent, and will not be.
    NotSent,
    /// The order is that of another request, as a person found.
    Foreign,
    /// It was sent, its response is lost, and its order waits for a payer, who has no link to pay it.
    Lost,
}

/// A request that moves money.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Call {
    /// Its number in the database; 0 where it has none yet.
    pub(crate) id: i64,
    pub(crate) kind: Kind,
    pub(crate) repeat: Repeat,
    /// Whether a worker can send it: all of it is stored.
    pub(crate) is_stored: bool,
    /// Whether the order waits for a payer, and only the response contains the link to pay it.
    pub(crate) needs_payer: bool,
    /// The amount, in minor units.
    pub(crate) amount: u64,
    pub(crate) state: State,
    /// How many attempts to send it began.
    pub(crate) tries: u32,
    /// How many copies may have reached the gateway.
    pub(crate) copies: u32,
    /// When a worker looks at it: to send it, to give it up, or since its sender must have ended.
    pub(crate) at: Millis,
}

const KINDS: [(Kind, &str); 4] =
    [(Kind::Create, "create"), (Kind::Continue, "continue"), (Kind::Capture, "capture"), (Kind::Reverse, "reverse")];

const REASONS: [(Reason, &str, &str); 4] = [
    (Reason::NotThere, "not_there", "it was sent, and the gateway does not know its order"),
    (
        Reason::NoInformation,
        "no_information",
        "it was sent, and the status of its order does not say what became of it",
    ),
    (Reason::Repeated, "repeated", "it was sent again and again without a known outcome"),
    (Reason::Exists, "exists", "an order of this id exists already, and may be that of another request"),
];

const STATES: [(State, &str); 8] = [
    (State::Foreign, "foreign"),
    (State::Planned, "planned"),
    (State::Sent, "sent"),
    (State::Unknown, "unknown"),
    (State::Done, "done"),
    (State::Rejected, "rejected"),
    (State::NotSent, "not_sent"),
    (State::Lost, "lost"),
];

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        KINDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

impl Reason {
    /// The reason as one word, such as `not_there`.
    pub(crate) fn as_str(self) -> &'static str {
        REASONS.iter().find(|(reason, ..)| *reason == self).map_or("", |(_, word, _)| word)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(REASONS.iter().find(|(reason, ..)| reason == self).map_or("", |(.., text)| text))
    }
}

impl State {
    /// The state as one word: that of the state, or of the reason for which it is parked.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Parked(reason) => reason.as_str(),
            state => STATES.iter().find(|(known, _)| *known == state).map_or("", |(_, word)| word),
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let state = STATES.iter().find(|(_, known)| *known == word).map(|(state, _)| *state);
        let reason = || REASONS.iter().find(|(_, known, _)| *known == word).map(|(reason, ..)| Self::Parked(*reason));
        state.or_else(reason)
    }
}

impl Call {
    /// Whether its outcome is not known yet, or it is still to be sent.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, State::Planned | State::Sent | State::Unknown | State::Parked(_))
    }

    /// Whether it may have been sent and its outcome is not known.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.state, State::Sent | State::Unknown | State::Parked(_))
    }

    /// Whether its money counts as asked for: unless nothing was done, and nothing will be.
    pub(crate) fn is_reserved(&self) -> bool {
        self.is_open() || self.state == State::Done
    }
}
