//! Clients and credentials of the environment. The variables of a running program cannot be set safely, so each case is
//! this program once more.

use std::ffi::OsString;
use std::process::Command;

use flitt_client::Client;

/// What the other test looks at: the client of this process's environment, or why there is none.
#[test]
fn reports_the_client_of_its_environment() {
    match Client::from_env() {
        Ok(client) => println!("<{client:?}>"),
        Err(error) => println!("<{error}>"),
    }
    // The blocking client finds the same.
    #[cfg(feature = "blocking")]
    assert_eq!(
        flitt_client::blocking::Client::from_env().err().map(|error| error.to_string()),
        Client::from_env().err().map(|error| error.to_string())
    );
}

fn found(variables: &[(&str, OsString)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "environment::reports_the_client_of_its_environment", "--nocapture"]);
    for name in ["FLITT_MERCHANT_ID", "FLITT_PAYMENT_KEY", "FLITT_PAYOUT_KEY", "FLITT_COMPANY_KEY", "FLITT_BASE_URL"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().cloned()).output().unwrap();
    let output_text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{output_text}{}", String::from_utf8_lossy(&output.stderr));
    output_text.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>')).expect("it says something").0.to_owned()
}

#[test]
fn the_environment_makes_a_client() {
    let merchant = ("FLITT_MERCHANT_ID", " 7 ");
    let key = ("FLITT_PAYMENT_KEY", "canary");
    let url = |url| ("FLITT_BASE_URL", url);
    for (variables, expected) in [
        (&[][..], "the environment variable FLITT_MERCHANT_ID is not set"),
        (&[("FLITT_MERCHANT_ID", ""), key], "the environment variable FLITT_MERCHANT_ID is not set"),
        (
            &[("FLITT_MERCHANT_ID", "seven"), key],
            "the environment variable FLITT_MERCHANT_ID does not hold a merchant's number",
        ),
        (&[merchant], "the environment variable FLITT_PAYMENT_KEY is not set"),
        (&[merchant, ("FLITT_PAYMENT_KEY", "")], "the environment variable FLITT_PAYMENT_KEY is not set"),
        (&[merchant, key], "Client(https://pay.flitt.com, Credentials(merchant 7, payment key))"),
        (
            &[merchant, ("FLITT_PAYMENT_KEY", " canary\r\n")],
            "Client(https://pay.flitt.com, Credentials(merchant 7, payment key))",
        ),
        (&[merchant, ("FLITT_PAYMENT_KEY", " \n")], "the environment variable FLITT_PAYMENT_KEY is not set"),
        (
            &[merchant, ("FLITT_PAYMENT_KEY", "\"canary\"")],
            "the environment variable FLITT_PAYMENT_KEY does not hold a usable key: it has a quote at an end; remove the \
             quotes, which `docker --env-file` and some programs keep",
        ),
        (
            &[merchant, ("FLITT_PAYMENT_KEY", "\u{feff}canary")],
            "the environment variable FLITT_PAYMENT_KEY does not hold a usable key: it begins with a byte order mark, which \
             editors do not show; save the file as UTF-8 without one",
        ),
        (
            &[merchant, key, ("FLITT_PAYOUT_KEY", "can\u{430}ry")],
            "the environment variable FLITT_PAYOUT_KEY does not hold a usable key: it has a character outside ASCII, which \
             can look like a letter or a digit; copy the key from the portal",
        ),
        (
            &[merchant, key, ("FLITT_COMPANY_KEY", "can ary")],
            "the environment variable FLITT_COMPANY_KEY does not hold a usable key: it has a space or a line end within; \
             give the key alone, on one line",
        ),
        (&[merchant, key, url("")], "Client(https://pay.flitt.com, Credentials(merchant 7, payment key))"),
        (&[merchant, key, url("http://[::1]:8")], "Client(http://[::1]:8, Credentials(merchant 7, payment key))"),
        (
            &[merchant, key, ("FLITT_PAYOUT_KEY", "canary"), ("FLITT_COMPANY_KEY", "")],
            "Client(https://pay.flitt.com, Credentials(merchant 7, payment key, payout key))",
        ),
        (
            &[merchant, key, ("FLITT_PAYOUT_KEY", "canary"), ("FLITT_COMPANY_KEY", "canary")],
            "Client(https://pay.flitt.com, Credentials(merchant 7, payment key, payout key, company key))",
        ),
        (
            &[merchant, key, url("gateway.example")],
            "invalid base URL `gateway.example`: it does not begin with https://",
        ),
        (
            &[merchant, key, url("ftp://u:pw@gateway.example/4444555566661111")],
            "invalid base URL `ftp://[redacted]@gateway.example/[card_number]`: it does not begin with https://",
        ),
    ] {
        let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, OsString::from(value))).collect();
        assert_eq!(found(&variables), expected, "{variables:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_unicode_is_an_error() {
    use std::os::unix::ffi::OsStringExt as _;
    let merchant = ("FLITT_MERCHANT_ID", OsString::from("7"));
    let key = ("FLITT_PAYMENT_KEY", OsString::from_vec(vec![0xff, 0xfe]));
    assert_eq!(found(&[merchant.clone(), key]), "the environment variable FLITT_PAYMENT_KEY is not UTF-8");
    let (key, url) = (("FLITT_PAYMENT_KEY", "canary".into()), ("FLITT_BASE_URL", OsString::from_vec(vec![0xff])));
    assert_eq!(found(&[merchant, key, url]), "the environment variable FLITT_BASE_URL is not UTF-8");
}
