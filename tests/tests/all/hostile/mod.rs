//! Hostile input: a table of cases, the inputs that fuzzing kept, and random changes of valid ones.

mod cases;
mod corpora;
mod mutations;
