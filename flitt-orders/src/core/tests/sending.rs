//! Requests: when they are sent, and their outcomes.

use super::super::{Input, Kind, Money, NotAllowedError, Notice, Outcome, Reason, Repeat, State, Work, decide, next};
use super::{after, begin, call, charge, ended, order, paid, policy, update};

#[test]
fn a_charge_is_marked_once_whoever_tries() {
    let (sent, _) = after(&charge(), &[(0, begin(false))]);
    assert_eq!((sent.calls[0].state, sent.calls[0].copies, sent.calls[0].at), (State::Sent, 1, 50));
    for is_worker in [false, true] {
        for state in
            [State::Sent, State::Unknown, State::Done, State::Rejected, State::Parked(Reason::NotThere), State::Lost]
        {
            let mut order = sent.clone();
            order.calls[0].state = state;
            assert_eq!(
                decide(&order, begin(is_worker), 1000, &policy()),
                Err(NotAllowedError::SentBefore),
                "{state:?}"
            );
        }
    }
    // A worker does not send what is not stored.
    assert_eq!(decide(&charge(), begin(true), 1000, &policy()), Err(NotAllowedError::SentBefore));
    let (given_up, notices) = after(&charge(), &[(0, Input::Overdue { call: 1 })]);
    assert_eq!(notices, [Notice::NotSent(1)]);
    assert_eq!(decide(&given_up, begin(false), 0, &policy()), Err(NotAllowedError::GivenUp));
    assert!(given_up.is_final(0) && given_up.ask_at.is_none());
}

#[test]
fn a_rejection_counts_for_the_only_copy() {
    let (rejected, notices) = after(&charge(), &[(0, begin(false)), (1, ended(1, Outcome::Rejected))]);
    assert_eq!((rejected.calls[0].state, notices), (State::Rejected, vec![Notice::Rejected(1)]));
    // Of a reversal that was sent twice, neither copy is rejected for certain; a success of either counts.
    let mut order = order(&[call(1, Kind::Reverse, Repeat::Freely, 60)]);
    order.money = paid();
    let twice = [(0, begin(true)), (1, ended(1, Outcome::Unknown)), (10, begin(true))];
    let (twice, _) = after(&order, &twice);
    let (unknown, notices) = after(&twice, &[(11, ended(2, Outcome::Rejected))]);
    assert_eq!((unknown.calls[0].state, notices), (State::Unknown, Vec::new()));
    assert_eq!(unknown.reserved(), 60);
    let (done, _) = after(&twice, &[(11, ended(1, Outcome::Done))]);
    assert_eq!((done.calls[0].state, done.reserved()), (State::Done, 60));
    let (at_once, _) = after(&order, &[(0, begin(true)), (1, ended(1, Outcome::Done))]);
    assert_eq!(at_once.ask_at, Some(1), "the status is asked for at once");
    // What an earlier attempt does not know says nothing about a later one.
    let (same, _) = after(&twice, &[(11, ended(1, Outcome::Unknown)), (11, ended(1, Outcome::NotSent))]);
    assert_eq!((same.calls[0].state, same.calls[0].copies), (State::Sent, 2));
    let (one_copy, _) = after(&twice, &[(11, ended(2, Outcome::NotSent))]);
    assert_eq!((one_copy.calls[0].state, one_copy.calls[0].copies), (State::Unknown, 1));
}

#[test]
fn what_was_not_sent_is_planned_again() {
    let (planned, _) = after(&charge(), &[(0, begin(false)), (7, ended(1, Outcome::NotSent))]);
    assert_eq!((planned.calls[0].state, planned.calls[0].copies, planned.calls[0].at), (State::Planned, 0, 107));
    // A worker tries again, after longer and longer waits.
    let mut stored = charge();
    stored.calls[0].is_stored = true;
    let (stored, _) = after(&stored, &[(0, begin(true)), (7, ended(1, Outcome::NotSent))]);
    assert_eq!(stored.calls[0].at, 12);
    let (stored, _) = after(&stored, &[(12, begin(true)), (20, ended(2, Outcome::NotSent))]);
    assert_eq!(stored.calls[0].at, 30);
    let (sent, _) = after(&planned, &[(8, begin(false)), (9, ended(2, Outcome::Rejected))]);
    assert_eq!(sent.calls[0].state, State::Rejected, "it is the only copy");
}

#[test]
fn nobody_asks_while_the_response_is_waited_for() {
    assert_eq!(after(&charge(), &[(0, begin(false))]).0.ask_at, None);
    let (sent, _) = after(&charge(), &[(0, begin(false))]);
    assert_eq!(next(&sent, 49), Err(Some(50)));
    assert_eq!(next(&sent, 50), Ok(Work::Overdue(1)));
    let (unknown, _) = after(&sent, &[(50, Input::Overdue { call: 1 })]);
    assert_eq!((unknown.calls[0].state, unknown.ask_at), (State::Unknown, Some(50)));
    // An update that is faster than the response leaves a pending order to its sender.
    assert_eq!(after(&sent, &[(1, update(Money::none()))]).0.calls[0].state, State::Sent);
    assert_eq!(after(&sent, &[(1, update(paid()))]).0.calls[0].state, State::Done);
}

#[test]
fn a_request_that_is_repeated_for_ever_is_left_to_a_person() {
    let mut order = order(&[call(1, Kind::Reverse, Repeat::Freely, 60)]);
    order.money = paid();
    let mut now = 0;
    for attempt in 1..=3 {
        now += 100;
        assert_eq!(next(&order, now), Ok(Work::Send(1)));
        order = after(&order, &[(now, begin(true)), (now, ended(attempt, Outcome::Unknown))]).0;
        assert_eq!(order.calls[0].at, now + 5 * (1 << (attempt - 1)), "the waits become longer");
    }
    assert_eq!(order.calls[0].state, State::Parked(Reason::Repeated));
    assert_eq!(order.reserved(), 60, "it keeps its reservation");
    assert_eq!(decide(&order, begin(true), 1000, &policy()), Err(NotAllowedError::SentBefore));
    let (settled, _) = after(&order, &[(now, Input::Settle { call: 1, is_done: false })]);
    assert_eq!(settled.reserved(), 0);
}
