//! An answer for people.

use flitt_client::schema::Endpoint;
use flitt_client::{Answer, Verification};

use crate::output::{Done, count};
use crate::view::View;

/// The answer, with what its reader should know.
pub(super) fn told(endpoint: &Endpoint, answer: &Answer, show_sensitive: bool) -> Done {
    let view = View::of_answer(endpoint, show_sensitive);
    let mut done = Done::new(view.shown(answer.fields()));
    if view.hidden() > 0 {
        let values = count(view.hidden(), "value");
        done = done.with_note(format!("note: {values} hidden, sensitive or in no table; --show-sensitive prints them"));
    }
    let confirm = || match &endpoint.confirm_with {
        Some(name) => format!("confirm what matters with `{name}`"),
        None => "confirm what matters another way".to_owned(),
    };
    match answer.verification() {
        Verification::Unsigned => done.with_note(format!("note: the gateway does not sign this answer; {}", confirm())),
        Verification::Unproven => done.with_note(format!("note: the signature is not proven; {}", confirm())),
        _ => done,
    }
}
