//! What holds for a great many inputs, made at random but the same in every run. `cargo run --release -p flitt-tests
//! --example mutation_tests` tries as many as one likes; the tests try some.

mod callbacks;
mod classes;
mod forms;
mod graphs;
mod mutations;
mod orders;
mod promises;
mod random;
mod schemas;
mod signatures;

pub use callbacks::{Callbacks, callbacks};
pub use classes::{Class, Seen};
pub use forms::{Forms, Renames, forms};
pub use graphs::{Graphs, graphs};
pub use orders::{Orders, orders};
pub use schemas::{Schemas, schemas};
pub use signatures::{LETTERS, Signatures, signatures};
