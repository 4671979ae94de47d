//! The `flitt` command: schema files and the payment gateway Flitt at the terminal.

mod arguments;
mod body;
mod commands;
mod complete;
mod endpoints;
mod explanation;
mod export;
mod import;
mod layout;
mod merchant;
mod output;
mod params;
mod schema_file;
mod view;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    complete::answer();
    output::finish(commands::run(arguments::Arguments::parse().command))
}
