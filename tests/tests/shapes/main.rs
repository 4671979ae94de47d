//! Answers of other shapes than one object: lists, maps, rows under the names of their columns; failures that are told in
//! other words; parameters that travel as headers. All of it by schema files alone, the shipped ones and others.

mod others;
mod shipped;

use flitt_client::{Error, Fields, Refusal, UnknownReason};

/// Why an answer was refused, and what could be read of it.
fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> (Refusal, Option<Fields>) {
    match result {
        Err(Error::Unknown(unknown)) => match unknown.reason() {
            UnknownReason::Refused(refusal) => (refusal.clone(), unknown.fields().cloned()),
            other => panic!("another reason: {other:?}"),
        },
        other => panic!("it is not refused: {other:?}"),
    }
}
