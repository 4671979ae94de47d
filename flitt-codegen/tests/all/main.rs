//! The tests of the crate, in one binary.

mod expansion;
mod hostile_texts;
mod recovery;
