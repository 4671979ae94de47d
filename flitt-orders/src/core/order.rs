//! An order, as the rules see it.

use super::money::Progress;
use super::{Call, Kind, Millis, Money, State, Taken};

/// An order with its requests.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Order {
    pub(crate) money: Money,
    /// Its requests, in the order in which they were asked for. The first creates it, unless somebody else did.
    pub(crate) calls: Vec<Call>,
    /// How often its status was asked for since something changed.
    pub(crate) asks: u32,
    /// When its status is asked for next.
    pub(crate) ask_at: Option<Millis>,
    /// How many status requests are owed, even if nothing more is expected: one response pays all those before its request.
    pub(crate) owed: u32,
    /// Whether the gateway did not know it when it was asked last.
    pub(crate) is_missing: bool,
    /// When its lifetime ends, and how long that is.
    pub(crate) expires_at: Millis,
    pub(crate) lifetime: Millis,
    /// When its next event is delivered; `None` where there is none, or where the next is parked.
    pub(crate) deliver_at: Option<Millis>,
}

impl Order {
    /// The sum of all reversals that were asked for or made, in minor units: those that are open, and what was carried out, by
    /// requests from here or by others.
    pub(crate) fn reserved(&self) -> u64 {
        let sum = |filter: fn(&Call) -> bool| {
            let reversals = self.calls.iter().filter(|call| call.kind == Kind::Reverse && filter(call));
            reversals.fold(0_u64, |sum, call| sum.saturating_add(call.amount))
        };
        let shown = if self.money.is_own_currency { self.money.reversed } else { 0 };
        let done = sum(|call| call.state == State::Done).max(shown);
        sum(Call::is_open).saturating_add(done)
    }

    /// The most that can be reversed in all, in minor units; `None` where that is not known.
    pub(crate) fn taken(&self) -> Option<u64> {
        let done = |kind: Kind| self.calls.iter().find(|call| call.kind == kind && call.state == State::Done);
        // What another program has reversed is not known in this currency.
        if !self.money.is_own_currency && self.money.reversed > 0 && done(Kind::Reverse).is_none() {
            return None;
        }
        match self.money.taken {
            Taken::Known(sum) => Some(sum),
            Taken::AsCaptured => done(Kind::Capture).map(|call| call.amount),
            Taken::Unknown => None,
        }
    }

    /// Whether the order may be that of another request: its events wait until a person has decided.
    pub(crate) fn is_disputed(&self) -> bool {
        self.calls.iter().any(|call| call.state == State::Parked(super::Reason::Exists))
    }

    /// Whether nothing more is expected: no request is open, and no update can change the order but one that nobody here asked
    /// for.
    pub(crate) fn is_final(&self, now: Millis) -> bool {
        let is_over = now >= self.expires_at;
        if self.calls.iter().any(Call::is_open) || self.misses_a_reversal() {
            return false;
        }
        let created = self.created_by().map(|call| call.state);
        match self.money.progress {
            _ if created == Some(State::Foreign) => true,
            Progress::Settled => true,
            Progress::Held | Progress::Undecided => false,
            Progress::Declined | Progress::Checking => is_over,
            Progress::Pending => {
                matches!(created, Some(State::NotSent | State::Rejected)) || (is_over && self.is_missing)
            }
        }
    }

    /// Whether a reversal was carried out that no update shows.
    fn misses_a_reversal(&self) -> bool {
        let done = self.calls.iter().filter(|call| call.kind == Kind::Reverse && call.state == State::Done);
        let done = done.fold(0_u64, |sum, call| sum.saturating_add(call.amount));
        let is_shown = if self.money.is_own_currency { done <= self.money.reversed } else { self.money.reversed > 0 };
        done > 0 && !is_shown && !self.money.is_reversed
    }

    /// Why status responses that bring nothing new will not bring it to an end, for a person.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let is_captured = |call: &Call| call.kind == Kind::Capture && call.state == State::Done;
        if self.money.progress == Progress::Undecided {
            Some("it was approved, and its status does not say what that means for the money")
        } else if self.misses_a_reversal() {
            Some("a reversal was carried out, and its status does not show it")
        } else if self.money.is_held && self.calls.iter().any(is_captured) {
            Some("a capture was carried out, and its status does not show it")
        } else if self.owed > 0 {
            Some("its status is needed, and the gateway does not respond with it")
        } else {
            None
        }
    }

    /// Counts its lifetime from now, if that ends later.
    pub(crate) fn begin_lifetime(&mut self, now: Millis) {
        self.expires_at = self.expires_at.max(now.saturating_add(self.lifetime));
    }

    /// The request that creates the order.
    pub(crate) fn created_by(&self) -> Option<&Call> {
        self.calls.iter().find(|call| call.kind == Kind::Create)
    }

    pub(crate) fn call(&self, id: i64) -> Option<&Call> {
        self.calls.iter().find(|call| call.id == id)
    }

    pub(crate) fn call_mut(&mut self, id: i64) -> Option<&mut Call> {
        self.calls.iter_mut().find(|call| call.id == id)
    }
}
