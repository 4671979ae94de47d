//! The tests of the command line: one module for each command or topic. Each test runs `flitt` in a process of its own.

#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes snapshots in this form")]

mod against_compiler;
mod breaking;
mod breaking_elsewhere;
mod call;
mod check;
mod check_fix;
mod completions;
mod diff;
mod events;
mod examples;
mod expand;
mod export;
mod flitt;
mod help;
#[allow(clippy::too_many_lines, reason = "a snapshot is a whole file")]
mod import;
mod import_hostile;
mod keys;
mod linked_files;
mod list;
mod new;
mod probe;
mod proxy;
mod redaction;
mod sandbox;
mod show;
mod sign;
mod terminal;
mod verify;
