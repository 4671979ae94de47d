//! Tests that run the compiler: its messages, crates outside of this workspace, rebuilds after an edit. They are a
//! program of their own because they are slow, and wait for each other: all of them build in one target folder, but for
//! `compile_fail`. It begins early by its name, as tests begin in that order, and uses the core that the others leave idle.

mod cleared_keys;
mod compile_fail;
mod crate_folder;
mod derive_sites;
mod hostile_texts;
mod mandatory_parameters;
mod new_endpoint;
mod other_crates;
mod rebuild;
