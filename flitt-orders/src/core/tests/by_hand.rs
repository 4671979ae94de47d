//! What a person decides.

use super::super::{Input, Kind, Notice, Outcome, Reason, Repeat, State, Work, next};
use super::{after, begin, call, charge, ended, paid, update};

#[test]
fn what_a_person_decides_is_said_and_asked_about() {
    let mut parked = charge();
    (parked.calls[0].state, parked.asks, parked.ask_at) = (State::Parked(Reason::NotThere), 7, Some(500));
    let (done, notices) = after(&parked, &[(50, Input::Settle { call: 1, is_done: true })]);
    assert_eq!((notices, done.asks, done.ask_at), (Vec::new(), 0, Some(50)));
    let (rejected, notices) = after(&parked, &[(50, Input::Settle { call: 1, is_done: false })]);
    assert_eq!((notices, rejected.ask_at), (vec![Notice::Rejected(1)], None));
    // Nothing more is expected of this one, and still it is asked for.
    let mut paid_back = charge();
    paid_back.money = paid();
    paid_back.calls[0].kind = Kind::Reverse;
    paid_back.calls[0].state = State::Parked(Reason::Repeated);
    let (rejected, _) = after(&paid_back, &[(50, Input::Settle { call: 1, is_done: false })]);
    assert_eq!((rejected.owed, rejected.ask_at), (1, Some(50)));
    // The first status that does not show it yet is not the last.
    paid_back.asks = 9;
    let (done, _) = after(&paid_back, &[(50, Input::Settle { call: 1, is_done: true })]);
    assert_eq!((done.owed, done.asks), (1, 0));
    // One of several requests is in dispute, and with it the order.
    parked.calls[0].state = State::Parked(Reason::Exists);
    parked.calls.push(call(2, Kind::Reverse, Repeat::Freely, 1));
    assert!(parked.is_disputed());
}

#[test]
fn an_order_that_exists_is_disputed_until_a_person_decides() {
    let exists = [(0, begin(false)), (1, ended(1, Outcome::Exists)), (2, update(paid()))];
    assert_eq!(after(&charge(), &exists[..2]).0.ask_at, Some(1), "its status is asked for at once");
    let (mut disputed, notices) = after(&charge(), &exists);
    assert_eq!((disputed.calls[0].state, notices), (State::Parked(Reason::Exists), vec![Notice::Parked(1)]));
    disputed.deliver_at = Some(0);
    assert!(disputed.is_disputed() && next(&disputed, 1) != Ok(Work::Deliver));
    let (ours, _) = after(&disputed, &[(9, Input::Settle { call: 1, is_done: true })]);
    assert_eq!((ours.calls[0].state, next(&ours, 9)), (State::Done, Ok(Work::Deliver)));
    let (theirs, _) = after(&disputed, &[(9, Input::Settle { call: 1, is_done: false })]);
    assert!(theirs.calls[0].state == State::Foreign && theirs.is_final(9) && theirs.ask_at.is_none());
}
