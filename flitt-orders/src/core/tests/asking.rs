//! When an order is asked for, and when something is due.

use super::super::money::Progress;
use super::super::{Input, Kind, Money, Order, Outcome, Repeat, State, Update, Work, due_at, next};
use super::{after, begin, call, charge, ended, held, order, paid, update};

#[test]
fn an_order_is_asked_for_until_it_is_final() {
    let (created, _) = after(&charge(), &[(0, begin(false)), (0, ended(1, Outcome::Done))]);
    assert_eq!(created.ask_at, Some(5));
    let same =
        Input::Update(Update { money: Money::none(), is_new: false, ask_status: false, is_status: true, owed: 0 });
    let (asked, _) = after(&created, &[(5, same.clone()), (15, same.clone())]);
    assert_eq!((asked.asks, asked.ask_at), (2, Some(35)), "the waits become longer");
    let (asked, _) = after(&asked, &[(35, same.clone()), (75, same)]);
    assert_eq!(asked.ask_at, Some(115), "up to the longest");
    let urgent =
        Input::Update(Update { money: Money::none(), is_new: false, ask_status: true, is_status: false, owed: 0 });
    assert_eq!(after(&asked, &[(80, urgent)]).0.ask_at, Some(80));
    assert_eq!(after(&asked, &[(80, update(paid()))]).0.ask_at, None);
    let all = [Progress::Held, Progress::Undecided, Progress::Pending, Progress::Declined, Progress::Checking];
    for progress in all {
        let money = Money { progress, ..Money::none() };
        let (order, _) = after(&asked, &[(80, update(money))]);
        assert_eq!(order.ask_at, Some(85), "{progress:?}");
        assert_eq!(order.is_final(2000), matches!(progress, Progress::Declined | Progress::Checking), "{progress:?}");
    }
    // One that nobody here created, such as a charge of a schedule; and one with a reversal that was asked for a moment ago.
    let pending = Update { money: Money::none(), is_new: true, ask_status: false, is_status: false, owed: 0 };
    assert_eq!(after(&super::order(&[]), &[(80, Input::Update(pending))]).0.ask_at, Some(85));
    let mut reversing = super::order(&[]);
    reversing.money = paid();
    let reversal = Input::Plan(call(1, Kind::Reverse, Repeat::Freely, 60));
    assert_eq!(after(&reversing, &[(80, reversal)]).0.ask_at, Some(85));
    // A reversal that no update shows, and one that an update shows.
    let mut returned = order_with_reversal(State::Done);
    assert!(!returned.is_final(0));
    assert!(returned.problem().is_some_and(|problem| problem.contains("a reversal was carried out")));
    returned.money.reversed = 60;
    assert!(returned.is_final(0) && returned.problem().is_none());
    // The gateway calls it reversed, and has no sum; or it has one of another currency.
    let ended = Money { is_reversed: true, ..paid() };
    let abroad = Money { reversed: 1, is_own_currency: false, ..paid() };
    for (money, is_shown) in [(ended, true), (abroad.clone(), true), (Money { reversed: 0, ..abroad }, false)] {
        returned.money = money;
        assert_eq!(returned.is_final(0), is_shown, "{:?}", returned.money);
        assert_eq!(returned.reserved(), 60);
    }
    assert!(!order_with_reversal(State::Planned).is_final(0));
}

#[test]
fn what_must_be_asked_is_asked_until_it_is_said() {
    let settled = Order { money: paid(), asks: 7, ..super::order(&[]) };
    let urgent = Update { money: paid(), is_new: false, ask_status: true, is_status: false, owed: 0 };
    let (asked, _) = after(&settled, &[(80, Input::Update(urgent.clone()))]);
    assert_eq!((asked.ask_at, asked.asks), (Some(80), 0));
    // Another one of that kind begins nothing anew.
    let no_response = Input::NoStatus { is_missing: false };
    let (asked, _) = after(&asked, &[(80, no_response.clone()), (85, Input::Update(urgent))]);
    assert_eq!((asked.ask_at, asked.asks, asked.owed), (Some(85), 1, 2));
    let (still, _) = after(&asked, &[(85, no_response.clone()), (105, no_response.clone()), (145, no_response)]);
    assert_eq!(still.ask_at, Some(185), "for as long as there is no response");
    assert!(still.problem().is_some_and(|problem| problem.contains("does not respond")));
    assert_eq!(after(&still, &[(185, super::MISSING)]).0.owed, 2);
    // A response pays what was owed before its request, and nothing that came meanwhile.
    let status =
        |owed| Input::Update(Update { money: paid(), is_new: false, ask_status: false, is_status: true, owed });
    assert_eq!(after(&still, &[(185, status(2))]).0.ask_at, None);
    assert_eq!(after(&still, &[(185, status(1))]).0.ask_at, Some(225));
    // Nobody asks for the order of another request.
    let mut foreign = charge();
    (foreign.calls[0].state, foreign.owed) = (State::Parked(super::super::Reason::Exists), 1);
    let (foreign, _) = after(&foreign, &[(0, Input::Settle { call: 1, is_done: false })]);
    assert_eq!((foreign.owed, foreign.ask_at), (0, None));
}

/// A payer who posts callbacks that lead to status requests cannot keep an order out of `stuck`.
#[test]
fn questions_about_an_open_order_are_counted_on() {
    let undecided = Money { progress: Progress::Undecided, ..paid() };
    let open = Order { money: undecided.clone(), asks: 2, ..super::order(&[]) };
    let urgent = Update { money: undecided, is_new: false, ask_status: true, is_status: false, owed: 0 };
    assert_eq!(after(&open, &[(80, Input::Update(urgent))]).0.asks, 2);
}

#[test]
fn what_was_carried_out_is_asked_for_anew() {
    for kind in [Kind::Capture, Kind::Reverse] {
        let money = if kind == Kind::Capture { held() } else { paid() };
        let sent = Order { money, asks: 9, ..super::order(&[call(1, kind, Repeat::Freely, 60)]) };
        let (done, _) = after(&sent, &[(0, begin(true)), (1, ended(1, Outcome::Done))]);
        assert_eq!((done.asks, done.owed, done.ask_at), (0, 1, Some(1)));
        let word = if kind == Kind::Capture { "a capture was carried out" } else { "a reversal was carried out" };
        assert!(done.problem().is_some_and(|problem| problem.contains(word)), "{kind:?}");
    }
}

#[test]
fn a_lifetime_begins_when_the_gateway_has_the_order() {
    let sent = [(700, begin(false)), (700, ended(1, Outcome::Done))];
    let (created, _) = after(&Order { lifetime: 500, ..charge() }, &sent);
    assert_eq!(created.expires_at, 1200);
    let mut late = super::order(&[]);
    late.money = Money::none();
    let declined = Money { progress: Progress::Declined, ..Money::none() };
    let (declined, _) = after(&late, &[(900, update(declined))]);
    assert_eq!(declined.expires_at, 1900);
    assert_eq!(after(&declined, &[(1000, update(paid()))]).0.expires_at, 1900);
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
    let mut two = super::order(&[call(1, Kind::Create, Repeat::Never, 1), call(2, Kind::Reverse, Repeat::Freely, 1)]);
    for (first, second) in [(30, 40), (40, 30)] {
        (two.calls[0].at, two.calls[1].at) = (first, second);
        assert_eq!(next(&two, 0), Err(Some(30)));
    }
    order.calls[0].state = State::Done;
    order.deliver_at = None;
    assert_eq!((due_at(&order), next(&order, 1000)), (None, Err(None)));
}
