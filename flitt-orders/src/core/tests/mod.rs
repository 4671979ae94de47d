//! The rules, one by one.

mod asking;
mod by_hand;
mod returns;
mod sending;
mod unknown;
mod words;

use super::decide;
use super::money::Progress;
use super::{Call, Input, Kind, Millis, Money, Notice, Order, Outcome, Policy, Repeat, State, Taken, Update};

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
        owed: 0,
        is_missing: false,
        expires_at: 1000,
        lifetime: 1000,
        deliver_at: None,
    }
}

fn charge() -> Order {
    order(&[call(1, Kind::Create, Repeat::Never, 100)])
}

fn paid() -> Money {
    Money { progress: Progress::Settled, taken: Taken::Known(100), ..Money::none() }
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
    Input::Update(Update { money, is_new: true, ask_status: false, is_status: false, owed: 0 })
}

const MISSING: Input = Input::NoStatus { is_missing: true };
