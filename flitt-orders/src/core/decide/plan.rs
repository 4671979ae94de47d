//! What the shop asks for.

use super::super::{Call, Kind};
use super::{Deciding, NotAllowedError};

impl Deciding<'_> {
    /// Adds a request, where the money allows it.
    pub(super) fn plan(&mut self, call: Call) -> Result<(), NotAllowedError> {
        let available = self.order.taken().unwrap_or_default().saturating_sub(self.order.reserved());
        match call.kind {
            Kind::Create | Kind::Continue => {}
            Kind::Capture => self.may_capture()?,
            Kind::Reverse => self.may_reverse(call.amount)?,
        }
        let is_money = matches!(call.kind, Kind::Capture | Kind::Reverse);
        if is_money && call.amount == 0 {
            return Err(NotAllowedError::NotAnAmount);
        }
        if is_money && call.amount > available {
            return Err(NotAllowedError::TooMuch { available });
        }
        self.order.calls.push(call);
        Ok(())
    }

    /// A hold is captured once. While it is being reversed, it is not known what is left of it.
    fn may_capture(&self) -> Result<(), NotAllowedError> {
        if self.is_capture_asked() {
            return Err(NotAllowedError::CapturedBefore);
        }
        if !self.order.money.is_held {
            return Err(NotAllowedError::NotHeld);
        }
        let is_reversed = self.order.calls.iter().any(|call| call.kind == Kind::Reverse && call.is_open());
        if is_reversed { Err(NotAllowedError::HeldMoney) } else { Ok(()) }
    }

    /// A hold is reversed as a whole. Once a capture of it is asked for, what was taken is known only after an update shows it: until
    /// then the hold would count, and more could be reversed than was captured.
    fn may_reverse(&self, amount: u64) -> Result<(), NotAllowedError> {
        let taken = self.order.taken().ok_or(NotAllowedError::UnknownAmount)?;
        let is_whole = amount == taken;
        if self.order.money.is_held && (self.is_capture_asked() || !is_whole) {
            return Err(NotAllowedError::HeldMoney);
        }
        Ok(())
    }

    fn is_capture_asked(&self) -> bool {
        self.order.calls.iter().any(|call| call.kind == Kind::Capture && call.is_reserved())
    }
}
