//! The error model: every public error is an error that can be sent between threads, and no text is shown twice.

use std::error::Error as StdError;

use flitt_client::config::{ConfigError, CredentialsError};
use flitt_client::error::{
    EncodeError, FailureError, FieldsError, NotSentError, SignatureError, SourceError, UnknownOutcomeError,
    ValidationError, VerificationError,
};
use flitt_client::explain::ReceivedRequestError;
use flitt_client::order::{
    FullAmountError, MergeError, OrderRequestError, ParseNameError, ParseOrderError, SavedCardError,
};
use flitt_client::signature::DictTextError;
use flitt_client::transport::TransportError;
use flitt_client::value::{AmountError, ParseDateError};
use flitt_client::{Error, callback};

fn is_error<T: StdError + Send + Sync + 'static>() {}

#[test]
fn every_public_error_is_an_error() {
    is_error::<Error>();
    is_error::<NotSentError>();
    is_error::<FailureError>();
    is_error::<UnknownOutcomeError>();
    is_error::<ValidationError>();
    is_error::<EncodeError>();
    is_error::<DictTextError>();
    is_error::<ReceivedRequestError>();
    is_error::<FieldsError>();
    is_error::<SignatureError>();
    is_error::<VerificationError>();
    is_error::<ConfigError>();
    is_error::<CredentialsError>();
    is_error::<TransportError>();
    is_error::<callback::CallbackError>();
    is_error::<callback::ThreeDsReturnError>();
    is_error::<callback::InvalidAcsUrlError>();
    is_error::<MergeError>();
    is_error::<FullAmountError>();
    is_error::<SavedCardError>();
    is_error::<ParseNameError>();
    is_error::<ParseOrderError>();
    is_error::<OrderRequestError>();
    is_error::<AmountError>();
    is_error::<ParseDateError>();
}

#[cfg(feature = "axum")]
#[test]
fn every_rejection_is_an_error() {
    is_error::<callback::CallbackRejection>();
    is_error::<callback::ThreeDsRejection>();
}

/// What a program prints that shows an error with its causes.
fn chain(error: &dyn StdError) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        texts.push(cause.to_string());
        source = cause.source();
    }
    texts
}

#[test]
fn no_text_is_shown_twice() {
    let cause = || SourceError::from("the line is down");
    let errors: [Box<dyn StdError>; 8] = [
        Box::new(Error::NotSent(NotSentError::Connect(cause()))),
        Box::new(Error::NotSent(NotSentError::Encode(EncodeError::NestedInForm))),
        Box::new(TransportError::Interrupted(cause())),
        Box::new(VerificationError::Signature(SignatureError::Wrong)),
        Box::new(TransportError::Connect(cause())),
        Box::new(ConfigError::Http(cause())),
        Box::new(ConfigError::Credentials(CredentialsError::Missing { variable: "FLITT_MERCHANT_ID" })),
        Box::new(VerificationError::Unreadable(FieldsError::TooMany)),
    ];
    for error in errors {
        let chain = chain(&*error);
        for (position, text) in chain.iter().enumerate() {
            assert!(chain.iter().skip(position + 1).all(|cause| !text.contains(cause)), "{chain:?}");
        }
    }
}

#[test]
fn a_cause_can_be_downcast() {
    let error = Error::NotSent(NotSentError::Connect(SourceError::new(std::io::Error::other("no route"))));
    let cause = error.source().unwrap().downcast_ref::<SourceError>().unwrap();
    assert!(cause.error().downcast_ref::<std::io::Error>().is_some());
}
