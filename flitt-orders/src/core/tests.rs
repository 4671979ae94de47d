//! The rules, one by one.

use std::collections::BTreeSet;

use super::money::Progress;
use super::{
    Call, Input, Kind, Millis, Money, NotAllowed, Notice, Order, Outcome, Policy, Reason, Repeat, State, Update, Work,
};
use super::{decide, due_at, next};

fn policy() -> Policy {
    Policy { grace: 100, patience: 50, initial_backoff: 5, max_backoff: 40, lease: 10, attempts: 3, returnable: 1000 }
}

fn call(id: i64, kind: Kind, repeat: Repeat, amount: u64) -> Call {
    Call {
        id,
        kind,
        repeat,
        is_stored: repeat == Repeat::Freely,
        needs_payer: false,
        amount,
        state: State::Planned,
        tries: 0,
        copies: 0,
        at: 0,
    }
}

fn order(calls: &[Call]) -> Order {
    Order {
        money: Money::none(),
        calls: calls.to_vec(),
        asks: 0,
        ask_at: None,
        is_missing: false,
        expires_at: 1000,
        deliver_at: None,
    }
}

fn charge() -> Order {
    order(&[call(1, Kind::Create, Repeat::Never, 100)])
}

fn paid() -> Money {
    Money { progress: Progress::Settled, taken: 100, is_held: false, is_captured: false, reversed: 0 }
}

fn held() -> Money {
    Money { progress: Progress::Held, is_held: true, ..paid() }
}

/// An order after what happened, one after the other, each at a time.
fn after(order: &Order, inputs: &[(Millis, Input)]) -> (Order, Vec<Notice>) {
    let mut notices = Vec::new();
    let last = inputs.iter().fold(order.clone(), |order, (now, input)| {
        let decision = decide(&order, input.clone(), *now, &policy()).expect("it is allowed");
        notices.extend(decision.notices);
        decision.order
    });
    (last, notices)
}

fn begin(is_worker: bool) -> Input {
    Input::Begin { call: 1, is_worker }
}

fn ended(attempt: u32, outcome: Outcome) -> Input {
    Input::Ended { call: 1, attempt, outcome }
}

fn update(money: Money) -> Input {
    Input::Update(Update { money, is_new: true, ask_status: false, is_status: false })
}

const MISSING: Input = Input::NoStatus { is_missing: true };

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
            assert_eq!(decide(&order, begin(is_worker), 1000, &policy()), Err(NotAllowed::SentBefore), "{state:?}");
        }
    }
    // A worker does not send what is not stored.
    assert_eq!(decide(&charge(), begin(true), 1000, &policy()), Err(NotAllowed::SentBefore));
    let (given_up, notices) = after(&charge(), &[(0, Input::Overdue { call: 1 })]);
    assert_eq!(notices, [Notice::NotSent(1)]);
    assert_eq!(decide(&given_up, begin(false), 0, &policy()), Err(NotAllowed::GivenUp));
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
    assert_eq!(decide(&unknown, Input::Settle { call: 1, is_done: true }, 50, &policy()), Err(NotAllowed::NotParked));
    // One whose status says nothing about it, and one that waits for a payer.
    let mut second = unknown.clone();
    second.calls[0].kind = Kind::Continue;
    let silent = Input::Update(Update { money: Money::none(), is_new: false, ask_status: false, is_status: true });
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
fn what_a_person_decides_is_said_and_asked_about() {
    let mut parked = charge();
    (parked.calls[0].state, parked.asks, parked.ask_at) = (State::Parked(Reason::NotThere), 7, Some(500));
    let (done, notices) = after(&parked, &[(50, Input::Settle { call: 1, is_done: true })]);
    assert_eq!((notices, done.asks, done.ask_at), (Vec::new(), 0, Some(50)));
    let (rejected, notices) = after(&parked, &[(50, Input::Settle { call: 1, is_done: false })]);
    assert_eq!((notices, rejected.ask_at), (vec![Notice::Rejected(1)], None));
    // One of several requests is in dispute, and with it the order.
    parked.calls[0].state = State::Parked(Reason::Exists);
    parked.calls.push(call(2, Kind::Reverse, Repeat::Freely, 1));
    assert!(parked.is_disputed());
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
    assert_eq!(decide(&order, begin(true), 1000, &policy()), Err(NotAllowed::SentBefore));
    let (settled, _) = after(&order, &[(now, Input::Settle { call: 1, is_done: false })]);
    assert_eq!(settled.reserved(), 0);
}

