//! Responses of other shapes than one object: lists, maps, rows under the names of their columns; failures that are result in
//! other words; parameters that travel as headers. All of it by schema files alone, the shipped ones and others.

mod informational;
mod other_gateways;
mod shipped;

use flitt_client::Error;
use flitt_client::error::{UnknownReason, VerificationError};
use flitt_client::response::Fields;

/// Why a response was rejected, and what could be read of it.
fn rejected<T: std::fmt::Debug>(result: Result<T, Error>) -> (VerificationError, Option<Fields>) {
    match result {
        Err(Error::Unknown(unknown)) => match unknown.reason() {
            UnknownReason::Rejected(rejection) => (rejection.clone(), unknown.fields().cloned()),
            other => panic!("another reason: {other:?}"),
        },
        other => panic!("it is not rejected: {other:?}"),
    }
}
