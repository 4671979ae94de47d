//! The words of states and kinds.

use std::collections::BTreeSet;

use super::super::{Kind, Reason, State};

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
