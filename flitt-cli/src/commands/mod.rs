//! One file per command. A command returns what it has to say; it prints nothing itself, except for one that runs on.

pub(crate) mod call;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod expand;
pub(crate) mod export;
mod findings;
mod fix;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod sandbox;
pub(crate) mod show;
pub(crate) mod sign;
pub(crate) mod verify;

use crate::arguments::Command;
use crate::output::{Done, Fault};

pub(crate) fn run(command: Command) -> Result<Done, Fault> {
    match command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Expand(arguments) => expand::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Sign(arguments) => sign::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Call(arguments) => call::run(&arguments),
        Command::Sandbox(arguments) => sandbox::run(&arguments),
    }
}
