//! The `flitt` command: schema files and the payment gateway Flitt in the terminal.

mod arguments;
mod breaking;
mod commands;
mod complete;
mod describe;
mod direction;
mod export;
mod import;
mod input;
mod output;
mod probe;
mod runtime;
mod schemas;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser};
use clap_complete::CompleteEnv;

/// Printed below the help of the program.
const ENVIRONMENT: &str = "\
Environment:
  FLITT_MERCHANT_ID   the merchant ID
  FLITT_PAYMENT_KEY   the key that signs payments
  FLITT_PAYOUT_KEY    the key that signs payouts, if the merchant has one
  FLITT_COMPANY_KEY   the key that signs requests for reports, if the company has one
  FLITT_PREVIOUS_PAYMENT_KEY, FLITT_PREVIOUS_PAYOUT_KEY
                      previous keys, also accepted in responses and callbacks
  FLITT_ACCEPT_TEST   1 if test payments count as payments, 0 if not
  FLITT_BASE_URL      the base URL of the gateway, if it is not https://pay.flitt.com
  FLITT_SCHEMAS       a folder of schema files to use instead of the built-in ones
  NO_COLOR            disables colours, even in a terminal

Keys are read from the environment only: every user of the machine can see the arguments of a process.";

/// Schema files and requests of the payment gateway Flitt.
#[derive(Parser)]
#[command(name = "flitt", bin_name = "flitt", version, after_help = ENVIRONMENT, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> ExitCode {
    // When the script of a shell asks for completions, this prints them and ends the process.
    let command = || complete::with_plain_paths(Cli::command());
    CompleteEnv::with_factory(command).var(complete::VARIABLE).shells(complete::SHELLS).complete();
    match Cli::try_parse() {
        Ok(cli) => output::finish(commands::run(cli.command)),
        Err(error) => output::print_arguments_error(error),
    }
}