#[test]
fn a_rejected_reversal_is_asked_about_once() {
    let mut order = order(&[call(1, Kind::Reverse, Repeat::Freely, 60)]);
    order.money = paid();
    let (rejected, notices) = after(&order, &[(0, begin(true)), (1, ended(1, Outcome::Rejected))]);
    assert_eq!((notices, rejected.reserved()), (vec![Notice::Rejected(1)], 0));
    assert_eq!(next(&rejected, 1), Ok(Work::Ask), "somebody else may have returned it");
    let status = Update { money: Money { reversed: 60, ..paid() }, is_new: true, ask_status: false, is_status: true };
    let (asked, _) = after(&rejected, &[(8, Input::Update(status))]);
    assert_eq!((asked.reserved(), asked.ask_at), (60, None));
    assert_eq!(after(&rejected, &[(8, MISSING)]).0.ask_at, None);
    // A rejected creation leaves nothing to ask about.
    assert_eq!(after(&charge(), &[(0, begin(false)), (1, ended(1, Outcome::Rejected))]).0.ask_at, None);
}

#[test]
fn money_is_reserved_before_it_is_returned() {
    let mut order = order(&[]);
    order.money = paid();
    let plan = |id: i64, kind: Kind, amount: u64| Input::Plan(call(id, kind, Repeat::Freely, amount));
    let (reserved, _) = after(&order, &[(0, plan(1, Kind::Reverse, 60))]);
    let refused = |order: &Order, input: Input| decide(order, input, 0, &policy()).expect_err("it is refused");
    assert_eq!(refused(&reserved, plan(2, Kind::Reverse, 41)), NotAllowed::TooMuch { available: 40 });
    assert_eq!(refused(&reserved, plan(2, Kind::Reverse, 0)), NotAllowed::TooMuch { available: 40 });
    assert_eq!(refused(&order, plan(2, Kind::Capture, 1)), NotAllowed::NotHeld);
    let (full, _) = after(&reserved, &[(0, plan(2, Kind::Reverse, 40))]);
    assert_eq!(full.reserved(), 100);
    // What somebody else has returned counts, too.
    order.money.reversed = 70;
    assert_eq!(refused(&order, plan(1, Kind::Reverse, 31)), NotAllowed::TooMuch { available: 30 });

    order.money = held();
    assert_eq!(refused(&order, plan(1, Kind::Reverse, 99)), NotAllowed::HeldMoney);
    assert_eq!(refused(&order, plan(1, Kind::Capture, 101)), NotAllowed::TooMuch { available: 100 });
    assert_eq!(refused(&order, plan(1, Kind::Capture, 0)), NotAllowed::TooMuch { available: 100 });
    let (reversing, _) = after(&order, &[(0, plan(1, Kind::Reverse, 100))]);
    assert_eq!(refused(&reversing, plan(2, Kind::Capture, 100)), NotAllowed::HeldMoney);
    let (mut capturing, _) = after(&order, &[(0, plan(1, Kind::Capture, 30))]);
    for state in [State::Planned, State::Sent, State::Unknown, State::Done] {
        capturing.calls[0].state = state;
        assert_eq!(refused(&capturing, plan(2, Kind::Capture, 30)), NotAllowed::CapturedBefore, "{state:?}");
        assert_eq!(refused(&capturing, plan(2, Kind::Reverse, 100)), NotAllowed::HeldMoney, "{state:?}");
    }
    // What else is open, or was returned before, does not matter.
    let mut created = order.clone();
    created.calls = vec![call(1, Kind::Create, Repeat::Never, 100), call(3, Kind::Reverse, Repeat::Freely, 100)];
    (created.calls[0].state, created.calls[1].state) = (State::Unknown, State::Rejected);
    assert!(decide(&created, plan(2, Kind::Capture, 100), 0, &policy()).is_ok());
    capturing.calls[0].state = State::Rejected;
    assert!(decide(&capturing, plan(2, Kind::Capture, 40), 0, &policy()).is_ok());
}

