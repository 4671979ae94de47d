//! Money that is returned or captured.

use super::super::{
    Input, Kind, Money, NotAllowedError, Notice, Order, Outcome, Repeat, State, Taken, Update, Work, decide, next,
};
use super::{MISSING, after, begin, call, charge, ended, held, order, paid, policy};

#[test]
fn money_is_reserved_before_it_is_returned() {
    let mut order = order(&[]);
    order.money = paid();
    let plan = |id: i64, kind: Kind, amount: u64| Input::Plan(call(id, kind, Repeat::Freely, amount));
    let (reserved, _) = after(&order, &[(0, plan(1, Kind::Reverse, 60))]);
    let refused = |order: &Order, input: Input| decide(order, input, 0, &policy()).expect_err("it is refused");
    assert_eq!(refused(&reserved, plan(2, Kind::Reverse, 41)), NotAllowedError::TooMuch { available: 40 });
    assert_eq!(refused(&reserved, plan(2, Kind::Reverse, 0)), NotAllowedError::NotAnAmount);
    assert_eq!(refused(&order, plan(2, Kind::Capture, 1)), NotAllowedError::NotHeld);
    let (full, _) = after(&reserved, &[(0, plan(2, Kind::Reverse, 40))]);
    assert_eq!(full.reserved(), 100);
    // What another program has returned counts, too.
    order.money.reversed = 70;
    assert_eq!(refused(&order, plan(1, Kind::Reverse, 31)), NotAllowedError::TooMuch { available: 30 });

    order.money = held();
    assert_eq!(refused(&order, plan(1, Kind::Reverse, 99)), NotAllowedError::HeldMoney);
    assert_eq!(refused(&order, plan(1, Kind::Capture, 101)), NotAllowedError::TooMuch { available: 100 });
    assert_eq!(refused(&order, plan(1, Kind::Capture, 0)), NotAllowedError::NotAnAmount);
    let (reversing, _) = after(&order, &[(0, plan(1, Kind::Reverse, 100))]);
    assert_eq!(refused(&reversing, plan(2, Kind::Capture, 100)), NotAllowedError::HeldMoney);
    let (mut capturing, _) = after(&order, &[(0, plan(1, Kind::Capture, 30))]);
    for state in [State::Planned, State::Sent, State::Unknown, State::Done] {
        capturing.calls[0].state = state;
        assert_eq!(refused(&capturing, plan(2, Kind::Capture, 30)), NotAllowedError::CapturedBefore, "{state:?}");
        assert_eq!(refused(&capturing, plan(2, Kind::Reverse, 100)), NotAllowedError::HeldMoney, "{state:?}");
    }
    // Nothing is returned of a sum that is not known. Of a capture in another currency, it is what was asked for.
    let mut unknown = order.clone();
    unknown.money = Money { taken: Taken::Unknown, ..paid() };
    assert_eq!(refused(&unknown, plan(1, Kind::Reverse, 1)), NotAllowedError::UnknownAmount);
    let mut abroad = capturing.clone();
    abroad.money = Money { taken: Taken::AsCaptured, is_own_currency: false, ..paid() };
    assert_eq!(refused(&abroad, plan(2, Kind::Reverse, 31)), NotAllowedError::TooMuch { available: 30 });
    abroad.money.reversed = 1;
    assert_eq!(refused(&abroad, plan(2, Kind::Reverse, 1)), NotAllowedError::UnknownAmount, "another program did it");
    abroad.money.reversed = 0;
    abroad.calls[0].state = State::Rejected;
    assert_eq!(refused(&abroad, plan(2, Kind::Reverse, 1)), NotAllowedError::UnknownAmount);
    // What else is open, or was returned before, does not matter.
    let mut created = order.clone();
    created.calls = vec![call(1, Kind::Create, Repeat::Never, 100), call(3, Kind::Reverse, Repeat::Freely, 100)];
    (created.calls[0].state, created.calls[1].state) = (State::Unknown, State::Rejected);
    assert!(decide(&created, plan(2, Kind::Capture, 100), 0, &policy()).is_ok());
    capturing.calls[0].state = State::Rejected;
    assert!(decide(&capturing, plan(2, Kind::Capture, 40), 0, &policy()).is_ok());
}

#[test]
fn a_rejected_reversal_is_asked_about() {
    let mut order = order(&[call(1, Kind::Reverse, Repeat::Freely, 60)]);
    order.money = paid();
    let (rejected, notices) = after(&order, &[(0, begin(true)), (1, ended(1, Outcome::Rejected))]);
    assert_eq!((notices, rejected.reserved()), (vec![Notice::Rejected(1)], 0));
    assert_eq!(next(&rejected, 1), Ok(Work::Ask), "somebody else may have returned it");
    let status =
        Update { money: Money { reversed: 60, ..paid() }, is_new: true, ask_status: false, is_status: true, owed: 1 };
    let (asked, _) = after(&rejected, &[(8, Input::Update(status))]);
    assert_eq!((asked.reserved(), asked.ask_at), (60, None));
    let missing = |count: usize| after(&rejected, &vec![(8, MISSING); count]).0.ask_at;
    assert_eq!((missing(1), missing(2), missing(3)), (Some(18), Some(28), Some(48)));
    // A rejected creation leaves nothing to ask about.
    assert_eq!(after(&charge(), &[(0, begin(false)), (1, ended(1, Outcome::Rejected))]).0.ask_at, None);
}
