//! What a person decides.

use super::super::{Call, Kind, Reason, State};
use super::{Deciding, NotAllowedError, Notice};

impl Deciding<'_> {
    /// Ends a parked request. What a rejected one has reserved is free again. An order that existed before is that of this request,
    /// or is left alone from now on.
    pub(super) fn settle(&mut self, id: i64, is_done: bool) -> Result<(), NotAllowedError> {
        let is_parked = |call: &&mut Call| matches!(call.state, State::Parked(_));
        let call = self.order.call_mut(id).filter(is_parked).ok_or(NotAllowedError::NotParked)?;
        call.state = match call.state {
            _ if is_done => State::Done,
            State::Parked(Reason::Exists) => State::Foreign,
            _ => State::Rejected,
        };
        let (is_rejected, is_about_money) =
            (call.state == State::Rejected, matches!(call.kind, Kind::Capture | Kind::Reverse));
        if is_rejected {
            self.notices.push(Notice::Rejected(id));
        }
        if is_about_money {
            self.must_ask();
        } else {
            self.ask_at(self.now);
        }
        self.order.asks = 0;
        Ok(())
    }
}
