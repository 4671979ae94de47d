//! What callbacks and status responses say.

use super::super::{Call, Kind, Reason, Repeat, State};
use super::{Deciding, Notice, Progress, Update};

impl Deciding<'_> {
    /// Takes the money as an update says it is, and what that says about the requests.
    pub(super) fn update(&mut self, update: Update) {
        let Update { money, is_new, ask_status, is_status, owed } = update;
        if is_new && self.order.money.progress == Progress::Pending {
            // The gateway counts it from when it has the order: later than here, if the order or its form was sent later.
            self.order.begin_lifetime(self.now);
        }
        self.order.money = money;
        self.order.is_missing = false;
        // A response that was on its way already says nothing about what came meanwhile.
        if is_status && owed == self.order.owed {
            self.order.owed = 0;
        }
        self.conclude();
        if is_new {
            self.order.asks = 0;
        } else if is_status {
            self.order.asks += 1;
        }
        if ask_status && !is_status {
            self.must_ask();
        } else if is_new || is_status {
            self.order.ask_at = Some(self.now.saturating_add(self.policy.backoff(self.order.asks)));
        }
        if is_status {
            self.park_unanswered(Reason::NoInformation);
        }
    }

    /// The status was asked for in vain. That the gateway does not know the order proves nothing by itself: the request may still be
    /// on its way.
    pub(super) fn no_status(&mut self, is_missing: bool) {
        self.order.asks += 1;
        self.order.is_missing = is_missing;
        self.order.ask_at = Some(self.now.saturating_add(self.policy.backoff(self.order.asks)));
        self.park_unanswered(if is_missing { Reason::NotThere } else { Reason::NoInformation });
    }

    /// Concludes from the order what became of its requests. Reversals are known by their own responses only: the sum of reversals
    /// can have another origin.
    fn conclude(&mut self) {
        let money = &self.order.money;
        let (is_pending, is_captured) = (money.progress == Progress::Pending, money.is_captured);
        for call in &mut self.order.calls {
            let is_shown = match call.kind {
                Kind::Create => true,
                Kind::Continue => !is_pending,
                Kind::Capture => is_captured,
                Kind::Reverse => false,
            };
            // A sender that may be alive can still have the response of a pending order.
            let is_awaited = call.state == State::Sent && is_pending;
            // Whether an order that existed before is that of this request is for a person to say.
            let is_disputed = call.state == State::Parked(Reason::Exists);
            if !call.is_unknown() || !is_shown || is_awaited || is_disputed {
                continue;
            }
            let is_lost = call.needs_payer && is_pending;
            call.state = if is_lost { State::Lost } else { State::Done };
            if is_lost {
                self.notices.push(Notice::Lost(call.id));
            }
        }
    }

    /// After many status requests without a result, a request that may not be repeated is left to a person. One that waits for a payer
    /// takes no money by itself, and is given up.
    fn park_unanswered(&mut self, reason: Reason) {
        if self.order.asks < self.policy.attempts {
            return;
        }
        let is_unanswered = |call: &&Call| call.state == State::Unknown && call.repeat == Repeat::Never;
        let calls = self.order.calls.iter().filter(is_unanswered);
        let unanswered: Vec<(i64, bool)> = calls.map(|call| (call.id, call.needs_payer)).collect();
        for (id, needs_payer) in unanswered {
            match self.order.call_mut(id) {
                Some(call) if needs_payer => {
                    call.state = State::Lost;
                    self.notices.push(Notice::Lost(id));
                }
                _ => self.park(id, reason),
            }
        }
    }
}
