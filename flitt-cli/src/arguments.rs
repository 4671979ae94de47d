//! What may stand on the command line.

use clap::{Parser, Subcommand};

use crate::commands::{call, check, completions, diff, expand, export, import, list, new, sandbox, show, sign, verify};

/// What stands below the help of the program.
const ENVIRONMENT: &str = "\
Environment:
  FLITT_MERCHANT_ID   the merchant's number
  FLITT_PAYMENT_KEY   the key that signs payments
  FLITT_PAYOUT_KEY    the key that signs payouts, where there are any
  FLITT_COMPANY_KEY   the key that signs requests for reports, where there are any
  FLITT_BASE_URL      the gateway's address, when it is not https://pay.flitt.com
  FLITT_SCHEMAS       a folder of schema files used instead of the built-in ones
  NO_COLOR            no colours, also in a terminal

Keys are taken from the environment only: arguments are shown to every user of the machine.";

/// Schema files and requests of the payment gateway Flitt.
#[derive(Parser)]
#[command(name = "flitt", version, after_help = ENVIRONMENT, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Check(check::Arguments),
    New(new::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
    Sign(sign::Arguments),
    Verify(verify::Arguments),
    Call(call::Arguments),
    Sandbox(sandbox::Arguments),
    Import(import::Arguments),
    Diff(diff::Arguments),
    Expand(expand::Arguments),
    Export(export::Arguments),
    Completions(completions::Arguments),
}
