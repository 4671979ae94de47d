//! The commands, one module each. A command returns its output; only `sandbox`, which keeps running, prints by itself.

mod breaking;
mod call;
mod check;
mod completions;
mod diff;
mod events;
mod expand;
mod export;
mod import;
mod keys;
mod list;
mod new;
mod probe;
mod sandbox;
mod show;
mod sign;
mod verify;

use clap::Subcommand;

use crate::output::{CommandError, CommandOutput};

/// A command with its arguments.
#[derive(Subcommand)]
pub(crate) enum Command {
    Check(check::Arguments),
    Breaking(breaking::Arguments),
    New(new::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
    Keys(keys::Arguments),
    Sign(sign::Arguments),
    Verify(verify::Arguments),
    Events(events::Arguments),
    Call(call::Arguments),
    Sandbox(sandbox::Arguments),
    Probe(probe::Arguments),
    Import(import::Arguments),
    Diff(diff::Arguments),
    Expand(expand::Arguments),
    Export(export::Arguments),
    Completions(completions::Arguments),
}

/// Runs a command.
pub(crate) fn run(command: Command) -> Result<CommandOutput, CommandError> {
    match command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Breaking(arguments) => breaking::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Keys(arguments) => keys::run(&arguments),
        Command::Sign(arguments) => sign::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Events(arguments) => events::run(&arguments),
        Command::Call(arguments) => call::run(&arguments),
        Command::Sandbox(arguments) => sandbox::run(&arguments),
        Command::Probe(arguments) => probe::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Expand(arguments) => expand::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    }
}
