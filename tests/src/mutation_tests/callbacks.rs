//! Changes of real callbacks and responses.

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
    /// How many were rejected, by the kind of the change.
    pub rejected: BTreeMap<&'static str, usize>,
    /// How many were accepted, by what they did and by what a shop sees of it.
    pub accepted: BTreeMap<(Class, Seen), usize>,
}

/// One real response, with what is compared each time.
struct Real {
    response: DocumentedResponse,
    signed: Signed,
    expected: Option<Expected>,
}

/// Tries changes of all real callbacks and responses in turn.
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
        let (kind, body) = mutate(&real.response, &mut random);
        match real.response.read(&body) {
            Err(_) => *result.rejected.entry(kind).or_default() += 1,
            Ok(accepted) => *result.accepted.entry(real.judged(&accepted, &body)).or_default() += 1,
        }
    }
    result
}

impl Real {
    fn of(response: DocumentedResponse) -> Self {
        let signed = signed(response.fields.iter().map(|(name, value)| (name.clone(), as_text(value))));
        let expected = Expected::of(&response);
        assert_eq!(expected.is_some(), response.reads_as_order, "{}", response.id);
        Self { response, signed, expected }
    }

    fn judged(&self, accepted: &Accepted, body: &[u8]) -> (Class, Seen) {
        let shown = || format!("{}: {}", self.response.id, String::from_utf8_lossy(body));
        let response = accepted.response();
        let now = signed(response.fields().iter().map(|field| (field.name().to_owned(), field.text().to_owned())));
        if let Some(why) = broken(&self.response, &self.signed, &now, response) {
            panic!("{why}: {}", shown());
        }
        let class = class(&self.response, &self.signed, &now);
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
        let rejected: usize = self.rejected.values().sum();
        let accepted: usize = self.accepted.values().sum();
        writeln!(formatter, "{} changes of real callbacks: {rejected} rejected, {accepted} accepted", self.tried)?;
        for (kind, count) in &self.rejected {
            writeln!(formatter, "  rejected   {count:>8}  {kind}")?;
        }
        for ((class, seen), count) in &self.accepted {
            writeln!(formatter, "  accepted  {count:>8}  {class:?}, the shop sees: {seen:?}")?;
        }
        Ok(())
    }
}
