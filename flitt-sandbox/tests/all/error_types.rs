//! The error types: their causes, and what they can be used with.

use std::error::Error;

use flitt_sandbox::{
    Fault, GatewayError, Merchant, MerchantsError, ParseFaultError, ParseSwitchError, Sandbox, StartError, StateError,
    Switch,
};

/// The message of an error does not contain those of its sources: a chain is printed without repetitions.
fn assert_chain(error: &(dyn Error + 'static)) {
    let message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        assert!(!message.contains(&cause.to_string()), "{message} contains {cause}");
        source = cause.source();
    }
}

#[test]
fn every_error_can_be_boxed_and_sent() {
    fn check<E: Error + Send + Sync + 'static>() {}
    check::<GatewayError>();
    check::<MerchantsError>();
    check::<ParseFaultError>();
    check::<ParseSwitchError>();
    check::<StartError>();
    check::<StateError>();
}

#[tokio::test]
async fn no_message_repeats_its_source() {
    let running = Sandbox::start().await.unwrap();
    let in_use = Sandbox::builder().address(running.address()).start().await.unwrap_err();
    assert!(in_use.source().unwrap().is::<std::io::Error>(), "{in_use:?}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes");
    std::fs::write(&file, "remember the milk").unwrap();
    let unusable = Sandbox::builder().state(&file).start().await.unwrap_err();
    assert!(unusable.source().is_some(), "{unusable:?}");
    let duplicate = Sandbox::builder().merchants([Merchant::test(), Merchant::test()]).start().await.unwrap_err();
    for error in [&in_use, &unusable, &duplicate] {
        assert_chain(error);
    }
    assert_chain(&running.pay("none", "1").unwrap_err());
    assert_chain(&"fire".parse::<Fault>().unwrap_err());
    assert_chain(&"light".parse::<Switch>().unwrap_err());
    assert_chain(&Merchant::read_all("{").unwrap_err());
}
