//! The cases, through the library.

use flitt_client::OrderState;
use flitt_client::order::Event;

use super::cases::{Case, Cases, cases};
use super::{event_text, state_text};

/// The events of each update, and the state in the end.
fn run(cases: &Cases, case: &Case) -> (Vec<Vec<String>>, OrderState) {
    let mut state = cases.order(case);
    let mut events = Vec::new();
    for update in &case.updates {
        let verified = cases.verified(case, &state, update);
        let merged = verified.and_then(|message| state.merge(&message).map_err(|error| error.to_string()));
        events.push(match merged {
            Ok(events) => events.iter().map(named).collect(),
            Err(reason) => vec![format!("rejected {reason}")],
        });
        // The text form has everything.
        state = OrderState::from_json(&state.to_json()).expect("it is an order");
    }
    (events, state)
}

/// An event, which begins with its name.
fn named(event: &Event) -> String {
    let text = event_text(event);
    assert_eq!(text.split(' ').next(), Some(event.name()));
    text
}

/// Whether an event is the expected one; of a rejection, a part of the reason is expected.
pub(super) fn is_expected(actual: &str, expected: &str) -> bool {
    match (actual.strip_prefix("rejected "), expected.strip_prefix("rejected ")) {
        (Some(reason), Some(part)) => reason.contains(part),
        _ => actual == expected,
    }
}

#[test]
fn every_case_has_its_events_and_its_state() {
    let cases = cases();
    let mut wrong = Vec::new();
    for case in &cases.all {
        let (events, state) = run(&cases, case);
        let is_same = events.len() == case.events.len()
            && events.iter().zip(&case.events).all(|(actual, expected)| {
                actual.len() == expected.len()
                    && actual.iter().zip(expected).all(|(actual, expected)| is_expected(actual, expected))
            });
        if !is_same || state_text(&state) != case.state {
            wrong.push(format!(
                "{}\n  expected {:?}\n  actual   {events:?}\n  expected {}\n  actual   {}\n",
                case.name,
                case.events,
                case.state,
                state_text(&state)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
    assert!(cases.all.len() >= 170, "{} cases", cases.all.len());
}
