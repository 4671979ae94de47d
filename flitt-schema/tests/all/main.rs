//! The tests of the crate, in one binary.

mod addresses;
mod canonical;
mod common;
mod debug;
mod diagnostics;
mod editor;
mod embedded;
mod examples;
mod groups;
mod limits;
mod links;
mod names;
mod robustness;
mod shipped;
mod unreadable;
mod values;
