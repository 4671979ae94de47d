//! What a worker does next with an order.

use super::{Call, Millis, Order, Repeat, State};

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// To send a request.
    Send(i64),
    /// To note that nobody sends a request any more: it was never sent, or its sender is gone.
    Overdue(i64),
    /// To deliver the next event.
    Deliver,
    /// To ask for the status.
    Ask,
}

/// What is due now, and otherwise when something will be.
pub(crate) fn next(order: &Order, now: Millis) -> Result<Work, Option<Millis>> {
    let mut later: Option<Millis> = None;
    let mut is_due = |at: Millis| {
        if at > now {
            later = Some(later.map_or(at, |known| known.min(at)));
        }
        at <= now
    };
    for call in &order.calls {
        if let Some((work, at)) = of_call(call)
            && is_due(at)
        {
            return Ok(work);
        }
    }
    if order.deliver_at.filter(|_| !order.is_disputed()).is_some_and(&mut is_due) {
        return Ok(Work::Deliver);
    }
    if order.ask_at.is_some_and(&mut is_due) {
        return Ok(Work::Ask);
    }
    Err(later)
}

/// When something is due for an order at the earliest; `None` where nothing will be by itself.
pub(crate) fn due_at(order: &Order) -> Option<Millis> {
    let calls = order.calls.iter().filter_map(|call| of_call(call).map(|(_, at)| at));
    let deliver_at = order.deliver_at.filter(|_| !order.is_disputed());
    calls.chain(deliver_at).chain(order.ask_at).min()
}

fn of_call(call: &Call) -> Option<(Work, Millis)> {
    let work = match (call.state, call.repeat) {
        (State::Planned, _) if call.is_stored => Work::Send(call.id),
        (State::Planned | State::Sent, _) => Work::Overdue(call.id),
        (State::Unknown, Repeat::Freely) => Work::Send(call.id),
        _ => return None,
    };
    Some((work, call.at))
}