#[test]
fn an_order_is_asked_for_until_it_is_final() {
    let (created, _) = after(&charge(), &[(0, begin(false)), (0, ended(1, Outcome::Done))]);
    assert_eq!(created.ask_at, Some(5));
    let same = Input::Update(Update { money: Money::none(), is_new: false, ask_status: false, is_status: true });
    let (asked, _) = after(&created, &[(5, same.clone()), (15, same.clone())]);
    assert_eq!((asked.asks, asked.ask_at), (2, Some(35)), "the waits become longer");
    let (asked, _) = after(&asked, &[(35, same.clone()), (75, same)]);
    assert_eq!(asked.ask_at, Some(115), "up to the longest");
    let urgent = Input::Update(Update { money: Money::none(), is_new: false, ask_status: true, is_status: false });
    assert_eq!(after(&asked, &[(80, urgent)]).0.ask_at, Some(80));
    assert_eq!(after(&asked, &[(80, update(paid()))]).0.ask_at, None);
    for progress in [Progress::Held, Progress::Undecided, Progress::Pending, Progress::Declined] {
        let money = Money { progress, ..Money::none() };
        let (order, _) = after(&asked, &[(80, update(money))]);
        assert_eq!(order.ask_at, Some(85), "{progress:?}");
        assert_eq!(order.is_final(2000), progress == Progress::Declined, "{progress:?}");
    }
    // One that nobody here created, such as a charge of a schedule; and one with a reversal that was asked for a moment ago.
    let pending = Update { money: Money::none(), is_new: true, ask_status: false, is_status: false };
    assert_eq!(after(&self::order(&[]), &[(80, Input::Update(pending))]).0.ask_at, Some(85));
    let mut reversing = self::order(&[]);
    reversing.money = paid();
    let reversal = Input::Plan(call(1, Kind::Reverse, Repeat::Freely, 60));
    assert_eq!(after(&reversing, &[(80, reversal)]).0.ask_at, Some(85));
    // A reversal that no update shows, and one that an update shows.
    let mut returned = order_with_reversal(State::Done);
    assert!(!returned.is_final(0));
    returned.money.reversed = 60;
    assert!(returned.is_final(0));
    assert!(!order_with_reversal(State::Planned).is_final(0));
}

fn order_with_reversal(state: State) -> Order {
    let mut reversal = call(1, Kind::Reverse, Repeat::Freely, 60);
    reversal.state = state;
    let mut order = order(&[reversal]);
    order.money = paid();
    order
}

#[test]
fn the_time_that_is_stored_is_that_of_the_next_work() {
    let mut order = charge();
    order.calls[0].at = 30;
    assert_eq!(due_at(&order), Some(30));
    order.ask_at = Some(20);
    order.deliver_at = Some(25);
    assert_eq!(due_at(&order), Some(20));
    order.ask_at = None;
    assert_eq!(due_at(&order), Some(25));
    for now in 0..40 {
        assert_eq!(next(&order, now).is_ok(), due_at(&order) <= Some(now), "{now}");
    }
    assert_eq!(next(&order, 30), Ok(Work::Overdue(1)), "only its program can send it");
    let mut two = self::order(&[call(1, Kind::Create, Repeat::Never, 1), call(2, Kind::Reverse, Repeat::Freely, 1)]);
    for (first, second) in [(30, 40), (40, 30)] {
        (two.calls[0].at, two.calls[1].at) = (first, second);
        assert_eq!(next(&two, 0), Err(Some(30)));
    }
    order.calls[0].state = State::Done;
    order.deliver_at = None;
    assert_eq!((due_at(&order), next(&order, 1000)), (None, Err(None)));
}

#[test]
fn states_and_kinds_survive_their_words() {
    let reasons = [Reason::NotThere, Reason::NoInformation, Reason::Repeated, Reason::Exists].map(State::Parked);
    let states = [
        State::Planned,
        State::Sent,
        State::Unknown,
        State::Done,
        State::Rejected,
        State::NotSent,
        State::Foreign,
        State::Lost,
    ];
    let words: BTreeSet<&str> = states.iter().chain(&reasons).map(|state| state.as_str()).collect();
    assert_eq!(words.len(), 12);
    for state in states.into_iter().chain(reasons) {
        assert_eq!(State::from_word(state.as_str()), Some(state));
    }
    for kind in [Kind::Create, Kind::Continue, Kind::Capture, Kind::Reverse] {
        assert_eq!(Kind::from_word(kind.as_str()), Some(kind));
    }
    assert_eq!((State::from_word(""), Kind::from_word("")), (None, None));
}
