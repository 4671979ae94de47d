//! Tests that run the compiler: its messages, crates outside of this workspace, rebuilds after an edit. They are a
//! program of their own because they are slow, and wait for each other: all of them build in one target folder.

mod cleared_keys;
mod crate_folder;
mod derive_sites;
mod hostile_texts;
mod mandatory_parameters;
mod messages;
mod new_endpoint;
mod other_crates;
mod rebuild;
