//! The tests of the crate, in one binary.

mod canonical;
mod common;
mod diagnostics;
mod editor;
mod embedded;
mod groups;
mod names;
mod robustness;
mod shipped;
mod unreadable;
mod values;
