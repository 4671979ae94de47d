//! Changes of real callbacks and answers.

use std::collections::BTreeMap;
use std::fmt;

use super::classes::{Class, Expected, Seen, class};
use super::mutations::mutate;
use super::promises::{Signed, broken, signed};
use super::random::Random;
use crate::documented_responses::{Accepted, DocumentedResponse, as_text, documented_responses};

/// What became of the changes.
#[derive(Clone, Debug, Default)]
pub struct Callbacks {
    /// How many were tried.
    pub tried: usize,
    /// How many were refused, by the kind of the change.
    pub refused: BTreeMap<&'static str, usize>,
    /// How many were accepted, by what they did and by what a shop sees of it.
    pub accepted: BTreeMap<(Class, Seen), usize>,
}

/// One real answer, with what is compared each time.
struct Real {
    answer: DocumentedResponse,
    signed: Signed,
    expected: Option<Expected>,
}

/// Tries changes of all real callbacks and answers in turn.
///
/// # Panics
///
/// If one is accepted that changes what is signed, or what a table promises; or whose events say that an order is paid,
/// captured, reversed in full or its card verified, which the real one does not say.
#[must_use]
pub fn callbacks(count: usize) -> Callbacks {
    let reals: Vec<Real> = documented_responses().into_iter().map(Real::of).collect();
    let mut random = Random::new(0x0F11);
    let mut result = Callbacks { tried: count, ..Callbacks::default() };
    for real in reals.iter().cycle().take(count) {
        let (kind, body) = mutate(&real.answer, &mut random);
        match real.answer.read(&body) {
            Err(_) => *result.refused.entry(kind).or_default() += 1,
            Ok(accepted) => *result.accepted.entry(real.judged(&accepted, &body)).or_default() += 1,
        }
    }
    result
}

impl Real {
    fn of(answer: DocumentedResponse) -> Self {
        let signed = signed(answer.fields.iter().map(|(name, value)| (name.clone(), as_text(value))));
        let expected = Expected::of(&answer);
        assert_eq!(expected.is_some(), answer.reads_as_order, "{}", answer.id);
        Self { answer, signed, expected }
    }

    fn judged(&self, accepted: &Accepted, body: &[u8]) -> (Class, Seen) {
        let shown = || format!("{}: {}", self.answer.id, String::from_utf8_lossy(body));
        let answer = accepted.answer();
        let now = signed(answer.fields().iter().map(|field| (field.name().to_owned(), field.text().to_owned())));
        if let Some(why) = broken(&self.answer, &self.signed, &now, answer) {
            panic!("{why}: {}", shown());
        }
        let class = class(&self.answer, &self.signed, &now);
        let (Accepted::Order(order), Some(expected)) = (accepted, &self.expected) else {
            return (class, Seen::Reversal);
        };
        let (seen, event) = expected.seen(order);
        assert!(event.is_none(), "{event:?} {}", shown());
        (class, seen)
    }
}

impl fmt::Display for Callbacks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused: usize = self.refused.values().sum();
        let accepted: usize = self.accepted.values().sum();
        writeln!(formatter, "{} changes of real callbacks: {refused} refused, {accepted} accepted", self.tried)?;
        for (kind, count) in &self.refused {
            writeln!(formatter, "  refused   {count:>8}  {kind}")?;
        }
        for ((class, seen), count) in &self.accepted {
            writeln!(formatter, "  accepted  {count:>8}  {class:?}, the shop sees: {seen:?}")?;
        }
        Ok(())
    }
}
