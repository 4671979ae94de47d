//! Requests: when they are sent, and their outcomes.

use super::super::{Kind, Reason, Repeat, State};
use super::{Deciding, NotAllowedError, Notice, Outcome};

impl Deciding<'_> {
    /// Marks a request as sent. One that may not be repeated is planned until then, so it is marked once. A worker leaves a planned
    /// request to its program until its time has come.
    pub(super) fn begin(&mut self, id: i64, is_worker: bool) -> Result<(), NotAllowedError> {
        let (now, patience) = (self.now, self.policy.patience);
        let call = self.order.call_mut(id).ok_or(NotAllowedError::GivenUp)?;
        let is_due = now >= call.at;
        let may_send = match call.state {
            State::Planned if is_worker => call.is_stored && is_due,
            State::Planned => true,
            State::Unknown => is_worker && call.repeat == Repeat::Freely && is_due,
            State::NotSent => return Err(NotAllowedError::GivenUp),
            _ => false,
        };
        if !may_send {
            return Err(NotAllowedError::SentBefore);
        }
        call.state = State::Sent;
        call.tries += 1;
        call.copies += 1;
        call.at = now.saturating_add(patience);
        Ok(())
    }

    /// Takes the outcome of one attempt at a request.
    pub(super) fn ended(&mut self, id: i64, attempt: u32, outcome: Outcome) {
        let (now, policy) = (self.now, self.policy);
        let Some(call) = self.order.call_mut(id).filter(|call| call.is_unknown()) else { return };
        let is_last_attempt = call.tries == attempt && call.state == State::Sent;
        match outcome {
            // A success of any copy is that of the request.
            Outcome::Done => {
                call.state = State::Done;
                let is_created = call.kind == Kind::Create;
                if is_created {
                    self.order.begin_lifetime(now);
                    self.ask_at(now.saturating_add(policy.initial_backoff));
                } else {
                    self.must_ask();
                    self.order.asks = 0;
                }
            }
            // A rejection says nothing about another copy.
            Outcome::Rejected if call.copies == 1 => {
                call.state = State::Rejected;
                let is_about_money = matches!(call.kind, Kind::Capture | Kind::Reverse);
                self.notices.push(Notice::Rejected(id));
                // Another program may have returned the money, which is not reserved here any more.
                if is_about_money {
                    self.must_ask();
                }
            }
            // This copy does not count. Another one may.
            Outcome::NotSent if is_last_attempt => {
                call.copies -= 1;
                let wait = if call.is_stored { policy.backoff(attempt.saturating_sub(1)) } else { policy.grace };
                call.at = now.saturating_add(wait);
                call.state = if call.copies == 0 { State::Planned } else { State::Unknown };
            }
            // An order that exists already is no success: it may be that of another request.
            Outcome::Exists if call.kind == Kind::Create => {
                self.park(id, Reason::Exists);
                self.ask_at(now);
            }
            // A later attempt, or an update, knows more than an earlier one that knows nothing.
            _ if is_last_attempt => self.unknown(id),
            _ => {}
        }
    }

    /// The outcome of a request is unknown: it is repeated where that is allowed, and the status is asked for.
    fn unknown(&mut self, id: i64) {
        let (now, policy) = (self.now, self.policy);
        let Some(call) = self.order.call_mut(id) else { return };
        call.state = State::Unknown;
        if call.repeat == Repeat::Freely {
            call.at = now.saturating_add(policy.backoff(call.tries.saturating_sub(1)));
            if call.tries >= policy.attempts {
                self.park(id, Reason::Repeated);
            }
        }
        self.order.asks = 0;
        self.ask_at(now.saturating_add(policy.initial_backoff));
    }

    /// No program sends a request any more: one that only its program could send is given up, and one that was on its way has an unknown
    /// outcome.
    pub(super) fn overdue(&mut self, id: i64) {
        let Some(call) = self.order.call_mut(id).filter(|call| self.now >= call.at) else { return };
        match call.state {
            State::Planned if !call.is_stored => {
                call.state = State::NotSent;
                self.notices.push(Notice::NotSent(id));
            }
            State::Sent => {
                self.unknown(id);
                self.ask_at(self.now);
            }
            _ => {}
        }
    }
}
