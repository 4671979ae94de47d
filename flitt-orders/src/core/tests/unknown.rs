//! Requests whose outcome is unknown.

use super::super::{
    Input, Kind, Money, NotAllowedError, Notice, Outcome, Reason, Repeat, State, Update, Work, decide, next,
};
use super::{MISSING, after, begin, call, charge, ended, held, order, paid, policy, update};

#[test]
fn an_unknown_charge_is_asked_for_and_then_left_to_a_person() {
    let (unknown, _) = after(&charge(), &[(0, begin(false)), (1, ended(1, Outcome::Unknown))]);
    assert_eq!((unknown.calls[0].state, unknown.ask_at), (State::Unknown, Some(6)));
    assert_eq!(next(&unknown, 6), Ok(Work::Ask));
    let asked = [(6, MISSING), (20, MISSING), (40, MISSING)];
    let (parked, notices) = after(&unknown, &asked);
    assert_eq!((parked.calls[0].state, notices), (State::Parked(Reason::NotThere), vec![Notice::Parked(1)]));
    assert!(parked.ask_at.is_some() && parked.is_missing, "it is asked for still");
    let (done, _) = after(&parked, &[(50, update(paid()))]);
    assert_eq!((done.calls[0].state, done.ask_at, done.is_missing), (State::Done, None, false), "a late callback");
    for (is_done, state) in [(true, State::Done), (false, State::Rejected)] {
        let (settled, _) = after(&parked, &[(50, Input::Settle { call: 1, is_done })]);
        assert_eq!(settled.calls[0].state, state);
    }
    assert_eq!(
        decide(&unknown, Input::Settle { call: 1, is_done: true }, 50, &policy()),
        Err(NotAllowedError::NotParked)
    );
    // One whose status says nothing about it, and one that waits for a payer.
    let mut second = unknown.clone();
    second.calls[0].kind = Kind::Continue;
    let silent =
        Input::Update(Update { money: Money::none(), is_new: false, ask_status: false, is_status: true, owed: 0 });
    let (parked, _) = after(&second, &[(6, silent.clone()), (20, silent.clone()), (40, silent)]);
    assert_eq!(parked.calls[0].state, State::Parked(Reason::NoInformation));
    let mut page = unknown;
    page.calls[0].needs_payer = true;
    let (lost, notices) = after(&page, &asked);
    assert_eq!((lost.calls[0].state, notices), (State::Lost, vec![Notice::Lost(1)]));
    assert!(!lost.is_final(999) && lost.is_final(1000));
}

#[test]
fn an_update_says_what_became_of_an_unknown_request() {
    let (unknown, _) = after(&charge(), &[(0, begin(false)), (1, ended(1, Outcome::Unknown))]);
    let mut page = unknown.clone();
    page.calls[0].needs_payer = true;
    for (order, money, state, expected) in [
        (&page, Money::none(), State::Lost, vec![Notice::Lost(1)]),
        (&page, paid(), State::Done, Vec::new()),
        (&unknown, Money::none(), State::Done, Vec::new()),
    ] {
        let (known, notices) = after(order, &[(2, update(money))]);
        assert_eq!((known.calls[0].state, notices), (state, expected));
    }
    // Neither what may be repeated nor what is done waits for a person because the status says nothing.
    let mut order = order(&[call(1, Kind::Reverse, Repeat::Freely, 60), call(2, Kind::Create, Repeat::Never, 100)]);
    (order.calls[0].state, order.calls[1].state) = (State::Unknown, State::Done);
    let (same, notices) = after(&order, &[(1, MISSING), (2, MISSING), (3, MISSING), (4, MISSING)]);
    assert_eq!((same.calls, notices), (order.calls, Vec::new()));
}

#[test]
fn an_unknown_request_begins_the_questions_anew() {
    let mut order = order(&[call(1, Kind::Capture, Repeat::Freely, 60)]);
    (order.money, order.asks, order.ask_at) = (held(), 7, Some(500));
    let (unknown, _) = after(&order, &[(0, begin(true)), (1, ended(1, Outcome::Unknown))]);
    assert_eq!((unknown.asks, unknown.ask_at), (0, Some(6)));
    // A request that a worker can send is not given up.
    let mut stored = charge();
    stored.calls[0].is_stored = true;
    assert_eq!(after(&stored, &[(0, Input::Overdue { call: 1 })]), (stored, Vec::new()));
}
