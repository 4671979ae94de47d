//! Runs `flitt` as its users do, without the variables of the surrounding environment.

use snapbox::cmd::Command;

/// `flitt` in the folder of the fixtures, with arguments in one text; a quoted argument may contain spaces.
pub(crate) fn flitt(arguments: &str) -> Command {
    let words = arguments
        .split('\'')
        .enumerate()
        .flat_map(|(number, part)| if number % 2 == 1 { vec![part] } else { part.split_whitespace().collect() });
    let command = Command::new(env!("CARGO_BIN_EXE_flitt"))
        .args(words)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"))
        .stdin("");
    let variables = [
        "FLITT_MERCHANT_ID",
        "FLITT_PAYMENT_KEY",
        "FLITT_PAYOUT_KEY",
        "FLITT_COMPANY_KEY",
        "FLITT_PREVIOUS_PAYMENT_KEY",
        "FLITT_PREVIOUS_PAYOUT_KEY",
        "FLITT_ACCEPT_TEST",
        "FLITT_BASE_URL",
        "FLITT_SCHEMAS",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "NO_COLOR",
        "RUST_BACKTRACE",
    ];
    variables.into_iter().fold(command, Command::env_remove)
}

/// The merchant of the documented signatures.
pub(crate) fn as_documented_merchant(command: Command) -> Command {
    command.env("FLITT_MERCHANT_ID", "1396424").env("FLITT_PAYMENT_KEY", "test")
}
