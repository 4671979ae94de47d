//! What a person decides.

use super::super::{Call, Reason, State};
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
        if call.state == State::Rejected {
            self.notices.push(Notice::Rejected(id));
        }
        self.order.asks = 0;
        self.ask_at(self.now);
        Ok(())
    }
}
